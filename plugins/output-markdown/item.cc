#include <algorithm>
#include <array>

#include "ascii.h"
#include "data.h"
#include "escape.h"
#include "maths.h"
#include "people.h"
#include "words.h"

namespace markdown {
namespace {

using sheaf::range;
using sheaf::view;
using Lines = std::vector<std::string>;

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
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string url = "https://doi.org/";
  for (const char c : doi) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_alnum(c) || std::string_view("-._~/:;()").find(c) != std::string_view::npos) {
      url += c;
    } else {
      ((url += '%') += kHex[byte >> 4]) += kHex[byte & 15];
    }
  }
  return url;
}

// "scheme:value", linked where the scheme has a resolver for everybody.
std::string identifier(std::string_view scheme, std::string_view value) {
  const std::string text = std::string(scheme) + ":" + std::string(value);
  return scheme == "doi" ? link(label(text), doi_url(value)) : label(text);
}

std::string work_reference(std::string_view id) {
  const std::size_t colon = id.find(':');
  if (colon == std::string_view::npos) return label(id);
  return identifier(id.substr(0, colon), id.substr(colon + 1));
}

// The page of the work: what the source says, else its DOI, else any link.
std::string canonical_url(const sheaf_record& r) {
  if (clickable(view(r.url))) return std::string(view(r.url));
  for (const auto& id : range(r.identifiers, r.identifier_count)) {
    if (view(id.key) == "doi" && id.value.len > 0) return doi_url(view(id.value));
  }
  for (const auto& l : range(r.links, r.link_count)) {
    if (clickable(view(l.url))) return std::string(view(l.url));
  }
  return {};
}

std::string link_words(const sheaf_link& l) {
  if (std::string words = label(view(l.label)); !words.empty()) return words;
  constexpr std::array<const char*, 6> kWords = {"link",      "page", "PDF",
                                                 "full text", "code", "data"};
  return l.rel < kWords.size() ? kWords[l.rel] : kWords[0];
}

// Which of the work's pages is that of an identifier: one whose address holds it. Empty: none.
std::string_view page_of(const sheaf_record& r, std::string_view identifier) {
  const auto holds = [&](std::string_view url) {
    return clickable(url) && url.find(identifier) != std::string_view::npos;
  };
  if (holds(view(r.url))) return view(r.url);
  for (const auto& l : range(r.links, r.link_count)) {
    if (l.rel == SHEAF_LINK_LANDING && holds(view(l.url))) return view(l.url);
  }
  return {};
}

std::string links_line(const sheaf_record& r, const std::string& url) {
  const std::string_view id = view(r.id);
  const std::size_t colon = id.find(':');
  std::string_view page = page_of(r, id.substr(colon == std::string_view::npos ? 0 : colon + 1));
  if (page.empty()) page = url;
  // what the host made up for a record without identifier of its own tells a reader nothing
  Lines parts{link(id.starts_with("record:") ? "page" : label(id), page)};
  if (r.version > 0) parts.back() += " v" + std::to_string(r.version);
  std::vector<std::string> seen{url, std::string(page)};
  for (const auto& i : range(r.identifiers, r.identifier_count)) {
    const std::string key = std::string(view(i.key)) + ":" + std::string(view(i.value));
    if (key == id) continue;
    const std::string_view own = view(i.key) == "doi" ? "" : page_of(r, view(i.value));
    parts.push_back(own.empty() ? identifier(view(i.key), view(i.value)) : link(label(key), own));
    seen.push_back(own.empty() ? doi_url(view(i.value)) : std::string(own));
  }
  for (const auto& l : range(r.links, r.link_count)) {
    const bool again = std::find(seen.begin(), seen.end(), view(l.url)) != seen.end();
    if (again || !clickable(view(l.url))) continue;
    seen.emplace_back(view(l.url));
    parts.push_back(link(link_words(l), view(l.url)));
  }
  return join(parts, kDot);
}

