// Small values that plugins keep.
#include "store/sqlite_store.h"

namespace host::store {

Result<std::optional<std::string>> SqliteStore::state_get(const StateScope& scope,
                                                          std::string_view key,
                                                          std::int64_t now_ms) {
  return read([&]() -> Result<std::optional<std::string>> {
    std::optional<std::string> found;
    STORE_KNOWN(in, pipelines_, scope.pipeline, found);
    Rows rows = db_->query(
        "SELECT value FROM state WHERE pipeline = ?1 AND step = ?2 AND component = ?3 AND "
        "profile = ?4 AND key = ?5 AND (expires_ms IS NULL OR expires_ms > ?6)",
        **in, scope.step, scope.component, scope.profile, key, now_ms);
    if (rows.next()) found = rows.text(0);
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<std::string>> SqliteStore::state_keys(const StateScope& scope,
                                                         std::string_view prefix,
                                                         std::int64_t now_ms) {
  return read([&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    STORE_KNOWN(in, pipelines_, scope.pipeline, found);
    Rows rows = db_->query(
        "SELECT key FROM state WHERE pipeline = ?1 AND step = ?2 AND component = ?3 AND "
        "profile = ?4 AND key >= ?5 AND (expires_ms IS NULL OR expires_ms > ?6) ORDER BY key",
        **in, scope.step, scope.component, scope.profile, prefix, now_ms);
    while (rows.next() && rows.text(0).substr(0, prefix.size()) == prefix)
      found.emplace_back(rows.text(0));
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<StateFound>> SqliteStore::state_find(std::string_view pipeline,
                                                        std::string_view step, std::string_view key,
                                                        std::int64_t now_ms) {
  return read([&]() -> Result<std::vector<StateFound>> {
    std::vector<StateFound> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    Rows rows = db_->query(
        "SELECT step, component, profile, value FROM state WHERE pipeline = ?1 AND "
        "(?2 = '' OR step = ?2) AND key = ?3 AND (expires_ms IS NULL OR expires_ms > ?4) "
        "ORDER BY step, component, profile",
        **in, step, key, now_ms);
    while (rows.next())
      found.push_back({std::string(rows.text(0)), std::string(rows.text(1)),
                       std::string(rows.text(2)), std::string(rows.text(3))});
    STORE_TRY(rows.done());
    return found;
  });
}

Result<void> SqliteStore::state_put(const StateScope& scope, std::string_view key,
                                    std::string_view value, std::int64_t expires_ms) {
  return write([&]() -> Result<void> {
    const auto in = pipelines_.id(scope.pipeline);
    if (!in) return tl::unexpected(in.error());
    std::optional<std::int64_t> expires;
    if (expires_ms != SHEAF_TIME_UNKNOWN) expires = expires_ms;
    return db_->run(
        "INSERT OR REPLACE INTO state(pipeline, step, component, profile, key, value, "
        "expires_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        *in, scope.step, scope.component, scope.profile, key, Blob{value}, expires);
  });
}

Result<void> SqliteStore::state_remove(const StateScope& scope, std::string_view key) {
  return write([&]() -> Result<void> {
    STORE_KNOWN(in, pipelines_, scope.pipeline, {});
    return db_->run(
        "DELETE FROM state WHERE pipeline = ?1 AND step = ?2 AND component = ?3 AND "
        "profile = ?4 AND key = ?5",
        **in, scope.step, scope.component, scope.profile, key);
  });
}

Result<void> SqliteStore::state_reset(std::string_view pipeline, std::string_view step) {
  return write([&]() -> Result<void> {
    STORE_KNOWN(in, pipelines_, pipeline, {});
    return db_->run("DELETE FROM state WHERE pipeline = ?1 AND step = ?2", **in, step);
  });
}

}  // namespace host::store
