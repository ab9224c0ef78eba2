// Takes the one string that a plugin gives.
#pragma once

#include <string>

#include "plugin/record_view.h"
#include "sheaf/plugin.h"

namespace host::plugin {

// The last string put; empty if there was none.
class StringSink : public sheaf_string_sink {
 public:
  StringSink() : sheaf_string_sink{} {
    struct_size = sizeof(sheaf_string_sink);
    put = [](const sheaf_string_sink* self, sheaf_str value) {
      static_cast<const StringSink*>(self)->value_ = view(value);
      return sheaf_status{SHEAF_OK};
    };
  }
  const std::string& value() const { return value_; }

 private:
  mutable std::string value_;  // the ABI hands sinks about as const
};

}  // namespace host::plugin
