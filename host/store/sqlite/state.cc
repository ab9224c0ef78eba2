// Small values that plugins keep.
#include "store/sqlite/subjects.h"

namespace host::store {

Result<std::optional<std::string>> SqliteState::get(const StateScope& scope, std::string_view key,
                                                    std::int64_t now_ms) {
  return c_.read([&]() -> Result<std::optional<std::string>> {
    std::optional<std::string> found;
    TRY_ASSIGN(const auto in, c_.pipelines.known(scope.pipeline));
    Rows rows = c_.db->query(
        "SELECT value FROM state WHERE pipeline = ?1 AND step = ?2 AND component = ?3 AND "
        "profile = ?4 AND key = ?5 AND (expires_ms IS NULL OR expires_ms > ?6)",
        in, scope.step, scope.component, scope.profile, key, now_ms);
    if (rows.next()) found = rows.text(0);
    TRY(rows.done());
    return found;
  });
}

Result<std::vector<std::string>> SqliteState::keys(const StateScope& scope, std::string_view prefix,
                                                   std::int64_t now_ms) {
  return c_.read([&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    TRY_ASSIGN(const auto in, c_.pipelines.known(scope.pipeline));
    Rows rows = c_.db->query(
        "SELECT key FROM state WHERE pipeline = ?1 AND step = ?2 AND component = ?3 AND "
        "profile = ?4 AND key >= ?5 AND (expires_ms IS NULL OR expires_ms > ?6) ORDER BY key",
        in, scope.step, scope.component, scope.profile, prefix, now_ms);
    while (rows.next() && rows.text(0).substr(0, prefix.size()) == prefix)
      found.emplace_back(rows.text(0));
    TRY(rows.done());
    return found;
  });
}

Result<void> SqliteState::put(const StateScope& scope, std::string_view key, std::string_view value,
                              std::int64_t expires_ms) {
  return c_.write([&]() -> Result<void> {
    TRY_ASSIGN(const auto in, c_.pipelines.id(scope.pipeline));
    std::optional<std::int64_t> expires;
    if (expires_ms != SHEAF_TIME_UNKNOWN) expires = expires_ms;
    return c_.db->run(
        "INSERT OR REPLACE INTO state(pipeline, step, component, profile, key, value, "
        "expires_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        in, scope.step, scope.component, scope.profile, key, Blob{value}, expires);
  });
}

Result<void> SqliteState::remove(const StateScope& scope, std::string_view key) {
  return c_.write([&]() -> Result<void> {
    TRY_ASSIGN(const auto in, c_.pipelines.known(scope.pipeline));
    return c_.db->run(
        "DELETE FROM state WHERE pipeline = ?1 AND step = ?2 AND component = ?3 AND "
        "profile = ?4 AND key = ?5",
        in, scope.step, scope.component, scope.profile, key);
  });
}

Result<void> SqliteState::reset(std::string_view pipeline, std::string_view step) {
  return c_.write([&]() -> Result<void> {
    TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
    return c_.db->run("DELETE FROM state WHERE pipeline = ?1 AND step = ?2", in, step);
  });
}

}  // namespace host::store
