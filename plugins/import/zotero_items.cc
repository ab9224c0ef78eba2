// Zotero's own JSON (https://www.zotero.org/support/dev/web_api/v3/types_and_fields).
#include <algorithm>
#include <array>

#include "dates.h"
#include "names.h"
#include "sheaf/feed/json.hpp"
#include "texts.h"
#include "zotero.h"

namespace import {
namespace {

using sheaf::feed::items_at;
using sheaf::feed::Json;
using sheaf::feed::member_at;
using sheaf::feed::string_at;

std::vector<sheaf::Person> people(Json data) {
  std::vector<sheaf::Person> authors, others;
  for (const Json creator : items_at(data, "creators")) {
    const auto whole = string_at(creator, "name");
    auto p = whole.empty() ? person(string_at(creator, "firstName"), string_at(creator, "lastName"),
                                    "", SHEAF_MARKUP_HTML)
                           : person(whole, SHEAF_MARKUP_HTML);
    if (p.name.empty()) continue;
    (string_at(creator, "creatorType") == "author" ? authors : others).push_back(std::move(p));
  }
  return authors.empty() ? others : authors;
}

// `DOI: 10.1000/x`, `arXiv: 1706.03762 [cs.CL]`, `PMID: 123` in lines of their own.
void read_extra(std::string_view extra, sheaf::Record& r) {
  while (!extra.empty()) {
    const auto end = std::min(extra.find('\n'), extra.size());
    const auto line = trimmed(extra.substr(0, end));
    extra.remove_prefix(std::min(end + 1, extra.size()));
    const auto colon = line.find(':');
    if (colon == line.npos) continue;
    const std::string name = lowered(line.substr(0, colon));
    const auto value = trimmed(line.substr(colon + 1));
    if (name == "doi") identify_doi(r, value);
    if (name == "arxiv") identify(r, "arxiv", arxiv_id(value, true));
    if (name == "pmid") identify(r, "pmid", std::string(value));
    if (name == "pmcid") identify(r, "pmcid", std::string(value));
  }
}

Entry zotero_entry(Json data) {
  Entry out;
  out.key = string_at(data, "key");
  sheaf::Record& r = out.record;
  const auto type = string_at(data, "itemType");
  for (const char* name : {"title", "caseName", "nameOfAct", "subject"}) {
    if (r.title.value.empty()) r.title = html(string_at(data, name));
  }
  r.abstract = html(string_at(data, "abstractNote"));
  for (const char* name : {"publicationTitle", "proceedingsTitle", "bookTitle", "conferenceName",
                           "university", "institution", "repository", "publisher"}) {
    if (r.venue.value.empty()) r.venue = html(string_at(data, name));
  }
  r.authors = people(data);
  set_published(r, loose_date(string_at(data, "date")));
  if (const auto language = string_at(data, "language");
      language.size() == 2 || language.size() == 5) {
    r.language = language;
  }
  for (const Json tag : items_at(data, "tags")) r.categories.emplace_back(string_at(tag, "tag"));
  if (type == "newspaperArticle" || type == "magazineArticle") r.type = SHEAF_TYPE_NEWS;
  if (type == "preprint") r.flags |= SHEAF_R_PREPRINT;
  identify_doi(r, string_at(data, "DOI"));
  identify(r, "arxiv", arxiv_id(string_at(data, "archiveID"), false));
  identify(r, "arxiv", arxiv_volume(r.venue.value, string_at(data, "volume")));
  read_extra(string_at(data, "extra"), r);
  identify_by_url(r, string_at(data, "url"));
  if (type == "book") identify(r, "isbn", isbn13(string_at(data, "ISBN")));
  return out;
}

bool is_no_reference(std::string_view type) {
  return type == "attachment" || type == "note" || type == "annotation";
}

}  // namespace

ZoteroPage read_zotero_page(std::string_view body, const std::string& library) {
  const sheaf::feed::JsonDocument document(body);
  simdjson::dom::array items;
  if (document.root().get(items) != simdjson::SUCCESS) {
    throw sheaf::feed::FormatError("Zotero's answer is no list of items");
  }
  ZoteroPage out;
  for (const Json item : items) {
    ++out.items;
    const auto data = sheaf::feed::require(item, "data");
    const std::string key(sheaf::feed::require<std::string_view>(data, "key"));
    if (is_no_reference(string_at(data, "itemType"))) continue;
    if (sheaf::feed::integer_at(data, "deleted").value_or(0) != 0 ||
        sheaf::feed::is_true_at(data, "deleted")) {
      out.removed.push_back(library + "/" + key);
      continue;
    }
    Entry entry = zotero_entry(data);
    // what Zotero reads in `date`, where day and month may stand either way
    if (const auto meta = member_at(item, "meta"))
      set_published(entry.record, loose_date(string_at(*meta, "parsedDate")));
    entry.record.id = library + "/" + key;
    if (trimmed(entry.record.title.value).empty()) {
      out.parsed.problems.push_back({0, "the item " + key + " has no title"});
    } else {
      out.parsed.entries.push_back(std::move(entry));
    }
  }
  finish(out.parsed);
  return out;
}

std::vector<std::string> read_zotero_deleted(std::string_view body, const std::string& library) {
  const sheaf::feed::JsonDocument document(body);
  std::vector<std::string> out;
  for (const Json key : sheaf::feed::require<simdjson::dom::array>(document.root(), "items")) {
    out.push_back(library + "/" + std::string(sheaf::feed::string_of(key)));
  }
  return out;
}

}  // namespace import
