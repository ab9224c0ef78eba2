// The host's types as the plugin ABI sees them: borrowed views, valid while the originals stay.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/record.h"
#include "sheaf/cpp/values.hpp"

namespace host::plugin {

using sheaf::str;
using sheaf::view;

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
