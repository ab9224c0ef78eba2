// A host whose services are in memory, each of which can be missing or made to fail.
#ifndef SHEAF_TESTING_HOST_HPP
#define SHEAF_TESTING_HOST_HPP

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sheaf/plugin.hpp"
#include "sheaf/testing/call.hpp"
#include "sheaf/testing/digest.hpp"
#include "sheaf/testing/http.hpp"
#include "sheaf/testing/sinks.hpp"

namespace sheaf::testing {

// Virtual time: stands still until it is set or slept away. Thread-safe.
class FakeClock final : public sheaf_clock, public Faults {
 public:
  static constexpr std::int64_t kStart = 1'790'000'000'000; /* 2026-09-21T14:13:20Z */

  FakeClock();
  ~FakeClock();
  FakeClock(const FakeClock&) = delete;
  std::int64_t now() const { return now_; }
  void set(std::int64_t ms) { now_ = ms; }

 private:
  mutable std::atomic<std::int64_t> now_{kStart};
};

// Values in memory. Thread-safe.
class FakeState final : public sheaf_state, public Faults {
 public:
  explicit FakeState(const FakeClock& clock);
  ~FakeState();
  FakeState(const FakeState&) = delete;

  // The test's own access; empty if there is none or it expired.
  std::optional<std::string> value(std::string_view key, std::string_view profile = {}) const;
  void set(std::string_view key, std::string_view value, std::string_view profile = {});
  void forget();

 private:
  struct Value {
    std::string text;
    std::int64_t expires_ms = SHEAF_TIME_UNKNOWN;
  };
  static constexpr std::size_t kMaxKey = 1024, kMaxValue = std::size_t{4} << 20;

  bool expired(const Value& v) const;
  void store(std::string_view key, std::string_view value, std::int64_t expires_ms,
             std::string_view profile) const;
  std::vector<std::string> keys_of(std::string_view profile) const;

  const FakeClock& clock_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::string, std::string>, Value> values_; /* by profile and key */
};

// What earlier runs listed and delivered. Thread-safe, but add things first.
class FakeHistory final : public sheaf_history, public Faults {
 public:
  struct Entry {
    Record record = {};
    std::int64_t shown_ms = 0;
    std::uint64_t rank = 1;
    std::string profile = {}, run_id = {}, date = {};
    std::uint32_t flags = 0; /* SHEAF_ITEM_* */
  };

  FakeHistory();
  ~FakeHistory();
  FakeHistory(const FakeHistory&) = delete;

  void add(Entry entry);
  /* In the order in which they are to be visited. */
  void add(Run run, Digest digest);
  void add_work(Record work, std::vector<std::string> sources, std::int64_t listed_ms);

 private:
  sheaf_status walk(const sheaf_history_query& query,
                    sheaf_status(SHEAF_CALL* visit)(void*, const sheaf_history_entry*),
                    void* context) const;
  struct Work {
    Record record;
    std::vector<std::string> sources;
    std::int64_t listed_ms;
  };
  std::vector<Entry> entries_;
  std::vector<std::pair<Run, Digest>> digests_;
  std::vector<Work> works_;
};

// What readers liked. Thread-safe, but add labels first.
class FakeFeedback final : public sheaf_feedback, public Faults {
 public:
  struct Label {
    Record work = {};
    double value = 1; /* 1 liked .. -1 disliked */
    std::string origin = "feedback";
    std::int64_t at_ms = 0;
  };

  FakeFeedback();
  ~FakeFeedback();
  FakeFeedback(const FakeFeedback&) = delete;

  void add(const std::string& profile, Label label);

 private:
  sheaf_status walk(const std::string& profile,
                    sheaf_status(SHEAF_CALL* visit)(void*, const sheaf_label*),
                    void* context) const;
  std::map<std::string, std::vector<Label>> labels_;
};

// Limits on the sum of what is reserved and what was used. Thread-safe.
class FakeBudget final : public sheaf_budget, public Faults {
 public:
  struct Limits {
    std::uint64_t requests = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t tokens = std::numeric_limits<std::uint64_t>::max(); /* input and output */
    std::int64_t cost_micros = std::numeric_limits<std::int64_t>::max();
  };

  FakeBudget();
  ~FakeBudget();
  FakeBudget(const FakeBudget&) = delete;

  void set_limits(Limits limits) { limits_ = limits; }
  std::vector<Usage> used() const;
  // Reservations that were not settled.
  std::size_t open_reservations() const;

 private:
  bool affordable(const sheaf_usage& most) const;

  Limits limits_;
  mutable std::mutex mutex_;
  mutable std::uint64_t last_ticket_ = 0;
  mutable std::map<std::uint64_t, Usage> open_;
  mutable std::vector<Usage> used_;
};

// Serves the fakes below. Set it up before the plugin is created; it outlives the instances.
class FakeHost final : public sheaf_host {
 public:
  FakeHost();
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;

  // Plays the recorded exchanges of a folder, and sets the clock to the first of them.
  void play(const std::filesystem::path& folder);
  // Makes service(id) NULL.
  void without(const std::string& id);
  void without_services();
  // Serves a table of the test's own.
  void provide(const std::string& id, const void* table);

  FakeHttp http;
  FakeClock clock;
  FakeState state{clock};
  FakeHistory history;
  FakeFeedback feedback;
  FakeBudget budget;

 private:
  std::map<std::string, const void*> services_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_HOST_HPP
