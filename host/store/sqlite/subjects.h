// The subjects of a store over one connection, which outlives them. What each does stands in
// store/*.h. Private to store/sqlite/.
#pragma once

#include <memory>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace host::store {

template <class Interface>
class Subject : public Interface {
 public:
  explicit Subject(Connection& connection) : c_(connection) {}

 protected:
  Connection& c_;
};

std::unique_ptr<Works> sqlite_works(Connection& connection);
std::unique_ptr<Readers> sqlite_readers(Connection& connection);
std::unique_ptr<Runs> sqlite_runs(Connection& connection);
std::unique_ptr<Digests> sqlite_digests(Connection& connection);
std::unique_ptr<Outbox> sqlite_outbox(Connection& connection);
std::unique_ptr<State> sqlite_state(Connection& connection);
std::unique_ptr<Memory> sqlite_memory(Connection& connection);
std::unique_ptr<Budgets> sqlite_budgets(Connection& connection);
std::unique_ptr<Library> sqlite_library(Connection& connection);

class SqliteSession final : public Session {
 public:
  explicit SqliteSession(Connection& c)
      : works_(sqlite_works(c)),
        readers_(sqlite_readers(c)),
        runs_(sqlite_runs(c)),
        digests_(sqlite_digests(c)),
        outbox_(sqlite_outbox(c)),
        state_(sqlite_state(c)),
        memory_(sqlite_memory(c)),
        budgets_(sqlite_budgets(c)),
        library_(sqlite_library(c)) {}
  Works& works() override { return *works_; }
  Readers& readers() override { return *readers_; }
  Runs& runs() override { return *runs_; }
  Digests& digests() override { return *digests_; }
  Outbox& outbox() override { return *outbox_; }
  State& state() override { return *state_; }
  Memory& memory() override { return *memory_; }
  Budgets& budgets() override { return *budgets_; }
  Library& library() override { return *library_; }

 private:
  std::unique_ptr<Works> works_;
  std::unique_ptr<Readers> readers_;
  std::unique_ptr<Runs> runs_;
  std::unique_ptr<Digests> digests_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<State> state_;
  std::unique_ptr<Memory> memory_;
  std::unique_ptr<Budgets> budgets_;
  std::unique_ptr<Library> library_;
};

}  // namespace host::store
