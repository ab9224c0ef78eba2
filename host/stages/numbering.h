// A run's own numbers for the works it considers, from 0 on, so that what it keeps of each lies in
// flat arrays.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "ranking/scores.h"
#include "store/works.h"

namespace host::stages {

using store::WorkId;

// Works whose ids and numbers both follow one another share one entry, as those of a long listing
// do: hundreds of thousands cost nothing then. Any ids are right, whatever a store gives.
class Numbering {
 public:
  using Number = ranking::Number;

  Number size() const { return size_; }
  // Its number; a work without one gets the next.
  Number number(WorkId work);
  // nullopt if it has none.
  std::optional<Number> find(WorkId work) const;
  // That has this number, which is below size().
  WorkId work(Number number) const;

 private:
  struct Span {
    WorkId work;
    Number number;
    Number count;
  };

  std::vector<Span> spans_;                    // by number
  std::map<WorkId, std::size_t> first_works_;  // of each span
  Number size_ = 0;
};

}  // namespace host::stages
