// The least upper bound of two works. Private to identity/.
#pragma once

#include "base/record.h"

namespace host::identity {

// Sorts the lists of a record and removes repetition; the primary category becomes a category.
void canonicalise(Record& record);

// Sets what follows from the rest: version, announce, flags, text_hash.
void derive(Work& work);

// Makes `a` the join of both; its id stays. Associative, and but for the id commutative and
// idempotent (see identity.h for the exceptions).
void join(Work& a, Work&& b);

}  // namespace host::identity
