// Works, their keys, suggestions, and what uniting two of them moves.
#include "base/codec.h"
#include "store/sqlite/subjects.h"

namespace host::store {
namespace {

class SqliteWorks final : public Subject<Works> {
 public:
  using Subject::Subject;
  using Works::load;

  Result<std::vector<std::optional<Hit>>> find(std::span<const Key> keys) override {
    return c_.read([&]() -> Result<std::vector<std::optional<Hit>>> {
      std::vector<std::optional<Hit>> hits;
      hits.reserve(keys.size());
      for (const Key& key : keys) {
        bool weak = false;
        TRY_ASSIGN(const auto row, row_of_key(key.text, &weak));
        hits.push_back(row ? std::optional(Hit{*row, weak}) : std::nullopt);
      }
      return hits;
    });
  }

  // Rows ascend in the order in which the one writer met the works.
  Result<std::vector<WorkId>> by_age(std::vector<WorkId> works) override {
    std::sort(works.begin(), works.end());
    return works;
  }

  Result<std::optional<WorkId>> find_work(std::string_view id) override {
    return c_.read([&] {
      bool weak = false;
      return row_of_key(id, &weak);
    });
  }

  Result<std::vector<std::optional<Work>>> load(std::span<const WorkId> rows) override {
    return c_.read([&]() -> Result<std::vector<std::optional<Work>>> {
      std::vector<std::optional<Work>> found;
      found.reserve(rows.size());
      for (const WorkId row : rows) {
        TRY_ASSIGN(const WorkId now, c_.actual(row));
        Rows blobs = c_.db->query("SELECT blob FROM works WHERE row = ?1", now);
        if (!blobs.next()) {
          TRY(blobs.done());
          found.emplace_back();
          continue;
        }
        auto work = decode_work(blobs.text(0));
        if (!work) return c_.damaged(work.error().message);
        found.push_back(std::move(*work));
      }
      return found;
    });
  }

  Result<Claim> claim(const Work& work, std::span<const Key> keys,
                      std::optional<std::uint64_t> title_key) override {
    return c_.write([&]() -> Result<Claim> {
      TRY_ASSIGN(const auto fresh, make(work, keys, title_key));
      if (fresh) return Claim{fresh, {}};
      Claim claim;
      // nobody else writes in between: the transaction began as a writer
      for (const Key& key : keys) {
        if (key.weak) continue;
        bool weak = false;
        TRY_ASSIGN(const auto row, row_of_key(key.text, &weak));
        if (row && !weak) claim.taken.push_back({*row, false});
      }
      if (!claim.taken.empty()) return claim;
      TRY_ASSIGN(claim.work, insert(work, title_key));
      TRY(put_keys(*claim.work, keys));
      return claim;
    });
  }

