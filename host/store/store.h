// What sheaf remembers between runs: works, what each reader has seen, paid results, cursors, the
// outbox. One store may serve several pipelines and processes.
//
// Shared by all pipelines: works, score cache, budgets. By pipeline: arrivals, cursors, runs. By
// pipeline and profile: seen marks, carries, labels, libraries, digests, deliveries.
//
// Everything happens in a transaction, and what a transaction does is done through the Session that
// it is handed: all or nothing. A failed write of any kind fails the transaction, whether its
// result was looked at or not, so a batch of writes may be followed by one check at its end. A read
// that finds nothing fails nothing. No transaction stays open across a network call or a plugin
// call.
//
// Threads: a Store is thread-safe; other threads' transactions wait meanwhile, other processes'
// writes too. A Session belongs to the body that it was handed to. Transactions do not nest: one
// begun by a thread that is in one is SHEAF_E_INTERNAL. Failures: SHEAF_E_CONFIG: the user must act
// (not a store, newer schema, damaged: the message names `sheaf doctor --mend PATH`, no
// permission); SHEAF_E_TRANSIENT: may work later (held by another process: the message says which;
// disk full, I/O error). A failed transaction has changed nothing. Strings are UTF-8 without NUL
// and ordered by their bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "store/budget.h"
#include "store/digests.h"
#include "store/library.h"
#include "store/memory.h"
#include "store/readers.h"
#include "store/runs.h"
#include "store/state.h"
#include "store/works.h"

namespace host::store {

struct Statistics {
  std::uint64_t bytes = 0;  // of the file and its log
  std::uint32_t schema = 0;
  std::uint64_t works = 0, keys = 0, suggestions = 0, scores = 0, runs = 0, state = 0, labels = 0;
};

// What a transaction reads and writes, by subject.
class Session {
 public:
  virtual ~Session() = default;
  virtual Works& works() = 0;
  virtual Readers& readers() = 0;
  virtual Runs& runs() = 0;
  virtual Digests& digests() = 0;
  virtual Outbox& outbox() = 0;
  virtual State& state() = 0;
  virtual Memory& memory() = 0;
  virtual Budgets& budgets() = 0;
  virtual Library& library() = 0;
};

enum class Durability {
  read,     // nothing is written; sees one moment
  process,  // survives kill -9; a power failure may take the last moments, never consistency
  power     // on the disk before the transaction returns; for the end of a run
};

// Held while a pipeline runs; given back when destroyed or when the process dies.
class [[nodiscard]] RunLease {
 public:
  virtual ~RunLease() = default;
};

class Store {
 public:
  virtual ~Store() = default;

  // Runs `body(Session&)`, which gives a Result, in a transaction and gives what it gave; a failure
  // of the body undoes the transaction.
  template <class Body>
  auto in_transaction(Durability durability, Body body) {
    using Given = std::invoke_result_t<Body, Session&>;
    std::optional<Given> given;
    auto done = transact(durability, [&](Session& session) -> Result<void> {
      given.emplace(body(session));
      if (!*given) return tl::unexpected(given->error());
      return {};
    });
    if (!done) return Given(tl::unexpected(std::move(done.error())));
    return std::move(*given);
  }
  template <class Body>
  auto read(Body body) {
    return in_transaction(Durability::read, std::move(body));
  }

  // At most one run of a pipeline at a time: waits up to `wait_ms` for the other, then
  // SHEAF_E_TRANSIENT saying who holds it (process, host, since when). SHEAF_E_CANCELLED if
  // `cancelled` says so meanwhile.
  virtual Result<std::unique_ptr<RunLease>> lease_run(std::string_view pipeline, Clock& clock,
                                                      std::int64_t wait_ms,
                                                      const std::function<bool()>& cancelled) = 0;

  // Forgets works that no pipeline has listed, shown or carried since `before_ms` and nobody
  // labelled, with their marks: such a work counts as new when it comes back. Digests, finished
  // deliveries, ended runs and cached scores of before then go too; works of kept digests are kept.
  // What has expired goes in any case. nullopt: keep all. Cheap while no run is that old.
  virtual Result<void> prune(std::optional<std::int64_t> before_ms, std::int64_t now_ms) = 0;
  virtual Result<Statistics> statistics() = 0;
  // Reads all of it, which takes as long; SHEAF_E_CONFIG says what is damaged and what to do.
  virtual Result<void> verify() = 0;

 protected:
  virtual Result<void> transact(Durability durability,
                                const std::function<Result<void>(Session&)>& body) = 0;
};

// Where a store is: the path of a file. (A database server's URL, later.)
class StoreUrl {
 public:
  // SHEAF_E_CONFIG for a URL whose scheme no store of this sheaf has.
  static Result<StoreUrl> parse(std::string_view text);
  const std::string& path() const { return path_; }

 private:
  explicit StoreUrl(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

enum class Lasting {
  kept,
  copy,  // a copy as of now (of a store that is not there: an empty one), gone when it is closed
  none   // an empty one, gone when it is closed; the URL only names it
};

struct OpenOptions {
  bool create = true;             // else a missing store is SHEAF_E_NOT_FOUND
  std::int64_t busy_ms = 30'000;  // how long a write waits for another process
  Lasting lasting = Lasting::kept;
};

// Opens or makes the file (mode 0600) and its folders (0700); brings an older schema up to date. A
// file that is not a store, is damaged or newer is refused and left as it is.
Result<std::unique_ptr<Store>> open(const StoreUrl& url, const OpenOptions& options);

// Copies all that can be read into a fresh store that takes the place of the old one, which is kept
// as PATH.broken-N. Returns a report for the user: what was found wrong, what was saved, what was
// lost. Refused while any process has the store open.
Result<std::string> mend(const StoreUrl& url);

}  // namespace host::store
