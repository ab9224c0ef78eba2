// How a source is, gathered over all answers of a run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace sheaf::feed {

class Report {
 public:
  // One sentence for people, with what was asked and what is missing.
  void note(sheaf_source_state state, std::string sentence);
  bool empty() const { return notes_.empty(); }
  // Tells the host the worst state with all sentences. EMPTY_EXPECTED gives way to records.
  void tell(const RecordSink& sink, std::uint64_t emitted) const;

 private:
  struct Note {
    sheaf_source_state state;
    std::string sentence;
  };
  std::vector<Note> notes_;
};

}  // namespace sheaf::feed
