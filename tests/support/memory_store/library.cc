// The works that readers have themselves.
#include "support/memory_store/data.h"

namespace test::memory_store {
namespace {

class MemoryLibrary final : public Subject<Library> {
 public:
  using Subject::Subject;

  Result<void> put(string_view pipeline, string_view profile, const LibraryPlace& place,
                   const Work& work) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.library
          .emplace(std::tuple(s(pipeline), s(profile), place.source, place.record),
                   std::pair(place.at_ms, work))
          .first->second.second = work;
      return {};
    });
  }
  Result<void> remove(string_view pipeline, string_view profile, string_view source,
                      string_view record) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.library.erase({s(pipeline), s(profile), s(source), s(record)});
      return {};
    });
  }
  Result<std::vector<LibraryPlace>> list(string_view pipeline, string_view profile) override {
    return tx_.read([&](Data& d) -> Result<std::vector<LibraryPlace>> {
      std::vector<LibraryPlace> found;
      for (const auto& [key, entry] : d.library)
        if (std::get<0>(key) == pipeline && std::get<1>(key) == profile)
          found.push_back({std::get<2>(key), std::get<3>(key), entry.first});
      std::stable_sort(found.begin(), found.end(),
                       [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
      return found;
    });
  }
  Result<Work> load(string_view pipeline, string_view profile, const LibraryPlace& place) override {
    return tx_.read([&](Data& d) -> Result<Work> {
      const auto at = d.library.find({s(pipeline), s(profile), place.source, place.record});
      if (at == d.library.end())
        return fail(SHEAF_E_NOT_FOUND, "the library has no entry " + place.record);
      return at->second.second;
    });
  }
};

}  // namespace

std::unique_ptr<Library> memory_library(Tx& tx) {
  return std::make_unique<MemoryLibrary>(tx);
}

}  // namespace test::memory_store
