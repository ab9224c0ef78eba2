// A set of words, known at compile time. Internal to sdk/feed.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sheaf/text/ascii.hpp"

namespace sheaf::feed {

// Of up to 31 bytes each, in whatever case of ASCII. Names are asked for many words that they have
// not, so most are refused by length and first letter.
template <std::size_t N>
class WordSet {
 public:
  template <typename... Words>
  constexpr explicit WordSet(Words... words) : words_{std::string_view(words)...} {
    for (const std::string_view word : words_) first_letters_.at(word.size()) |= bit(word.front());
  }

  constexpr bool has(std::string_view word) const {
    if (word.empty() || word.size() >= first_letters_.size()) return false;
    if ((first_letters_[word.size()] & bit(word.front())) == 0) return false;
    return std::any_of(words_.begin(), words_.end(), [word](std::string_view entry) {
      return text::equals_ignoring_case(word, entry);
    });
  }

 private:
  static constexpr std::uint32_t bit(char c) {
    return text::is_letter(c) ? 2U << (text::lower(c) - 'a') : 1U;
  }

  std::array<std::string_view, N> words_;
  std::array<std::uint32_t, 32> first_letters_{};  // of the words of a length
};

template <typename... Words>
WordSet(Words...) -> WordSet<sizeof...(Words)>;

}  // namespace sheaf::feed
