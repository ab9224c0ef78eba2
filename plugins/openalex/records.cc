#include "openalex/records.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/doi.hpp"
#include "sheaf/feed/json.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/languages.hpp"
#include "webapi/identifiers.h"
#include "webapi/people.h"
#include "webapi/vocabulary.h"

namespace openalex {
namespace {

using namespace sheaf::feed;

// No abstract has so many words; a position beyond is a mistake of the index.
constexpr std::int64_t kMostWords = 100'000;

std::string_view last_part(std::string_view url) {
  return url.substr(url.rfind('/') + 1);
}

// {"word":[positions]}; empty for null.
std::string words_of(Json work) {
  const auto index = member_at(work, "abstract_inverted_index");
  simdjson::dom::object words;
  if (!index || index->get(words) != simdjson::SUCCESS) return {};
  std::vector<std::pair<std::int64_t, std::string_view>> placed;
  for (const auto word : words) {
    for (const Json position : items_of(word.value)) {
      const auto at = integer_of(position);
      if (at && *at >= 0 && *at < kMostWords) placed.emplace_back(*at, word.key);
    }
  }
  std::sort(placed.begin(), placed.end());
  std::string out;
  for (const auto& [at, word] : placed) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

// The heading of the page it was taken from: "Abstract We show …", "ABSTRACT: …".
void drop_heading(std::string& abstract) {
  for (const std::string_view heading : {"Abstract", "ABSTRACT"}) {
    if (!abstract.starts_with(heading)) continue;
    const std::size_t next = abstract.find_first_not_of(":. ", heading.size());
    if (next == abstract.npos || next == heading.size() || !sheaf::text::is_upper(abstract[next]))
      continue;
    abstract.erase(0, next);
    return;
  }
}

std::string letters(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const char lower = sheaf::text::is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower >= 'a' && lower <= 'z') out.push_back(lower);
  }
  return out;
}

// OpenAlex takes people of one name for one person, and then gives them the ORCID of one of them.
// It is kept where the name on the paper can be that person's: same family name, and a given name
// that is the same or abbreviates it.
bool may_be(const Name& on_paper, std::string_view person) {
  const Name known = split_name(person);
  const std::string ours = letters(on_paper.given.substr(0, on_paper.given.find(' ')));
  const std::string theirs = letters(known.given.substr(0, known.given.find(' ')));
  return letters(on_paper.family) == letters(known.family) &&
         (ours.starts_with(theirs) || theirs.starts_with(ours));
}

std::string affiliations_of(Json authorship) {
  std::string out;
  const auto add = [&](std::string_view words) {
    if (!words.empty()) out.append(out.empty() ? "" : "; ").append(words);
  };
  for (const Json affiliation : items_at(authorship, "raw_affiliation_strings")) {
    add(webapi::trimmed(string_of(affiliation)));
  }
  if (!out.empty()) return out;
  for (const Json institution : items_at(authorship, "institutions")) {
    add(string_at(institution, "display_name"));
  }
  return out;
}

void add_authors(sheaf::Record& record, Json work) {
  for (const Json authorship : items_at(work, "authorships")) {
    const auto author = member_at(authorship, "author");
    const std::string_view known = author ? string_at(*author, "display_name") : "";
    std::string_view printed = webapi::trimmed(string_at(authorship, "raw_author_name"));
    if (printed.empty()) printed = known;
    const std::vector<Name> names = split_authors(printed, AuthorStyle::kOne);
    if (names.empty()) continue;
    std::string orcid;
    if (author && (known.empty() || may_be(names[0], known))) {
      orcid = webapi::bare_orcid(string_at(*author, "orcid"));
    }
    webapi::add_people(record, names, SHEAF_MARKUP_HTML, std::move(orcid),
                       affiliations_of(authorship));
  }
}

// https://developers.openalex.org/api-reference/works: the types of works.
void set_type(sheaf::Record& record, Json work) {
  static constexpr auto kTypes = std::to_array<std::pair<std::string_view, sheaf_record_type>>({
      {"article", SHEAF_TYPE_RESEARCH},
      {"preprint", SHEAF_TYPE_RESEARCH},
      {"dissertation", SHEAF_TYPE_RESEARCH},
      {"review", SHEAF_TYPE_REVIEW},
      {"letter", SHEAF_TYPE_LETTER},
      {"editorial", SHEAF_TYPE_EDITORIAL},
      {"erratum", SHEAF_TYPE_CORRECTION},
      {"retraction", SHEAF_TYPE_RETRACTION},
  });
  const std::string_view type = string_at(work, "type");
  const auto known =
      std::find_if(kTypes.begin(), kTypes.end(), [&](auto& t) { return t.first == type; });
  if (known != kTypes.end()) {
    record.type = known->second;
  } else if (!type.empty()) {
    record.type = SHEAF_TYPE_OTHER;
  }
  if (type == "preprint") record.flags |= SHEAF_R_PREPRINT;
  const sheaf_record_type said = webapi::type_of_title(record.title.value);
  if (said != SHEAF_TYPE_UNKNOWN && record.type == SHEAF_TYPE_RESEARCH) record.type = said;
  if (is_true_at(work, "is_retracted") || webapi::is_marked_retracted(record.title.value)) {
    record.flags |= SHEAF_R_WITHDRAWN;
  }
}

void add_identifiers(sheaf::Record& record, Json work) {
  record.identifiers.emplace_back("openalex", record.id);
  const auto add = [&](const char* scheme, std::string value) {
    if (!value.empty()) record.identifiers.emplace_back(scheme, std::move(value));
  };
  const std::string doi = doi_of(string_at(work, "doi"));
  record.url = doi.empty() ? "https://openalex.org/" + record.id : webapi::doi_url(doi);
  add("doi", doi);
  const auto ids = member_at(work, "ids");
  if (!ids) return;
  add("pmid", webapi::bare_pmid(string_at(*ids, "pmid")));
  add("pmcid", webapi::bare_pmcid(string_at(*ids, "pmcid")));
}

void add_places(sheaf::Record& record, Json work) {
  if (const auto place = member_at(work, "primary_location")) {
    if (const auto source = member_at(*place, "source")) {
      record.venue = {std::string(string_at(*source, "display_name")), SHEAF_MARKUP_HTML, 0};
    }
  }
  const auto open = member_at(work, "best_oa_location");
  if (!open) return;
  const std::string_view pdf = string_at(*open, "pdf_url");
  const std::string_view page = string_at(*open, "landing_page_url");
  if (!pdf.empty()) record.links.push_back({SHEAF_LINK_PDF, std::string(pdf), "open access"});
  if (!page.empty() && page != record.url) {
    record.links.push_back({SHEAF_LINK_FULLTEXT, std::string(page), "open access"});
  }
}

sheaf::Record record_of(Json work) {
  sheaf::Record record;
  const std::string_view id = last_part(string_at(work, "id"));
  if (id.size() < 2 || id.front() != 'W') return record;
  record.id = id;
  record.title = {std::string(webapi::trimmed(string_at(work, "title"))), SHEAF_MARKUP_JATS, 0};
  record.abstract = {words_of(work), SHEAF_MARKUP_JATS, 0};
  drop_heading(record.abstract.value);
  record.language = sheaf::text::language_tag(string_at(work, "language"));
  auto date = parse_date(string_at(work, "publication_date"));
  const auto year = integer_at(work, "publication_year");
  if (!date && year && *year > 0 && *year <= 9999) date = date_of_parts(static_cast<int>(*year));
  if (date) set_published(record, *date);
  add_identifiers(record, work);
  set_type(record, work);
  add_authors(record, work);
  add_places(record, work);
  return record;
}

}  // namespace

webapi::Page read_list(std::string_view body) {
  const JsonDocument document(body, "results");
  const auto results = require<simdjson::dom::array>(document.root(), "results");
  webapi::Page page;
  page.cut = document.truncated();
  page.records.reserve(results.size());
  for (const Json work : results) {
    ++page.items;
    sheaf::Record record = record_of(work);
    if (!record.id.empty()) page.records.push_back(std::move(record));
  }
  if (const auto meta = member_at(document.root(), "meta")) {
    const auto total = integer_at(*meta, "count");
    if (total && *total > 0) page.total = static_cast<std::uint64_t>(*total);
    if (page.items != 0) page.next = string_at(*meta, "next_cursor");
  }
  return page;
}

sheaf::Record read_work(std::string_view body) {
  const JsonDocument document(body);
  require<std::string_view>(document.root(), "id");
  return record_of(document.root());
}

}  // namespace openalex
