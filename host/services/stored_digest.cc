#include "services/stored_digest.h"

#include <utility>

namespace host::services {

Result<report::RunFacts> load_facts(store::Session& session, std::string_view run) {
  TRY_ASSIGN(const auto stored, session.runs().find(run));
  if (!stored) return fail(SHEAF_E_NOT_FOUND, "its run is not in the store any more");
  return report::decode_facts(stored->facts);
}

Result<StoredDigest> load_digest(store::Session& session, std::string_view run,
                                 std::string_view profile) {
  TRY_ASSIGN(const auto blob, session.digests().find(run, profile));
  if (!blob) return fail(SHEAF_E_NOT_FOUND, "its digest is not in the store any more");
  StoredDigest out;
  TRY_ASSIGN(out.digest, report::decode_digest(*blob));
  TRY_ASSIGN(const auto items, session.digests().items(run, profile));
  for (const store::Item& stored : items) {
    TRY_ASSIGN(auto item, report::decode_item(stored.blob));
    out.items.push_back(std::move(item));
  }
  return out;
}

}  // namespace host::services
