// fetch() throws a std::runtime_error; the wrapper's guard must turn it into a status.
#include "sheaf/plugin.hpp"

namespace {

class ThrowsException final : public sheaf::Source {
 public:
  static constexpr const char* kId = "throws-exception";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Misbehaves on purpose.";
  static std::vector<sheaf::Field> fields() { return {}; }

  ThrowsException(sheaf::Host, sheaf::Config) {}
  void fetch(const sheaf::Call&, const sheaf_fetch_request&, const sheaf::RecordSink&) override {
    throw std::runtime_error("something broke in fetch");
  }
};

}  // namespace

SHEAF_PLUGIN(ThrowsException);
