// What the state of an arXiv answer says, gathered over all answers of a run.
#pragma once

#include <string_view>

#include "sheaf/feed/report.hpp"
#include "sheaf/feed/xml.hpp"

namespace arxiv {

class Report : public sheaf::feed::Report {
 public:
  // What a parse that was not complete means; nothing for a complete one.
  void note_parse(const sheaf::feed::ParseEnd& end, std::string_view url);
  // Entries without arXiv id: the format is not what it was.
  void note_unreadable(std::size_t count, std::size_t of, std::string_view url);
};

}  // namespace arxiv
