// How the source is, gathered over all answers of a run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/feed/xml.hpp"
#include "sheaf/plugin.hpp"

namespace arxiv {

class Report {
 public:
  void note(sheaf_source_state state, std::string sentence);
  // What a parse that was not complete means; nothing for a complete one.
  void note_parse(const sheaf::feed::ParseEnd& end, std::string_view url);
  // Entries without arXiv id: the format is not what it was.
  void note_unreadable(std::size_t count, std::size_t of, std::string_view url);

  // Tells the host the worst state with all sentences. EMPTY_EXPECTED gives way to papers.
  void tell(const sheaf::RecordSink& sink, std::uint64_t emitted) const;

 private:
  struct Note {
    sheaf_source_state state;
    std::string sentence;
  };
  std::vector<Note> notes_;
};

}  // namespace arxiv
