#include "services/stored_digest.h"

#include <utility>

namespace host::pipeline {

Result<report::RunFacts> load_facts(store::Store& store, std::string_view run) {
  auto stored = store.run(run);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return fail(SHEAF_E_NOT_FOUND, "its run is not in the store any more");
  return report::decode_facts((*stored)->facts);
}

Result<StoredDigest> load_digest(store::Store& store, std::string_view run,
                                 std::string_view profile) {
  auto blob = store.digest(run, profile);
  if (!blob) return tl::unexpected(blob.error());
  if (!*blob) return fail(SHEAF_E_NOT_FOUND, "its digest is not in the store any more");
  auto digest = report::decode_digest(**blob);
  if (!digest) return tl::unexpected(digest.error());
  StoredDigest out{std::move(*digest), {}};
  auto items = store.items(run, profile);
  if (!items) return tl::unexpected(items.error());
  for (const store::Item& stored : *items) {
    auto item = report::decode_item(stored.blob);
    if (!item) return tl::unexpected(item.error());
    out.items.push_back(std::move(*item));
  }
  return out;
}

}  // namespace host::pipeline
