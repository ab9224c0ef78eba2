// What a profile asks for, as weighted phrases.
#ifndef SHEAF_KEYWORDS_PROFILE_H
#define SHEAF_KEYWORDS_PROFILE_H

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"
#include "words/tokenize.h"

namespace keywords {

using namespace words;  // tokens, hashes and folding are half of what is said here

struct Settings {
  double title_weight = 4;
  double abstract_weight = 1;
  double other_weight = 0.5;
  double k1 = 2;
  double b = 0.5;
  std::string stem = "en";
  double interests_weight = 0.5;
  double criteria_weight = 1;
};

// A word or phrase with what it counts. The same words occur once in a profile, however they are
// spelled.
struct Phrase {
  std::vector<Token> tokens;
  std::string label;   // as the profile writes it
  std::string origin;  // empty for a term; "interests" or "criterion ID", several joined by ", "
  double weight = 0;
};

// A criterion, by the words that it is made of: indexes into WeightedPhrases::phrases.
struct CriterionWords {
  std::string id;
  std::vector<std::vector<size_t>> clauses;  // what stands between punctuation; none is empty
};

struct WeightedPhrases {
  std::vector<Phrase> phrases;
  std::vector<CriterionWords> criteria;
  double unit = 1;  // the strongest positive weight among the terms
};

// Reads terms, interests and criteria of profiles. Not thread-safe: works with the tokenizer.
//
// Terms count as written; the largest weight in absolute value holds where a profile writes one
// term in two spellings; what has no word in it is left out. Weights are clamped to +-1e6.
//
// Interests and criteria are texts. Stop words, words of one or two letters and everything from a
// "not", "without" or "except" to the end of its clause are left out; what remains counts as single
// words (in scripts without blanks: pairs of characters) and as pairs of neighbours ("conditional
// computation", "mixture of experts"). Together the words of one text weigh settings.*_weight *
// unit. A word that is a term already counts as the term only. A criterion's `irrelevant` is not
// read: it shares its words with what is relevant.
class ProfileReader {
 public:
  ProfileReader(const Settings& settings, Tokenizer& tokenizer);
  WeightedPhrases read(const sheaf_profile& profile);

  static constexpr size_t kMaxTokens = 32;  // of a term; what follows is left out

 private:
  class Build;
  bool is_stop(const Token& t) const;
  bool is_negation(const Token& t) const;

  const Settings& settings_;
  Tokenizer& tokenizer_;
  std::vector<uint64_t> stop_, negation_;  // sorted hashes
};

}  // namespace keywords

#endif
