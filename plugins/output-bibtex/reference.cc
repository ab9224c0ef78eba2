#include "reference.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/hash.hpp"
#include "sheaf/text/letters.hpp"
#include "sheaf/text/percent.hpp"

namespace output_bibtex {
namespace {

using sheaf::range;
using sheaf::view;

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (sheaf::text::is_control(c) || c == ' ') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string lines_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || !sheaf::text::is_control(c)) out += c;
  }
  return out;
}

// Lower case without accents; what is no ASCII letter or digit then becomes a blank.
std::string folded(std::string_view text) {
  utf8proc_uint8_t* raw = nullptr;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &raw, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, &std::free);
  std::string out;
  const std::string_view mapped(reinterpret_cast<const char*>(raw),
                                size > 0 ? static_cast<std::size_t>(size) : 0);
  for (std::size_t i = 0; i < mapped.size();) {
    utf8proc_int32_t letter = -1;
    i += static_cast<std::size_t>(std::max<utf8proc_ssize_t>(
        1, utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(mapped.data()) + i,
                            static_cast<utf8proc_ssize_t>(mapped.size() - i), &letter)));
    if (letter >= 0 && letter < 0x80 && sheaf::text::is_alnum(static_cast<char>(letter))) {
      out += static_cast<char>(letter);
    } else {
      const auto spelled = sheaf::text::spelled_out(static_cast<char32_t>(letter));
      out += spelled.empty() ? " " : spelled;
    }
  }
  return out;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  const std::string ascii = folded(text);
  for (std::size_t i = 0; i < ascii.size();) {
    const std::size_t end = std::min(ascii.find(' ', i), ascii.size());
    if (end > i) out.push_back(ascii.substr(i, end - i));
    i = end + 1;
  }
  return out;
}

constexpr std::array<std::string_view, 22> kLightWords = {
    "the", "and", "for", "with", "from",  "towards", "toward", "into", "over", "under",   "via",
    "are", "can", "how", "what", "where", "why",     "when",   "our",  "does", "between", "its"};

// FNV-1a, then MurmurHash3's last step: ids that differ in one digit differ in all of it.
std::string hash(std::string_view text) {
  std::uint64_t h = sheaf::text::fnv1a(text);
  h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
  h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
  h ^= h >> 33;
  return sheaf::text::hex(h);
}

// Only what stands in an identifier without quoting in any of the formats.
std::string plain_id(std::string_view text, std::string_view marks) {
  const bool plain = std::all_of(text.begin(), text.end(), [&](char c) {
    return sheaf::text::is_alnum(c) || marks.find(c) != std::string_view::npos;
  });
  return plain ? std::string(text) : std::string();
}

std::string web_address(std::string_view url) {
  if (!sheaf::text::starts_with_ignoring_case(url, "http://") &&
      !sheaf::text::starts_with_ignoring_case(url, "https://"))
    return {};
  std::string out(url);
  std::erase_if(out, sheaf::text::is_control);
  return sheaf::text::url_encoded(out);
}

void set_date(Reference& out, const sheaf_record& r) {
  const std::int64_t ms = r.published_ms != SHEAF_TIME_UNKNOWN ? r.published_ms : r.updated_ms;
  if (ms == SHEAF_TIME_UNKNOWN) return;
  using std::chrono::days;
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(ms)};
  const std::chrono::year_month_day date(std::chrono::floor<days>(time));
  const int year = static_cast<int>(date.year());
  if (year < 1 || year > 9999) return;
  out.year = year;
  const auto precision =
      ms == r.published_ms ? r.published_precision : sheaf_date_precision{SHEAF_PRECISION_DAY};
  if (precision == SHEAF_PRECISION_YEAR) return;
  out.month = static_cast<int>(static_cast<unsigned>(date.month()));
  if (precision == SHEAF_PRECISION_MONTH) return;
  out.day = static_cast<int>(static_cast<unsigned>(date.day()));
}

Author author_of(const sheaf_person& p) {
  Author out{on_one_line(view(p.family)), on_one_line(view(p.given)), on_one_line(view(p.suffix))};
  if ((p.flags & SHEAF_PERSON_GROUP) != 0 || out.family.empty() || out.given.empty()) {
    return {on_one_line(view(p.name)), "", ""};
  }
  return out;
}

}  // namespace

Reference reference_of(const sheaf_item& item) {
  const sheaf_record& r = *item.record;
  Reference out;
  out.id = view(r.id);
  out.title = on_one_line(view(r.title));
  out.venue = on_one_line(view(r.venue));
  out.comment = on_one_line(view(r.comment));
  out.abstract = lines_of(view(r.abstract));
  for (const auto* p : range(r.authors, r.author_count)) out.authors.push_back(author_of(*p));
  set_date(out, r);
  for (const auto& id : range(r.identifiers, r.identifier_count)) {
    if (view(id.key) == "doi") out.doi = plain_id(view(id.value), "./-_;:()<>[]#+");
    if (view(id.key) == "arxiv") out.arxiv = plain_id(view(id.value), "./-");
    if (view(id.key) == "pmid") out.pmid = plain_id(view(id.value), "");
  }
  if (!out.arxiv.empty()) out.arxiv_class = plain_id(view(r.primary_category), ".-");
  // arXiv's venue is the journal's reference, another preprint server's is its own name
  out.preprint = out.venue.empty() ? (r.flags & SHEAF_R_PREPRINT) != 0 || !out.arxiv.empty()
                                   : (r.flags & SHEAF_R_PREPRINT) != 0 && out.arxiv.empty();
  out.url = web_address(view(r.url));
  if (out.url.empty() && !out.doi.empty()) out.url = web_address("https://doi.org/" + out.doi);
  for (const auto& l : range(r.links, r.link_count)) {
    if (l.rel == SHEAF_LINK_PDF && out.pdf.empty()) out.pdf = web_address(view(l.url));
  }
  for (const auto* s : range(item.scores, item.score_count)) {
    for (const auto& m : range(s->matched, s->matched_count)) {
      const std::string word = on_one_line(view(m));
      if (std::find(out.keywords.begin(), out.keywords.end(), word) == out.keywords.end()) {
        out.keywords.push_back(word);
      }
    }
  }
  out.key = key_of(out, 6);
  return out;
}

std::string key_of(const Reference& reference, int hash_digits) {
  std::string out;
  if (!reference.authors.empty()) {
    for (const std::string& word : words(reference.authors.front().family)) out += word;
  }
  if (out.empty()) out = "anon";
  out.resize(std::min<std::size_t>(out.size(), 30));
  if (reference.year) out += std::to_string(*reference.year);
  for (const std::string& word : words(reference.title)) {
    const bool light = std::find(kLightWords.begin(), kLightWords.end(), word) != kLightWords.end();
    if (light || word.size() < 3 || sheaf::text::is_digit(word.front())) continue;
    out += word.substr(0, 30);
    break;
  }
  return out + "-" + hash(reference.id).substr(0, static_cast<std::size_t>(hash_digits));
}

}  // namespace output_bibtex
