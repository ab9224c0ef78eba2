// What the host remembers: scores, answers, sections, receivers, exchanges.
#include "support/memory_store/data.h"

namespace test::memory_store {
namespace {

class MemoryMemory final : public Subject<Memory> {
 public:
  using Subject::Subject;

  Result<std::optional<string>> score(string_view fingerprint, uint64_t text_hash) override {
    return tx_.read([&](Data& d) -> Result<std::optional<string>> {
      const auto at = d.scores.find({s(fingerprint), text_hash});
      return at == d.scores.end() ? std::nullopt : std::optional(at->second.first);
    });
  }
  Result<void> put_score(string_view fingerprint, uint64_t text_hash, string_view blob,
                         int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.scores[{s(fingerprint), text_hash}] = {s(blob), now_ms};
      return {};
    });
  }
  Result<bool> was_asked(string_view pipeline, string_view enricher, string_view work,
                         int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<bool> {
      const auto at = d.asked.find({s(pipeline), s(enricher), s(work)});
      return at != d.asked.end() && at->second > now_ms;
    });
  }
  Result<void> put_asked(string_view pipeline, string_view enricher, string_view work,
                         int64_t until_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.asked[{s(pipeline), s(enricher), s(work)}] = until_ms;
      return {};
    });
  }
  Result<std::optional<string>> sections(string_view pipeline, string_view editor, string_view key,
                                         int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::optional<string>> {
      const auto at = d.sections.find({s(pipeline), s(editor), s(key)});
      if (at == d.sections.end() || at->second.expired(now_ms)) return std::nullopt;
      return at->second.value;
    });
  }
  Result<void> put_sections(string_view pipeline, string_view editor, string_view key,
                            string_view blob, int64_t until_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.sections[{s(pipeline), s(editor), s(key)}] = {s(blob), until_ms};
      return {};
    });
  }
  Result<std::vector<string>> receivers(string_view pipeline, string_view output, string_view key,
                                        int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      std::vector<string> found;
      for (const auto& [at, until_ms] : d.receivers) {
        const auto& [in, by, of, address] = at;
        if (in == pipeline && by == output && of == key && until_ms > now_ms)
          found.push_back(address);
      }
      return found;
    });
  }
  Result<void> put_receiver(string_view pipeline, string_view output, string_view key,
                            string_view address, int64_t until_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.receivers[{s(pipeline), s(output), s(key), s(address)}] = until_ms;
      return {};
    });
  }
  Result<void> put_exchange(string_view pipeline, const Exchange& exchange,
                            const std::vector<string>& works, int64_t until_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.exchanges[++d.last_exchange] = {
          s(pipeline), exchange, {works.begin(), works.end()}, until_ms};
      return {};
    });
  }
  Result<std::vector<Exchange>> exchanges(string_view pipeline, string_view step, string_view work,
                                          int64_t now_ms) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Exchange>> {
      std::map<Key<string, string>, Exchange> newest;
      for (const auto& [number, x] : d.exchanges)
        if (x.pipeline == pipeline && x.works.count(s(work)) != 0 && x.until_ms > now_ms &&
            (step.empty() || x.exchange.step == step))
          newest[{x.exchange.step, x.exchange.profile}] = x.exchange;
      std::vector<Exchange> found;
      for (auto& [key, exchange] : newest) found.push_back(std::move(exchange));
      return found;
    });
  }
};

}  // namespace

std::unique_ptr<Memory> memory_memory(Tx& tx) {
  return std::make_unique<MemoryMemory>(tx);
}

}  // namespace test::memory_store
