// Digests, their items, and the walk over all of them.
#include "store/sqlite_store.h"

namespace host::store {

Result<void> SqliteStore::put_digest(std::string_view run, std::string_view profile,
                                     std::string_view blob, std::int64_t shown_ms) {
  return write([&]() -> Result<void> {
    const auto during = run_row(run), by = names_.id(profile);
    for (const auto* id : {&during, &by})
      if (!*id) return tl::unexpected(id->error());
    return db_->run(
        "INSERT OR REPLACE INTO digests(run, profile, pipeline, shown_ms, blob) "
        "SELECT ?1, ?2, pipeline, ?3, ?4 FROM runs WHERE row = ?1",
        *during, *by, shown_ms, Blob{blob});
  });
}

Result<void> SqliteStore::put_item(std::string_view run, std::string_view profile,
                                   const Item& item) {
  return write([&]() -> Result<void> {
    const auto during = run_row(run), by = names_.id(profile);
    for (const auto* id : {&during, &by})
      if (!*id) return tl::unexpected(id->error());
    return db_->run("INSERT INTO items(run, profile, rank, work, blob) VALUES(?1, ?2, ?3, ?4, ?5)",
                    *during, *by, item.rank, item.row, Blob{item.blob});
  });
}

Result<std::optional<std::string>> SqliteStore::digest(std::string_view run,
                                                       std::string_view profile) {
  return read([&]() -> Result<std::optional<std::string>> {
    std::optional<std::string> found;
    STORE_KNOWN(during, runs_, run, found);
    STORE_KNOWN(by, names_, profile, found);
    Rows rows =
        db_->query("SELECT blob FROM digests WHERE run = ?1 AND profile = ?2", **during, **by);
    if (rows.next()) found = rows.text(0);
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<std::string>> SqliteStore::digest_profiles(std::string_view run) {
  return read([&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> found;
    STORE_KNOWN(during, runs_, run, found);
    Rows rows = db_->query(
        "SELECT n.name FROM digests d JOIN names n ON n.id = d.profile WHERE d.run = ?1 "
        "ORDER BY n.name",
        **during);
    while (rows.next()) found.emplace_back(rows.text(0));
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<Item>> SqliteStore::items(std::string_view run, std::string_view profile) {
  return read([&]() -> Result<std::vector<Item>> {
    std::vector<Item> found;
    STORE_KNOWN(during, runs_, run, found);
    STORE_KNOWN(by, names_, profile, found);
    return page_of_items(**during, **by, -1, SIZE_MAX);
  });
}

// The items of a digest whose rank is above `after`, at most `limit`; rows as of now.
Result<std::vector<Item>> SqliteStore::page_of_items(std::int64_t run, std::int64_t profile,
                                                     std::int64_t after, std::size_t limit) {
  std::vector<Item> found;
  Rows rows = db_->query(
      "SELECT i.rank, coalesce(w.into_row, i.work), i.blob FROM items i "
      "LEFT JOIN works w ON w.row = i.work "
      "WHERE i.run = ?1 AND i.profile = ?2 AND i.rank > ?3 ORDER BY i.rank",
      run, profile, after);
  while (found.size() < limit && rows.next())
    found.push_back({rows.u32(0), rows.row(1), std::string(rows.text(2))});
  STORE_TRY(rows.done());
  return found;
}

// Page by page, so that no statement and no lock is held while `visit` runs.
Result<void> SqliteStore::for_each_item(const HistoryQuery& query,
                                        const std::function<bool(const HistoryItem&)>& visit) {
  constexpr std::size_t kPage = 64;
  struct Digest {
    std::int64_t run = 0, profile = 0, shown_ms = 0;
    std::string run_id, date, profile_name;
  };
  std::int64_t pipeline = 0;
  std::optional<std::int64_t> only;
  bool any = true;
  auto resolved = read([&]() -> Result<void> {
    any = false;
    STORE_KNOWN(in, pipelines_, query.pipeline, {});
    pipeline = **in;
    if (!query.profile.empty()) {
      STORE_KNOWN(by, names_, query.profile, {});
      only = **by;
    }
    any = true;
    return {};
  });
  if (!resolved || !any) return resolved;

  Digest last;
  last.shown_ms = query.since_ms;
  last.run = last.profile = -1;
  for (;;) {
    auto digests = read([&]() -> Result<std::vector<Digest>> {
      std::vector<Digest> page;
      Rows rows = db_->query(
          "SELECT d.run, d.profile, d.shown_ms, r.id, r.date, n.name FROM digests d "
          "JOIN runs r ON r.row = d.run JOIN names n ON n.id = d.profile "
          "WHERE d.pipeline = ?1 AND (d.shown_ms, d.run, d.profile) > (?2, ?3, ?4) "
          "AND d.shown_ms < ?5 AND (?6 IS NULL OR d.profile = ?6) "
          "ORDER BY d.shown_ms, d.run, d.profile LIMIT ?7",
          pipeline, last.shown_ms, last.run, last.profile, query.until_ms, only,
          static_cast<std::int64_t>(kPage));
      while (rows.next())
        page.push_back({rows.i64(0), rows.i64(1), rows.i64(2), std::string(rows.text(3)),
                        std::string(rows.text(4)), std::string(rows.text(5))});
      STORE_TRY(rows.done());
      return page;
    });
    if (!digests) return tl::unexpected(std::move(digests.error()));
    for (const Digest& digest : *digests) {
      std::size_t size = kPage;
      for (std::int64_t rank = -1; size == kPage;) {
        auto items = read([&] { return page_of_items(digest.run, digest.profile, rank, kPage); });
        if (!items) return tl::unexpected(std::move(items.error()));
        size = items->size();
        for (Item& item : *items) {
          rank = item.rank;
          const HistoryItem entry{digest.run_id, digest.date, digest.profile_name, digest.shown_ms,
                                  std::move(item)};
          if (!visit(entry)) return {};
        }
      }
    }
    if (digests->size() < kPage) return {};
    last = digests->back();
  }
}

}  // namespace host::store