  Result<void> update(WorkId row, const Work& work, std::span<const Key> keys,
                      std::optional<std::uint64_t> title_key) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto now, c_.actual(row));
      c_.buffer.clear();
      encode_work(work, c_.buffer);
      TRY(c_.db->run("UPDATE works SET title_key = ?2, blob = ?3 WHERE row = ?1", now, title_key,
                     Blob{c_.buffer}));
      if (c_.db->changes() == 0)
        return fail(SHEAF_E_NOT_FOUND, "the work is not in the store any more");
      return put_keys(now, keys);
    });
  }

  Result<std::vector<WorkId>> with_title_key(std::uint64_t title_key) override {
    return c_.read([&]() -> Result<std::vector<WorkId>> {
      return all(c_.db->query("SELECT row FROM works WHERE title_key = ?1 ORDER BY row LIMIT 16",
                              title_key),
                 [](Rows& rows) { return rows.row(0); });
    });
  }

  Result<void> add_suggestion(WorkId a, WorkId b, std::string_view reason) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto one, c_.actual(a));
      TRY_ASSIGN(const auto other, c_.actual(b));
      if (one == other) return {};
      constexpr const char* kAdd =
          "INSERT INTO suggestions(a, b, reason) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING";
      TRY(c_.db->run(kAdd, one, other, reason));
      return c_.db->run(kAdd, other, one, reason);
    });
  }

  Result<std::vector<Suggestion>> suggestions(WorkId row) override {
    return c_.read([&]() -> Result<std::vector<Suggestion>> {
      TRY_ASSIGN(const auto now, c_.actual(row));
      std::vector<Suggestion> found;
      Rows rows = c_.db->query(
          "SELECT s.b, w.blob, s.reason FROM suggestions s JOIN works w ON w.row = s.b "
          "WHERE s.a = ?1 ORDER BY s.b",
          now);
      while (rows.next()) {
        auto work = decode_work(rows.text(1));
        if (!work) return c_.damaged(work.error().message);
        found.push_back({rows.row(0), std::move(work->id), rows.str(2)});
      }
      TRY(rows.done());
      return found;
    });
  }

  Result<void> unite(WorkId keep, WorkId gone, UniteStamps stamps) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto to, c_.actual(keep));
      TRY_ASSIGN(const auto from, c_.actual(gone));
      if (to == from) return {};
      TRY_ASSIGN(const Work work, Works::load(from));
      TRY(move_to(to, from, stamps));
      c_.newest.reset();
      // Keys and old digests go on pointing at the gone row, which now points on.
      TRY(c_.db->run("UPDATE works SET into_row = ?1 WHERE into_row = ?2", to, from));
      return c_.db->run(
          "UPDATE works SET into_row = ?1, title_key = NULL, blob = ?3 WHERE row = ?2", to, from,
          Blob{work.id});
    });
  }

  Result<std::vector<std::string>> aliases(WorkId row) override {
    return c_.read([&]() -> Result<std::vector<std::string>> {
      TRY_ASSIGN(const auto now, c_.actual(row));
      return all(c_.db->query("SELECT blob FROM works WHERE into_row = ?1 ORDER BY row", now),
                 [](Rows& rows) { return rows.str(0); });
    });
  }

  Result<void> arrive(std::string_view pipeline, WorkId row, std::int64_t now_ms) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      TRY_ASSIGN(const auto now, c_.actual(row));
      return c_.db->run(
          "INSERT INTO arrivals(pipeline, work, first_ms, last_ms) "
          "VALUES(?1, ?2, ?3, ?3) ON CONFLICT(pipeline, work) DO UPDATE SET "
          "first_ms = min(first_ms, excluded.first_ms), "
          "last_ms = max(last_ms, excluded.last_ms)",
          in, now, now_ms);
    });
  }

  Result<std::vector<WorkId>> arrived_since(std::string_view pipeline, std::int64_t since_ms,
                                            std::optional<WorkId> after,
                                            std::size_t limit) override {
    return c_.read([&]() -> Result<std::vector<WorkId>> {
      std::vector<WorkId> found;
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      Rows rows = c_.db->query(
          "SELECT work FROM arrivals "
          "WHERE pipeline = ?1 AND work > ?2 AND last_ms >= ?3 ORDER BY work",
          in, after.value_or(WorkId{-1}), since_ms);
      while (found.size() < limit && rows.next()) found.push_back(rows.row(0));
      TRY(rows.done());
      return found;
    });
  }

  Result<std::optional<Arrival>> arrival(std::string_view pipeline, WorkId row) override {
    return c_.read([&]() -> Result<std::optional<Arrival>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      TRY_ASSIGN(const auto now, c_.actual(row));
      return first(
          c_.db->query("SELECT first_ms, last_ms FROM arrivals WHERE pipeline = ?1 AND work = ?2",
                       in, now),
          [now](Rows& rows) {
            return Arrival{now, rows.i64(0), rows.i64(1)};
          });
    });
  }

 private:
  Result<WorkId> insert(const Work& work, std::optional<std::uint64_t> title_key) {
    c_.buffer.clear();
    encode_work(work, c_.buffer);
    TRY(c_.db->run("INSERT INTO works(title_key, blob) VALUES(?1, ?2)", title_key,
                   Blob{c_.buffer}));
    c_.newest = WorkId{c_.db->last_row()};
    return *c_.newest;
  }

  // The work under keys that nobody has, as nearly always: inserting finds out what a look before
  // it would. Nothing, and nothing is left, if one of the keys is there.
  Result<std::optional<WorkId>> make(const Work& work, std::span<const Key> keys,
                                     std::optional<std::uint64_t> title_key) {
    TRY_ASSIGN(const WorkId row, insert(work, title_key));
    std::size_t free = 0;
    for (; free < keys.size(); ++free) {
      TRY(c_.db->run("INSERT INTO keys(key, work, weak) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
                     keys[free].text, row, keys[free].weak));
      if (c_.db->changes() == 0) break;
    }
    if (free == keys.size()) return row;
    for (const Key& key : keys.first(free))
      TRY(c_.db->run("DELETE FROM keys WHERE key = ?1", key.text));
    TRY(c_.db->run("DELETE FROM works WHERE row = ?1", row));
    c_.newest.reset();
    return std::nullopt;
  }

  Result<std::optional<WorkId>> row_of_key(std::string_view key, bool* weak) {
    std::optional<WorkId> found;
    {
      Rows rows = c_.db->query("SELECT work, weak FROM keys WHERE key = ?1", key);
      if (rows.next()) {
        found = rows.row(0);
        *weak = rows.i64(1) != 0;
      }
      TRY(rows.done());
    }
    if (!found) return found;
    return c_.actual(*found).map([](WorkId row) { return std::optional(row); });
  }

  Result<void> put_keys(WorkId row, std::span<const Key> keys) {
    for (const Key& key : keys)
      TRY(
          c_.db->run("INSERT INTO keys(key, work, weak) VALUES(?1, ?2, ?3) ON CONFLICT(key) DO "
                     "UPDATE SET work = excluded.work, weak = 0 "
                     "WHERE keys.weak AND NOT excluded.weak",
                     key.text, row, key.weak));
    return {};
  }

  // Where both works have a row under one key, keep's is the merged one.
  Result<void> move_to(WorkId keep, WorkId gone, UniteStamps stamps) {
    TRY(
        c_.db->run("INSERT INTO arrivals(pipeline, work, first_ms, last_ms) "
                   "SELECT pipeline, ?1, first_ms, last_ms FROM arrivals "
                   "WHERE work = ?2 AND pipeline IN (SELECT id FROM pipelines) "
                   "ON CONFLICT(pipeline, work) DO UPDATE SET "
                   "first_ms = min(first_ms, excluded.first_ms), "
                   "last_ms = max(last_ms, excluded.last_ms)",
                   keep, gone));
    TRY(
        c_.db->run("DELETE FROM arrivals WHERE work = ?1 AND "
                   "pipeline IN (SELECT id FROM pipelines)",
                   gone));

    struct Mark {
      std::int64_t pipeline, profile;
      std::uint64_t stamp;
    };
    std::vector<Mark> both;
    {
      Rows rows = c_.db->query(
          "SELECT g.pipeline, g.profile, g.stamp, k.stamp FROM seen g JOIN seen k "
          "ON k.work = ?1 AND k.pipeline = g.pipeline AND k.profile = g.profile "
          "WHERE g.work = ?2",
          keep, gone);
      while (rows.next())
        both.push_back({rows.i64(0), rows.i64(1), stamps(rows.u64(2), rows.u64(3))});
      TRY(rows.done());
    }
    // The later showing stays, with what either mark has seen.
    TRY(
        c_.db->run("INSERT INTO seen(work, pipeline, profile, stamp, run, shown_ms) "
                   "SELECT ?1, pipeline, profile, stamp, run, shown_ms FROM seen "
                   "WHERE work = ?2 ON CONFLICT(work, pipeline, profile) DO UPDATE SET "
                   "run = excluded.run, shown_ms = excluded.shown_ms "
                   "WHERE excluded.shown_ms > shown_ms",
                   keep, gone));
    for (const Mark& mark : both)
      TRY(
          c_.db->run("UPDATE seen SET stamp = ?4 WHERE work = ?1 AND pipeline = ?2 AND "
                     "profile = ?3",
                     keep, mark.pipeline, mark.profile, mark.stamp));
    TRY(c_.db->run("DELETE FROM seen WHERE work = ?1", gone));

    TRY(c_.db->run("UPDATE OR IGNORE carries SET work = ?1 WHERE work = ?2", keep, gone));
    TRY(c_.db->run("DELETE FROM carries WHERE work = ?1", gone));
    // Of two labels the later one is what the reader thinks now.
    TRY(
        c_.db->run("INSERT INTO labels(pipeline, profile, work, value, at_ms) "
                   "SELECT pipeline, profile, ?1, value, at_ms FROM labels WHERE work = ?2 "
                   "ON CONFLICT(pipeline, profile, work) DO UPDATE SET "
                   "value = excluded.value, at_ms = excluded.at_ms "
                   "WHERE excluded.at_ms > at_ms",
                   keep, gone));
    TRY(c_.db->run("DELETE FROM labels WHERE work = ?1", gone));

    TRY(c_.db->run("DELETE FROM suggestions WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)", keep,
                   gone));
    TRY(
        c_.db->run("UPDATE OR IGNORE suggestions SET b = ?1 WHERE a IN "
                   "(SELECT b FROM suggestions WHERE a = ?2) AND b = ?2",
                   keep, gone));
    TRY(
        c_.db->run("DELETE FROM suggestions WHERE a IN "
                   "(SELECT b FROM suggestions WHERE a = ?1) AND b = ?1",
                   gone));
    TRY(c_.db->run("UPDATE OR IGNORE suggestions SET a = ?1 WHERE a = ?2", keep, gone));
    return c_.db->run("DELETE FROM suggestions WHERE a = ?1", gone);
  }
};

}  // namespace

std::unique_ptr<Works> sqlite_works(Connection& connection) {
  return std::make_unique<SqliteWorks>(connection);
}

}  // namespace host::store
