// What the subjects of one store share: the connection, names in memory, and whether the
// transaction is lost. Private to store/sqlite/; used under the store's lock.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "store/sqlite/db.h"

namespace host::store {

// Numbers for names that many rows repeat, remembered in memory.
class Names {
 public:
  // `find` gives the id of a name, `add` inserts one, `name` gives the name of an id.
  Names(Db& db, const char* find, const char* add, const char* name)
      : db_(db), find_(find), add_(add), name_(name) {}
  Result<std::int64_t> id(std::string_view name);                    // added if new
  Result<std::optional<std::int64_t>> known(std::string_view name);  // not added
  Result<std::string> name(std::int64_t id);                         // empty if there is none
  void forget();                                                     // after a rollback

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  Db& db_;
  const char *find_, *add_, *name_;
  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> ids_;
  std::unordered_map<std::int64_t, std::string> names_;
};

struct Connection {
  explicit Connection(std::unique_ptr<Db> opened) : db(std::move(opened)) {}

  // Runs a function that writes; if it fails, the transaction is lost.
  template <class Body>
  auto write(Body body) -> decltype(body()) {
    if (lost) return tl::unexpected(*lost);
    if (reading) {
      lost = Error{SHEAF_E_INTERNAL, "a reading transaction writes nothing", 0};
      return tl::unexpected(*lost);
    }
    auto result = body();
    (void)db->take_failure();
    if (!result) lost = result.error();
    return result;
  }
  // Runs one that reads; only a failure of the file loses the transaction.
  template <class Body>
  auto read(Body body) -> decltype(body()) {
    if (lost) return tl::unexpected(*lost);
    auto result = body();
    if (auto failure = db->take_failure()) lost = std::move(failure);
    return result;
  }

  // What a row means now.
  Result<WorkId> actual(WorkId row);
  // SHEAF_E_NOT_FOUND if there is no such run.
  Result<std::int64_t> run_row(std::string_view run);
  // A value that cannot be read back.
  tl::unexpected<Error> damaged(std::string_view detail);
  // After each transaction.
  void end(bool rolled_back);

  std::unique_ptr<Db> db;
  bool reading = false;
  std::optional<Error> lost;     // the failure that ended the transaction
  std::optional<WorkId> newest;  // made by this transaction and united with nothing yet
  std::string buffer;            // for encoding
  Names pipelines{*db, "SELECT id FROM pipelines WHERE name = ?1",
                  "INSERT INTO pipelines(name) VALUES(?1)",
                  "SELECT name FROM pipelines WHERE id = ?1"};
  Names names{*db, "SELECT id FROM names WHERE name = ?1", "INSERT INTO names(name) VALUES(?1)",
              "SELECT name FROM names WHERE id = ?1"};
  Names runs{*db, "SELECT row FROM runs WHERE id = ?1", nullptr,
             "SELECT id FROM runs WHERE row = ?1"};
};

}  // namespace host::store
