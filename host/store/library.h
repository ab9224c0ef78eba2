// Works that a reader has. They are no works of the store: what a reader's file says of a paper is
// no voice in what other readers see of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/record.h"

namespace host::store {

// Where an entry of a reader's library came from.
struct LibraryPlace {
  std::string source;      // step id of the library
  std::string record;      // the entry's id there
  std::int64_t at_ms = 0;  // when it was first seen
  bool operator==(const LibraryPlace&) const = default;
};

class Library {
 public:
  virtual ~Library() = default;

  // Replaces what the same place said; its first time stays.
  virtual Result<void> put(std::string_view pipeline, std::string_view profile,
                           const LibraryPlace& place, const Work& work) = 0;
  virtual Result<void> remove(std::string_view pipeline, std::string_view profile,
                              std::string_view source, std::string_view record) = 0;
  virtual Result<std::vector<LibraryPlace>> list(
      std::string_view pipeline,
      std::string_view profile) = 0;  // by time, source, record
  // SHEAF_E_NOT_FOUND if it was removed.
  virtual Result<Work> load(std::string_view pipeline, std::string_view profile,
                            const LibraryPlace& place) = 0;
};

}  // namespace host::store
