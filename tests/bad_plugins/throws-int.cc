// fetch() throws an int; the wrapper's guard must turn it into a status.
#include "sheaf/plugin.hpp"

namespace {

class ThrowsInt final : public sheaf::Source {
 public:
  static constexpr const char* kId = "throws-int";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Misbehaves on purpose.";
  static std::vector<sheaf::Field> fields() { return {}; }

  ThrowsInt(sheaf::Host, sheaf::Config) {}
  void fetch(const sheaf::Call&, const sheaf_fetch_request&, const sheaf::RecordSink&) override {
    throw 42;
  }
};

}  // namespace

SHEAF_PLUGIN(ThrowsInt);
