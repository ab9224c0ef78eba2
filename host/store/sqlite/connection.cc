#include "store/sqlite/connection.h"

namespace host::store {

Result<std::optional<std::int64_t>> Names::known(std::string_view name) {
  if (const auto at = ids_.find(name); at != ids_.end()) return at->second;
  std::optional<std::int64_t> id;
  Rows rows = db_.query(find_, name);
  if (rows.next()) id = rows.i64(0);
  TRY(rows.done());
  if (id) {
    ids_.emplace(name, *id);
    names_.emplace(*id, name);
  }
  return id;
}

Result<std::int64_t> Names::id(std::string_view name) {
  TRY_ASSIGN(const auto found, known(name));
  if (found) return *found;
  TRY(db_.run(add_, name));
  const std::int64_t id = db_.last_row();
  ids_.emplace(name, id);
  names_.emplace(id, name);
  return id;
}

Result<std::string> Names::name(std::int64_t id) {
  if (const auto at = names_.find(id); at != names_.end()) return at->second;
  std::string name;
  Rows rows = db_.query(name_, id);
  if (rows.next()) name = rows.text(0);
  TRY(rows.done());
  if (!name.empty()) {
    ids_.emplace(name, id);
    names_.emplace(id, name);
  }
  return name;
}

void Names::forget() {
  ids_.clear();
  names_.clear();
}

Result<WorkId> Connection::actual(WorkId row) {
  if (row == newest) return row;
  Rows rows = db->query("SELECT into_row FROM works WHERE row = ?1", row);
  WorkId now = row;
  if (rows.next() && !rows.null(0)) now = rows.row(0);
  TRY(rows.done());
  return now;
}

Result<std::int64_t> Connection::run_row(std::string_view run) {
  TRY_ASSIGN(const auto row, runs.known(run));
  if (!row) return fail(SHEAF_E_NOT_FOUND, "there is no run " + std::string(run));
  return *row;
}

tl::unexpected<Error> Connection::damaged(std::string_view detail) {
  Error error = describe(db->path(), SQLITE_CORRUPT, 0, detail);
  lost = error;
  return tl::unexpected(std::move(error));
}

void Connection::end(bool rolled_back) {
  lost.reset();
  newest.reset();
  (void)db->take_failure();
  if (!rolled_back) return;
  pipelines.forget();
  names.forget();
  runs.forget();
}

}  // namespace host::store
