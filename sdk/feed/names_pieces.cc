#include <algorithm>
#include <array>

#include "names_parts.hpp"
#include "sheaf/text/ascii.hpp"
#include "word_set.hpp"

namespace sheaf::feed::names {
namespace {

using text::equals_ignoring_case;

bool is_and(std::string_view word) {
  return word == "&" || word == "&amp;" || equals_ignoring_case(word, "and");
}

// Whether a conjunction may begin with this word: see Conjunctions::length().
bool may_join(std::string_view word) {
  return is_and(word) || equals_ignoring_case(word, "on") || equals_ignoring_case(word, "for");
}

// What stood before an "and".
struct Before {
  std::size_t words = 0;
  bool group = false;     // a word that makes a group
  bool initials = false;  // `A.`
  bool unlike = false;    // a word that no person's name has

  void add(std::string_view word) {
    static constexpr WordSet kNoName("the", "of", "for", "on", "in", "to", "national",
                                     "international", "institute", "center", "centre", "council",
                                     "foundation");
    ++words;
    group = group || is_group_word(word);
    initials = initials || (word.size() <= 8 && word.ends_with('.'));
    unlike = unlike || kNoName.has(word);
  }
  bool may_be_person() const { return words > 1 && !unlike; }
};

// Splits the words of an entry at "and", except inside the name of a group.
class Conjunctions {
 public:
  Conjunctions(const Views& words, bool one_name) : words_(words), one_name_(one_name) {}

  void split(std::size_t begin, std::size_t end, Pieces& out) const {
    std::size_t last_group = begin;  // behind the last word that makes a group
    for (std::size_t i = begin; i < end; ++i) {
      if (is_group_word(words_[i])) last_group = i + 1;
    }
    const bool plural = last_group == end && end > begin && is_plural(words_[end - 1]);
    std::size_t start = begin;
    bool group = false, kept = false;
    const auto push = [&](std::size_t to) {
      if (kept && to < end) {  // an "and" that was kept for the sake of a group behind it
        split(start, to, out);
      } else if (const auto text = without_et_al(span_of(words_, start, to)); !text.empty()) {
        out.push_back({text, group, start > begin && !out.empty()});
      }
    };
    Before before;
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t size = length(i, end);
      if (size == 0 || !ends_here(before, i, last_group > i + size + 1, plural)) {
        kept = kept || size > 0;
        before.add(words_[i]);
        continue;
      }
      push(i);
      start = i + size;
      group = size > 1;
      kept = false;
      before = {};
      i += size - 1;
    }
    push(end);
  }

 private:
  // Of the conjunction at `i`, in words; 0: there is none.
  std::size_t length(std::size_t i, std::size_t end) const {
    const auto is = [&](std::size_t at, std::string_view word) {
      return at < end && equals_ignoring_case(words_[at], word);
    };
    if (is_and(words_[i])) return 1;
    if (is(i, "on") && is(i + 1, "behalf") && is(i + 2, "of")) return 3;
    return is(i, "for") && is(i + 1, "the") ? 1 : 0;
  }

  // Whether the conjunction at `i` separates. `before_group`: what follows has the name of a group.
  bool ends_here(const Before& before, std::size_t i, bool before_group, bool plural) const {
    if (equals_ignoring_case(words_[i], "on")) return true;
    if (equals_ignoring_case(words_[i], "for")) {
      return before_group && (before.words == 0 || before.may_be_person());
    }
    if (before.words == 0 || !before_group || before.group) return true;
    if (!before.may_be_person()) return false;
    return !(plural || one_name_) || before.initials || equals_ignoring_case(words_[i + 1], "the");
  }

  static bool is_plural(std::string_view word) { return text::lower(word.back()) == 's'; }

  const Views& words_;
  bool one_name_;
};

// `WEIR Collaboration: A. Adler`; `Authors: A. Adler`
void split_at_colon(std::string_view entry, bool one_name, Pieces& out) {
  static constexpr WordSet kRoles("author", "authors", "by");
  const auto add = [&](std::string_view side) {
    const Views all = words(side);
    if (std::none_of(all.begin(), all.end(), may_join)) {
      if (const auto text = without_et_al(side); !text.empty()) out.push_back({text});
      return;
    }
    Conjunctions(all, one_name).split(0, all.size(), out);
  };
  if (entry.find(':') == entry.npos) return add(entry);
  const Views sides = split(entry, ":");
  if (sides.empty()) return;
  const std::string_view left = sides.front();
  const std::string_view right = span_of(sides, 1, sides.size());
  const bool acronym = left.size() > 1 && std::all_of(left.begin(), left.end(), [](char c) {
                         return text::is_upper(c) || text::is_digit(c) || c == '-';
                       });
  if (right.empty()) {
    add(left);
  } else if (acronym) {
    out.push_back({left, true});
    add(right);
  } else if (is_group(left)) {
    add(left);
    add(right);
  } else {
    add(kRoles.has(left) ? right : entry);
  }
}

}  // namespace

Pieces pieces_of(std::string_view text, std::string_view separators, bool one_name) {
  Pieces out;
  for (const std::string_view entry : split(text, separators)) split_at_colon(entry, one_name, out);
  return out;
}

}  // namespace sheaf::feed::names
