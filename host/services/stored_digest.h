// Digests as they were stored.
#pragma once

#include <string_view>
#include <vector>

#include "report/digest.h"
#include "store/store.h"

namespace host::services {

struct StoredDigest {
  report::Digest digest;
  std::vector<report::Item> items;  // by rank
};

// SHEAF_E_NOT_FOUND, in words for the user, if the store does not have it any more.
Result<report::RunFacts> load_facts(store::Session& session, std::string_view run);
Result<StoredDigest> load_digest(store::Session& session, std::string_view run,
                                 std::string_view profile);

}  // namespace host::services
