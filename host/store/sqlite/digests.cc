// Digests, their items, and the walk over all of them.
#include <cinttypes>
#include <cstdio>

#include "store/sqlite/subjects.h"

namespace host::store {
namespace {

class SqliteDigests final : public Subject<Digests> {
 public:
  using Subject::Subject;

  Result<void> put(std::string_view run, std::string_view profile, std::string_view blob,
                   std::span<const Item> items, std::int64_t shown_ms) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto during, c_.run_row(run));
      TRY_ASSIGN(const auto by, c_.names.id(profile));
      TRY(
          c_.db->run("INSERT OR REPLACE INTO digests(run, profile, pipeline, shown_ms, blob) "
                     "SELECT ?1, ?2, pipeline, ?3, ?4 FROM runs WHERE row = ?1",
                     during, by, shown_ms, Blob{blob}));
      for (const Item& item : items) {
        TRY(c_.db->run(
            "INSERT INTO items(run, profile, rank, work, blob) VALUES(?1, ?2, ?3, ?4, ?5)", during,
            by, item.rank, item.work, Blob{item.blob}));
      }
      return {};
    });
  }

  Result<std::optional<std::string>> find(std::string_view run, std::string_view profile) override {
    return c_.read([&]() -> Result<std::optional<std::string>> {
      TRY_ASSIGN(const auto during, c_.runs.known(run));
      TRY_ASSIGN(const auto by, c_.names.known(profile));
      return first(
          c_.db->query("SELECT blob FROM digests WHERE run = ?1 AND profile = ?2", during, by),
          [](Rows& rows) { return rows.str(0); });
    });
  }

  Result<std::vector<std::string>> profiles(std::string_view run) override {
    return c_.read([&]() -> Result<std::vector<std::string>> {
      TRY_ASSIGN(const auto during, c_.runs.known(run));
      return all(
          c_.db->query(
              "SELECT n.name FROM digests d JOIN names n ON n.id = d.profile WHERE d.run = ?1 "
              "ORDER BY n.name",
              during),
          [](Rows& rows) { return rows.str(0); });
    });
  }

  Result<std::vector<Item>> items(std::string_view run, std::string_view profile) override {
    return c_.read([&]() -> Result<std::vector<Item>> {
      TRY_ASSIGN(const auto during, c_.runs.known(run));
      TRY_ASSIGN(const auto by, c_.names.known(profile));
      return all(c_.db->query("SELECT i.rank, coalesce(w.into_row, i.work), i.blob FROM items i "
                              "LEFT JOIN works w ON w.row = i.work "
                              "WHERE i.run = ?1 AND i.profile = ?2 ORDER BY i.rank",
                              during, by),
                 [](Rows& rows) {
                   return Item{rows.u32(0), rows.row(1), rows.str(2)};
                 });
    });
  }

  // The next page begins behind (shown_ms, run, profile, rank) of the last item.
  Result<HistoryPage> history(const HistoryQuery& query, std::string_view from) override {
    constexpr std::size_t kPage = 64;
    return c_.read([&]() -> Result<HistoryPage> {
      HistoryPage page;
      std::int64_t shown_ms = query.since_ms, run = -1, profile = -1, rank = -1;
      if (!from.empty() &&
          std::sscanf(std::string(from).c_str(), "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64,
                      &shown_ms, &run, &profile, &rank) != 4) {
        return fail(SHEAF_E_INTERNAL, "no page of the history begins there");
      }
      TRY_ASSIGN(const auto in, c_.pipelines.known(query.pipeline));
      std::optional<std::int64_t> only;
      if (!query.profile.empty()) {
        TRY_ASSIGN(only, c_.names.known(query.profile));
        if (!only) return page;
      }
      Rows rows = c_.db->query(
          "SELECT d.run, d.profile, d.shown_ms, r.id, r.date, n.name, i.rank, "
          "coalesce(w.into_row, i.work), i.blob FROM digests d "
          "JOIN runs r ON r.row = d.run JOIN names n ON n.id = d.profile "
          "JOIN items i ON i.run = d.run AND i.profile = d.profile "
          "LEFT JOIN works w ON w.row = i.work "
          "WHERE d.pipeline = ?1 AND (d.shown_ms, d.run, d.profile) >= (?2, ?3, ?4) "
          "AND ((d.shown_ms, d.run, d.profile) > (?2, ?3, ?4) OR i.rank > ?5) "
          "AND d.shown_ms < ?6 AND (?7 IS NULL OR d.profile = ?7) "
          "ORDER BY d.shown_ms, d.run, d.profile, i.rank",
          in, shown_ms, run, profile, rank, query.until_ms, only);
      while (page.items.size() < kPage && rows.next()) {
        page.items.push_back({rows.str(3),
                              rows.str(4),
                              rows.str(5),
                              rows.i64(2),
                              {rows.u32(6), rows.row(7), rows.str(8)}});
        page.next = std::to_string(rows.i64(2)) + " " + std::to_string(rows.i64(0)) + " " +
                    std::to_string(rows.i64(1)) + " " + std::to_string(rows.i64(6));
      }
      TRY(rows.done());
      if (page.items.size() < kPage) page.next.clear();
      return page;
    });
  }
};

}  // namespace

std::unique_ptr<Digests> sqlite_digests(Connection& connection) {
  return std::make_unique<SqliteDigests>(connection);
}

}  // namespace host::store