// First version, this version and announcement are three dates, printed where they differ.
std::string dates_line(const sheaf_record& r) {
  const std::string published = short_date(r.published_ms), updated = short_date(r.updated_ms),
                    announced = short_date(r.announced_ms);
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

std::string categories_line(const sheaf_record& r) {
  const std::string_view primary = view(r.primary_category);
  Lines parts;
  if (!primary.empty()) parts.push_back(strong(label(primary)));
  for (const auto& c : range(r.categories, r.category_count)) {
    if (view(c) != primary) parts.push_back(label(view(c)));
  }
  return join(parts, ", ");
}

std::string scale_of(const sheaf_digest& d, std::string_view axis, std::string& title) {
  for (const auto* a : range(d.axes, d.axis_count)) {
    if (view(a->id) != axis) continue;
    if (a->title.len > 0) title = view(a->title);
    return "/" + number(a->scale);
  }
  return {};
}

// "**Relevance 9/10 · Novelty 8/10**", or the plain value for scorers without axes.
std::string values(const sheaf_digest& d, const sheaf_score& s) {
  Lines parts;
  for (const auto& a : range(s.axes, s.axis_count)) {
    std::string title(view(a.id));
    const std::string scale = scale_of(d, view(a.id), title);
    parts.push_back(label(title) + " " + number(a.value) + scale);
  }
  if (parts.empty()) parts.push_back(number(s.value) + "/1");
  return strong(join(parts, kDot));
}

std::string with_detail(const sheaf_evidence& e) {
  const std::string detail = prose(view(e.detail));
  return prose(view(e.subject)) + (detail.empty() ? "" : " (" + detail + ")");
}

// The why of a score: matched criteria, terms and where, terms against, other evidence.
std::string reasons(const sheaf_digest& d, const sheaf_score& s) {
  Lines criteria, terms, against, others;
  for (const auto& m : range(s.matched, s.matched_count)) {
    std::string_view words = view(m);
    for (const auto& c : range(d.profile->criteria, d.profile->criterion_count)) {
      if (view(c.id) == words && c.text.len > 0) {
        words = view(c.text);
        break;
      }
    }
    criteria.push_back(prose(words));
  }
  for (const auto& e : range(s.evidence, s.evidence_count)) {
    if (e.kind == SHEAF_EVIDENCE_PERSON) continue;
    const bool term = e.kind == SHEAF_EVIDENCE_TERM;
    (e.contribution < 0 ? against : term ? terms : others).push_back(with_detail(e));
  }
  const auto titled = [](const char* title, const Lines& parts) {
    const std::string joined = join(parts, ", ");
    return joined.empty() ? joined : "*" + std::string(title) + "* " + joined;
  };
  return join({titled("Matches:", criteria), titled("Terms:", terms), titled("Against:", against),
               titled("Also:", others)},
              kDot);
}

// The last scorer of the pipeline first: it had the last word.
Data scores_data(const sheaf_digest& d, const sheaf_item& item) {
  List out(item.score_count);
  for (std::size_t i = item.score_count; i-- > 0;) {
    const sheaf_score& s = *item.scores[i];
    const bool ok = s.status == SHEAF_OK;
    Data data;
    data["scorer"] = Data(label(view(item.scorers[i])));
    data["values"] = Data(ok ? values(d, s) : strong("no score"));
    data["why"] = or_false(join({prose(view(ok ? s.comment : s.error)), reasons(d, s)}, " "));
    out.add(std::move(data));
  }
  return std::move(out).take();
}

Lines marks(const sheaf_item& item) {
  const sheaf_record& r = *item.record;
  Lines out;
  if (r.flags & SHEAF_R_WITHDRAWN) out.emplace_back("**Retracted or withdrawn.**");
  if (item.flags & SHEAF_ITEM_CHANGED) out.emplace_back("**Changed** since it was shown to you.");
  if (item.flags & SHEAF_ITEM_SUSPENDED) {
    out.emplace_back(
        "**Chosen without a full check:** a scorer gave no answer, so its conditions were left "
        "out.");
  }
  if (item.flags & SHEAF_ITEM_OUTLIER) {
    out.emplace_back(
        "**Unusual score:** the last scorer put this far above what the one before it did, unlike "
        "the other works. A text can be written to sway a model; read it with care.");
  }
  return out;
}

Lines people_lines(const std::vector<Match>& matched) {
  Lines out;
  for (const Match& m : matched) {
    const std::string detail = prose(m.detail);
    std::string line = m.strength == SHEAF_STRENGTH_STRONG ? "By " : "Maybe by ";
    line += strong(prose(m.person)) + ", whom you follow";
    if (!detail.empty()) line += ": " + detail;
    if (m.strength != SHEAF_STRENGTH_STRONG) line += " (weak evidence)";
    out.push_back(std::move(line));
  }
  return out;
}

Lines relations(const sheaf_record& r) {
  Lines out;
  for (const auto& x : range(r.relations, r.relation_count)) {
    const auto same = [&](const sheaf_kv& id) {
      return view(id.key) == view(x.id.key) && view(id.value) == view(x.id.value);
    };
    const auto own = range(r.identifiers, r.identifier_count);
    if (std::any_of(own.begin(), own.end(), same)) continue;  // preprint and article are one work
    out.push_back(relation_words(x.type) + " " + identifier(view(x.id.key), view(x.id.value)));
  }
  return out;
}

std::string same_as(const sheaf_digest& d, const sheaf_item& item, const Numbers& numbers) {
  Lines parts;
  for (const auto& suggestion : range(item.suggestions, item.suggestion_count)) {
    std::string part = work_reference(view(suggestion));
    for (std::size_t i = 0; i < d.item_count; ++i) {
      if (view(d.items[i]->record->id) != view(suggestion)) continue;
      const std::string n = std::to_string(numbers[i]);
      part = "[" + n + "](#item-" + n + ")";
    }
    parts.push_back(std::move(part));
  }
  return join(parts, ", ");
}

std::string sources_line(const sheaf_run& run, const sheaf_item& item) {
  if (run.source_count < 2) return {};  // every item would say the same
  Lines parts;
  for (const auto& s : range(item.sources, item.source_count)) parts.push_back(label(view(s)));
  return join(parts, ", ");
}

}  // namespace

