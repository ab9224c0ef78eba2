// Digests, their items, and the walk over all of them.
#include "support/memory_store/data.h"

namespace test::memory_store {
namespace {

class MemoryDigests final : public Subject<Digests> {
 public:
  using Subject::Subject;

  Result<void> put(string_view run, string_view profile, string_view blob,
                   std::span<const Item> items, int64_t shown_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      TRY_ASSIGN(const int64_t number, d.known_run(run));
      StoredDigest digest{d.runs[number].pipeline, s(blob), shown_ms, {}};
      for (const Item& item : items)
        if (!digest.items.emplace(item.rank, item).second)
          return fail(SHEAF_E_INTERNAL, "two items of one rank");
      d.digests[{number, d.name(profile)}] = std::move(digest);
      return {};
    });
  }
  Result<std::optional<string>> find(string_view run, string_view profile) override {
    return tx_.read([&](Data& d) -> Result<std::optional<string>> {
      const StoredDigest* digest = stored(d, run, profile);
      return digest != nullptr ? std::optional(digest->blob) : std::nullopt;
    });
  }
  Result<std::vector<string>> profiles(string_view run) override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      std::vector<string> found;
      for (const auto& [name, number] : d.names)
        if (stored(d, run, name) != nullptr) found.push_back(name);
      return found;
    });
  }
  Result<std::vector<Item>> items(string_view run, string_view profile) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Item>> {
      std::vector<Item> found;
      if (const StoredDigest* digest = stored(d, run, profile))
        for (const auto& [rank, item] : digest->items)
          found.push_back({rank, d.actual(item.work), item.blob});
      return found;
    });
  }
  // A page begins with the item of that number.
  Result<HistoryPage> history(const HistoryQuery& query, string_view from) override {
    return tx_.read([&](Data& d) -> Result<HistoryPage> {
      constexpr std::size_t kPage = 100;
      std::size_t begin = 0;
      for (const char c : from) {
        if (c < '0' || c > '9') return fail(SHEAF_E_INTERNAL, "no page begins there");
        begin = begin * 10 + static_cast<std::size_t>(c - '0');
      }
      std::vector<HistoryItem> all;
      std::map<Key<int64_t, int64_t, int64_t>, const StoredDigest*> by_time;
      for (const auto& [key, digest] : d.digests)
        if (digest.pipeline == query.pipeline && digest.shown_ms >= query.since_ms &&
            digest.shown_ms < query.until_ms &&
            (query.profile.empty() || std::get<1>(key) == d.known_name(query.profile)))
          by_time[{digest.shown_ms, std::get<0>(key), std::get<1>(key)}] = &digest;
      for (const auto& [key, digest] : by_time) {
        const Run& run = d.runs[std::get<1>(key)];
        for (const auto& [rank, item] : digest->items)
          all.push_back({run.id,
                         run.date,
                         name_of(d, std::get<2>(key)),
                         digest->shown_ms,
                         {rank, d.actual(item.work), item.blob}});
      }
      HistoryPage page;
      for (; begin < all.size() && page.items.size() < kPage; ++begin)
        page.items.push_back(all[begin]);
      if (begin < all.size()) page.next = std::to_string(begin);
      return page;
    });
  }

 private:
  static const StoredDigest* stored(const Data& d, string_view run, string_view profile) {
    const auto at = d.digests.find({d.run_number(run).value_or(0), d.known_name(profile)});
    return at == d.digests.end() ? nullptr : &at->second;
  }
  static string name_of(const Data& d, int64_t number) {
    for (const auto& [name, n] : d.names)
      if (n == number) return name;
    return {};
  }
};

}  // namespace

std::unique_ptr<Digests> memory_digests(Tx& tx) {
  return std::make_unique<MemoryDigests>(tx);
}

}  // namespace test::memory_store
