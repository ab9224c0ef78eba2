// What belongs to a reader and a work: seen marks, carries, labels.
#include "store/sqlite/subjects.h"

namespace host::store {
namespace {

class SqliteReaders final : public Subject<Readers> {
 public:
  using Readers::seen_by;
  using Subject::Subject;

  Result<void> mark_seen(std::string_view pipeline, std::string_view profile, WorkId row,
                         std::uint64_t stamp, std::string_view run, std::int64_t now_ms) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      TRY_ASSIGN(const auto by, c_.names.id(profile));
      TRY_ASSIGN(const auto during, c_.run_row(run));
      TRY_ASSIGN(const auto now, c_.actual(row));
      return c_.db->run(
          "INSERT OR REPLACE INTO seen(work, pipeline, profile, stamp, run, shown_ms) "
          "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
          now, in, by, stamp, during, now_ms);
    });
  }

  Result<std::vector<std::vector<Seen>>> seen_by(std::string_view pipeline,
                                                 std::span<const WorkId> rows) override {
    return c_.read([&]() -> Result<std::vector<std::vector<Seen>>> {
      std::vector<std::vector<Seen>> found(rows.size());
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        TRY_ASSIGN(const auto now, c_.actual(rows[i]));
        Rows marks = c_.db->query(
            "SELECT profile, stamp, run, shown_ms FROM seen WHERE work = ?1 AND pipeline = ?2", now,
            in);
        while (marks.next()) {
          TRY_ASSIGN(auto profile, c_.names.name(marks.i64(0)));
          TRY_ASSIGN(auto run, c_.runs.name(marks.i64(2)));
          found[i].push_back({std::move(profile), marks.u64(1), std::move(run), marks.i64(3)});
        }
        TRY(marks.done());
      }
      return found;
    });
  }

  Result<void> set_carry(std::string_view pipeline, std::string_view profile, WorkId row,
                         std::string_view reason) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      TRY_ASSIGN(const auto by, c_.names.id(profile));
      TRY_ASSIGN(const auto now, c_.actual(row));
      return c_.db->run(
          "INSERT OR REPLACE INTO carries(work, pipeline, profile, reason) VALUES(?1, ?2, ?3, ?4)",
          now, in, by, reason);
    });
  }

  Result<void> clear_carry(std::string_view pipeline, std::string_view profile,
                           WorkId row) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      TRY_ASSIGN(const auto by, c_.names.known(profile));
      TRY_ASSIGN(const auto now, c_.actual(row));
      return c_.db->run("DELETE FROM carries WHERE work = ?1 AND pipeline = ?2 AND profile = ?3",
                        now, in, by);
    });
  }

  Result<std::vector<Carry>> carried(std::string_view pipeline) override {
    return c_.read([&]() -> Result<std::vector<Carry>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return all(
          c_.db->query(
              "SELECT n.name, c.work, c.reason FROM carries c JOIN names n ON n.id = c.profile "
              "WHERE c.pipeline = ?1 ORDER BY c.work, n.name",
              in),
          [](Rows& rows) {
            return Carry{rows.str(0), rows.row(1), rows.str(2)};
          });
    });
  }

  Result<void> put_label(std::string_view pipeline, std::string_view profile, WorkId row,
                         double value, std::int64_t now_ms) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      TRY_ASSIGN(const auto by, c_.names.id(profile));
      TRY_ASSIGN(const auto now, c_.actual(row));
      return c_.db->run(
          "INSERT OR REPLACE INTO labels(pipeline, profile, work, value, at_ms) "
          "VALUES(?1, ?2, ?3, ?4, ?5)",
          in, by, now, value, now_ms);
    });
  }

  Result<void> remove_label(std::string_view pipeline, std::string_view profile,
                            WorkId row) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      TRY_ASSIGN(const auto by, c_.names.known(profile));
      TRY_ASSIGN(const auto now, c_.actual(row));
      return c_.db->run("DELETE FROM labels WHERE pipeline = ?1 AND profile = ?2 AND work = ?3", in,
                        by, now);
    });
  }

  Result<std::vector<Label>> labels(std::string_view pipeline, std::string_view profile) override {
    return c_.read([&]() -> Result<std::vector<Label>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      TRY_ASSIGN(const auto by, c_.names.known(profile));
      return all(c_.db->query("SELECT work, value, at_ms FROM labels "
                              "WHERE pipeline = ?1 AND profile = ?2 ORDER BY at_ms, work",
                              in, by),
                 [](Rows& rows) {
                   return Label{rows.row(0), rows.f64(1), rows.i64(2)};
                 });
    });
  }
};

}  // namespace

std::unique_ptr<Readers> sqlite_readers(Connection& connection) {
  return std::make_unique<SqliteReaders>(connection);
}

}  // namespace host::store
