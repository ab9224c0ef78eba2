// From what a plugin emitted to the host's record: copied, cleaned, checked.
#pragma once

#include "base/error.h"
#include "base/record.h"
#include "sheaf/plugin.h"

namespace host::stages {

// All text in canonical form; links found in abstract and comment are added. Fails with
// SHEAF_E_UPSTREAM if the record has no id or no title, or an id of control characters only. One
// with SHEAF_R_REMOVED needs no title.
Result<Record> intake(const sheaf_record& record);

// As intake(), for what an enricher emits: id and title may be missing.
Record intake_partial(const sheaf_record& record);

}  // namespace host::stages
