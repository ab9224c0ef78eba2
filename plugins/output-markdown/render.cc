#include "render.h"

#include <algorithm>
#include <iterator>

#include "data.h"
#include "digest/page.h"
#include "digest/words.h"
#include "escape.h"
#include "mustache/fill.h"
#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/maths.hpp"

namespace output_markdown {
namespace {

using digest::join;
using digest::one_line;
using digest::thousands;
using sheaf::range;
using sheaf::view;
using sheaf::text::is_control;

std::string md(const digest::Line& line) {
  std::string out;
  for (const digest::Span& span : line.spans()) {
    std::string text = span.kind == digest::Span::Kind::own     ? span.text
                       : span.kind == digest::Span::Kind::label ? label(span.text)
                                                                : prose(span.text);
    if (!span.url.empty()) text = link(text, span.url);
    if (!span.anchor.empty()) text = "[" + text + "](#" + span.anchor + ")";
    if (span.strong) text = strong(text);
    out += span.emphasis ? "*" + text + "*" : text;
  }
  return out;
}

Data list(const std::vector<digest::Line>& lines) {
  List out(lines.size());
  for (const digest::Line& line : lines) out.add(Data(md(line)));
  return std::move(out).take();
}

// ---- Items

Data scores_data(const std::vector<digest::Score>& scores) {
  List out(scores.size());
  for (const digest::Score& s : scores) {
    Data data;
    data["scorer"] = Data(label(s.scorer));
    data["values"] = Data(strong(label(s.values)));
    data["why"] = or_false(md(s.why));
    out.add(std::move(data));
  }
  return std::move(out).take();
}

Data abstract(const sheaf_record& r) {
  const auto paragraphs = digest::paragraphs(view(r.abstract));
  List out(paragraphs.size());
  for (const std::string& paragraph : paragraphs) out.add(Data(prose(paragraph)));
  return std::move(out).take();
}

Data entry_data(const digest::Entry& e, const Options& options) {
  const sheaf_record& r = *e.record;
  const std::string n = std::to_string(e.number);
  Data d;
  d["number"] = Data(n);
  d["anchor"] = Data(e.anchor);
  d["title"] = Data(label(e.title));
  d["url"] = or_false(e.url);
  if (sheaf::text::has_maths(e.title)) {  // never inside a link: escape.h
    d["heading"] = Data(join({prose(e.title), e.url.empty() ? "" : link("↗", e.url)}, " "));
    d["toc"] = Data("[" + n + ".](#" + e.anchor + ") " + prose(e.title));
  } else {
    d["heading"] = Data(e.url.empty() ? prose(e.title) : link(label(e.title), e.url));
    d["toc"] = Data("[" + n + ". " + label(e.title) + "](#" + e.anchor + ")");
  }
  d["authors"] = or_false(md(e.authors));
  d["marks"] = list(e.marks);
  d["people"] = list(e.people);
  d["scores"] = scores_data(e.scores);
  d["no_score"] = Data(e.no_score);
  d["where"] = or_false(md(e.where));
  d["links"] = Data(md(e.links));
  d["via"] = or_false(md(e.via));
  d["relations"] = list(e.relations);
  d["comment"] = or_false(prose(view(r.comment)));
  d["same_as"] = or_false(md(e.same_as));
  d["summary"] = or_false(prose(view(r.summary)));
  d["abstract"] = options.abstracts ? abstract(r) : Data(Data::type::list);
  d["abstract_cut"] = Data(options.abstracts && (r.flags & SHEAF_R_TRUNCATED) != 0);
  return d;
}

Data groups_data(const std::vector<digest::Group>& groups, const Options& options) {
  List out(groups.size());
  for (const digest::Group& g : groups) {
    List items(g.entries.size());
    for (const digest::Entry& e : g.entries) items.add(entry_data(e, options));
    Data group;
    group["id"] = Data(g.id);
    group["title"] = Data(g.title);
    group["count"] = Data(thousands(g.entries.size()));
    group["items"] = std::move(items).take();
    out.add(std::move(group));
  }
  return std::move(out).take();
}

// ---- What editors wrote

std::string section_body(const digest::Section& section) {
  std::string out;
  bool in_list = false;
  for (const digest::Block& block : section.blocks) {
    const bool entry = block.kind == SHEAF_BLOCK_LIST_ITEM;
    if (!out.empty() && !(entry && in_list)) out += '\n';
    in_list = entry;
    if (entry) out += std::string(2 * (block.level - 1), ' ') + "- ";
    if (block.kind == SHEAF_BLOCK_HEADING) out += std::string(block.level + 2, '#') + " ";
    out += md(block.line) + "\n";
  }
  out.pop_back();
  return out;
}

Data sections_data(const std::vector<digest::Section>& sections) {
  List out(sections.size());
  for (const digest::Section& section : sections) {
    Data data;
    data["id"] = Data(section.id);
    data["title"] = Data(label(section.title));
    data["body"] = Data(section_body(section));
    out.add(std::move(data));
  }
  return std::move(out).take();
}

// ---- What the run says of itself

Data unscored_data(const std::vector<digest::Unscored>& groups) {
  List out(groups.size());
  for (const digest::Unscored& u : groups) {
    Data group;
    group["reason"] = Data(md(u.reason));
    group["count"] = Data(digest::counted(u.works.size(), "work"));
    group["works"] = list(u.works);
    out.add(std::move(group));
  }
  return std::move(out).take();
}

// Cost: aligned columns in a fenced block, since CommonMark has no tables.
using Row = std::vector<std::string>;

std::size_t width(std::string_view s) {
  return static_cast<std::size_t>(
      std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string aligned(const std::vector<Row>& rows, std::size_t left_columns) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - width(row[i]), ' ');
      if (i > 0) line += "  ";
      line += i < left_columns ? row[i] + pad : pad + row[i];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string settings(const sheaf_run& run) {
  const digest::Settings all = digest::settings_of(run);
  std::string out = all.lines.empty() ? "" : fenced("yaml", all.lines);
  for (const auto& [path, text] : all.texts) {
    out +=
        "\n\n" + label(path) + ", its line ends and quotes written out:\n\n" + fenced("text", text);
  }
  return out;
}

}  // namespace

std::string render(const sheaf_run& run, const sheaf_digest& told, const Options& options,
                   const Template& tmpl) {
  const digest::Page page = digest::page_of(run, told, {.max_authors = options.max_authors});
  Data root;
  root["title"] = Data(label(page.title));
  root["profile"] = Data(label(view(told.profile->id)));
  root["pipeline"] = Data(label(view(run.pipeline)));
  root["date"] = Data(label(view(run.date)));
  root["date_words"] = Data(label(page.date_words));
  root["time_zone"] = Data(label(view(run.time_zone)));
  root["again"] = or_false(run.sequence > 1 ? std::to_string(run.sequence) : "");
  root["run"] = Data(label(view(run.id)));
  root["sheaf"] = Data(label(view(run.sheaf_version)));
  if (page.headline.empty()) {
    root["banner"] = Data(false);
  } else {
    Data banner;
    banner["headline"] = Data(page.headline);
    banner["problems"] = list(page.problems);
    root["banner"] = std::move(banner);
  }
  root["quiet"] = or_false(page.quiet);
  root["nothing"] = Data(page.nothing);
  root["tally"] = or_false(md(page.tally));
  root["has_funnel"] = Data(!page.funnel.empty());
  root["funnel"] = list(page.funnel);
  root["notes"] = list(page.notes);
  root["has_contents"] = Data(!page.sections.empty() || !page.groups.empty());
  root["sections_by_editors"] = sections_data(page.sections);
  root["groups"] = groups_data(page.groups, options);
  root["has_unscored"] = Data(!page.unscored.empty());
  root["unscored"] = unscored_data(page.unscored);
  root["has_sources"] = Data(!page.sources.empty());
  root["sources"] = list(page.sources);
  const std::vector<Row> costs = digest::costs(run);
  root["cost"] = or_false(costs.empty() ? "" : fenced("text", aligned(costs, 2)));
  root["settings"] = or_false(settings(run));
  // Every field is Markdown already, so that a template can put it anywhere and break nothing.
  return mustache::fill("template " + tmpl.name, tmpl.text, root);
}

}  // namespace output_markdown
