// The host's types as the plugin ABI sees them: borrowed views, valid while the originals stay.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/record.h"
#include "sheaf/plugin.h"

namespace host::plugin {

inline sheaf_str abi(std::string_view s) {
  return {s.data(), s.size()};
}
inline std::string_view view(sheaf_str s) {
  return s.ptr != nullptr ? std::string_view(s.ptr, s.len) : std::string_view();
}
inline std::string_view view(const sheaf_text& s) {
  return s.ptr != nullptr ? std::string_view(s.ptr, s.len) : std::string_view();
}

// A sheaf_record over a Record. Can be filled again, reusing its memory.
class RecordView {
 public:
  RecordView() = default;
  explicit RecordView(const Record& record) { fill(record); }
  RecordView(const RecordView&) = delete;
  RecordView& operator=(const RecordView&) = delete;
  void fill(const Record& record);
  const sheaf_record* get() const { return &out_; }

 private:
  sheaf_record out_{};
  std::vector<sheaf_person> persons_;
  std::vector<const sheaf_person*> authors_;
  std::vector<sheaf_str> categories_;
  std::vector<sheaf_kv> identifiers_, extras_;
  std::vector<sheaf_link> links_;
  std::vector<sheaf_relation> relations_;
};

}  // namespace host::plugin
