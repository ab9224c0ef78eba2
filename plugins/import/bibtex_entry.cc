// What the fields of a BibTeX or BibLaTeX entry mean.
#include <algorithm>

#include <cstdlib>

#include "bibtex.h"
#include "dates.h"
#include "sheaf/text/utf8.hpp"
#include "tex.h"
#include "texts.h"

namespace import {
namespace {

constexpr std::size_t kQuoted = 60;  // of what a remark is about

sheaf::Text tex(std::string_view text) {
  return {std::string(unbraced(text)), SHEAF_MARKUP_TEX, 0};
}

void set_date(const BibEntry& entry, sheaf::Record& r) {
  const std::string& date = entry.find("date");  // of BibLaTeX, a range with a slash
  set_published(r, loose_date(std::string_view(date).substr(0, date.find('/'))));
  std::string year = verbatim(entry.find("year"));
  // 2011/12 are two years, not December
  const auto figures = std::string_view(year).substr(0, 4);
  if (year.size() == 7 && std::all_of(figures.begin(), figures.end(), is_digit) &&
      std::atoi(year.c_str() + 5) == (std::atoi(year.c_str()) + 1) % 100) {
    year.resize(4);
  }
  const std::string month = verbatim(entry.find("month"));
  set_published(r, loose_date(year + " " + month + " " + verbatim(entry.find("day"))));
  set_published(r, loose_date(month));  // May 2010
}

void set_identifiers(const BibEntry& entry, sheaf::Record& r) {
  identify_doi(r, verbatim(entry.find("doi")));
  const std::string archive = lowered(
      verbatim(entry.find(entry.find("archiveprefix").empty() ? "eprinttype" : "archiveprefix")));
  const std::string eprint = verbatim(entry.find("eprint"));
  if (archive.empty() || archive == "arxiv") identify(r, "arxiv", arxiv_id(eprint, true));
  if (archive == "pubmed" && eprint.find_first_not_of("0123456789") == eprint.npos) {
    identify(r, "pmid", eprint);
  }
  if (const std::string pmid = verbatim(entry.find("pmid"));
      pmid.find_first_not_of("0123456789") == pmid.npos) {
    identify(r, "pmid", pmid);
  }
  identify(r, "arxiv", arxiv_id(entry.find("journal"), false));  // arXiv preprint arXiv:1706.03762
  const auto& journal = entry.find(entry.find("journal").empty() ? "journaltitle" : "journal");
  identify(r, "arxiv", arxiv_volume(journal, verbatim(entry.find("volume"))));
  for (const char* name : {"url", "howpublished", "note"})
    identify_by_url(r, verbatim(entry.find(name)));
  const bool whole_book = entry.type == "book" || entry.type == "booklet" ||
                          entry.type == "mvbook" || entry.type == "proceedings" ||
                          entry.type == "collection";
  if (whole_book) identify(r, "isbn", isbn13(verbatim(entry.find("isbn"))));
}

Entry entry_of(const BibEntry& in, std::vector<Problem>& remarks) {
  Entry out;
  out.key = in.key;
  out.line = in.line;
  sheaf::Record& r = out.record;
  r.title = tex(in.find("title"));
  if (const auto sub = unbraced(in.find("subtitle")); !sub.empty())
    r.title.value.append(": ").append(sub);
  r.abstract = tex(in.find("abstract"));
  r.comment = tex(in.find("note"));
  for (const char* name :
       {"journal", "journaltitle", "booktitle", "series", "school", "institution", "publisher"}) {
    if (r.venue.value.empty()) r.venue = tex(in.find(name));
  }
  std::vector<std::string> unsure;
  r.authors = bibtex_names(in.find("author"), &unsure);
  if (r.authors.empty()) r.authors = bibtex_names(in.find("editor"), &unsure);
  for (const std::string& names : unsure) {
    remarks.push_back({in.line, "`" + in.key + "`: `" +
                                    std::string(sheaf::text::beginning(names, kQuoted)) +
                                    "` is kept as one name; `and` parts names"});
  }
  set_date(in, r);
  add_keywords(r, in.find(in.find("keywords").empty() ? "keyword" : "keywords"), true);
  const std::string language = verbatim(in.find(in.find("langid").empty() ? "language" : "langid"));
  if (language.size() == 2 || (language.size() == 5 && language[2] == '-')) r.language = language;
  set_identifiers(in, r);
  const bool only_arxiv = r.identifiers.size() == 1 && r.identifiers.front().first == "arxiv";
  if (only_arxiv) r.flags |= SHEAF_R_PREPRINT;
  return out;
}

}  // namespace

Parsed parse_bibtex(std::string_view text) {
  BibFile file = read_bibtex_file(text);
  Parsed out;
  out.problems = std::move(file.problems);
  for (const BibEntry& entry : file.entries) {
    if (entry.type == "set" || entry.type == "xdata" || entry.type == "control") continue;
    Entry read = entry_of(entry, out.remarks);
    if (trimmed(read.record.title.value).empty()) {
      out.problems.push_back({entry.line, "`" + std::string(sheaf::text::beginning(entry.key, 60)) +
                                              "` has no title"});
    } else {
      out.entries.push_back(std::move(read));
    }
  }
  finish(out);
  return out;
}

}  // namespace import
