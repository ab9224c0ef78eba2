// The phrases of all profiles in one index: a text is looked at once, however many profiles there
// are.
#ifndef SHEAF_KEYWORDS_INDEX_H
#define SHEAF_KEYWORDS_INDEX_H

#include <cstdint>
#include <span>
#include <vector>

#include "words/hash.h"
#include "words/tokenize.h"

namespace keywords {

using namespace words;  // tokens, hashes and folding are half of what is said here

struct Posting {
  uint32_t profile = 0;
  float weight = 0;
};

// Filled by add(), then frozen by freeze(), then matched (const, thread-safe).
//
// A phrase is found where the text's tokens, run together, equal the phrase's tokens, run together:
//   - the same tokens one after the other, whatever blank or hyphen is between them;
//   - fewer tokens: "pre-training" and "pre training" are found in "pretraining";
//   - more tokens, if the joints that the phrase does not have are hyphens ("pretraining" in
//     "pre-training", at most two in a row) or a single blank between words of at least three
//     letters
//     ("dataset" in "data set", but not "information" in "in formation").
// Nothing is found over a Join::kBreak of the text. What a phrase is found in does not depend on
// the other phrases of the index.
class Index {
 public:
  // Adds a weight of a profile to a phrase. Profiles are added in rising order. Empty phrases are
  // not added. Returns the phrase's number: dense, equal for phrases of equal tokens.
  uint32_t add(std::span<const Token> phrase, uint32_t profile, float weight);
  void freeze();

  size_t phrase_count() const noexcept { return phrases_.size(); }
  std::span<const Posting> postings(uint32_t phrase) const noexcept {
    return {postings_.data() + starts_[phrase], postings_.data() + starts_[phrase + 1]};
  }

  // Calls hit(phrase number) for every occurrence, ordered by where it begins, shorter ones first.
  template <class F>
  void match(std::span<const Token> text, F&& hit) const {
    if (phrases_.empty()) return;
    for (size_t i = 0; i < text.size(); ++i) {
      uint64_t hash = text[i].hash;
      unsigned cost = 0;
      for (size_t last = i;;) {
        const Slot* const slot = find(hash);
        if (slot) {
          for (uint32_t n = slot->phrase; n != kNone; n = phrases_[n].next) {
            if (last == i || joints_allowed(phrases_[n], text.subspan(i, last - i + 1))) hit(n);
          }
        }
        if (++last == text.size() || text[last].join == Join::kBreak) break;
        cost = slot && slot->is_prefix ? 0 : cost + joint_cost(text[last - 1], text[last]);
        if (cost > kMaxCost) break;
        hash = hash_concat(hash, text[last].hash, text[last].length);
      }
    }
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr unsigned kMaxCost = 2;

  struct Phrase {
    uint32_t next = kNone;  // another with the same hash, other joints
    uint32_t first_joint = 0;
    uint32_t joint_count = 0;
  };
  struct Slot {
    uint64_t hash = 0;
    uint32_t phrase = kNone;
    bool is_prefix = false;  // some phrase has a joint here
    bool used = false;
  };

  // Of a joint that the phrase does not have.
  static unsigned joint_cost(const Token& before, const Token& after) noexcept {
    if (after.join == Join::kGlued) return 1;
    return before.is_long && after.is_long ? kMaxCost : kMaxCost + 1;
  }

  static uint64_t spread(uint64_t hash) noexcept { return hash * 0x9e3779b97f4a7c15u; }

  const Slot* find(uint64_t hash) const noexcept {
    const uint64_t bits = spread(hash);
    const uint64_t bit = bits >> filter_shift_;
    if (!(filter_[bit >> 6] >> (bit & 63) & 1)) return nullptr;
    for (size_t i = bits >> slot_shift_;; i = (i + 1) & (slots_.size() - 1)) {
      if (!slots_[i].used) return nullptr;
      if (slots_[i].hash == hash) return &slots_[i];
    }
  }

  Slot& slot(uint64_t hash);
  void grow();
  bool joints_allowed(const Phrase& phrase, std::span<const Token> text) const noexcept;

  std::vector<Phrase> phrases_;
  std::vector<uint64_t> joints_;  // hashes of a phrase's beginnings
  std::vector<Slot> slots_;       // open addressing, a power of two, at most half full
  size_t used_ = 0;
  int slot_shift_ = 64;
  std::vector<uint64_t> filter_;  // a bit for each hash in `slots_`
  int filter_shift_ = 64;
  struct Added {
    uint32_t phrase;
    Posting posting;
  };
  std::vector<Added> added_;       // until freeze()
  std::vector<Posting> postings_;  // by phrase, then profile
  std::vector<size_t> starts_;
};

}  // namespace keywords

#endif
