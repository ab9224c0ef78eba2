// The RDF feeds that arXiv served until February 2024: HTML inside XML, `<` in maths escaped twice,
// id, version, primary category and kind in the title, authors as links.
#include <algorithm>

#include "listing.h"
#include "sheaf/text/html.hpp"
#include "sheaf/text/utf8.hpp"
#include "texts.h"

namespace arxiv {
namespace {

// The reference that begins at `text[0] == '&'` is appended as its character; the bytes it took, 1
// if it is none.
std::size_t append_reference(std::string& out, std::string_view text) {
  if (text.starts_with("&#")) {
    const auto [character, size] = sheaf::text::numbered_character(text);
    if (size != 0) {
      sheaf::text::append_utf8(out, character);
      return size;
    }
  } else if (const auto end = text.substr(0, 40).find(';'); end != text.npos) {
    const auto character = sheaf::text::html_entity(text.substr(1, end - 1));
    out += character;
    if (!character.empty()) return end + 1;
  }
  out += '&';
  return 1;
}

// Text of the HTML: `<p>` and `<a>` undone, references decoded. The link of arXiv's "this http URL"
// takes the place of these words. Any other `<` is a less-than sign.
std::string plain_text(std::string_view html) {
  std::string out, href;
  std::size_t label = 0;
  for (std::size_t i = 0; i < html.size();) {
    const std::string_view rest = html.substr(i);
    if (rest.front() == '&') {
      i += append_reference(out, rest);
    } else if (rest.starts_with("<p>")) {
      i += 3;
    } else if (rest.starts_with("</p>")) {
      out += "\n\n";
      i += 4;
    } else if (rest.starts_with("<a ") && rest.find('>') != rest.npos) {
      const std::string_view tag = rest.substr(0, rest.find('>') + 1);
      const auto from = tag.find("href=\"");
      href = from == tag.npos ? "" : tag.substr(from + 6, tag.find('"', from + 6) - from - 6);
      label = out.size();
      i += tag.size();
    } else if (rest.starts_with("</a>")) {
      const std::string_view words = std::string_view(out).substr(std::min(label, out.size()));
      if (words == "this http URL" || words == "this https URL") {
        out.replace(label, out.npos, href);
      }
      i += 4;
    } else {
      out += rest.front();
      ++i;
    }
  }
  return out;
}

}  // namespace

// `Title. (arXiv:1805.08875v1 [hep-ex] CROSS LISTED)`
bool read_legacy_item(sheaf::feed::Item& item, Paper& paper) {
  const std::string title = plain_text(item.title.text);
  std::string_view words = trimmed(title);
  bool known = false;
  const auto suffix = words.rfind("(arXiv:");
  if (suffix != words.npos && words.ends_with(')')) {
    std::string_view told = words.substr(suffix + 7, words.size() - suffix - 8);
    known = parse_id(told.substr(0, told.find(' ')), paper.id);
    if (const auto open = told.find('['), close = told.find(']');
        known && open != told.npos && close != told.npos && open < close) {
      paper.add_category(told.substr(open + 1, close - open - 1));
      told = trimmed(told.substr(close + 1));
      paper.announce = told == "UPDATED"        ? SHEAF_ANNOUNCE_REPLACE
                       : told == "CROSS LISTED" ? SHEAF_ANNOUNCE_CROSS
                       : told.empty()           ? SHEAF_ANNOUNCE_NEW
                                                : SHEAF_ANNOUNCE_UNKNOWN;
    }
    if (known) {
      words = trimmed(words.substr(0, suffix));
      if (words.ends_with('.') && !words.ends_with("..")) words.remove_suffix(1);
    }
  }
  if (!known) known = find_id(item.id, paper.id);
  paper.title = words;
  set_abstract(paper.abstract, plain_text(item.summary.text));
  for (const auto& author : item.authors) paper.add_authors(plain_text(author.name));
  return known && !paper.title.empty();
}

}  // namespace arxiv
