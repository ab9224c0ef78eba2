// An output's author compiles outputs, and nothing of the other kinds and services.
#include "sheaf/cpp/output.hpp"

#if defined(SHEAF_SCORER) || defined(SHEAF_SOURCE) || defined(SHEAF_EDITOR) ||                 \
    defined(SHEAF_ENRICHER) || defined(SHEAF_SERVICE_HTTP) || defined(SHEAF_SERVICE_BUDGET) || \
    defined(SHEAF_SERVICE_MAIL) || defined(SHEAF_SERVICE_HISTORY)
#error "sheaf/cpp/output.hpp includes more than an output needs"
#endif

namespace {

class Nowhere final : public sheaf::Output {
 public:
  static constexpr const char* kId = "nowhere";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Delivers to nobody.";
  static std::vector<sheaf::Field> fields() {
    return {sheaf::field("path", SHEAF_T_PATH, "Where nothing is written.")};
  }
  Nowhere(sheaf::Host, const sheaf::Config&) {}
  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view,
                                            const sheaf_run&) override {
    return nullptr;
  }
};

}  // namespace

SHEAF_PLUGIN(Nowhere);
