#include "texts.h"

#include <algorithm>
#include <array>

#include "sheaf/feed/names.hpp"
#include "sheaf/feed/source.hpp"
#include "sheaf/text/html.hpp"
#include "sheaf/text/utf8.hpp"

namespace feed {
namespace {

using sheaf::text::is_digit;
using sheaf::text::starts_with_ignoring_case;

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kLongestByline = 20'000;
constexpr std::size_t kLongestTag = 4096;
constexpr std::size_t kLongestCitation = 300;

bool is_letter(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

bool is_upper(char c) {
  return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// The length of the tag that begins here; 0: `<` is no tag.
std::size_t tag_length(std::string_view text) {
  if (text.size() < 3 || text[0] != '<') return 0;
  if (!(lower(text[1]) >= 'a' && lower(text[1]) <= 'z') && text[1] != '/' && text[1] != '!')
    return 0;
  const auto end = text.substr(0, kLongestTag).find('>');  // bounded: there may be many `<`
  return end == text.npos ? 0 : end + 1;
}

// "<br>", "</p>", "</div>", "</h3>": where a line ends.
bool ends_line(std::string_view tag) {
  const std::string name = lowered(tag.substr(1, tag.find_first_of(" />", 2) - 1));
  return name == "br" || name == "/p" || name == "p" || name == "/div" || name.starts_with("/h") ||
         name == "hr";
}

// Tags and blanks skipped.
std::string_view after_tags(std::string_view text) {
  for (;;) {
    text = trimmed(text);
    const auto length = tag_length(text);
    if (length == 0) return text;
    text.remove_prefix(length);
  }
}

// One line of text without tags, up to a tag that ends it or, in text without markup, a newline.
struct Line {
  std::string words;
  std::string_view rest;
  bool ended = false;  // by a tag or newline
};

Line first_line(std::string_view text) {
  Line out;
  const bool marked_up = text.find('<') != text.npos;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto tag = text[at] == '<' ? tag_length(text.substr(at)) : 0;
    if (tag != 0 && ends_line(text.substr(at, tag))) {
      out.rest = text.substr(at + tag);
      out.ended = true;
      return out;
    }
    if (tag == 0 && !marked_up && text[at] == '\n') {
      out.rest = text.substr(at + 1);
      out.ended = true;
      return out;
    }
    if (tag == 0) out.words += text[at];
    at += tag == 0 ? 1 : tag;
  }
  return out;
}

// What the reference `&NAME;` stands for, as far as it may be a letter or digit: none for &#8217;,
// as for the apostrophe in ASCII.
std::string reference(std::string_view text) {
  if (text[1] != '#') return std::string(sheaf::text::html_entity(text.substr(1, text.size() - 2)));
  const char32_t c = sheaf::text::numbered_character(text).character;
  std::string out;
  if ((c >= 0x80 && c < 0xC0) || (c >= 0x2000 && c < 0x2070)) return out;
  sheaf::text::append_utf8(out, c);
  return out;
}

bool is_particle(std::string_view word) {
  static constexpr std::array<std::string_view, 17> kParticles = {
      "de",  "da",  "do", "dos", "del", "della", "di",  "der", "den",
      "van", "von", "la", "le",  "el",  "al",    "bin", "y"};
  return std::find(kParticles.begin(), kParticles.end(), word) != kParticles.end();
}

bool looks_like_name(std::string_view name) {
  std::size_t words = 0;
  while (!(name = trimmed(name)).empty()) {
    const auto word = name.substr(0, name.find_first_of(kBlanks));
    name.remove_prefix(word.size());
    if (++words > 7 || std::any_of(word.begin(), word.end(), is_digit)) return false;
    if (!is_upper(word.front()) && !is_particle(word)) return false;
  }
  return words >= 1;
}

bool are_names(std::string_view list) {
  if (trimmed(list).empty() || list.size() > kLongestByline) return false;
  const auto names = sheaf::feed::split_authors(list, sheaf::feed::AuthorStyle::kComma);
  return !names.empty() && std::all_of(names.begin(), names.end(), [](const auto& name) {
    return name.group || looks_like_name(name.full);
  });
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

bool take_separator(std::string_view& text) {
  return take(text, ", and ") || take(text, ", & ") || take(text, ", ") || take(text, " and ") ||
         take(text, " & ") || take(text, "; ");
}

// `A. B. van Author` at the beginning: its length, or 0.
std::size_t initials_name(std::string_view text) {
  std::size_t at = 0, initials = 0;
  while (at + 1 < text.size() && is_upper(text[at])) {
    auto dot = at + 1;
    while (dot < text.size() && static_cast<unsigned char>(text[dot]) >= 0x80) ++dot;  // É.
    if (dot >= text.size() || text[dot] != '.') break;
    ++initials;
    at = dot + 1;
    if (at < text.size() && (text[at] == ' ' || text[at] == '-')) ++at;
  }
  if (initials == 0) return 0;
  for (;;) {
    const auto word = text.substr(at, text.find_first_of(" ,;<\n", at) - at);
    if (word.empty()) return 0;
    if (is_upper(word.front())) return at + word.size();
    if (!is_particle(word)) return 0;
    at += word.size() + 1;
    if (at > text.size()) return 0;
  }
}

// Names at the beginning, one after the other, each as long as `next` says.
template <class Next>
std::optional<Byline> names_in_front(std::string_view text, const Next& next) {
  const std::string_view all = text;
  std::string_view end = text;
  bool any = false;
  for (;;) {
    const std::size_t length = next(text);
    if (length == 0) break;
    text.remove_prefix(length);
    end = text;
    any = true;
    if (!take_separator(text)) break;
  }
  const std::string_view rest = after_tags(end);
  if (!any || !(rest.empty() || end.front() == ' ' || end.front() == '\n')) return std::nullopt;
  return Byline{std::string(all.substr(0, all.size() - end.size())),
                rest.empty() ? rest : trimmed(end)};
}

// "Volume 380", "Page 1-2", "April 2023", "Ahead of Print", ...
bool is_citation_part(std::string_view part) {
  static constexpr std::array<std::string_view, 9> kWords = {"volume ",   "issue ",         "page ",
                                                             "pages ",    "article ",       "vol. ",
                                                             "elocator ", "ahead of print", "no. "};
  static constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  const std::string small = lowered(trimmed(part));
  const auto begins = [&](std::string_view word) { return small.starts_with(word); };
  if (std::any_of(kWords.begin(), kWords.end(), begins)) return true;
  const bool short_enough = small.size() <= 24 && std::any_of(small.begin(), small.end(), is_digit);
  return short_enough && (std::any_of(kMonths.begin(), kMonths.end(), begins) ||
                          std::all_of(small.begin(), small.end(), is_digit));
}

bool is_citation(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  std::size_t parts = 0;
  bool volume = false;
  for (std::size_t at = 0; at <= text.size(); ++parts) {
    const auto end = std::min(text.find(',', at), text.size());
    const auto part = text.substr(at, end - at);
    at = end + 1;
    if (is_citation_part(part)) {
      const std::string small = lowered(trimmed(part));
      volume = volume || small.starts_with("vol") || small.starts_with("ahead");
    } else if (volume || parts > 2) {
      return false;  // the journal's name stands in front, with a comma or two at most
    }
  }
  return volume && parts >= 2;
}

}  // namespace

std::string skeleton(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const char c = text.front();
    std::size_t length = 0;  // of markup
    if (c == '<') {
      length = tag_length(text);
    } else if (c == '&') {
      const auto end = text.substr(0, 34).find(';');
      if (end != text.npos && end > 1) {
        const std::string character = reference(text.substr(0, end + 1));
        if (!character.empty() && is_letter(character.front())) out += character;
        length = end + 1;
      }
    } else if (is_letter(c) || is_digit(c)) {
      out += lower(c);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::optional<Byline> split_byline(std::string_view text, const std::vector<std::string>& known) {
  const std::string_view begin = after_tags(text);
  if (!begin.starts_with("by ") && !begin.starts_with("By ")) return std::nullopt;
  std::string_view names = trimmed(begin.substr(3));
  const Line line = first_line(names);
  if (line.ended && are_names(line.words) && !after_tags(line.rest).empty()) {
    return Byline{std::string(trimmed(line.words)), trimmed(line.rest)};
  }
  const auto known_name = [&](std::string_view rest) -> std::size_t {
    std::size_t longest = 0;
    for (const std::string& name : known) {
      if (!name.empty() && rest.starts_with(name)) longest = std::max(longest, name.size());
    }
    return longest;
  };
  if (auto found = names_in_front(names, known_name)) return found;
  if (!known.empty()) return std::nullopt;
  return names_in_front(names, initials_name);
}

std::string_view without_citation(std::string_view text) {
  const std::string_view begin = after_tags(text);
  const Line line = first_line(begin);
  if (line.words.size() <= kLongestCitation &&
      line.words.find(", Published online: ") != std::string::npos) {
    return after_tags(line.rest);
  }
  const std::string_view head = begin.substr(0, kLongestCitation);
  for (std::size_t at = 0; at < head.size(); ++at) {
    const auto tag = head[at] == '<' ? tag_length(begin.substr(at)) : 0;
    const bool stop = head[at] == '.' && (at + 1 == begin.size() || begin[at + 1] == ' ' ||
                                          begin[at + 1] == '<' || begin[at + 1] == '\n');
    if (tag == 0 && !stop) continue;
    if (is_citation(trimmed(begin.substr(0, at)))) {
      return after_tags(begin.substr(at + (tag == 0 ? 1 : tag)));
    }
    if (tag != 0) return text;
  }
  return begin.size() <= kLongestCitation && is_citation(begin) ? std::string_view() : text;
}

bool is_cut(std::string_view text) {
  text = trimmed(text);
  for (auto end = text.rfind('<'); end != text.npos && tag_length(text.substr(end)) != 0 &&
                                   end + tag_length(text.substr(end)) == text.size();
       end = text.rfind('<')) {
    text = trimmed(text.substr(0, end));
  }
  static constexpr std::array<std::string_view, 5> kEnds = {"...", "…", "[…]", "[...]", "&hellip;"};
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view e) { return text.ends_with(e); }) ||
         lowered(text.substr(text.size() - std::min<std::size_t>(text.size(), 9))) == "read more";
}

sheaf_record_type type_of_label(std::string_view label) {
  struct Meaning {
    std::string_view label;
    sheaf_record_type type;
  };
  static constexpr Meaning kMeanings[] = {
      {"article", SHEAF_TYPE_RESEARCH},
      {"research", SHEAF_TYPE_RESEARCH},
      {"research article", SHEAF_TYPE_RESEARCH},
      {"research-article", SHEAF_TYPE_RESEARCH},
      {"research articles", SHEAF_TYPE_RESEARCH},
      {"original article", SHEAF_TYPE_RESEARCH},
      {"original research", SHEAF_TYPE_RESEARCH},
      {"report", SHEAF_TYPE_RESEARCH},
      {"short report", SHEAF_TYPE_RESEARCH},
      {"review", SHEAF_TYPE_REVIEW},
      {"reviews", SHEAF_TYPE_REVIEW},
      {"review article", SHEAF_TYPE_REVIEW},
      {"review-article", SHEAF_TYPE_REVIEW},
      {"systematic review", SHEAF_TYPE_REVIEW},
      {"mini review", SHEAF_TYPE_REVIEW},
      {"editorial", SHEAF_TYPE_EDITORIAL},
      {"editorials", SHEAF_TYPE_EDITORIAL},
      {"letter to the editor", SHEAF_TYPE_LETTER},
      {"letters to the editor", SHEAF_TYPE_LETTER},
      {"correspondence", SHEAF_TYPE_LETTER},
      {"comment", SHEAF_TYPE_LETTER},
      {"commentary", SHEAF_TYPE_LETTER},
      {"matters arising", SHEAF_TYPE_LETTER},
      {"reply", SHEAF_TYPE_LETTER},
      {"news", SHEAF_TYPE_NEWS},
      {"news & views", SHEAF_TYPE_NEWS},
      {"news and views", SHEAF_TYPE_NEWS},
      {"news feature", SHEAF_TYPE_NEWS},
      {"research highlight", SHEAF_TYPE_NEWS},
      {"in brief", SHEAF_TYPE_NEWS},
      {"correction", SHEAF_TYPE_CORRECTION},
      {"corrections", SHEAF_TYPE_CORRECTION},
      {"author correction", SHEAF_TYPE_CORRECTION},
      {"publisher correction", SHEAF_TYPE_CORRECTION},
      {"corrigendum", SHEAF_TYPE_CORRECTION},
      {"erratum", SHEAF_TYPE_CORRECTION},
      {"addendum", SHEAF_TYPE_CORRECTION},
      {"expression of concern", SHEAF_TYPE_CORRECTION},
      {"retraction", SHEAF_TYPE_RETRACTION},
      {"retraction note", SHEAF_TYPE_RETRACTION},
      {"retraction notice", SHEAF_TYPE_RETRACTION},
      {"obituary", SHEAF_TYPE_OTHER},
      {"book review", SHEAF_TYPE_OTHER},
      {"perspective", SHEAF_TYPE_OTHER},
      {"podcast", SHEAF_TYPE_OTHER},
  };
  label = after_tags(label);
  label = trimmed(label.substr(0, label.find('<')));
  while (label.ends_with('.')) label.remove_suffix(1);
  if (label.size() > 40) return SHEAF_TYPE_UNKNOWN;
  std::string small = lowered(label);
  if (const auto at = small.find("&amp;"); at != small.npos) small.replace(at, 5, "&");
  for (const auto& [word, type] : kMeanings) {
    if (small == word) return type;
  }
  return SHEAF_TYPE_UNKNOWN;
}

sheaf_record_type type_of_title(std::string_view title) {
  title = after_tags(title);
  const auto colon = title.find(':');
  if (colon != title.npos) {
    const auto type = type_of_label(title.substr(0, colon));
    if (type == SHEAF_TYPE_CORRECTION || type == SHEAF_TYPE_RETRACTION) return type;
  }
  for (const std::string_view word :
       {"correction to ", "correction for ", "erratum to ", "erratum for ", "corrigendum to ",
        "corrigendum for ", "addendum to "}) {
    if (starts_with_ignoring_case(title, word)) return SHEAF_TYPE_CORRECTION;
  }
  for (const std::string_view word :
       {"retraction of ", "retraction for ", "retraction to ", "retraction notice"}) {
    if (starts_with_ignoring_case(title, word)) return SHEAF_TYPE_RETRACTION;
  }
  if (starts_with_ignoring_case(title, "reply to ")) return SHEAF_TYPE_LETTER;
  return SHEAF_TYPE_UNKNOWN;
}

bool says_retracted(std::string_view title) {
  title = after_tags(title);
  return starts_with_ignoring_case(title, "retracted:") ||
         starts_with_ignoring_case(title, "[retracted]") ||
         starts_with_ignoring_case(title, "retracted article:");
}

bool says_no_abstract(std::string_view text) {
  const std::string bones = skeleton(text.substr(0, 200));
  return bones == "noabstractavailable" || bones == "abstractnotavailable" || bones == "noabstract";
}

}  // namespace feed
