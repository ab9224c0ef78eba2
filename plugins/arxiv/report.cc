#include "report.h"

#include <algorithm>

#include "sheaf/feed/feed.hpp"

namespace arxiv {

void Report::note(sheaf_source_state state, std::string sentence) {
  notes_.push_back({state, std::move(sentence)});
}

void Report::note_parse(const sheaf::feed::ParseEnd& end, std::string_view url) {
  if (end.how == sheaf::feed::ParseEnd::How::kComplete) return;
  note(sheaf::feed::state_of(end, 0, false), std::string(url) + ": " + end.detail + ".");
}

void Report::note_unreadable(std::size_t count, std::size_t of, std::string_view url) {
  if (count == 0) return;
  note(SHEAF_STATE_FORMAT_CHANGED, std::string(url) + ": " + std::to_string(count) + " of " +
                                       std::to_string(of) + " entries have no arXiv id or title.");
}

void Report::tell(const sheaf::RecordSink& sink, std::uint64_t emitted) const {
  sheaf_source_state worst = SHEAF_STATE_OK;
  std::string detail;
  for (const Note& n : notes_) {
    if (n.state == SHEAF_STATE_EMPTY_EXPECTED && emitted > 0) continue;
    worst = std::max(worst, n.state);
    detail += (detail.empty() ? "" : " ") + n.sentence;
  }
  sink.report(worst, detail);
}

}  // namespace arxiv
