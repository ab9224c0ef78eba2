// The works that readers have themselves.
#include "base/codec.h"
#include "store/sqlite/subjects.h"

namespace host::store {
namespace {

class SqliteLibrary final : public Subject<Library> {
 public:
  using Subject::Subject;

  Result<void> put(std::string_view pipeline, std::string_view profile, const LibraryPlace& place,
                   const Work& work) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(pipeline));
      TRY_ASSIGN(const auto by, c_.names.id(profile));
      std::string blob;
      encode_work(work, blob);
      return c_.db->run(
          "INSERT INTO library(pipeline, profile, source, record, at_ms, blob) "
          "VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
          "ON CONFLICT(pipeline, profile, source, record) DO UPDATE SET blob = excluded.blob",
          in, by, place.source, place.record, place.at_ms, Blob{blob});
    });
  }

  Result<void> remove(std::string_view pipeline, std::string_view profile, std::string_view source,
                      std::string_view record) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      TRY_ASSIGN(const auto by, c_.names.known(profile));
      return c_.db->run(
          "DELETE FROM library WHERE pipeline = ?1 AND profile = ?2 AND source = ?3 AND record = "
          "?4",
          in, by, source, record);
    });
  }

  Result<std::vector<LibraryPlace>> list(std::string_view pipeline,
                                         std::string_view profile) override {
    return c_.read([&]() -> Result<std::vector<LibraryPlace>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      TRY_ASSIGN(const auto by, c_.names.known(profile));
      return all(c_.db->query("SELECT source, record, at_ms FROM library "
                              "WHERE pipeline = ?1 AND profile = ?2 ORDER BY at_ms, source, record",
                              in, by),
                 [](Rows& rows) {
                   return LibraryPlace{rows.str(0), rows.str(1), rows.i64(2)};
                 });
    });
  }

  Result<Work> load(std::string_view pipeline, std::string_view profile,
                    const LibraryPlace& place) override {
    return c_.read([&]() -> Result<Work> {
      const auto gone = fail(SHEAF_E_NOT_FOUND, "the library has no entry " + place.record);
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      TRY_ASSIGN(const auto by, c_.names.known(profile));
      Rows rows = c_.db->query(
          "SELECT blob FROM library "
          "WHERE pipeline = ?1 AND profile = ?2 AND source = ?3 AND record = ?4",
          in, by, std::string_view(place.source), std::string_view(place.record));
      if (!rows.next()) {
        TRY(rows.done());
        return gone;
      }
      return decode_work(rows.text(0));
    });
  }
};

}  // namespace

std::unique_ptr<Library> sqlite_library(Connection& connection) {
  return std::make_unique<SqliteLibrary>(connection);
}

}  // namespace host::store
