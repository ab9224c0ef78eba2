// The works that readers have themselves.
#include "base/codec.h"
#include "store/sqlite_store.h"

namespace host::store {

Result<void> SqliteStore::put_in_library(std::string_view pipeline, std::string_view profile,
                                         const LibraryPlace& place, const Work& work) {
  return write([&]() -> Result<void> {
    const auto in = pipelines_.id(pipeline), by = names_.id(profile);
    for (const auto* id : {&in, &by})
      if (!*id) return tl::unexpected(id->error());
    std::string blob;
    encode_work(work, blob);
    return db_->run(
        "INSERT INTO library(pipeline, profile, source, record, at_ms, blob) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
        "ON CONFLICT(pipeline, profile, source, record) DO UPDATE SET blob = excluded.blob",
        *in, *by, place.source, place.record, place.at_ms, Blob{blob});
  });
}

Result<void> SqliteStore::remove_from_library(std::string_view pipeline, std::string_view profile,
                                              std::string_view source, std::string_view record) {
  return write([&]() -> Result<void> {
    STORE_KNOWN(in, pipelines_, pipeline, {});
    STORE_KNOWN(by, names_, profile, {});
    return db_->run(
        "DELETE FROM library WHERE pipeline = ?1 AND profile = ?2 AND source = ?3 AND record = ?4",
        **in, **by, source, record);
  });
}

Result<std::vector<LibraryPlace>> SqliteStore::library(std::string_view pipeline,
                                                       std::string_view profile) {
  return read([&]() -> Result<std::vector<LibraryPlace>> {
    std::vector<LibraryPlace> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    STORE_KNOWN(by, names_, profile, found);
    Rows rows = db_->query(
        "SELECT source, record, at_ms FROM library "
        "WHERE pipeline = ?1 AND profile = ?2 ORDER BY at_ms, source, record",
        **in, **by);
    while (rows.next())
      found.push_back({std::string(rows.text(0)), std::string(rows.text(1)), rows.i64(2)});
    STORE_TRY(rows.done());
    return found;
  });
}

Result<Work> SqliteStore::load_from_library(std::string_view pipeline, std::string_view profile,
                                            const LibraryPlace& place) {
  return read([&]() -> Result<Work> {
    const auto gone = fail(SHEAF_E_NOT_FOUND, "the library has no entry " + place.record);
    STORE_KNOWN(in, pipelines_, pipeline, gone);
    STORE_KNOWN(by, names_, profile, gone);
    Rows rows = db_->query(
        "SELECT blob FROM library "
        "WHERE pipeline = ?1 AND profile = ?2 AND source = ?3 AND record = ?4",
        **in, **by, std::string_view(place.source), std::string_view(place.record));
    if (!rows.next()) {
      STORE_TRY(rows.done());
      return gone;
    }
    return decode_work(rows.text(0));
  });
}

}  // namespace host::store
