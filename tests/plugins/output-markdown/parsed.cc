#include "parsed.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <cstdlib>
#include <memory>

namespace output_markdown::test {
namespace {

struct Free {
  void operator()(cmark_parser* p) const { cmark_parser_free(p); }
  void operator()(cmark_node* n) const { cmark_node_free(n); }
  void operator()(cmark_iter* i) const { cmark_iter_free(i); }
  void operator()(char* s) const { std::free(s); }
};
using Node = std::unique_ptr<cmark_node, Free>;
using Parser = std::unique_ptr<cmark_parser, Free>;

Parser parser_for(Dialect dialect) {
  Parser parser(cmark_parser_new(CMARK_OPT_DEFAULT));
  if (dialect == Dialect::kGitHub) {
    cmark_gfm_core_extensions_ensure_registered();
    for (const char* name : {"table", "strikethrough", "autolink", "tagfilter", "tasklist"}) {
      cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
    }
  }
  return parser;
}

Node tree(const Parser& parser, std::string_view markdown) {
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  return Node(cmark_parser_finish(parser.get()));
}

std::string literal(cmark_node* node) {
  const char* s = cmark_node_get_literal(node);
  return s ? s : "";
}

}  // namespace

Parsed parse(std::string_view markdown, Dialect dialect) {
  const Parser parser = parser_for(dialect);
  const Node root = tree(parser, markdown);
  Parsed out;
  const std::unique_ptr<cmark_iter, Free> walk(cmark_iter_new(root.get()));
  std::size_t heading = std::string::npos, link = std::string::npos;  // where its text starts
  for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(walk.get())) {
    cmark_node* node = cmark_iter_get_node(walk.get());
    const auto type = cmark_node_get_type(node);
    const std::string name = cmark_node_get_type_string(node);
    const bool enter = event == CMARK_EVENT_ENTER;
    if (enter && name != "document" && name != "text") out.types.insert(name);
    if (type == CMARK_NODE_HEADING && enter) heading = out.text.size();
    if (type == CMARK_NODE_HEADING && !enter) out.headings.push_back(out.text.substr(heading));
    if (type == CMARK_NODE_LINK && enter) {
      link = out.text.size();
      out.links.emplace_back(cmark_node_get_url(node));
    }
    if (type == CMARK_NODE_LINK && !enter) out.link_texts.push_back(out.text.substr(link));
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK) {
      out.text += literal(node);
    } else if (type == CMARK_NODE_HTML_INLINE || type == CMARK_NODE_HTML_BLOCK) {
      out.html.push_back(literal(node));
    } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK ||
               (!enter && (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING))) {
      out.text += '\n';
    }
  }
  return out;
}

std::string safe_html(std::string_view markdown, Dialect dialect) {
  const Parser parser = parser_for(dialect);
  const Node root = tree(parser, markdown);
  const std::unique_ptr<char, Free> html(cmark_render_html(
      root.get(), CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser.get())));
  return html.get();
}

}  // namespace output_markdown::test
