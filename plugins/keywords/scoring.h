// Works against many profiles: BM25F without a corpus.
//
//   tf(t)  = sum over fields f of  w_f * n(t, f) / (1 - b + b * L_f / A_f)
//   S      = sum over phrases t of weight(t) * tf(t) / (k1 + tf(t))
//   value  = S / (S + unit) if S > 0, else 0
//
// n(t, f) is how often phrase t stands in field f, L_f the field's length in tokens, A_f a usual
// length (a constant, below), unit the strongest positive weight of the profile's terms. The first
// line and the saturation are those of S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension
// to multiple weighted fields", CIKM 2004, section 3; S. Robertson, H. Zaragoza, "The Probabilistic
// Relevance Framework: BM25 and Beyond", 2009, section 3.6. The profile's weights stand in for
// inverse document frequencies: a score depends on one work, one profile and the settings, never on
// what else is scored. `value` rises with S without reaching 1; a work full of the strongest term
// alone comes near 0.5.
#ifndef SHEAF_KEYWORDS_SCORING_H
#define SHEAF_KEYWORDS_SCORING_H

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "index.h"
#include "profile.h"
#include "sheaf/plugin.hpp"

namespace keywords {

enum Field : uint8_t { kTitle, kAbstract, kSummary, kComment, kVenue, kCategories, kFieldCount };
inline constexpr std::array<std::string_view, kFieldCount> kFieldNames{
    "title", "abstract", "summary", "comment", "venue", "categories"};

using FieldCounts = std::array<uint32_t, kFieldCount>;

struct PhraseHit {
  uint32_t phrase = 0;   // of the index
  double saturated = 0;  // tf / (k1 + tf)
};

// Finds the phrases of an index in a work. Not thread-safe: keeps its buffers from work to work.
class Finder {
 public:
  Finder(const Settings& settings, Tokenizer& tokenizer);

  // In the order of the first occurrence. Valid until the next call. `counts`, if given, gets for
  // each phrase of the index how often it stands where.
  std::span<const PhraseHit> find(const Index& index, const sheaf_record& work,
                                  std::vector<FieldCounts>* counts = nullptr);

 private:
  void field(const Index& index, Field field, std::string_view text,
             std::vector<FieldCounts>* counts);

  const Settings& settings_;
  Tokenizer& tokenizer_;
  std::vector<Token> tokens_;
  std::vector<double> tf_;  // by phrase, zero between calls
  std::vector<PhraseHit> hits_;
};

// value of S, 0 .. 1.
double value_of(double sum, double unit);

}  // namespace keywords

#endif
