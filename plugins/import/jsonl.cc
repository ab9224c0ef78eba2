#include <array>

#include "json_dates.h"
#include "json_formats.h"
#include "names.h"
#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/json.hpp"
#include "sheaf/feed/names.hpp"
#include "texts.h"

namespace import {
namespace {

using sheaf::feed::integer_at;
using sheaf::feed::items_at;
using sheaf::feed::Json;
using sheaf::feed::member_at;
using sheaf::feed::string_at;
using sheaf::feed::string_of;

constexpr sheaf_markup kMarkup = SHEAF_MARKUP_PLAIN;

// The first of several names that says something.
std::string_view text_at(Json object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const auto text = trimmed(sheaf::feed::first_string_at(object, name)); !text.empty())
      return text;
  }
  return {};
}

void set_published(Json object, sheaf::Record& r) {
  if (const auto ms = integer_at(object, "published_ms")) {
    r.published_ms = *ms;
    return;
  }
  for (const char* name : {"published", "date", "published_date", "publication_date", "year"}) {
    if (const auto date = member_at(object, name)) add_date(*date, r);
  }
  add_date(object, r);  // its year, month and day
}

std::int64_t time_at(Json object, const std::string& name) {
  if (const auto ms = integer_at(object, name + "_ms")) return *ms;
  const auto date = sheaf::feed::parse_date(string_at(object, name));
  return date ? date->ms : SHEAF_TIME_UNKNOWN;
}

sheaf::Person read_person(Json author) {
  if (const auto name = string_of(author); !name.empty()) return person(name, kMarkup);
  const auto name = text_at(author, {"name", "full_name"});
  const auto family = string_at(author, "family"), given = string_at(author, "given"),
             suffix = string_at(author, "suffix");
  sheaf::Person out = person(name, kMarkup);
  if (!family.empty() || !given.empty()) {
    const bool group = out.group;
    out = person(given, family, suffix, kMarkup);
    out.group = group;
    if (!name.empty()) out.name = name;
  }
  out.orcid = string_at(author, "orcid");
  out.affiliation = string_at(author, "affiliation");
  out.group = out.group || sheaf::feed::is_true_at(author, "group");
  return out;
}

void add_people(Json object, std::vector<sheaf::Person>& out) {
  const auto authors = member_at(object, member_at(object, "authors") ? "authors" : "author");
  if (!authors) return;
  if (const auto list = string_of(*authors); !list.empty()) {
    const auto style = list.find(';') != list.npos ? sheaf::feed::AuthorStyle::kSemicolon
                                                   : sheaf::feed::AuthorStyle::kComma;
    for (const auto& name : sheaf::feed::split_authors(list, style)) {
      auto& p = out.emplace_back(person(name.given, name.family, name.suffix, kMarkup));
      p.affiliation = name.affiliation;
      p.group = name.group;
    }
    return;
  }
  for (const Json author : sheaf::feed::items_of(*authors)) {
    if (auto p = read_person(author); !p.name.empty()) out.push_back(std::move(p));
  }
}

// `{"doi": "10.1000/x"}`, `[{"scheme": "doi", "value": "10.1000/x"}]` or `["doi:10.1000/x"]`
void add_identifiers(Json object, sheaf::Record& r) {
  const auto add = [&](std::string_view scheme, std::string_view value) {
    if (scheme == "doi") {
      identify_doi(r, value);
    } else if (!scheme.empty()) {
      identify(r, scheme, std::string(trimmed(value)));
    }
  };
  const auto ids = member_at(object, "identifiers");
  if (ids) {
    simdjson::dom::object map;
    if (ids->get(map) == simdjson::SUCCESS) {
      for (const auto& [scheme, value] : map) add(scheme, string_of(value));
    }
    for (const Json id : sheaf::feed::items_of(*ids)) {
      const auto text = string_of(id);
      const auto colon = text.find(':');
      if (colon != text.npos) add(text.substr(0, colon), text.substr(colon + 1));
      add(string_at(id, "scheme"), string_at(id, "value"));
    }
  }
  add("doi", text_at(object, {"doi", "DOI"}));
  identify(r, "arxiv", arxiv_id(text_at(object, {"arxiv", "arxiv_id", "arxivId"}), true));
  identify(r, "arxiv", arxiv_volume(r.venue.value, string_at(object, "volume")));
  add("pmid", string_at(object, "pmid"));
  if (const auto pmid = integer_at(object, "pmid")) identify(r, "pmid", std::to_string(*pmid));
}

