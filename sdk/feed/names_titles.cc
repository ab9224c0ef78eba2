#include <algorithm>
#include <array>

#include "names_parts.hpp"
#include "sheaf/text/ascii.hpp"
#include "word_set.hpp"

namespace sheaf::feed::names {
namespace {

using text::equals_ignoring_case;
using text::trimmed;

// Of one degree; dots and blanks were taken out of it. Those of capitals alone want them: `Ma`,
// `Do`, `Md` and `Mba` are names.
bool is_degree(std::string_view word) {
  static constexpr auto kCapitals = std::to_array<std::string_view>(
      {"BA",   "BS",    "BSN",  "DC",   "DDS",  "DM",   "DMD",  "DNP",  "DO",   "DPM",
       "DVM",  "FAAN",  "FACC", "FACP", "FACS", "FAHA", "FCCP", "FESC", "FRCP", "FRCPC",
       "FRCS", "FRCSC", "FRS",  "FRSE", "JD",   "LLB",  "LLM",  "MA",   "MB",   "MBA",
       "MBBS", "MD",    "MFA",  "MHA",  "MHS",  "MPA",  "MPAS", "MPH",  "MPP",  "MRCP",
       "MRCS", "MS",    "MSN",  "MSPH", "MSW",  "NP",   "OD",   "RD",   "RN",   "VMD"});
  static constexpr WordSet kOthers("BCh", "BChir", "BEd", "BEng", "BPharm", "BSc", "BVSc", "ChB",
                                   "DPhil", "DrPH", "DSc", "EdD", "FMedSci", "FRCPath", "MBBCh",
                                   "MBBChir", "MBChB", "MEd", "MEng", "MPharm", "MPhil", "MRes",
                                   "MSc", "MScPH", "PharmD", "PhD", "PsyD", "RPh", "ScD", "ScM");
  const bool capitals =
      word.size() > 1 && word.size() < 6 && std::all_of(word.begin(), word.end(), text::is_upper);
  return (capitals && std::find(kCapitals.begin(), kCapitals.end(), word) != kCapitals.end()) ||
         kOthers.has(word);
}

// `M.D.`, `MD/PhD`, `PhD,`
bool is_degree_word(std::string_view word) {
  constexpr std::size_t kLongest = 32;
  if (word.size() > kLongest) return false;
  std::array<char, 7> letters;  // as many as the longest has
  std::size_t count = 0;
  for (std::size_t i = 0; i <= word.size(); ++i) {
    const char c = i < word.size() ? word[i] : '/';
    if (c == '/' || c == '-' || c == '&') {
      if (!is_degree({letters.data(), count})) return false;
      count = 0;
    } else if (c != '.' && c != ',' && !text::is_blank(c)) {
      if (count == letters.size()) return false;
      letters[count++] = c;
    }
  }
  return true;
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, static_cast<std::size_t>(
                            std::find_if(text.begin(), text.end(), text::is_blank) - text.begin()));
}

std::string_view last_word(std::string_view text) {
  const auto blank = std::find_if(text.rbegin(), text.rend(), text::is_blank);
  return text.substr(static_cast<std::size_t>(text.rend() - blank));
}

bool is_et_al(std::string_view text) {
  static constexpr WordSet kWords("et al.", "et al", "et. al.", "et. al", "others", "colleagues",
                                  "等", "ほか", "他", "외");
  return kWords.has(text);
}

bool is_honorific(std::string_view word, bool behind_another) {
  static constexpr WordSet kTitles("dr", "dr.", "prof", "prof.", "professor", "mr", "mr.", "mrs",
                                   "mrs.", "ms", "ms.", "sir", "assoc.", "asst.", "dr.-ing.",
                                   "prof.dr.");
  static constexpr WordSet kFields("med.", "phil.", "rer.", "nat.", "habil.", "h.c.", "ing.",
                                   "dent.", "vet.");
  const bool initials = std::all_of(word.begin(), word.end(), text::is_upper);  // `MS`
  return (!initials && kTitles.has(word)) || (behind_another && kFields.has(word));
}

}  // namespace

bool is_suffix(std::string_view word) {
  static constexpr WordSet kSuffixes("jr", "jr.", "sr", "sr.", "2nd", "3rd", "4th", "esq.");
  static constexpr std::array<std::string_view, 3> kNumerals = {"II", "III",
                                                                "IV"};  // `Ii` and `Iv` are names
  return kSuffixes.has(word) ||
         std::find(kNumerals.begin(), kNumerals.end(), word) != kNumerals.end();
}

