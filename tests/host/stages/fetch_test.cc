#include "stages/fetch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "host/stages/scripted.h"

namespace host::stages::testing {
namespace {

struct Progress {
  std::atomic<std::size_t> emitted = 0;
  std::atomic<bool> refused = false;
};

// Emits until it is refused, and never asks whether it was cancelled.
struct Endless final : sheaf::Source {
  explicit Endless(std::shared_ptr<Progress> p) : progress(std::move(p)) {}
  void fetch(const sheaf::Call&, const sheaf_fetch_request&,
             const sheaf::RecordSink& sink) override {
    sheaf::Record record;
    record.id = "1";
    record.title.value = "Again and again";
    try {
      while (sink.emit(record)) ++progress->emitted;
    } catch (...) {
      progress->refused = true;
    }
  }
  std::shared_ptr<Progress> progress;
};

// Its reader is slower than it is, so that there is always something to be read.
TEST(Fetch, EndsThoughAGivenUpSourceGoesOnEmitting) {
  constexpr std::size_t kBatch = 64;
  constexpr std::size_t kNoEnd = 500'000;  // batches: minutes
  const auto progress = std::make_shared<Progress>();
  const StepInstance step =
      scripted_step<Endless>("endless", [progress] { return std::make_unique<Endless>(progress); });
  VirtualClock clock(1000);
  plugin::CallOptions call;
  call.step_id = "endless";
  call.cancel = std::make_shared<plugin::CancelToken>();
  call.cancel->cancel();
  std::size_t batches = 0;
  std::size_t read = 0;
  {
    Fetch fetch(step.instance, step.component, call, {}, clock);
    for (; batches < kNoEnd; ++batches) {
      const std::vector<Record> records = fetch.next();
      if (records.empty()) break;
      read += records.size();
      while (!progress->refused && progress->emitted < (batches + 3) * kBatch) {
        std::this_thread::yield();
      }
    }
    EXPECT_LT(batches, kNoEnd);
    EXPECT_EQ(fetch.end().report.state, SHEAF_STATE_FAILED);
    EXPECT_EQ(fetch.end().report.records, read) << "what came before is kept";
  }
  while (!progress->refused) std::this_thread::yield();
}

}  // namespace
}  // namespace host::stages::testing
