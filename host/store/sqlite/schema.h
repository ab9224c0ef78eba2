// The tables, and how an older file becomes a new one. Private to store/sqlite/.
#pragma once

#include <cstdint>
#include <span>

#include "store/sqlite/db.h"

namespace host::store {

inline constexpr std::int64_t kApplicationId = 0x53484631;  // "SHF1"

inline constexpr std::size_t kPageSize = 16384;

// Columns that name a work, and those that name a run: nothing of either is left when it is gone.
struct Reference {
  const char *table, *column;
};
inline constexpr Reference kOfWorks[] = {
    {"keys", "work"}, {"suggestions", "a"}, {"suggestions", "b"}, {"arrivals", "work"},
    {"seen", "work"}, {"carries", "work"},  {"labels", "work"},   {"items", "work"}};
inline constexpr Reference kOfRuns[] = {
    {"items", "run"}, {"digests", "run"}, {"deliveries", "run"}};

// Writes down beside the file on which page each table begins (PATH.roots), unless it says so
// already: without its first page a file does not tell any more, and one that was migrated has its
// tables elsewhere than a new one. Best effort.
void remember_roots(Db& db);

// migrations()[i] is SQL that makes the tables of schema i+1 of those of schema i. Never changed
// once released.
std::span<const char* const> migrations();
// Moves what older schemas kept elsewhere to where it belongs now, as migrate() does: for rows that
// were copied out of an older store.
Result<void> move_rows(Db& db);

// SHEAF_E_CONFIG if the file is another application's database, of a newer sheaf, or damaged where
// that shows at once. Writes nothing.
Result<void> refuse_foreign(Db& db);

// Brings the file to schema `steps.size()`, in one transaction, all or nothing.
// Refuses what refuse_foreign() refuses.
Result<void> migrate(Db& db, std::span<const char* const> steps);

// Sets what holds for one connection: write-ahead log, cache, limits.
Result<void> configure(Db& db);

// Opens `path` as it is: no folder, lock or migration.
Result<std::unique_ptr<Db>> connect(const std::string& path, std::int64_t busy_ms);

}  // namespace host::store
