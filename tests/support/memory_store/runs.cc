// Cursors and runs.
#include <date/date.h>
#include <fmt/format.h>

#include <chrono>

#include "support/memory_store/data.h"

namespace test::memory_store {

string time_words(int64_t ms, const char* format) {
  return date::format(format,
                      date::floor<std::chrono::seconds>(
                          std::chrono::system_clock::time_point(std::chrono::milliseconds(ms))));
}

namespace {

class MemoryRuns final : public Subject<Runs> {
 public:
  using Subject::Subject;

  Result<string> begin(string_view pipeline, string_view date, int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<string> {
      const string base = time_words(now_ms, "%Y%m%dT%H%M%SZ");
      string id = base;
      for (int n = 2; d.run_number(id); ++n) id = fmt::format("{}-{}", base, n);
      Run run;
      run.id = id;
      run.pipeline = pipeline;
      run.date = date;
      run.started_ms = now_ms;
      d.pipelines.insert(run.pipeline);
      d.runs[++d.last_run] = run;
      return id;
    });
  }
  Result<void> update(const Run& run) override {
    return tx_.write([&](Data& d) -> Result<void> {
      TRY_ASSIGN(const int64_t number, d.known_run(run.id));
      Run& stored = d.runs[number];
      stored.status = run.status;
      stored.finished_ms = run.finished_ms;
      stored.facts = run.facts;
      stored.report = run.report;
      return {};
    });
  }
  Result<std::optional<Run>> find(string_view id) override {
    return tx_.read([&](Data& d) -> Result<std::optional<Run>> {
      const auto number = d.run_number(id);
      return number ? std::optional(d.runs[*number]) : std::nullopt;
    });
  }
  Result<std::vector<Run>> list(string_view pipeline, std::size_t limit) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Run>> {
      std::vector<Run> found;
      for (auto at = d.runs.rbegin(); at != d.runs.rend(); ++at) {
        if (!pipeline.empty() && at->second.pipeline != pipeline) continue;
        Run& run = found.emplace_back(at->second);
        run.facts.clear();
        run.report.clear();
      }
      std::stable_sort(found.begin(), found.end(),
                       [](const Run& a, const Run& b) { return a.started_ms > b.started_ms; });
      found.resize(std::min(found.size(), limit));
      return found;
    });
  }
  Result<std::vector<string>> pipelines() override {
    return tx_.read([&](Data& d) -> Result<std::vector<string>> {
      return std::vector<string>(d.pipelines.begin(), d.pipelines.end());
    });
  }
  Result<std::optional<Cursor>> cursor(string_view pipeline, string_view source) override {
    return tx_.read(
        [&](Data& d) -> Result<std::optional<Cursor>> { return stored(d, pipeline, source); });
  }
  Result<std::vector<CursorEntry>> cursors(string_view pipeline) override {
    return tx_.read([&](Data& d) -> Result<std::vector<CursorEntry>> {
      std::vector<CursorEntry> found;
      for (const auto& [key, cursor] : d.cursors)
        if (std::get<0>(key) == pipeline) found.push_back({std::get<1>(key), cursor});
      return found;
    });
  }
  Result<void> set_cursor(string_view pipeline, string_view source,
                          const std::optional<Cursor>& begun_from, const Cursor& cursor) override {
    return tx_.write([&](Data& d) -> Result<void> {
      const auto now = stored(d, pipeline, source);
      if (now.has_value() != begun_from.has_value() ||
          (now &&
           (now->cursor != begun_from->cursor || now->identity_hash != begun_from->identity_hash)))
        return fail(SHEAF_E_TRANSIENT, "the cursor was changed meanwhile");
      d.pipelines.insert(s(pipeline));
      d.cursors[{s(pipeline), s(source)}] = cursor;
      return {};
    });
  }
  Result<void> reset_cursor(string_view pipeline, string_view source) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.cursors.erase({s(pipeline), s(source)});
      return {};
    });
  }

 private:
  static std::optional<Cursor> stored(const Data& d, string_view pipeline, string_view source) {
    const auto at = d.cursors.find({s(pipeline), s(source)});
    return at == d.cursors.end() ? std::nullopt : std::optional(at->second);
  }
};

}  // namespace

std::unique_ptr<Runs> memory_runs(Tx& tx) {
  return std::make_unique<MemoryRuns>(tx);
}

}  // namespace test::memory_store
