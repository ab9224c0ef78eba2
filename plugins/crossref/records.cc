#include "crossref/records.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/doi.hpp"
#include "sheaf/feed/json.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/text/languages.hpp"
#include "webapi/identifiers.h"
#include "webapi/people.h"
#include "webapi/vocabulary.h"

namespace crossref {
namespace {

using namespace sheaf::feed;

sheaf::Text marked(std::string_view text) {
  return {std::string(text), SHEAF_MARKUP_JATS, 0};
}

// {"date-parts":[[2024,4,1]]}: one to three numbers, and [[]] or [[null]] for no date.
std::optional<Date> date_of(Json work, std::string_view key) {
  const auto date = member_at(work, key);
  if (!date) return std::nullopt;
  if (const auto exact = parse_w3c(string_at(*date, "date-time"))) return exact;
  const auto rows = items_at(*date, "date-parts");
  if (rows.empty()) return std::nullopt;
  std::array<int, 3> parts = {0, 0, 0};
  const auto row = items_of(rows.front());
  for (std::size_t i = 0; i < row.size() && i < parts.size(); ++i) {
    const auto part = integer_of(row[i]);
    if (!part || *part < 1 || *part > 9999) break;
    parts[i] = static_cast<int>(*part);
  }
  return date_of_parts(parts[0], parts[1], parts[2]);
}

std::string affiliations_of(Json author) {
  std::string out;
  for (const Json affiliation : items_at(author, "affiliation")) {
    const std::string_view name = webapi::trimmed(string_at(affiliation, "name"));
    if (name.empty()) continue;
    out.append(out.empty() ? "" : "; ").append(name);
  }
  return out;
}

void add_authors(sheaf::Record& record, Json work) {
  for (const Json author : items_at(work, "author")) {
    std::vector<Name> names = names_of_fields(
        string_at(author, "family"), string_at(author, "given"), string_at(author, "suffix"));
    if (names.empty()) names = names_of_group(string_at(author, "name"));
    webapi::add_people(record, names, SHEAF_MARKUP_HTML,
                       webapi::bare_orcid(string_at(author, "ORCID")), affiliations_of(author));
  }
}

struct Named {
  sheaf_relation_type type;
  std::string_view name;
};

void add_relations(sheaf::Record& record, Json work) {
  static constexpr auto kNames = std::to_array<Named>({{SHEAF_REL_PREPRINT_OF, "is-preprint-of"},
                                                       {SHEAF_REL_HAS_PREPRINT, "has-preprint"},
                                                       {SHEAF_REL_COMMENTS_ON, "is-comment-on"},
                                                       {SHEAF_REL_COMMENTS_ON, "is-reply-to"}});
  const auto relation = member_at(work, "relation");
  if (!relation) return;
  for (const Named& named : kNames) {
    for (const Json other : items_at(*relation, named.name)) {
      if (string_at(other, "id-type") != "doi") continue;
      std::string doi = doi_of(string_at(other, "id"));
      if (!doi.empty() && doi != record.id) {
        record.relations.push_back({named.type, "doi", std::move(doi)});
      }
    }
  }
}

bool takes_back(std::string_view type) {
  return type == "retraction" || type == "removal" || type == "withdrawal";
}

bool corrects_nothing(std::string_view type) {
  return type == "new_version" || type == "new_edition" || type == "expression_of_concern";
}

// This record is a notice about others (https://www.crossref.org/documentation/crossmark/
// version-control-corrections-and-retractions/).
void add_updates(sheaf::Record& record, Json work) {
  for (const Json update : items_at(work, "update-to")) {
    const std::string_view type = string_at(update, "type");
    std::string doi = doi_of(string_at(update, "DOI"));
    if (doi.empty()) continue;
    if (doi == record.id) {  // a paper that announces its own end
      if (takes_back(type)) record.flags |= SHEAF_R_WITHDRAWN;
      continue;
    }
    if (takes_back(type)) {
      record.type = SHEAF_TYPE_RETRACTION;
      record.relations.push_back({SHEAF_REL_RETRACTS, "doi", std::move(doi)});
    } else if (corrects_nothing(type)) {
      sheaf_relation_type relation = SHEAF_REL_RELATED;
      if (type == "expression_of_concern") {
        relation = SHEAF_REL_COMMENTS_ON;
        if (record.type == SHEAF_TYPE_UNKNOWN) record.type = SHEAF_TYPE_OTHER;
      }
      record.relations.push_back({relation, "doi", std::move(doi)});
    } else {  // correction, corrigendum, erratum, addendum, clarification, partial_retraction
      if (record.type != SHEAF_TYPE_RETRACTION) record.type = SHEAF_TYPE_CORRECTION;
      record.relations.push_back({SHEAF_REL_CORRECTS, "doi", std::move(doi)});
    }
  }
}

// Others are notices about this record.
void add_notices(sheaf::Record& record, Json work) {
  for (const Json notice : items_at(work, "updated-by")) {
    const std::string_view type = string_at(notice, "type");
    if (takes_back(type)) record.flags |= SHEAF_R_WITHDRAWN;
    std::string doi = doi_of(string_at(notice, "DOI"));
    if (doi.empty() || doi == record.id) continue;
    sheaf_relation_type relation = SHEAF_REL_CORRECTED_BY;
    if (takes_back(type)) relation = SHEAF_REL_RETRACTED_BY;
    if (corrects_nothing(type)) relation = SHEAF_REL_RELATED;
    record.relations.push_back({relation, "doi", std::move(doi)});
  }
}

// A PDF may be linked where a licence says that everybody may read it; other links are for text
// mining by subscribers.
void add_licence(sheaf::Record& record, Json work) {
  bool open = false;
  for (const Json licence : items_at(work, "license")) {
    const std::string_view url = string_at(licence, "URL");
    const bool creative = url.find("creativecommons.org/") != url.npos;
    if (record.license.empty() || (creative && !open)) record.license = url;
    open = open || creative;
  }
  if (!open) return;
  for (const Json link : items_at(work, "link")) {
    if (string_at(link, "content-type") != "application/pdf") continue;
    record.links.push_back({SHEAF_LINK_PDF, std::string(string_at(link, "URL")), ""});
    return;
  }
}

void set_type(sheaf::Record& record, Json work) {
  const std::string_view type = string_at(work, "type");
  const std::string_view subtype = string_at(work, "subtype");
  if (type == "posted-content") {
    if (subtype.empty() || subtype == "preprint") record.flags |= SHEAF_R_PREPRINT;
    record.type = SHEAF_TYPE_RESEARCH;
  } else if (type == "proceedings-article" || type == "dissertation") {
    record.type = SHEAF_TYPE_RESEARCH;
  } else if (!type.empty() && type != "journal-article") {
    record.type = SHEAF_TYPE_OTHER;
  }
  const sheaf_record_type said = webapi::type_of_title(record.title.value);
  if (said != SHEAF_TYPE_UNKNOWN && record.type != SHEAF_TYPE_OTHER) record.type = said;
}

sheaf::Record record_of(Json work) {
  sheaf::Record record;
  record.id = doi_of(string_at(work, "DOI"));
  if (record.id.empty()) return record;
  record.identifiers.emplace_back("doi", record.id);
  record.url = webapi::doi_url(record.id);
  const std::string_view title = webapi::trimmed(first_string_at(work, "title"));
  const std::string_view subtitle = webapi::trimmed(first_string_at(work, "subtitle"));
  record.title = marked(title);
  if (!title.empty() && !subtitle.empty() && title.find(subtitle) == title.npos) {
    record.title.value.append(title.ends_with(':') ? " " : ": ").append(subtitle);
  }
  record.abstract = marked(string_at(work, "abstract"));
  record.language = sheaf::text::language_tag(string_at(work, "language"));
  for (const char* key : {"published", "issued", "posted"}) {
    if (record.published_ms != SHEAF_TIME_UNKNOWN) break;
    if (const auto date = date_of(work, key)) set_published(record, *date);
  }
  if (const auto date = date_of(work, "created")) record.announced_ms = date->ms;
  set_type(record, work);
  std::string_view venue = first_string_at(work, "container-title");
  if (venue.empty() && (record.flags & SHEAF_R_PREPRINT) != 0) {
    const auto institutions = items_at(work, "institution");
    if (!institutions.empty()) venue = string_at(institutions.front(), "name");
    if (venue.empty()) venue = string_at(work, "publisher");
  }
  record.venue = marked(venue);
  if (const auto group = webapi::trimmed(string_at(work, "group-title")); !group.empty()) {
    record.extras.emplace_back("group", group);
  }
  if (webapi::is_marked_retracted(title)) record.flags |= SHEAF_R_WITHDRAWN;
  add_authors(record, work);
  add_relations(record, work);
  add_updates(record, work);
  add_notices(record, work);
  add_licence(record, work);
  return record;
}

}  // namespace

webapi::Page read_list(std::string_view body) {
  const JsonDocument document(body, "message.items");
  const auto items = require<simdjson::dom::array>(document.root(), "message.items");
  const Json message = require(document.root(), "message");
  webapi::Page page;
  page.cut = document.truncated();
  page.records.reserve(items.size());
  for (const Json work : items) {
    ++page.items;
    sheaf::Record record = record_of(work);
    if (!record.id.empty()) page.records.push_back(std::move(record));
  }
  const auto total = integer_at(message, "total-results");
  page.total = total && *total > 0 ? static_cast<std::uint64_t>(*total) : 0;
  // Crossref names a next cursor even behind the end of the list.
  if (page.items != 0) page.next = string_at(message, "next-cursor");
  return page;
}

sheaf::Record read_work(std::string_view body) {
  const JsonDocument document(body);
  const Json work = require(document.root(), "message");
  require<std::string_view>(work, "DOI");
  return record_of(work);
}

}  // namespace crossref
