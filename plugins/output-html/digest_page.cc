#include <algorithm>

#include "data.h"
#include "digest/page.h"
#include "digest/words.h"
#include "layout.h"
#include "names.h"
#include "pages.h"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/maths.hpp"
#include "shipped.h"
#include "text.h"

namespace output_html {
namespace {

using sheaf::range;
using sheaf::view;

// An abstract beyond this many bytes is folded away.
constexpr std::size_t kLongAbstract = 4000;

// " lang=.." where the text is in another language than the page. Only what BCP 47 allows.
std::string language(std::string_view tag) {
  const bool plain = !tag.empty() && tag.size() <= 35 && sheaf::text::is_letter(tag.front()) &&
                     std::all_of(tag.begin(), tag.end(),
                                 [](char c) { return sheaf::text::is_alnum(c) || c == '-'; });
  const bool english = tag == "en" || tag.starts_with("en-");
  return plain && !english ? std::string(tag) : std::string();
}

std::string classes_of(const sheaf_item& item) {
  return item.record->flags & SHEAF_R_WITHDRAWN ? "work withdrawn" : "work";
}

std::string tag(std::string_view classes, std::string_view words) {
  return "<span class=\"" + std::string(classes) + "\">" + std::string(words) + "</span>";
}

// What is announced how, and the scores.
std::string tags_html(const digest::Entry& entry, const sheaf_item& item) {
  std::vector<std::string> parts;
  for (const auto& score : entry.scores) {
    // entry.scores are the item's, the last one first
    const std::size_t i =
        item.score_count - 1 - static_cast<std::size_t>(&score - entry.scores.data());
    const sheaf_score& s = *item.scores[i];
    const std::string value =
        s.status == SHEAF_OK ? " data-value=\"" + digest::number(s.value) + "\"" : "";
    parts.push_back("<span class=\"score\"" + value + ">" + isolated(score.scorer) + ": " +
                    isolated(score.values) + "</span>");
  }
  if (entry.no_score) parts.push_back(tag("tag", "no score"));
  if (item.flags & SHEAF_ITEM_CHANGED) parts.push_back(tag("tag", "changed"));
  if (item.record->flags & SHEAF_R_WITHDRAWN) parts.push_back(tag("tag warn", "withdrawn"));
  return element("p", "tags", digest::join(parts, "\n"));
}

std::string why_html(const digest::Entry& entry) {
  std::vector<digest::Line> lines = entry.marks;
  lines.insert(lines.end(), entry.people.begin(), entry.people.end());
  for (const auto& score : entry.scores) {
    if (score.why.empty()) continue;
    digest::Line line;
    if (entry.scores.size() > 1) line.strong_label(score.scorer).own(": ");
    line.join("", score.why);
    lines.push_back(std::move(line));
  }
  return list("why", lines);
}

std::string abstract_html(const sheaf_record& r) {
  std::string body;
  for (const std::string& p : digest::paragraphs(view(r.abstract))) {
    body += "<p dir=\"auto\">" + escape(p) + "</p>\n";
  }
  if (body.empty()) return {};
  if (r.flags & SHEAF_R_TRUNCATED)
    body += "<p><em>(The source gives only the beginning.)</em></p>\n";
  const bool maths = sheaf::text::has_maths(view(r.abstract));
  body = std::string("<div class=\"abstract") + (maths ? " tex" : "") + "\">\n" + body + "</div>\n";
  if (r.abstract.len <= kLongAbstract) return body;
  return "<details class=\"more\">\n<summary>Abstract</summary>\n" + body + "</details>\n";
}

std::string labelled(const char* label, std::string_view text) {
  const std::string line = digest::one_line(text);
  return line.empty() ? line : "<b>" + std::string(label) + "</b> " + isolated(line);
}

std::string work_html(const digest::Entry& entry, const sheaf_item& item) {
  const sheaf_record& r = *item.record;
  const std::string lang = language(view(r.language));
  std::string classes = sheaf::text::has_maths(entry.title) ? " class=\"tex\"" : "";
  if (!lang.empty()) classes += " lang=\"" + lang + "\"";
  const std::string title =
      is_web_url(entry.url) ? "<a" + classes + " href=\"" + escape(digest::one_line(entry.url)) +
                                  "\" rel=\"noopener noreferrer\">" + isolated(entry.title) + "</a>"
                            : "<span" + classes + ">" + isolated(entry.title) + "</span>";
  std::string out = "<article class=\"" + classes_of(item) + "\" id=\"" + escape(entry.anchor) +
                    "\" data-id=\"" + escape(digest::one_line(view(r.id))) +
                    "\">\n<h3><span class=\"no\">" + std::to_string(entry.number) + "</span> " +
                    title + "</h3>\n";
  out += element("p", "authors", inline_html(entry.authors));
  out += tags_html(entry, item) + why_html(entry);
  out += element("p", "summary", labelled("In short:", view(r.summary)));
  out += abstract_html(r);
  out += element("p", "meta", isolated(digest::one_line(view(r.comment))));
  out += element("p", "meta", inline_html(entry.where));
  digest::Line links = entry.links;
  if (!entry.via.empty()) links.own(" · via ").join("", entry.via);
  out += element("p", "links", inline_html(links));
  out += list("relations", entry.relations);
  if (!entry.same_as.empty()) {
    out += element("p", "meta", "May be the same as " + inline_html(entry.same_as) + ".");
  }
  return out + "</article>\n";
}

// ---- What editors wrote

// Headings below the section's own, never skipping a level; lists nested as their levels say.
std::string section_html(const digest::Section& section) {
  std::string out;
  std::size_t depth = 0, heading = 2;
  const auto close_to = [&](std::size_t level) {
    for (; depth > level; --depth) out += "</li>\n</ul>\n";
  };
  for (const digest::Block& block : section.blocks) {
    const std::string text = inline_html(block.line);
    const std::string classes = sheaf::text::has_maths(text) ? " class=\"tex\"" : "";
    if (block.kind == SHEAF_BLOCK_LIST_ITEM) {
      close_to(block.level);
      if (depth == block.level) {
        out += "</li>\n";
      } else {
        out += "<ul>\n";
        ++depth;
      }
      out += "<li" + classes + ">" + text;
      continue;
    }
    close_to(0);
    std::string name = "p";
    if (block.kind == SHEAF_BLOCK_HEADING) {
      heading = std::min(heading + 1, block.level + 2);
      name = "h" + std::to_string(heading);
    }
    out += element(name, "", text);
  }
  close_to(0);
  return out;
}

// ---- The end of the page

std::string costs_html(const sheaf_run& run) {
  const auto rows = digest::costs(run);
  if (rows.empty()) return {};
  std::string out =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Cost by "
      "step\">\n<table>\n";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    out += r == 0 ? "<thead>\n<tr>" : r == 1 ? "<tbody>\n<tr>" : "<tr>";
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const std::string name = r == 0 || c == 0 ? "th" : "td";
      const std::string scope = r == 0 ? " scope=\"col\"" : c == 0 ? " scope=\"row\"" : "";
      out += "<" + name + scope + ">" + isolated(rows[r][c]) + "</" + name + ">";
    }
    out += r == 0 ? "</tr>\n</thead>\n" : "</tr>\n";
  }
  return out + (rows.size() > 1 ? "</tbody>\n" : "") + "</table>\n</div>\n";
}

