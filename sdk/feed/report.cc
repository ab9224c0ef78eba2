#include "sheaf/feed/report.hpp"

#include <algorithm>

namespace sheaf::feed {

void Report::note(sheaf_source_state state, std::string sentence) {
  notes_.push_back({state, std::move(sentence)});
}

void Report::tell(const RecordSink& sink, std::uint64_t emitted) const {
  sheaf_source_state worst = SHEAF_STATE_OK;
  std::string detail;
  for (const Note& n : notes_) {
    if (n.state == SHEAF_STATE_EMPTY_EXPECTED && emitted > 0) continue;
    worst = std::max(worst, n.state);
    detail += (detail.empty() ? "" : " ") + n.sentence;
  }
  sink.report(worst, detail);
}

}  // namespace sheaf::feed
