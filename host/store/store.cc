#include "store/store.h"

namespace host::store {

Result<Work> Works::load(WorkId row) {
  TRY_ASSIGN(auto works, load(std::span(&row, 1)));
  if (!works.front()) {
    return fail(SHEAF_E_NOT_FOUND, "the work is not in the store any more (see `retention:`)");
  }
  return std::move(*works.front());
}

Result<std::vector<Seen>> Readers::seen_by(std::string_view pipeline, WorkId row) {
  TRY_ASSIGN(auto marks, seen_by(pipeline, std::span(&row, 1)));
  return std::move(marks.front());
}

Result<StoreUrl> StoreUrl::parse(std::string_view text) {
  const std::size_t colon = text.find("://");
  const std::string_view scheme = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  if (scheme == "file") return StoreUrl(std::string(text.substr(colon + 3)));
  if (!scheme.empty() && scheme.find('/') == std::string_view::npos) {
    return fail(SHEAF_E_CONFIG, "this sheaf has no store of the kind " + std::string(scheme) +
                                    "://: give `store:` the path of a file");
  }
  return StoreUrl(std::string(text));
}

}  // namespace host::store