std::string settings_html(const sheaf_run& run) {
  const digest::Settings all = digest::settings_of(run);
  const auto pre = [](const std::string& text) {
    return "<pre tabindex=\"0\">\n" + escape(text) + "</pre>\n";
  };
  std::string out = all.lines.empty() ? "" : pre(all.lines);
  for (const auto& [path, text] : all.texts) {
    out += element("p", "", isolated(path) + ", its line ends and quotes written out:") + pre(text);
  }
  return out;
}

std::string unscored_html(const digest::Page& page) {
  std::string out;
  for (const digest::Unscored& u : page.unscored) {
    out += element("p", "",
                   inline_html(u.reason) + " (" + digest::counted(u.works.size(), "work") + ")");
    out += list("list", u.works);
  }
  return out;
}

// ---- The whole

Data contents_entry(const std::string& id, const std::string& title,
                    const std::vector<digest::Entry>& entries) {
  std::vector<Data> list;
  for (const digest::Entry& e : entries) {
    Data data;
    data["anchor"] = Data(escape(e.anchor));
    data["title"] = Data(isolated(e.title));
    data["tex"] = Data(sheaf::text::has_maths(e.title));
    list.push_back(std::move(data));
  }
  Data out;
  out["id"] = Data(escape(id));
  out["title"] = Data(isolated(title));
  out["has_entries"] = Data(!list.empty());
  out["entries"] = list_of(std::move(list));
  return out;
}

