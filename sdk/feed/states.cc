// What the end of a document means for the state of a source.
#include "sheaf/feed/feed.hpp"

namespace sheaf::feed {

sheaf_source_state state_of(const ParseEnd& end, std::size_t records, bool empty_expected) {
  switch (end.how) {
    case ParseEnd::How::kComplete:
      if (end.replaced > 0) return SHEAF_STATE_FORMAT_CHANGED;
      if (records > 0) return SHEAF_STATE_OK;
      return empty_expected ? SHEAF_STATE_EMPTY_EXPECTED : SHEAF_STATE_EMPTY_UNEXPECTED;
    case ParseEnd::How::kEmpty:
      return SHEAF_STATE_FAILED;
    case ParseEnd::How::kTruncated:
      return SHEAF_STATE_TRUNCATED;
    case ParseEnd::How::kMalformed:
    case ParseEnd::How::kNotXml:
    case ParseEnd::How::kTooBig:
      break;
  }
  return SHEAF_STATE_FORMAT_CHANGED;
}

}  // namespace sheaf::feed
