#include "index.h"

#include <algorithm>
#include <bit>

namespace keywords {

Index::Slot& Index::slot(uint64_t hash) {
  if (2 * (used_ + 1) > slots_.size()) grow();
  for (size_t i = spread(hash) >> slot_shift_;; i = (i + 1) & (slots_.size() - 1)) {
    if (!slots_[i].used) {
      slots_[i] = {hash, kNone, false, true};
      ++used_;
      return slots_[i];
    }
    if (slots_[i].hash == hash) return slots_[i];
  }
}

void Index::grow() {
  const std::vector<Slot> old = std::move(slots_);
  slots_.assign(std::max<size_t>(16, 2 * old.size()), {});
  slot_shift_ = 64 - std::countr_zero(slots_.size());
  used_ = 0;
  for (const Slot& s : old) {
    if (s.used) slot(s.hash) = s;
  }
}

uint32_t Index::add(std::span<const Token> phrase, uint32_t profile, float weight) {
  if (phrase.empty()) return kNone;
  std::vector<uint64_t> joints;
  uint64_t hash = phrase[0].hash;
  for (const Token& t : phrase.subspan(1)) {
    joints.push_back(hash);
    hash = hash_concat(hash, t.hash, t.length);
  }
  Slot& whole = slot(hash);
  uint32_t number = whole.phrase;
  while (number != kNone) {
    const Phrase& p = phrases_[number];
    const auto* first = joints_.data() + p.first_joint;
    if (std::equal(joints.begin(), joints.end(), first, first + p.joint_count)) break;
    number = p.next;
  }
  if (number == kNone) {
    number = static_cast<uint32_t>(phrases_.size());
    phrases_.push_back({whole.phrase, static_cast<uint32_t>(joints_.size()),
                        static_cast<uint32_t>(joints.size())});
    whole.phrase = number;
    joints_.insert(joints_.end(), joints.begin(), joints.end());
    for (const uint64_t joint : joints) slot(joint).is_prefix = true;
  }
  added_.push_back({number, {profile, weight}});
  return number;
}

void Index::freeze() {
  starts_.assign(phrases_.size() + 1, 0);
  for (const Added& a : added_) ++starts_[a.phrase + 1];
  for (size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  postings_.resize(added_.size());
  std::vector<size_t> next(starts_.begin(), starts_.end() - 1);
  for (const Added& a : added_) postings_[next[a.phrase]++] = a.posting;
  added_ = {};

  const size_t bits = std::max<size_t>(1024, std::bit_ceil(16 * used_));
  filter_.assign(bits / 64, 0);
  filter_shift_ = 64 - std::countr_zero(bits);
  for (const Slot& s : slots_) {
    if (!s.used) continue;
    const uint64_t bit = spread(s.hash) >> filter_shift_;
    filter_[bit >> 6] |= uint64_t{1} << (bit & 63);
  }
}

// As the walk in match(), with this phrase's joints only.
bool Index::joints_allowed(const Phrase& phrase, std::span<const Token> text) const noexcept {
  const auto* next = joints_.data() + phrase.first_joint;
  const auto* const last = next + phrase.joint_count;
  uint64_t hash = text[0].hash;
  unsigned cost = 0;
  for (size_t i = 1; i < text.size(); ++i) {
    if (const auto* const joint = std::find(next, last, hash); joint != last) {
      cost = 0;
      next = joint + 1;
    } else {
      cost += joint_cost(text[i - 1], text[i]);
    }
    if (cost > kMaxCost) return false;
    hash = hash_concat(hash, text[i].hash, text[i].length);
  }
  return true;
}

}  // namespace keywords
