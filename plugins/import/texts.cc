#include "texts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "sheaf/feed/doi.hpp"
#include "sheaf/text/html.hpp"
#include "sheaf/text/percent.hpp"
#include "tex.h"

namespace import {
namespace {

constexpr std::size_t kLongestDoi = 4096;      // in whatever notation
constexpr std::size_t kMostIdentifiers = 100;  // of one entry; each is compared with the others

bool is_letter_or_more(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// The length of an arXiv id without version at the beginning; 0 if there is none.
std::size_t id_length(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    std::size_t n = 0;
    while (at + n < text.size() && is_digit(text[at + n])) ++n;
    return n;
  };
  if (digits(0) == 4 && text.size() > 5 && text[4] == '.') {
    const std::size_t n = digits(5);
    return n == 4 || n == 5 ? 5 + n : 0;
  }
  std::size_t at = 0;  // hep-th/9901001, math.GT/0309136
  while (at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || text[at] == '-')) ++at;
  if (at == 0) return 0;
  if (at + 2 < text.size() && text[at] == '.' && is_letter_or_more(text[at + 1]) &&
      is_letter_or_more(text[at + 2])) {
    at += 3;
  }
  return at < text.size() && text[at] == '/' && digits(at + 1) == 7 ? at + 8 : 0;
}

bool is_isbn10(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    sum += static_cast<int>(10 - i) * (digits[i] == 'X' ? 10 : digits[i] - '0');
  }
  return digits.size() == 10 && sum % 11 == 0;
}

// Whether the `;` at `at` ends `&amp;` or `&#60;`.
bool ends_reference(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin <= sheaf::text::kLongestHtmlEntity &&
         (sheaf::text::is_alnum(text[begin - 1]) || text[begin - 1] == '#')) {
    --begin;
  }
  return text[at] == ';' && begin < at && begin > 0 && text[begin - 1] == '&';
}

// The character of a reference without & and ;. Of numbers those of ASCII: no identifier has
// others.
std::string character(std::string_view reference) {
  if (!reference.starts_with('#')) return std::string(sheaf::text::html_entity(reference));
  const bool hex = reference.size() > 1 && lower(reference[1]) == 'x';
  reference.remove_prefix(hex ? 2 : 1);
  unsigned code = 0;
  const char* const end = reference.data() + reference.size();
  const auto [stop, error] = std::from_chars(reference.data(), end, code, hex ? 16 : 10);
  const bool ascii = error == std::errc() && stop == end && code > 0x20 && code < 0x7f;
  return ascii ? std::string(1, static_cast<char>(code)) : std::string();
}

std::string without_references(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto end = text[i] == '&'
                         ? text.substr(0, i + 2 + sheaf::text::kLongestHtmlEntity).find(';', i)
                         : text.npos;
    const std::string one = end == text.npos ? "" : character(text.substr(i + 1, end - i - 1));
    out += one.empty() ? std::string(1, text[i]) : one;
    if (!one.empty()) i = end;
  }
  return out;
}

int ean_sum(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return sum;
}

}  // namespace

std::string skeleton(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter_or_more(c) || is_digit(c)) out += lower(c);
  }
  return out;
}

std::vector<std::string_view> split_at(std::string_view list, std::string_view separators) {
  std::vector<std::string_view> out;
  std::size_t begin = 0, depth = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '{') ++depth;
    if (list[i] == '}' && depth > 0) --depth;
    if (depth != 0 || separators.find(list[i]) == separators.npos) continue;
    if ((i > 0 && list[i - 1] == '\\') || ends_reference(list, i)) continue;
    out.push_back(trimmed(list.substr(begin, i - begin)));
    begin = i + 1;
  }
  out.push_back(trimmed(list.substr(begin)));
  return out;
}

void add_keywords(sheaf::Record& record, std::string_view list, bool commas) {
  auto words = split_at(list, ";");
  if (words.size() == 1 && commas) words = split_at(list, ",");
  for (const auto word : words) {
    if (!word.empty()) record.categories.emplace_back(unbraced(word));
  }
}