std::string_view take_suffix(std::string_view text, std::string& suffix) {
  if (!is_suffix(last_word(text))) return text;
  const Views parts = words(text);
  if (parts.size() < 2) return text;
  if (suffix.empty()) suffix = parts.back();
  return span_of(parts, 0, parts.size() - 1);
}

bool are_degrees(std::string_view text) {
  if (is_degree_word(text)) return true;
  if (!is_degree_word(first_word(text))) return false;
  const Views parts = words(text);
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), is_degree_word);
}

bool ends_in_title(std::string_view text) {
  const std::string_view last = last_word(text);
  return is_suffix(last) || is_degree_word(last);
}

std::string_view without_honorifics(std::string_view text) {
  for (bool found = false;; found = true) {
    const std::string_view word = first_word(text);
    if (!is_honorific(word, found)) return text;
    text = trimmed(text.substr(word.size()));
  }
}

std::string_view without_degrees(std::string_view text) {
  if (const auto last = last_word(text); !is_degree_word(last) && last != "D.") return text;
  const Views parts = words(text);
  std::size_t size = parts.size();
  const auto behind = [&](std::size_t count) {  // `Ph. D.` are two words
    return size >= 2 + count && are_degrees(span_of(parts, size - count, size)) &&
           (count == 1 || equals_ignoring_case(parts[size - count], "ph."));
  };
  for (;;) {
    const std::size_t count = behind(1) ? 1 : behind(2) ? 2 : 0;
    if (count == 0) break;
    size -= count;
  }
  const bool name = size > 1 && !is_lone(span_of(parts, 0, size));
  return size == parts.size() || !name ? text : span_of(parts, 0, size);
}

std::string_view given_without_degrees(std::string_view text) {
  const Views parts = words(text);
  std::size_t size = parts.size();
  while (size > 1 && are_degrees(parts[size - 1]) &&
         !(is_initials(parts[size - 1]) && parts[size - 1].find('.') != text.npos)) {
    --size;
  }
  return span_of(parts, 0, size);
}

std::string_view without_et_al(std::string_view text) {
  text = trimmed(text);
  const char last = text.empty() ? ' ' : text.back();
  if (text::is_alnum(last) && text::lower(last) != 'l' && text::lower(last) != 's') return text;
  if (is_et_al(text)) return {};
  for (const std::string_view tail :
       {" et al.", " et al", " et. al.", " et. al", " 等", " ほか", " 他", " 외"}) {
    if (text.size() > tail.size() &&
        equals_ignoring_case(text.substr(text.size() - tail.size()), tail)) {
      return trimmed(text.substr(0, text.size() - tail.size()));
    }
  }
  constexpr std::string_view kAndOthers = "等";
  if (is_eastern(text) && text.size() > 2 * kAndOthers.size() && text.ends_with(kAndOthers)) {
    text.remove_suffix(kAndOthers.size());
  }
  return text;
}

bool has_letters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text::is_letter(text[i])) return true;
    if (static_cast<unsigned char>(text[i]) < 0x80) continue;
    if (!text.substr(i).starts_with("\xE2\x80")) return true;
    i += 2;  // dashes, bullets and dots: U+2000 to U+203F
  }
  return false;
}

bool is_nobody(std::string_view text) {
  static constexpr WordSet kNobody(
      "&na;", "n/a", "n.a.", "anon", "anonymous", "author unknown", "&mdash;", "&ndash;", "&nbsp;",
      "nan", "no author", "no author given", "no author listed", "no authors", "no authors given",
      "no authors listed", "none", "none listed", "not applicable", "not available", "null",
      "undefined", "unknown", "unknown author", "佚名");
  while (!text.empty() && std::string_view("[](){}. \t\r\n").find(text.front()) != text.npos)
    text.remove_prefix(1);
  if (kNobody.has(text)) return true;
  while (!text.empty() && std::string_view("[](){}. \t\r\n").find(text.back()) != text.npos)
    text.remove_suffix(1);
  // "NA" is how R and some APIs say it; `Na` is a name.
  if (text == "NA" || kNobody.has(text)) return true;
  return !has_letters(text);
}

}  // namespace sheaf::feed::names
