// Emits one record max_records times, for plugin_call_bench.
#include "sheaf/plugin.hpp"

class Emitter final : public sheaf::Source {
 public:
  static constexpr const char* kId = "bench-emitter";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Emits the same record again and again.";
  static std::vector<sheaf::Field> fields() { return {}; }
  Emitter(sheaf::Host, sheaf::Config) {}

  void fetch(const sheaf::Call&, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override {
    auto record = sheaf::sized<sheaf_record>();
    record.id = sheaf::str("2609.00001");
    record.title = sheaf::marked("A title");
    for (uint64_t i = 0; i < request.max_records; ++i) {
      if (!sink.emit(record)) return;
    }
  }
};

SHEAF_PLUGIN(Emitter);
