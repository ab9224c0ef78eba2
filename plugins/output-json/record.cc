#include "record.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "sheaf/plugin.hpp"
#include "sheaf/text/dates.hpp"

namespace output_json {

using sheaf::range;
using sheaf::view;

namespace {

constexpr std::array<std::string_view, 9> kTypes = {"unknown",    "research",   "review",
                                                    "news",       "editorial",  "letter",
                                                    "correction", "retraction", "other"};
constexpr std::array<std::string_view, 5> kAnnounce = {"unknown", "new", "cross", "replace",
                                                       "replace_cross"};
constexpr std::array<std::string_view, 9> kRelations = {"other",    "preprint_of",  "has_preprint",
                                                        "corrects", "retracts",     "comments_on",
                                                        "related",  "corrected_by", "retracted_by"};
constexpr std::array<std::string_view, 6> kRels = {"other",    "landing", "pdf",
                                                   "fulltext", "code",    "data"};
constexpr std::array<std::string_view, 4> kFlags = {"withdrawn", "preprint", "truncated",
                                                    "removed"};

Json person(const sheaf_person& p) {
  Json out = Json::object();
  add(out, "name", view(p.name));
  add(out, "family", view(p.family));
  add(out, "given", view(p.given));
  add(out, "suffix", view(p.suffix));
  add(out, "orcid", view(p.orcid));
  add(out, "affiliation", view(p.affiliation));
  if ((p.flags & SHEAF_PERSON_GROUP) != 0) out["group"] = true;
  return out;
}

// A year or month alone is written so.
void add_published(Json& out, const sheaf_record& r) {
  if (r.published_ms == SHEAF_TIME_UNKNOWN) return;
  const std::string said = sheaf::text::to_rfc3339(r.published_ms);
  add(out, "published", sheaf::text::known_part(said, r.published_precision));
}

Json pair(std::string_view first, const sheaf_kv& kv) {
  Json out = Json::object();
  out[std::string(first)] = view(kv.key);
  out["value"] = view(kv.value);
  return out;
}

}  // namespace

void add(Json& object, const char* name, std::string_view text) {
  if (!text.empty()) object[name] = text;
}

void add_time(Json& object, const char* name, std::int64_t ms) {
  if (ms != SHEAF_TIME_UNKNOWN) add(object, name, sheaf::text::to_rfc3339(ms));
}

Json strings(const sheaf_str* first, std::size_t count) {
  Json out = Json::array();
  for (const sheaf_str& s : range(first, count)) out.push_back(view(s));
  return out;
}

Json flag_words(std::uint32_t flags, std::span<const std::string_view> words) {
  Json out = Json::array();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if ((flags >> i & 1u) != 0) out.push_back(words[i]);
  }
  return out;
}

std::string_view word(std::uint32_t value, std::span<const std::string_view> words) {
  return value < words.size() ? words[value] : "other";
}

Json json_of(const sheaf_record& r) {
  Json out = Json::object();
  add(out, "id", view(r.id));
  add(out, "title", view(r.title));
  out["authors"] = Json::array();
  for (const auto* p : range(r.authors, r.author_count)) out["authors"].push_back(person(*p));
  add(out, "abstract", view(r.abstract));
  add(out, "summary", view(r.summary));
  add(out, "comment", view(r.comment));
  add(out, "venue", view(r.venue));
  add(out, "url", view(r.url));
  if (r.type != SHEAF_TYPE_UNKNOWN) out["type"] = word(r.type, kTypes);
  if (r.announce != SHEAF_ANNOUNCE_UNKNOWN) out["announce"] = word(r.announce, kAnnounce);
  if (r.version != 0) out["version"] = r.version;
  add_published(out, r);
  add_time(out, "updated", r.updated_ms);
  add_time(out, "announced", r.announced_ms);
  add(out, "language", view(r.language));
  add(out, "license", view(r.license));
  add(out, "primary_category", view(r.primary_category));
  out["categories"] = strings(r.categories, r.category_count);
  out["flags"] = flag_words(r.flags, kFlags);
  out["identifiers"] = Json::array();
  for (const auto& i : range(r.identifiers, r.identifier_count)) {
    out["identifiers"].push_back(pair("scheme", i));
  }
  out["relations"] = Json::array();
  for (const auto& l : range(r.relations, r.relation_count)) {
    Json relation = pair("scheme", l.id);
    relation["relation"] = word(l.type, kRelations);
    out["relations"].push_back(std::move(relation));
  }
  out["links"] = Json::array();
  for (const auto& l : range(r.links, r.link_count)) {
    Json link = {{"rel", word(l.rel, kRels)}, {"url", view(l.url)}};
    add(link, "label", view(l.label));
    out["links"].push_back(std::move(link));
  }
  out["extras"] = Json::array();
  for (const auto& x : range(r.extras, r.extra_count)) out["extras"].push_back(pair("name", x));
  return out;
}

}  // namespace output_json
