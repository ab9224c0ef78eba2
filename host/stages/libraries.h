// Reads the libraries of a pipeline's readers into the store, where sheaf.feedback/1 finds them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "report/digest.h"
#include "stages/step.h"
#include "store/store.h"

namespace host::stages {

// Where a source was and where it is now.
struct CursorMove {
  std::optional<store::Cursor> from;
  store::Cursor to;
};

struct LibraryEnd {
  std::map<std::string, std::vector<report::Notice>> notices;  // by profile
  std::map<std::string, CursorMove> cursors;  // by step id; to be stored with the run
  bool failed = false;                        // one could not be read
};

// Reads what changed in each library since its cursor. A library whose settings changed, or that
// has no cursor, is read as a whole, and what it no longer has is removed then; otherwise its
// source says what was removed. Entries of libraries that the pipeline no longer names are removed,
// too. A library that fails is a notice to its reader and keeps what it had. Errors: the store's,
// and SHEAF_E_CANCELLED.
Result<LibraryEnd> read_libraries(const std::string& pipeline,
                                  const std::vector<std::string>& profiles,
                                  const std::vector<LibraryInstance>& libraries,
                                  store::Store& store, const CallMaker& calls, Clock& clock,
                                  const std::function<bool()>& cancelled);

}  // namespace host::stages
