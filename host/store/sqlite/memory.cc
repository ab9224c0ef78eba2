// What the host itself remembers.
#include "store/sqlite/hash.h"
#include "store/sqlite/subjects.h"

namespace host::store {
namespace {

class SqliteMemory final : public Subject<Memory> {
 public:
  using Subject::Subject;

  Result<std::optional<std::string>> score(std::string_view fingerprint,
                                           std::uint64_t text_hash) override {
    return c_.read([&]() -> Result<std::optional<std::string>> {
      const std::string key = fingerprint_key(fingerprint);
      return first(c_.db->query("SELECT blob FROM scores WHERE fingerprint = ?1 AND text_hash = ?2",
                                Blob{key}, text_hash),
                   [](Rows& rows) { return rows.str(0); });
    });
  }

  Result<void> put_score(std::string_view fingerprint, std::uint64_t text_hash,
                         std::string_view blob, std::int64_t now_ms) override {
    return c_.write([&]() -> Result<void> {
      const std::string key = fingerprint_key(fingerprint);
      return c_.db->run(
          "INSERT OR REPLACE INTO scores(fingerprint, text_hash, put_ms, blob) "
          "VALUES(?1, ?2, ?3, ?4)",
          Blob{key}, text_hash, now_ms, Blob{blob});
    });
  }

  Result<bool> was_asked(std::string_view pipeline, std::string_view enricher,
                         std::string_view work, std::int64_t now_ms) override {
    return c_.read([&]() -> Result<bool> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      Rows rows = c_.db->query(
          "SELECT 1 FROM asked WHERE pipeline = ?1 AND enricher = ?2 AND work = ?3 AND until_ms > "
          "?4",
          in, enricher, work, now_ms);
      const bool asked = rows.next();
      TRY(rows.done());
      return asked;
    });
  }

  Result<void> put_asked(std::string_view pipeline, std::string_view enricher,
                         std::string_view work, std::int64_t until_ms) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      return c_.db->run(
          "INSERT OR REPLACE INTO asked(pipeline, enricher, work, until_ms) VALUES(?1, ?2, ?3, ?4)",
          in, enricher, work, until_ms);
    });
  }

  Result<std::optional<std::string>> sections(std::string_view pipeline, std::string_view editor,
                                              std::string_view key, std::int64_t now_ms) override {
    return c_.read([&]() -> Result<std::optional<std::string>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return first(
          c_.db->query(
              "SELECT blob FROM sections WHERE pipeline = ?1 AND editor = ?2 AND key = ?3 AND "
              "until_ms > ?4",
              in, editor, key, now_ms),
          [](Rows& rows) { return rows.str(0); });
    });
  }

  Result<void> put_sections(std::string_view pipeline, std::string_view editor,
                            std::string_view key, std::string_view blob,
                            std::int64_t until_ms) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      return c_.db->run(
          "INSERT OR REPLACE INTO sections(pipeline, editor, key, until_ms, blob) "
          "VALUES(?1, ?2, ?3, ?4, ?5)",
          in, editor, key, until_ms, Blob{blob});
    });
  }

  Result<std::vector<std::string>> receivers(std::string_view pipeline, std::string_view output,
                                             std::string_view key, std::int64_t now_ms) override {
    return c_.read([&]() -> Result<std::vector<std::string>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return all(
          c_.db->query(
              "SELECT address FROM receivers WHERE pipeline = ?1 AND output = ?2 AND key = ?3 AND "
              "until_ms > ?4 ORDER BY address",
              in, output, key, now_ms),
          [](Rows& rows) { return rows.str(0); });
    });
  }

  Result<void> put_receiver(std::string_view pipeline, std::string_view output,
                            std::string_view key, std::string_view address,
                            std::int64_t until_ms) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      return c_.db->run(
          "INSERT OR REPLACE INTO receivers(pipeline, output, key, address, until_ms) "
          "VALUES(?1, ?2, ?3, ?4, ?5)",
          in, output, key, address, until_ms);
    });
  }

  Result<void> put_exchange(std::string_view pipeline, const Exchange& exchange,
                            const std::vector<std::string>& works, std::int64_t until_ms) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      TRY(
          c_.db->run("INSERT INTO exchanges(pipeline, step, component, profile, until_ms, text) "
                     "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                     in, std::string_view(exchange.step), std::string_view(exchange.component),
                     std::string_view(exchange.profile), until_ms, Blob{exchange.text}));
      const std::int64_t id = c_.db->last_row();
      for (const std::string& work : works) {
        TRY(c_.db->run(
            "INSERT OR REPLACE INTO exchange_works(pipeline, work, step, profile, exchange) "
            "VALUES(?1, ?2, ?3, ?4, ?5)",
            in, std::string_view(work), std::string_view(exchange.step),
            std::string_view(exchange.profile), id));
      }
      return {};
    });
  }

  Result<std::vector<Exchange>> exchanges(std::string_view pipeline, std::string_view step,
                                          std::string_view work, std::int64_t now_ms) override {
    return c_.read([&]() -> Result<std::vector<Exchange>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return all(
          c_.db->query(
              "SELECT e.step, e.component, e.profile, e.text FROM exchange_works w "
              "JOIN exchanges e ON e.id = w.exchange WHERE w.pipeline = ?1 AND w.work = ?2 AND "
              "(?3 = '' OR w.step = ?3) AND e.until_ms > ?4 ORDER BY w.step, w.profile",
              in, work, step, now_ms),
          [](Rows& rows) {
            return Exchange{rows.str(0), rows.str(1), rows.str(2), rows.str(3)};
          });
    });
  }
};

}  // namespace

std::unique_ptr<Memory> sqlite_memory(Connection& connection) {
  return std::make_unique<SqliteMemory>(connection);
}

}  // namespace host::store
