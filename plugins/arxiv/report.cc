#include "report.h"

#include <string>

#include "sheaf/feed/feed.hpp"

namespace arxiv {

void Report::note_parse(const sheaf::feed::ParseEnd& end, std::string_view url) {
  if (end.detail.empty()) return;
  note(sheaf::feed::state_of(end, 0, false), std::string(url) + ": " + end.detail + ".");
}

void Report::note_unreadable(std::size_t count, std::size_t of, std::string_view url) {
  if (count == 0) return;
  note(SHEAF_STATE_FORMAT_CHANGED, std::string(url) + ": " + std::to_string(count) + " of " +
                                       std::to_string(of) + " entries have no arXiv id or title.");
}

}  // namespace arxiv