sheaf_record_type type_of(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kTypes = {"unknown",    "research",   "review",
                                                             "news",       "editorial",  "letter",
                                                             "correction", "retraction", "other"};
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    if (name == kTypes[i]) return static_cast<sheaf_record_type>(i);
  }
  return SHEAF_TYPE_UNKNOWN;
}

void add_links(Json object, sheaf::Record& r) {
  static constexpr std::array<std::string_view, 6> kRels = {"other",    "landing", "pdf",
                                                            "fulltext", "code",    "data"};
  for (const Json link : items_at(object, "links")) {
    sheaf::Link out;
    out.url = string_of(link).empty() ? string_at(link, "url") : string_of(link);
    out.label = string_at(link, "label");
    for (std::size_t i = 0; i < kRels.size(); ++i) {
      if (string_at(link, "rel") == kRels[i]) out.rel = static_cast<sheaf_link_rel>(i);
    }
    if (!out.url.empty()) r.links.push_back(std::move(out));
  }
  if (const auto pdf = text_at(object, {"pdf", "pdf_url"}); pdf.starts_with("http")) {
    r.links.push_back({SHEAF_LINK_PDF, std::string(pdf), ""});
  }
}

Entry jsonl_entry(Json object) {
  // a digest's item holds the work with its scores beside it
  if (!member_at(object, "title")) {
    for (const char* name : {"record", "work"}) {
      if (const auto inner = member_at(object, name)) return jsonl_entry(*inner);
    }
  }
  Entry out;
  out.key = string_at(object, "id");
  sheaf::Record& r = out.record;
  r.title.value = text_at(object, {"title"});
  r.abstract.value = text_at(object, {"abstract"});
  r.summary.value = text_at(object, {"summary"});
  r.comment.value = text_at(object, {"comment", "comments", "note"});
  r.venue.value = text_at(object, {"venue", "journal", "journal_ref", "container-title"});
  r.language = text_at(object, {"language"});
  r.license = text_at(object, {"license"});
  r.primary_category = text_at(object, {"primary_category"});
  r.type = type_of(string_at(object, "type"));
  if (const auto version = integer_at(object, "version");
      version && *version > 0 && *version < 10'000) {
    r.version = static_cast<std::uint32_t>(*version);
  }
  for (const char* name : {"categories", "keywords", "tags"}) {
    add_keywords(r, string_at(object, name), true);
    for (const Json category : items_at(object, name)) {
      if (!string_of(category).empty()) r.categories.emplace_back(string_of(category));
    }
  }
  add_people(object, r.authors);
  set_published(object, r);
  r.updated_ms = time_at(object, "updated");
  r.announced_ms = time_at(object, "announced");
  add_identifiers(object, r);
  identify_by_url(r, text_at(object, {"url", "link", "URL"}));
  add_links(object, r);
  return out;
}

}  // namespace

Parsed parse_jsonl(std::string_view text) {
  Parsed out;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto said = trimmed(text.substr(at, end - at));
    at = end + 1;
    ++line;
    if (said.empty()) continue;
    try {
      const sheaf::feed::JsonDocument document(said);
      const auto kind = string_at(document.root(), "kind");
      if (kind == "digest" || kind == "section") continue;  // beside a digest's works
      Entry entry = jsonl_entry(document.root());
      entry.line = line;
      if (entry.record.title.value.empty()) throw sheaf::feed::FormatError("title is missing");
      out.entries.push_back(std::move(entry));
    } catch (const sheaf::feed::FormatError& e) {
      out.problems.push_back({line, e.what()});
    }
  }
  finish(out);
  return out;
}

}  // namespace import
