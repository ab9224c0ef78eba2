// What the fields of a BibTeX or BibLaTeX entry mean.
#include <algorithm>

#include "bibtex.h"
#include "sheaf/feed/doi.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/text/utf8.hpp"
#include "texts.h"

namespace import {
namespace {

constexpr std::string_view kAroundWords = " \t\r\n";

// `{World Health Organization}`: one pair of braces around everything.
bool is_enclosed(std::string_view text) {
  if (!text.starts_with('{') || !text.ends_with('}')) return false;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i + 1 == text.size();
  }
  return false;
}

std::string_view unbraced(std::string_view text) {
  for (text = trimmed(text); is_enclosed(text);) text = trimmed(text.substr(1, text.size() - 2));
  return text;
}

// Pieces of a list at `separator`, outside braces; words as separators stand between blanks.
std::vector<std::string_view> split(std::string_view list, std::string_view separator) {
  std::vector<std::string_view> out;
  std::size_t begin = 0, depth = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '{') ++depth;
    if (list[i] == '}' && depth > 0) --depth;
    if (depth != 0) continue;
    bool here = lowered(list.substr(i, separator.size())) == separator;
    if (here && separator != ",") {
      const auto after = i + separator.size();
      here = i > 0 && kAroundWords.find(list[i - 1]) != kAroundWords.npos && after < list.size() &&
             kAroundWords.find(list[after]) != kAroundWords.npos;
    }
    if (!here) continue;
    out.push_back(trimmed(list.substr(begin, i - begin)));
    begin = i + separator.size();
    i = begin - 1;
  }
  out.push_back(trimmed(list.substr(begin)));
  return out;
}

sheaf::Person person(std::string_view text) {
  sheaf::Person out;
  out.markup = SHEAF_MARKUP_TEX;
  if (is_enclosed(text)) {
    out.name = out.family = unbraced(text);
    out.group = true;
    return out;
  }
  const auto parts = split(text, ",");
  if (parts.size() == 1) {  // Given von Family
    const auto name = sheaf::feed::split_name(text);
    out.name = name.full;
    out.given = name.given;
    out.family = name.family;
    out.group = name.group;
    return out;
  }
  // von Family, Given or von Family, Jr, Given
  const auto suffix = parts.size() > 2 ? parts[1] : std::string_view();
  out.family = unbraced(parts.front());
  out.given = parts.size() > 2 ? parts[2] : parts[1];
  for (const std::string_view part :
       {std::string_view(out.given), std::string_view(out.family), suffix}) {
    if (!part.empty()) out.name.append(out.name.empty() ? "" : " ").append(part);
  }
  return out;
}

// Without the backslashes and braces that TeX wants in addresses and identifiers.
std::string verbatim(std::string_view text) {
  text = unbraced(text);
  if (text.starts_with("\\url")) text = unbraced(text.substr(4));
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size() &&
                        std::string_view("_%&#$~{}").find(text[i + 1]) != std::string_view::npos;
    if (escape) ++i;
    if (escape || (text[i] != '{' && text[i] != '}')) out += text[i];
  }
  return std::string(trimmed(out));
}

sheaf::Text tex(std::string_view text) {
  return {std::string(unbraced(text)), SHEAF_MARKUP_TEX, 0};
}

std::optional<std::int64_t> date_of(const BibEntry& entry) {
  if (const auto ms = loose_date_ms(entry.find("date").substr(0, entry.find("date").find('/'))))
    return ms;
  const std::string year(verbatim(entry.find("year")));
  const std::string month = verbatim(entry.find("month"));
  const auto ms = loose_date_ms(year);
  if (!ms || month_of(month) == 0 || year.size() != 4) return ms;
  int day = 0;
  const std::string said = entry.find("day").empty() ? month : entry.find("day");
  for (const char c : said.substr(month.empty() || is_digit(month.front()) ? month.size() : 0)) {
    if (is_digit(c) && day < 10) day = day * 10 + (c - '0');
  }
  if (!entry.find("day").empty()) day = std::atoi(verbatim(entry.find("day")).c_str());
  const auto whole = date_ms(std::stoi(year), month_of(month), day);
  return whole ? whole : date_ms(std::stoi(year), month_of(month), 0);
}

void set_identifiers(const BibEntry& entry, sheaf::Record& r) {
  identify(r, "doi", sheaf::feed::doi_of(verbatim(entry.find("doi"))));
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
  for (const char* name : {"url", "howpublished", "note"})
    identify_by_url(r, verbatim(entry.find(name)));
  const bool whole_book = entry.type == "book" || entry.type == "booklet" ||
                          entry.type == "mvbook" || entry.type == "proceedings" ||
                          entry.type == "collection";
  if (whole_book) identify(r, "isbn", isbn13(verbatim(entry.find("isbn"))));
}

Entry entry_of(const BibEntry& in) {
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
  r.authors = bibtex_names(in.find("author"));
  if (r.authors.empty()) r.authors = bibtex_names(in.find("editor"));
  if (const auto ms = date_of(in)) r.published_ms = *ms;
  for (const auto keyword : split(in.find("keywords"), ",")) {
    if (!keyword.empty()) r.categories.emplace_back(unbraced(keyword));
  }
  const std::string language = verbatim(in.find(in.find("langid").empty() ? "language" : "langid"));
  if (language.size() == 2 || (language.size() == 5 && language[2] == '-')) r.language = language;
  set_identifiers(in, r);
  const bool only_arxiv = r.identifiers.size() == 1 && r.identifiers.front().first == "arxiv";
  if (only_arxiv) r.flags |= SHEAF_R_PREPRINT;
  return out;
}

}  // namespace

std::vector<sheaf::Person> bibtex_names(std::string_view list) {
  std::vector<sheaf::Person> out;
  for (const auto name : split(list, "and")) {
    if (name.empty() || lowered(name) == "others") continue;
    out.push_back(person(name));
  }
  return out;
}

Parsed parse_bibtex(std::string_view text) {
  BibFile file = read_bibtex_file(text);
  Parsed out;
  out.problems = std::move(file.problems);
  for (const BibEntry& entry : file.entries) {
    if (entry.type == "set" || entry.type == "xdata" || entry.type == "control") continue;
    Entry read = entry_of(entry);
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
