// Text to tokens: folded words as hashes, with what stood between them.
//
//   "Mixture-of-experts (MoE): a $k$-means view"  ->  mixture of expert | moe | a k mean view
//
// Case, accents and compatibility forms are folded away, Greek letters spelled out (`NF-κB` is
// `NF-kappaB`), possessive 's dropped, words stemmed if asked. Scripts written without blanks give
// one token a character. Maths between `$...$` gives no tokens and ends a phrase, except for a lone
// short name (`$k$`, `$\beta$`).
#ifndef SHEAF_WORDS_TOKENIZE_H
#define SHEAF_WORDS_TOKENIZE_H

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sb_stemmer;

namespace words {

enum class Join : uint8_t {
  kBreak,  // no phrase goes over it: the text's start, a sentence's end, a bracket, a comma
  kSpace,
  kGlued,  // nothing or a single character such as a hyphen
};

struct Token {
  uint64_t hash = 0;   // hash_bytes() of the stem
  uint32_t begin = 0;  // of the word in the text, in bytes
  uint32_t end = 0;
  uint8_t length = 0;        // of the stem, in bytes
  Join join = Join::kBreak;  // to the token before
  bool is_long = false;      // at least three characters
  bool alone = false;        // of a script written without blanks
};

// Not thread-safe: one per instance. Total: any bytes are text.
class Tokenizer {
 public:
  // `stem`: "none" or a Snowball language ("en", "de" ...). Throws sheaf::Error(CONFIG) for
  // another.
  explicit Tokenizer(const std::string& stem);
  ~Tokenizer();
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  // Replaces `out` by the tokens of `text`. The same text always gives the same tokens. Text behind
  // kMaxText bytes is left out, and so is what a word has beyond kMaxWord bytes.
  void tokenize(std::string_view text, std::vector<Token>& out);

  static constexpr size_t kMaxText = size_t{16} << 20;
  static constexpr size_t kMaxWord = 120;

 private:
  class Scan;
  struct Stem {
    uint64_t hash = 0;
    uint8_t length = 0;
  };
  using Key = std::array<uint64_t, 3>;  // a short word, zero-padded
  struct Slot;                          // of the memo: word -> stem
  Slot& slot(const Key& word) const;
  Stem memo_stem(Slot& slot, const Key& word, size_t size) const;
  Stem compute_stem(std::string_view word) const;

  std::unique_ptr<sb_stemmer, void (*)(sb_stemmer*)> stemmer_;
  std::unique_ptr<Slot[]> memo_;
};

}  // namespace words

#endif
