// What crossing the ABI costs a record: a source in its own shared object emits into a sink that
// only adds up. The loop itself is a nanosecond or less and is not subtracted.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "sheaf/testing.hpp"

namespace {

constexpr int kRounds = 5;
constexpr std::uint64_t kRecords = 5'000'000;

struct Counter : sheaf_record_sink {
  mutable std::uint64_t seen = 0;
  Counter() : sheaf_record_sink(sheaf::sized<sheaf_record_sink>()) {
    emit = [](const sheaf_record_sink* s, const sheaf_record* r) -> sheaf_status {
      const auto* self = static_cast<const Counter*>(s);
      self->seen += r->id.len;
      return SHEAF_OK;
    };
    checkpoint = [](const sheaf_record_sink*, sheaf_str) -> sheaf_status { return SHEAF_OK; };
    report = [](const sheaf_record_sink*, sheaf_source_state, sheaf_str) -> sheaf_status {
      return SHEAF_OK;
    };
  }
};

}  // namespace

int main() {
  const sheaf::testing::Library library(std::string(SHEAF_BUILD_DIR) +
                                        "/bench_plugins/bench-emitter.so");
  const sheaf_component* component = library.components().at(0);
  const sheaf::testing::FakeHost host;
  const auto config = sheaf::testing::FakeConfig::json(component);
  const sheaf::testing::FakeCall call;
  sheaf_instance* instance = nullptr;
  if (component->create(component, &host, &config, &call, &instance) < 0) return 1;
  const auto* source =
      static_cast<const sheaf_source*>(instance->get_interface(instance, SHEAF_SOURCE));
  std::vector<double> ns;
  for (int round = 0; round < kRounds; ++round) {
    Counter sink;
    auto request = sheaf::sized<sheaf_fetch_request>();
    request.max_records = kRecords;
    const auto start = std::chrono::steady_clock::now();
    source->fetch(instance, &call, &request, &sink);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    if (sink.seen == 0) return 1;
    ns.push_back(took.count() / static_cast<double>(kRecords));
  }
  instance->destroy(instance);
  std::sort(ns.begin(), ns.end());
  std::printf("plugin_call_ns %.2f ns\n", ns[kRounds / 2]);
}
