// Small values that plugins keep.
#include "store/sqlite/subjects.h"

namespace host::store {
namespace {

class SqliteState final : public Subject<State> {
 public:
  using Subject::Subject;

  Result<std::optional<std::string>> get(const StateScope& scope, std::string_view key,
                                         std::int64_t now_ms) override {
    return c_.read([&]() -> Result<std::optional<std::string>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(scope.pipeline));
      return first(
          c_.db->query(
              "SELECT value FROM state WHERE pipeline = ?1 AND step = ?2 AND component = ?3 AND "
              "profile = ?4 AND key = ?5 AND (expires_ms IS NULL OR expires_ms > ?6)",
              in, scope.step, scope.component, scope.profile, key, now_ms),
          [](Rows& rows) { return rows.str(0); });
    });
  }

  Result<std::vector<std::string>> keys(const StateScope& scope, std::string_view prefix,
                                        std::int64_t now_ms) override {
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

  Result<void> put(const StateScope& scope, std::string_view key, std::string_view value,
                   std::int64_t expires_ms) override {
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

  Result<void> remove(const StateScope& scope, std::string_view key) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(scope.pipeline));
      return c_.db->run(
          "DELETE FROM state WHERE pipeline = ?1 AND step = ?2 AND component = ?3 AND "
          "profile = ?4 AND key = ?5",
          in, scope.step, scope.component, scope.profile, key);
    });
  }

  Result<void> reset(std::string_view pipeline, std::string_view step) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return c_.db->run("DELETE FROM state WHERE pipeline = ?1 AND step = ?2", in, step);
    });
  }
};

}  // namespace

std::unique_ptr<State> sqlite_state(Connection& connection) {
  return std::make_unique<SqliteState>(connection);
}

}  // namespace host::store
