#include "json_dates.h"
#include "json_formats.h"
#include "names.h"
#include "sheaf/feed/json.hpp"
#include "texts.h"

namespace import {
namespace {

using sheaf::feed::first_string_at;
using sheaf::feed::items_at;
using sheaf::feed::items_of;
using sheaf::feed::Json;
using sheaf::feed::member_at;
using sheaf::feed::string_at;

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const auto part : parts) {
    if (!part.empty()) out.append(out.empty() ? "" : " ").append(part);
  }
  return out;
}

std::vector<sheaf::Person> people(Json item, std::string_view role) {
  std::vector<sheaf::Person> out;
  for (const Json name : items_at(item, role)) {
    sheaf::Person p;
    std::string_view literal = sheaf::feed::string_of(name);
    for (const char* member : {"literal", "name"}) {
      if (literal.empty()) literal = string_at(name, member);
    }
    if (!literal.empty()) {
      p = person(literal, SHEAF_MARKUP_HTML);
    } else {
      p = person(string_at(name, "given"),
                 joined({string_at(name, "dropping-particle"),
                         string_at(name, "non-dropping-particle"), string_at(name, "family")}),
                 string_at(name, "suffix"), SHEAF_MARKUP_HTML);
    }
    if (!p.name.empty()) out.push_back(std::move(p));
  }
  return out;
}

void set_date(Json item, sheaf::Record& r) {
  for (const char* name : {"issued", "published", "published-print", "published-online"}) {
    if (const auto date = member_at(item, name)) add_date(*date, r);
  }
  const auto submitted = member_at(item, "submitted");
  if (submitted && r.published_ms == SHEAF_TIME_UNKNOWN) add_date(*submitted, r);
}

Entry csl_entry(Json item) {
  Entry out;
  out.key = string_at(item, "id");
  if (const auto number = sheaf::feed::integer_at(item, "id"); out.key.empty() && number) {
    out.key = std::to_string(*number);
  }
  sheaf::Record& r = out.record;
  r.title = html(first_string_at(item, "title"));
  r.abstract = html(string_at(item, "abstract"));
  r.comment = html(string_at(item, "note"));
  r.venue = html(first_string_at(item, "container-title"));
  if (r.venue.value.empty()) r.venue = html(string_at(item, "publisher"));
  r.authors = people(item, "author");
  if (r.authors.empty()) r.authors = people(item, "editor");
  set_date(item, r);
  add_keywords(r, string_at(item, "keyword"), true);
  r.language = string_at(item, "language");
  const auto type = string_at(item, "type");
  if (type == "article-newspaper" || type == "article-magazine") r.type = SHEAF_TYPE_NEWS;
  identify_doi(r, string_at(item, "DOI"));
  identify(r, "arxiv", arxiv_volume(r.venue.value, string_at(item, "volume")));
  for (const char* name : {"number", "archive_location", "note"}) {
    identify(r, "arxiv", arxiv_id(string_at(item, name), false));
  }
  identify(r, "pmid", std::string(string_at(item, "PMID")));
  if (const auto pmid = sheaf::feed::integer_at(item, "PMID"))
    identify(r, "pmid", std::to_string(*pmid));
  identify(r, "pmcid", std::string(string_at(item, "PMCID")));
  identify_by_url(r, string_at(item, "URL"));
  if (type == "book") identify(r, "isbn", isbn13(first_string_at(item, "ISBN")));
  return out;
}

}  // namespace

Parsed parse_csl(std::string_view text) {
  Parsed out;
  const sheaf::feed::JsonDocument document(text);
  std::vector<Json> items = items_of(document.root());
  if (items.empty()) items = items_at(document.root(), "items");
  if (items.empty() && !string_at(document.root(), "title").empty()) items = {document.root()};
  std::size_t number = 0;
  for (const Json item : items) {
    ++number;
    Entry entry = csl_entry(item);
    if (trimmed(entry.record.title.value).empty()) {
      out.problems.push_back({0, "item " + std::to_string(number) + " has no title"});
    } else {
      out.entries.push_back(std::move(entry));
    }
  }
  if (document.truncated()) out.problems.push_back({0, "the end of the list is missing"});
  finish(out);
  return out;
}

}  // namespace import
