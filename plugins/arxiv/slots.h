#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arxiv {

// A list whose entries keep their memory when it is cleared, so that a hundred thousand records
// cost no more allocations than the longest of them. T has clear().
template <class T>
class Slots {
 public:
  T& add() {
    if (used_ == all_.size()) all_.emplace_back();
    T& entry = all_[used_++];
    entry.clear();
    return entry;
  }
  void drop_last() { --used_; }
  void clear() { used_ = 0; }
  bool empty() const { return used_ == 0; }
  std::size_t size() const { return used_; }
  T& back() { return all_[used_ - 1]; }
  T& operator[](std::size_t i) { return all_[i]; }
  const T& operator[](std::size_t i) const { return all_[i]; }
  const T* begin() const { return all_.data(); }
  const T* end() const { return all_.data() + used_; }

 private:
  std::vector<T> all_;
  std::size_t used_ = 0;
};

}  // namespace arxiv