std::string arxiv_id(std::string_view text, bool bare) {
  text = trimmed(text);
  const std::string small = lowered(text);
  for (const std::string_view mark :
       {"arxiv.org/abs/", "arxiv.org/pdf/", "10.48550/arxiv.", "arxiv:"}) {
    const auto at = small.find(mark);
    if (at == small.npos) continue;
    const auto rest = trimmed(text.substr(at + mark.size()));
    if (const auto length = id_length(rest); length != 0)
      return std::string(rest.substr(0, length));
  }
  if (!bare) return {};
  const auto length = id_length(text);
  const auto rest = text.substr(length);
  const bool ends = rest.empty() || rest.front() == ' ' ||
                    (rest.front() == 'v' && rest.find_first_not_of("0123456789", 1) == rest.npos);
  return length != 0 && ends ? std::string(text.substr(0, length)) : std::string();
}

std::string arxiv_volume(std::string_view journal, std::string_view volume) {
  constexpr std::string_view kAbs = "abs/";
  volume = trimmed(volume);
  if (sheaf::text::starts_with_ignoring_case(volume, kAbs))
    return arxiv_id(volume.substr(kAbs.size()), true);
  const std::string name = skeleton(journal);
  const bool known = name == "corr" || name.starts_with("arxiv") ||
                     name.starts_with("computingresearchrepository");
  return known ? arxiv_id(volume, true) : std::string();
}

std::string isbn13(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    // of several, the first
    if ((c == ' ' || c == ',') && (digits.size() == 13 || is_isbn10(digits))) break;
    if (digits.size() > 13) break;
    if (is_digit(c) || ((c == 'X' || c == 'x') && digits.size() == 9)) {
      digits += c == 'x' ? 'X' : c;
    } else if (c != '-' && c != ' ') {
      break;
    }
  }
  if (is_isbn10(digits)) {
    digits = "978" + digits.substr(0, 9);
    return digits + static_cast<char>('0' + (10 - ean_sum(digits) % 10) % 10);
  }
  return digits.size() == 13 && ean_sum(digits) % 10 == 0 ? digits : std::string();
}

void identify(sheaf::Record& record, std::string_view scheme, std::string value) {
  if (value.empty() || record.identifiers.size() == kMostIdentifiers) return;
  const std::pair<std::string, std::string> id(scheme, std::move(value));
  if (std::find(record.identifiers.begin(), record.identifiers.end(), id) ==
      record.identifiers.end()) {
    record.identifiers.push_back(id);
  }
}

void identify_doi(sheaf::Record& record, std::string_view text) {
  if (text.size() > kLongestDoi) return;
  // twice: what was escaped already is found escaped again
  std::string read = without_references(without_references(text));
  for (const auto& [written, character] :
       {std::pair("$<$", "<"), {"$>$", ">"}, {"{<}", "<"}, {"{>}", ">"}}) {  // TeX's, escaped
    for (auto at = read.find(written); at != read.npos; at = read.find(written, at + 1))
      read.replace(at, 3, character);
  }
  const bool address = lowered(read).find("doi.org/") != read.npos;  // doi_of() decodes those
  identify(record, "doi", sheaf::feed::doi_of(address ? read : sheaf::text::percent_decoded(read)));
}

void identify_by_url(sheaf::Record& record, std::string_view escaped) {
  const std::string address = without_references(trimmed(escaped));
  const std::string_view text = address;
  identify(record, "doi", sheaf::feed::doi_in_url(text));
  identify(record, "arxiv", arxiv_id(text, false));
  constexpr std::string_view kPubmed = "pubmed.ncbi.nlm.nih.gov/";
  if (const auto at = text.find(kPubmed); at != text.npos) {
    const auto id = text.substr(at + kPubmed.size());
    identify(record, "pmid", std::string(id.substr(0, id.find_first_not_of("0123456789"))));
  }
  const bool web = text.starts_with("https://") || text.starts_with("http://");
  if (web && record.url.empty() && text.find_first_of(kBlanks) == text.npos) record.url = text;
}

}  // namespace import