Data item_data(const sheaf_run& run, const sheaf_digest& digest, std::size_t index,
               const Numbers& numbers, const Options& options) {
  const sheaf_item& item = *digest.items[index];
  const sheaf_record& r = *item.record;
  const std::string n = std::to_string(numbers[index]);
  const std::string url = canonical_url(r);
  std::string title = one_line(view(r.title));
  if (title.empty()) title = one_line(view(r.id));
  const std::vector<Match> matched = matches(item);

  Data d;
  d["number"] = Data(n);
  d["anchor"] = Data("item-" + n);
  d["title"] = Data(label(title));
  d["url"] = or_false(url);
  if (has_maths(title)) {  // never inside a link: escape.h
    d["heading"] = Data(join({prose(title), url.empty() ? "" : link("↗", url)}, " "));
    d["toc"] = Data("[" + n + ".](#item-" + n + ") " + prose(title));
  } else {
    d["heading"] = Data(url.empty() ? prose(title) : link(label(title), url));
    d["toc"] = Data("[" + n + ". " + label(title) + "](#item-" + n + ")");
  }
  d["authors"] = or_false(authors_line(r, *digest.profile, matched, options.max_authors));
  d["marks"] = list(marks(item));
  d["people"] = list(people_lines(matched));
  d["scores"] = scores_data(digest, item);
  d["no_score"] = Data((item.flags & SHEAF_ITEM_FOLLOWED) != 0 && item.score_count == 0);
  d["where"] = or_false(join({prose(view(r.venue)), categories_line(r), type_words(r.type),
                              announce_words(r.announce), dates_line(r)},
                             kDot));
  d["links"] = Data(links_line(r, url));
  d["via"] = or_false(sources_line(run, item));
  d["relations"] = list(relations(r));
  d["comment"] = or_false(prose(view(r.comment)));
  d["same_as"] = or_false(same_as(digest, item, numbers));
  d["summary"] = or_false(prose(view(r.summary)));
  d["abstract"] = list(options.abstracts ? paragraphs(view(r.abstract)) : Lines());
  d["abstract_cut"] = Data(options.abstracts && (r.flags & SHEAF_R_TRUNCATED) != 0);
  return d;
}

}  // namespace markdown
