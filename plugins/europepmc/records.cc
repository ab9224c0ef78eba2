#include "europepmc/records.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/doi.hpp"
#include "sheaf/feed/json.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/text/languages.hpp"
#include "webapi/identifiers.h"
#include "webapi/people.h"
#include "webapi/vocabulary.h"

namespace europepmc {
namespace {

using namespace sheaf::feed;

// `list.item`, which is left out when it is empty.
std::vector<Json> entries(Json object, std::string_view list, std::string_view item) {
  const auto holder = member_at(object, list);
  return holder ? items_at(*holder, item) : std::vector<Json>();
}

std::string page_of(std::string_view source, std::string_view id) {
  return "https://europepmc.org/article/" + std::string(source) + "/" + std::string(id);
}

// "Smith J", "van der Berg AB", "Smith J Jr": the family name, then initials. Anything else is a
// name as people print it.
std::vector<Name> names_of(std::string_view printed) {
  printed = webapi::trimmed(printed);
  const std::string suffix = split_name(printed).suffix;
  std::string_view name = printed;
  if (!suffix.empty() && name.ends_with(suffix)) {
    name = webapi::trimmed(name.substr(0, name.size() - suffix.size()));
  }
  if (const auto blank = name.rfind(' '); blank != name.npos) {
    const std::string_view last = name.substr(blank + 1);
    const bool initials = last.size() <= 4 && std::all_of(last.begin(), last.end(), [](char c) {
                            return (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
                          });
    if (initials) return names_of_fields(name.substr(0, blank), last, suffix);
  }
  return split_authors(printed, AuthorStyle::kOne);
}

std::string orcid_of(Json author) {
  const auto id = member_at(author, "authorId");
  if (!id || string_at(*id, "type") != "ORCID") return {};
  return webapi::bare_orcid(string_at(*id, "value"));
}

std::string affiliations_of(Json author) {
  std::string out;
  for (const Json place : entries(author, "authorAffiliationDetailsList", "authorAffiliation")) {
    const std::string_view words = webapi::trimmed(string_at(place, "affiliation"));
    if (!words.empty()) out.append(out.empty() ? "" : "; ").append(words);
  }
  return out;
}

void add_authors(sheaf::Record& record, Json result) {
  for (const Json author : entries(result, "authorList", "author")) {
    const std::string_view family = webapi::trimmed(string_at(author, "lastName"));
    const std::string_view given = webapi::trimmed(string_at(author, "firstName"));
    const std::string_view printed = string_at(author, "fullName");
    std::vector<Name> names = names_of_group(string_at(author, "collectiveName"));
    if (names.empty() && !family.empty() && !given.empty()) {
      names = names_of_fields(family, given, split_name(printed).suffix);
    }
    if (names.empty()) names = names_of(printed);
    webapi::add_people(record, names, SHEAF_MARKUP_HTML, orcid_of(author), affiliations_of(author));
  }
  if (!record.authors.empty()) return;
  std::string_view list = webapi::trimmed(string_at(result, "authorString"));
  if (list.ends_with('.')) list.remove_suffix(1);
  while (!list.empty()) {
    const auto comma = std::min(list.find(", "), list.size());
    webapi::add_people(record, names_of(list.substr(0, comma)), SHEAF_MARKUP_HTML, {}, {});
    list.remove_prefix(std::min(comma + 2, list.size()));
  }
}

// Where no day is known Europe PMC says the first of the month or year; the journal's own date
// tells, unless there is another one.
std::optional<Date> published(Json result) {
  auto date = parse_date(string_at(result, "firstPublicationDate"));
  if (!date) date = parse_date(string_at(result, "pubYear"));
  const auto info = member_at(result, "journalInfo");
  if (!info || !string_at(result, "electronicPublicationDate").empty()) return date;
  const auto said = parse_date(string_at(*info, "dateOfPublication"));
  const bool same = said && (!date || date->ms == said->ms);
  return same ? said : date;
}

// Europe PMC names the other record by source and id; MED is PubMed.
void add_corrections(sheaf::Record& record, Json result) {
  const bool preprint = (record.flags & SHEAF_R_PREPRINT) != 0;
  for (const Json entry : entries(result, "commentCorrectionList", "commentCorrection")) {
    const auto relation = webapi::relation_of(string_at(entry, "type"), preprint);
    if (!relation) continue;
    if (relation == SHEAF_REL_RETRACTED_BY) record.flags |= SHEAF_R_WITHDRAWN;
    const std::string_view source = string_at(entry, "source"), id = string_at(entry, "id");
    const bool pubmed = source == "MED" && !webapi::bare_pmid(id).empty();
    if (id.empty() || (!pubmed && source != "PPR")) continue;
    record.relations.push_back({*relation, pubmed ? "pmid" : "europepmc", std::string(id)});
  }
}

void add_links(sheaf::Record& record, Json result) {
  for (const Json link : entries(result, "fullTextUrlList", "fullTextUrl")) {
    const std::string_view access = string_at(link, "availabilityCode");
    if (access != "OA" && access != "F") continue;  // S: for subscribers
    const bool pdf = string_at(link, "documentStyle") == "pdf";
    const sheaf_link_rel rel = pdf ? SHEAF_LINK_PDF : SHEAF_LINK_FULLTEXT;
    record.links.push_back(
        {rel, std::string(string_at(link, "url")), access == "OA" ? "open access" : "free"});
  }
}

void set_kind(sheaf::Record& record, Json result, bool preprint) {
  std::vector<std::string> types;
  for (const Json type : entries(result, "pubTypeList", "pubType")) {
    types.emplace_back(string_of(type));
  }
  const webapi::PublicationKind kind = webapi::kind_of(types);
  record.type = kind.type;
  if (preprint || kind.preprint) {
    record.flags |= SHEAF_R_PREPRINT;
    if (record.type == SHEAF_TYPE_UNKNOWN) record.type = SHEAF_TYPE_RESEARCH;
  }
  const sheaf_record_type said = webapi::type_of_title(record.title.value);
  if (said != SHEAF_TYPE_UNKNOWN && record.type <= SHEAF_TYPE_RESEARCH) record.type = said;
  if (kind.retracted || webapi::is_marked_retracted(record.title.value)) {
    record.flags |= SHEAF_R_WITHDRAWN;
  }
}

void add_identifiers(sheaf::Record& record, Json result, std::string_view source,
                     std::string_view id) {
  const auto add = [&](const char* scheme, std::string value) {
    if (!value.empty()) record.identifiers.emplace_back(scheme, std::move(value));
  };
  const std::string doi = doi_of(string_at(result, "doi"));
  record.url = doi.empty() ? page_of(source, id) : webapi::doi_url(doi);
  add("doi", doi);
  add("pmid", webapi::bare_pmid(string_at(result, "pmid")));
  add("pmcid", webapi::bare_pmcid(string_at(result, "pmcid")));
  if (source == "PPR") add("europepmc", std::string(id));
}

sheaf::Text venue_of(Json result, bool preprint) {
  std::string_view name;
  if (const auto info = member_at(result, "journalInfo")) {
    if (const auto journal = member_at(*info, "journal")) name = string_at(*journal, "title");
  }
  if (const auto book = member_at(result, "bookOrReportDetails"); name.empty() && book) {
    name = preprint ? string_at(*book, "publisher") : string_at(*book, "comprisingTitle");
  }
  return {std::string(name), SHEAF_MARKUP_HTML, 0};
}

sheaf::Record record_of(Json result) {
  sheaf::Record record;
  const std::string_view source = string_at(result, "source"), id = string_at(result, "id");
  if (source.empty() || id.empty()) return record;
  record.id = std::string(source) + "/" + std::string(id);
  const bool preprint = source == "PPR";
  record.title = {std::string(string_at(result, "title")), SHEAF_MARKUP_HTML, 0};
  webapi::drop_outer_brackets(record.title.value);
  webapi::drop_final_stop(record.title.value);
  record.abstract = {std::string(string_at(result, "abstractText")), SHEAF_MARKUP_HTML, 0};
  record.language = sheaf::text::language_tag(string_at(result, "language"));
  if (const auto date = published(result)) set_published(record, *date);
  if (const auto day = parse_w3c(string_at(result, "firstIndexDate"))) {
    record.announced_ms = day->ms;
  }
  set_kind(record, result, preprint);
  record.venue = venue_of(result, preprint);
  add_identifiers(record, result, source, id);
  add_authors(record, result);
  add_corrections(record, result);
  add_links(record, result);
  if (string_at(result, "isOpenAccess") == "Y") record.extras.emplace_back("open-access", "yes");
  return record;
}

}  // namespace

webapi::Page read_list(std::string_view body) {
  const JsonDocument document(body, "resultList.result");
  const auto results = require<simdjson::dom::array>(document.root(), "resultList.result");
  webapi::Page page;
  page.cut = document.truncated();
  page.records.reserve(results.size());
  for (const Json result : results) {
    ++page.items;
    sheaf::Record record = record_of(result);
    if (!record.id.empty()) page.records.push_back(std::move(record));
  }
  const auto total = integer_at(document.root(), "hitCount");
  page.total = total && *total > 0 ? static_cast<std::uint64_t>(*total) : 0;
  if (page.items != 0) page.next = string_at(document.root(), "nextCursorMark");
  return page;
}

}  // namespace europepmc
