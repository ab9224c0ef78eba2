#include <algorithm>
#include <array>

#include "digest/page.h"
#include "digest/people.h"
#include "digest/words.h"
#include "sheaf/plugin.hpp"
#include "sheaf/text/percent.hpp"

namespace digest {
namespace {

using sheaf::range;
using sheaf::view;
using Lines = std::vector<std::string>;  // plain

constexpr std::string_view kDot = " · ";

std::string type_words(sheaf_record_type type) {
  switch (type) {
    case SHEAF_TYPE_REVIEW:
      return "review";
    case SHEAF_TYPE_NEWS:
      return "news";
    case SHEAF_TYPE_EDITORIAL:
      return "editorial";
    case SHEAF_TYPE_LETTER:
      return "letter";
    case SHEAF_TYPE_CORRECTION:
      return "correction";
    case SHEAF_TYPE_RETRACTION:
      return "retraction";
    default:
      return "";
  }
}

std::string announce_words(sheaf_announce announce) {
  switch (announce) {
    case SHEAF_ANNOUNCE_NEW:
      return "new";
    case SHEAF_ANNOUNCE_CROSS:
      return "cross-list";
    case SHEAF_ANNOUNCE_REPLACE:
      return "replacement";
    case SHEAF_ANNOUNCE_REPLACE_CROSS:
      return "replacement, cross-list";
    default:
      return "";
  }
}

std::string relation_words(sheaf_relation_type type) {
  switch (type) {
    case SHEAF_REL_PREPRINT_OF:
      return "Preprint of";
    case SHEAF_REL_HAS_PREPRINT:
      return "Preprint:";
    case SHEAF_REL_CORRECTS:
      return "Corrects";
    case SHEAF_REL_RETRACTS:
      return "Retracts";
    case SHEAF_REL_CORRECTED_BY:
      return "Corrected by";
    case SHEAF_REL_RETRACTED_BY:
      return "Retracted by";
    case SHEAF_REL_COMMENTS_ON:
      return "Comments on";
    default:
      return "Related:";
  }
}

// https://www.doi.org/doi-handbook/ section 3.8: characters outside the unreserved set are encoded.
std::string doi_url(std::string_view doi) {
  return "https://doi.org/" + sheaf::text::percent_encoded(doi, "/:;()");
}

// "scheme:value", linked where the scheme has a resolver for everybody.
Line identifier(std::string_view scheme, std::string_view value) {
  const std::string text = std::string(scheme) + ":" + std::string(value);
  return scheme == "doi" ? Line().link(text, doi_url(value)) : Line().label(text);
}

Line work_reference(std::string_view id) {
  const std::size_t colon = id.find(':');
  if (colon == std::string_view::npos) return Line().label(id);
  return identifier(id.substr(0, colon), id.substr(colon + 1));
}

// The page of the work: what the source says, else its DOI, else any link.
std::string canonical_url(const sheaf_record& r) {
  if (linkable(view(r.url))) return std::string(view(r.url));
  for (const auto& id : range(r.identifiers, r.identifier_count)) {
    if (view(id.key) == "doi" && id.value.len > 0) return doi_url(view(id.value));
  }
  for (const auto& l : range(r.links, r.link_count)) {
    if (linkable(view(l.url))) return std::string(view(l.url));
  }
  return {};
}

std::string link_words(const sheaf_link& l) {
  if (std::string words = one_line(view(l.label)); !words.empty()) return words;
  static constexpr std::array<const char*, 6> kWords = {"link",      "page", "PDF",
                                                        "full text", "code", "data"};
  return l.rel < kWords.size() ? kWords[l.rel] : kWords[0];
}

// Which of the work's pages is that of an identifier: one whose address holds it. Empty: none.
std::string_view page_of_identifier(const sheaf_record& r, std::string_view identifier) {
  const auto holds = [&](std::string_view url) {
    return linkable(url) && url.find(identifier) != std::string_view::npos;
  };
  if (holds(view(r.url))) return view(r.url);
  for (const auto& l : range(r.links, r.link_count)) {
    if (l.rel == SHEAF_LINK_LANDING && holds(view(l.url))) return view(l.url);
  }
  return {};
}

Line links_line(const sheaf_record& r, const std::string& url) {
  const std::string_view id = view(r.id);
  const std::size_t colon = id.find(':');
  std::string_view page =
      page_of_identifier(r, id.substr(colon == std::string_view::npos ? 0 : colon + 1));
  if (page.empty()) page = url;
  // what the host made up for a record without identifier of its own tells a reader nothing
  Line out;
  out.link(id.starts_with("record:") ? "page" : id, page);
  if (r.version > 0) out.own(" v" + std::to_string(r.version));
  std::vector<std::string> seen{url, std::string(page)};
  for (const auto& i : range(r.identifiers, r.identifier_count)) {
    const std::string key = std::string(view(i.key)) + ":" + std::string(view(i.value));
    if (key == id) continue;
    const std::string_view own = view(i.key) == "doi" ? "" : page_of_identifier(r, view(i.value));
    out.join(kDot, own.empty() ? identifier(view(i.key), view(i.value)) : Line().link(key, own));
    seen.push_back(own.empty() ? doi_url(view(i.value)) : std::string(own));
  }
  for (const auto& l : range(r.links, r.link_count)) {
    const bool again = std::find(seen.begin(), seen.end(), view(l.url)) != seen.end();
    if (again || !linkable(view(l.url))) continue;
    seen.emplace_back(view(l.url));
    out.join(kDot, Line().link(link_words(l), view(l.url)));
  }
  return out;
}

// First version, this version and announcement are three dates, printed where they differ.
std::string dates_line(const sheaf_record& r) {
  const std::string published = short_date(r.published_ms, r.published_precision),
                    updated = short_date(r.updated_ms), announced = short_date(r.announced_ms);
  Lines parts;
  if (!published.empty()) parts.push_back("published " + published);
  if (!updated.empty() && updated != published) {
    parts.push_back((r.version > 0 ? "version " + std::to_string(r.version) : "this version") +
                    " of " + updated);
  }
  const std::string& last = updated.empty() ? published : updated;
  if (!announced.empty() && announced != last) parts.push_back("announced " + announced);
  return join(parts, kDot);
}

Line categories_line(const sheaf_record& r) {
  const std::string_view primary = view(r.primary_category);
  Line out;
  out.strong_label(primary);
  for (const auto& c : range(r.categories, r.category_count)) {
    if (view(c) != primary) out.join(", ", Line().label(view(c)));
  }
  return out;
}

std::string scale_of(const sheaf_digest& d, std::string_view axis, std::string& title) {
  for (const auto* a : range(d.axes, d.axis_count)) {
    if (view(a->id) != axis) continue;
    if (a->title.len > 0) title = view(a->title);
    return "/" + number(a->scale);
  }
  return {};
}

// "Relevance 9/10 · Novelty 8/10", or the plain value for scorers without axes.
std::string values(const sheaf_digest& d, const sheaf_score& s) {
  Lines parts;
  for (const auto& a : range(s.axes, s.axis_count)) {
    std::string title(view(a.id));
    const std::string scale = scale_of(d, view(a.id), title);
    parts.push_back(one_line(title) + " " + number(a.value) + scale);
  }
  if (parts.empty()) parts.push_back(number(s.value) + "/1");
  return join(parts, kDot);
}

Line with_detail(const sheaf_evidence& e) {
  Line out;
  out.prose(view(e.subject));
  if (const Line detail = Line().prose(view(e.detail)); !detail.empty()) {
    out.own(" (").join("", detail).own(")");
  }
  return out;
}

// The why of a score: matched criteria, terms and where, terms against, other evidence.
Line reasons(const sheaf_digest& d, const sheaf_score& s) {
  Line criteria, terms, against, others;
  for (const auto& m : range(s.matched, s.matched_count)) {
    std::string_view words = view(m);
    for (const auto& c : range(d.profile->criteria, d.profile->criterion_count)) {
      if (view(c.id) == words && c.text.len > 0) {
        words = view(c.text);
        break;
      }
    }
    criteria.join(", ", Line().prose(words));
  }
  for (const auto& e : range(s.evidence, s.evidence_count)) {
    if (e.kind == SHEAF_EVIDENCE_PERSON) continue;
    const bool term = e.kind == SHEAF_EVIDENCE_TERM;
    (e.contribution < 0 ? against : term ? terms : others).join(", ", with_detail(e));
  }
  Line out;
  const auto titled = [&out](const char* title, const Line& parts) {
    if (parts.empty()) return;
    Line part;
    part.add({.text = title, .emphasis = true}).own(" ").join("", parts);
    out.join(kDot, part);
  };
  titled("Matches:", criteria);
  titled("Terms:", terms);
  titled("Against:", against);
  titled("Also:", others);
  return out;
}

std::vector<Score> scores_of(const sheaf_digest& d, const sheaf_item& item) {
  std::vector<Score> out;
  for (std::size_t i = item.score_count; i-- > 0;) {
    const sheaf_score& s = *item.scores[i];
    const bool ok = s.status == SHEAF_OK;
    Line why;
    why.prose(view(ok ? s.comment : s.error)).join(" ", reasons(d, s));
    out.push_back(
        {one_line(view(item.scorers[i])), ok ? values(d, s) : "no score", std::move(why)});
  }
  return out;
}

std::vector<Line> marks(const sheaf_item& item) {
  std::vector<Line> out;
  if (item.record->flags & SHEAF_R_WITHDRAWN) {
    out.emplace_back().strong("Retracted or withdrawn.");
  }
  if (item.flags & SHEAF_ITEM_CHANGED) {
    out.emplace_back().strong("Changed").own(" since it was shown to you.");
  }
  if (item.flags & SHEAF_ITEM_SUSPENDED) {
    out.emplace_back()
        .strong("Chosen without a full check:")
        .own(" a scorer gave no answer, so its conditions were left out.");
  }
  if (item.flags & SHEAF_ITEM_OUTLIER) {
    out.emplace_back()
        .strong("Unusual score:")
        .own(
            " the last scorer put this far above what the one before it did, unlike the other "
            "works. A text can be written to sway a model; read it with care.");
  }
  return out;
}

std::vector<Line> people_lines(const std::vector<Match>& matched) {
  std::vector<Line> out;
  for (const Match& m : matched) {
    Line& line = out.emplace_back();
    line.own(m.strength == SHEAF_STRENGTH_STRONG ? "By " : "Maybe by ");
    line.add({.text = std::string(m.person), .kind = Span::Kind::prose, .strong = true});
    line.own(", whom you follow").join(": ", Line().prose(m.detail));
    if (m.strength != SHEAF_STRENGTH_STRONG) line.own(" (weak evidence)");
  }
  return out;
}

std::vector<Line> relations(const sheaf_record& r) {
  std::vector<Line> out;
  for (const auto& x : range(r.relations, r.relation_count)) {
    const auto same = [&](const sheaf_kv& id) {
      return view(id.key) == view(x.id.key) && view(id.value) == view(x.id.value);
    };
    const auto own = range(r.identifiers, r.identifier_count);
    if (std::any_of(own.begin(), own.end(), same)) continue;  // preprint and article are one work
    out.emplace_back()
        .own(relation_words(x.type) + " ")
        .join("", identifier(view(x.id.key), view(x.id.value)));
  }
  return out;
}

Line same_as(const sheaf_digest& d, const sheaf_item& item, const Numbers& numbers) {
  Line out;
  for (const auto& suggestion : range(item.suggestions, item.suggestion_count)) {
    Line part = work_reference(view(suggestion));
    for (std::size_t i = 0; i < d.item_count; ++i) {
      if (view(d.items[i]->record->id) != view(suggestion)) continue;
      const std::string n = std::to_string(numbers[i]);
      part = Line().jump(n, "item-" + n);
    }
    out.join(", ", part);
  }
  return out;
}

Line sources_line(const sheaf_run& run, const sheaf_item& item) {
  Line out;
  if (run.source_count < 2) return out;  // every item would say the same
  for (const auto& s : range(item.sources, item.source_count)) {
    out.join(", ", Line().label(view(s)));
  }
  return out;
}

}  // namespace

Entry entry_of(const sheaf_run& run, const sheaf_digest& digest, std::size_t index,
               const Numbers& numbers, const Options& options) {
  const sheaf_item& item = *digest.items[index];
  const sheaf_record& r = *item.record;
  const std::vector<Match> matched = matches(item);
  Entry e;
  e.number = numbers[index];
  e.anchor = "item-" + std::to_string(e.number);
  e.title = one_line(view(r.title));
  if (e.title.empty()) e.title = one_line(view(r.id));
  e.url = canonical_url(r);
  e.authors = authors_line(r, *digest.profile, matched, options.max_authors);
  e.marks = marks(item);
  e.people = people_lines(matched);
  e.scores = scores_of(digest, item);
  e.no_score = (item.flags & SHEAF_ITEM_FOLLOWED) != 0 && item.score_count == 0;
  e.where.prose(view(r.venue));
  e.where.join(kDot, categories_line(r))
      .join(kDot, Line().own(type_words(r.type)))
      .join(kDot, Line().own(announce_words(r.announce)))
      .join(kDot, Line().own(dates_line(r)));
  e.links = links_line(r, e.url);
  e.via = sources_line(run, item);
  e.relations = relations(r);
  e.same_as = same_as(digest, item, numbers);
  e.record = &r;
  return e;
}

}  // namespace digest