std::string body_html(const sheaf_run& run, const sheaf_digest& digest) {
  const digest::Page page = digest::page_of(run, digest, digest::Options());
  const digest::Numbers numbers = digest::numbers_of(digest);
  std::vector<const sheaf_item*> by_number(digest.item_count + 1);
  for (std::size_t i = 0; i < digest.item_count; ++i) by_number[numbers[i]] = digest.items[i];

  Data root;
  Data banner(false);
  if (!page.headline.empty()) {
    banner = Data();
    banner["failed"] = Data(page.failed);
    banner["headline"] = Data(escape(page.headline));
    banner["problems"] = Data(list("", page.problems));
  }
  root["banner"] = std::move(banner);
  root["quiet"] = or_false(escape(page.quiet));
  root["nothing"] = Data(page.nothing);
  root["tally"] = Data(element("p", "tally", inline_html(page.tally)));
  root["funnel"] = Data(list("funnel", page.funnel));
  std::string notes;
  for (const auto& note : page.notes) notes += element("p", "note", inline_html(note));
  root["notes"] = Data(notes);

  std::vector<Data> contents, sections, groups;
  for (const digest::Section& s : page.sections) {
    contents.push_back(contents_entry(s.id, s.title, {}));
    Data data;
    data["id"] = Data(escape(s.id));
    data["title"] = Data(isolated(s.title));
    data["lang"] = or_false(language(view(digest.profile->language)));
    data["body"] = Data(section_html(s));
    sections.push_back(std::move(data));
  }
  for (const digest::Group& g : page.groups) {
    contents.push_back(contents_entry(g.id, g.title, g.entries));
    Data data;
    data["id"] = Data(escape(g.id));
    data["title"] = Data(escape(g.title));
    std::string works;
    for (const auto& entry : g.entries) works += work_html(entry, *by_number[entry.number]);
    data["works"] = Data(works);
    groups.push_back(std::move(data));
  }
  root["has_contents"] = Data(!contents.empty());
  root["contents"] = list_of(std::move(contents));
  root["sections"] = list_of(std::move(sections));
  root["groups"] = list_of(std::move(groups));
  root["has_unscored"] = Data(!page.unscored.empty());
  root["unscored"] = Data(unscored_html(page));
  root["sources"] = or_false(list("list", page.sources));
  root["cost"] = or_false(costs_html(run));
  root["settings"] = or_false(settings_html(run));
  return mustache::fill("digest.mustache", kDigest, root);
}

std::string pager(const Reader& reader, std::size_t index, const std::string& base) {
  const auto entry = [&](std::size_t i, const char* rel, const char* before, const char* after) {
    const DigestEntry& d = reader.digests[i];
    const std::string date = words_of(d);
    return "<a rel=\"" + std::string(rel) + "\" href=\"" + escape(base + d.name + ".html") + "\">" +
           before + escape(date) + after + "</a>";
  };
  std::vector<std::string> parts;
  if (index > 0) parts.push_back(entry(index - 1, "prev", "← ", ""));
  if (index + 1 < reader.digests.size()) parts.push_back(entry(index + 1, "next", "", " →"));
  return digest::join(parts, "\n");
}

}  // namespace

std::string digest_page(const Frame& frame, const Reader& reader, std::size_t index,
                        std::string_view file, const sheaf_run& run, const sheaf_digest& digest) {
  const DigestEntry& entry = reader.digests[index];
  const std::string title = digest::one_line(
      view(digest.profile->title.len > 0 ? digest.profile->title : digest.profile->id));
  const std::string date = words_of(entry);
  const bool newest = file != reader.path(entry);  // a copy that follows the days

  Shell shell;
  shell.file = file;
  shell.canonical = reader.path(entry);
  shell.title = title + " · " + date + " · " + frame.title;
  shell.description = digest::counted(entry.items, "work") + " for " + title + ", " + date + ".";
  shell.kicker = newest ? "Newest digest" : "Digest";
  shell.heading = isolated(title);
  shell.lede = "<time datetime=\"" + escape(entry.date) + "\">" + escape(date) + "</time>";
  shell.pager = pager(reader, index, way_up(file) + "p/" + reader.folder + "/");
  shell.reader = &reader;
  shell.view = newest ? "index.html" : "";
  shell.body = body_html(run, digest);
  shell.foot = "<p>Run " + isolated(view(run.id)) + " of " + isolated(view(run.pipeline)) + ", " +
               escape(view(run.date)) + " (" + isolated(view(run.time_zone)) + "), by sheaf " +
               isolated(view(run.sheaf_version)) + ".</p>";
  return laid_out(frame, shell);
}

}  // namespace output_html
