#include "entry.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "digest/line.h"
#include "digest/words.h"
#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/html.hpp"
#include "sheaf/text/percent.hpp"

namespace output_atom {
namespace {

using sheaf::range;
using sheaf::view;
using sheaf::text::html_escaped;

void paragraph(std::string& out, std::string_view text) {
  if (!text.empty()) out.append("<p>").append(html_escaped(text)).append("</p>\n");
}

// An address without what no address holds (RFC 3986), percent-encoded.
std::string web_address(std::string_view url) {
  if (!sheaf::text::starts_with_ignoring_case(url, "http://") &&
      !sheaf::text::starts_with_ignoring_case(url, "https://"))
    return {};
  return sheaf::text::url_encoded(url);
}

std::string values(const sheaf_score& score, const sheaf_axis* const* axes, std::size_t count) {
  std::vector<std::string> out;
  for (const auto& value : range(score.axes, score.axis_count)) {
    std::string said(view(value.id)), scale;
    for (const auto* a : range(axes, count)) {
      if (view(a->id) != view(value.id)) continue;
      if (a->title.len != 0) said = view(a->title);
      scale = "/" + digest::number(a->scale);
    }
    out.push_back(said + " " + digest::number(value.value) + scale);
  }
  if (out.empty()) out.push_back("score " + digest::number(score.value));
  return digest::join(out, " · ");
}

}  // namespace

Entry entry_of(const sheaf_record& r, std::int64_t updated_ms) {
  Entry out;
  out.work = view(r.id);
  out.title = digest::one_line(view(r.title));
  for (const auto* p : range(r.authors, r.author_count)) {
    out.authors.push_back(digest::one_line(view(p->name)));
  }
  for (const auto& c : range(r.categories, r.category_count)) {
    out.categories.push_back(digest::one_line(view(c)));
  }
  out.url = web_address(view(r.url));
  for (const auto& i : range(r.identifiers, r.identifier_count)) {
    if (out.url.empty() && view(i.key) == "doi") {
      out.url = web_address("https://doi.org/" + std::string(view(i.value)));
    }
  }
  for (const auto& l : range(r.links, r.link_count)) {
    if (l.rel == SHEAF_LINK_PDF && out.pdf.empty()) out.pdf = web_address(view(l.url));
  }
  // the format has no way to say a month or a year alone
  if (r.published_precision == SHEAF_PRECISION_DAY) out.published_ms = r.published_ms;
  out.updated_ms = updated_ms;
  out.summary = view(r.abstract);
  if ((r.flags & SHEAF_R_WITHDRAWN) != 0) out.content = "<p><strong>Withdrawn</strong></p>\n";
  paragraph(out.content, digest::join(out.authors, ", "));
  paragraph(out.content, digest::one_line(view(r.venue)));
  paragraph(out.content, digest::one_line(view(r.comment)));
  for (const std::string& p : digest::paragraphs(view(r.abstract))) paragraph(out.content, p);
  return out;
}

Entry entry_of(const sheaf_item& item, const sheaf_axis* const* axes, std::size_t axis_count,
               std::int64_t updated_ms) {
  Entry out = entry_of(*item.record, updated_ms);
  std::string said;
  for (std::size_t i = item.score_count; i-- > 0;) {  // the last scorer had the last word
    const sheaf_score& s = *item.scores[i];
    if (s.status != SHEAF_OK) continue;
    said += "<p><strong>" + html_escaped(values(s, axes, axis_count)) + "</strong> (" +
            html_escaped(view(item.scorers[i])) + ")";
    if (s.comment.len != 0) said += ": " + html_escaped(digest::one_line(view(s.comment)));
    said += "</p>\n";
  }
  out.content.insert(0, said);
  return out;
}

void Newest::add(Entry entry) {
  entries_.emplace_back(++count_, std::move(entry));
  if (entries_.size() >= 2 * most_ + 100) prune();
}

std::vector<Entry> Newest::take() {
  prune();
  std::vector<Entry> out;
  for (auto& [number, entry] : entries_) out.push_back(std::move(entry));
  entries_.clear();
  return out;
}

// Newest first, each work once, no more than wanted.
void Newest::prune() {
  std::sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
    if (a.second.updated_ms != b.second.updated_ms)
      return a.second.updated_ms > b.second.updated_ms;
    return a.first < b.first;
  });
  std::set<std::string> seen;
  entries_.erase(
      std::remove_if(entries_.begin(), entries_.end(),
                     [&seen](const auto& e) { return !seen.insert(e.second.work).second; }),
      entries_.end());
  if (entries_.size() > most_) {
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(most_), entries_.end());
  }
}

}  // namespace output_atom
