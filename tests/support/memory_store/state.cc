// Small values that plugins keep.
#include "support/memory_store/data.h"

namespace test::memory_store {
namespace {

class MemoryState final : public Subject<State> {
 public:
  using Subject::Subject;

  Result<std::optional<string>> get(const StateScope& scope, string_view key,
                                    int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::optional<string>> {
      const auto at = d.state.find(key_of(scope, key));
      if (at == d.state.end() || at->second.expired(now_ms)) return std::nullopt;
      return at->second.value;
    });
  }
  Result<std::vector<string>> keys(const StateScope& scope, string_view prefix,
                                   int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      std::vector<string> found;
      for (const auto& [key, value] : d.state) {
        const string& name = std::get<4>(key);
        if (key == key_of(scope, name) && name.starts_with(prefix) && !value.expired(now_ms))
          found.push_back(name);
      }
      return found;
    });
  }
  Result<void> put(const StateScope& scope, string_view key, string_view value,
                   int64_t expires_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(scope.pipeline));
      d.state[key_of(scope, key)] = {
          s(value), expires_ms == SHEAF_TIME_UNKNOWN ? std::nullopt : std::optional(expires_ms)};
      return {};
    });
  }
  Result<void> remove(const StateScope& scope, string_view key) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.state.erase(key_of(scope, key));
      return {};
    });
  }
  Result<void> reset(string_view pipeline, string_view step) override {
    return tx_.write([&](Data& d) -> Result<void> {
      std::erase_if(d.state, [&](const auto& e) {
        return std::get<0>(e.first) == pipeline && std::get<1>(e.first) == step;
      });
      return {};
    });
  }

 private:
  static Key<string, string, string, string, string> key_of(const StateScope& scope,
                                                            string_view key) {
    return {s(scope.pipeline), s(scope.step), s(scope.component), s(scope.profile), s(key)};
  }
};

}  // namespace

std::unique_ptr<State> memory_state(Tx& tx) {
  return std::make_unique<MemoryState>(tx);
}

}  // namespace test::memory_store
