// What the subjects of a store in memory share: everything that is remembered, and one transaction.
// Private to this folder.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "store/store.h"

namespace test::memory_store {

using namespace host;         // NOLINT: all of them are used
using namespace host::store;  // NOLINT
using std::int64_t;
using std::string;
using std::string_view;
using std::uint64_t;

struct StoredWork {
  Work work;
  std::optional<uint64_t> title_key;
  std::optional<WorkId> into;  // united: the row it is now
};

struct StoredDigest {
  string pipeline, blob;
  int64_t shown_ms = 0;
  std::map<std::uint32_t, Item> items;
};

struct StoredExchange {
  string pipeline;
  Exchange exchange;
  std::set<string> works;
  int64_t until_ms = 0;
};

struct Ticket {
  string scope, run, day, month;
  Amount most;
};

template <class... Parts>
using Key = std::tuple<Parts...>;

// Everything. Runs and profiles are keyed by number, in the order in which they were met.
struct Data {
  int64_t last_row = 0;
  std::map<WorkId, StoredWork> works;
  std::map<string, Hit> keys;
  std::map<Key<WorkId, WorkId>, string> suggestions;

  std::set<string> pipelines;
  std::map<string, int64_t> names;  // of profiles
  std::map<Key<string, WorkId>, Arrival> arrivals;
  std::map<Key<WorkId, string, string>, Seen> seen;       // work, pipeline, profile
  std::map<Key<string, WorkId, string>, string> carries;  // pipeline, work, profile
  std::map<Key<string, string, WorkId>, Label> labels;    // pipeline, profile
  std::map<Key<string, string, string, string>, std::pair<int64_t, Work>> library;

  int64_t last_run = 0;
  std::map<int64_t, Run> runs;
  std::map<Key<string, string>, Cursor> cursors;
  std::map<Key<int64_t, int64_t>, StoredDigest> digests;        // run, profile
  std::map<Key<int64_t, string, string>, Delivery> deliveries;  // run, profile, step

  struct Value {
    string value;
    std::optional<int64_t> until_ms;
    bool expired(int64_t now_ms) const { return until_ms && *until_ms <= now_ms; }
  };
  std::map<Key<string, string, string, string, string>, Value> state;  // step before component
  std::map<Key<string, uint64_t>, std::pair<string, int64_t>> scores;
  std::map<Key<string, string, string>, int64_t> asked;
  std::map<Key<string, string, string>, Value> sections;
  std::map<Key<string, string, string, string>, int64_t> receivers;
  std::map<int64_t, StoredExchange> exchanges;  // oldest first
  int64_t last_exchange = 0;

  std::map<Key<string, string, string>, int64_t> budget;  // scope, period, unit
  std::map<uint64_t, Ticket> tickets;
  uint64_t last_ticket = 0;

  WorkId actual(WorkId row) const {
    const auto at = works.find(row);
    return at != works.end() && at->second.into ? *at->second.into : row;
  }
  std::optional<int64_t> run_number(string_view id) const {
    for (const auto& [number, run] : runs)
      if (run.id == id) return number;
    return std::nullopt;
  }
  Result<int64_t> known_run(string_view id) const {
    if (const auto number = run_number(id)) return *number;
    return fail(SHEAF_E_NOT_FOUND, "there is no run " + string(id));
  }
  int64_t name(string_view profile) {
    return names.emplace(profile, static_cast<int64_t>(names.size()) + 1).first->second;
  }
  int64_t known_name(string_view profile) const {
    const auto at = names.find(string(profile));
    return at == names.end() ? 0 : at->second;
  }
};

// One transaction. Reads and writes go through here, so that a failed write dooms it.
struct Tx {
  Data* data = nullptr;
  bool writable = false;
  std::optional<Error> doomed;

  template <class Body>
  auto read(Body body) -> decltype(body(*data)) {
    if (doomed) return tl::unexpected(*doomed);
    return body(*data);
  }
  template <class Body>
  auto write(Body body) -> decltype(body(*data)) {
    if (!doomed && !writable)
      doomed = Error{SHEAF_E_INTERNAL, "a transaction that only reads the store wrote", 0};
    if (doomed) return tl::unexpected(*doomed);
    auto result = body(*data);
    if (!result) doomed = result.error();
    return result;
  }
};

inline string s(string_view text) {
  return string(text);
}

// In date's notation, UTC.
string time_words(int64_t ms, const char* format);

template <class Interface>
class Subject : public Interface {
 public:
  explicit Subject(Tx& tx) : tx_(tx) {}

 protected:
  Tx& tx_;
};

std::unique_ptr<Works> memory_works(Tx& tx);
std::unique_ptr<Readers> memory_readers(Tx& tx);
std::unique_ptr<Runs> memory_runs(Tx& tx);
std::unique_ptr<Digests> memory_digests(Tx& tx);
std::unique_ptr<Outbox> memory_outbox(Tx& tx);
std::unique_ptr<State> memory_state(Tx& tx);
std::unique_ptr<Memory> memory_memory(Tx& tx);
std::unique_ptr<Budgets> memory_budgets(Tx& tx);
std::unique_ptr<Library> memory_library(Tx& tx);

void prune(Data& d, std::optional<int64_t> before_ms, int64_t now_ms);

}  // namespace test::memory_store
