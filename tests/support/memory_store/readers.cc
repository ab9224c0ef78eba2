// What belongs to a reader and a work: seen marks, carries, labels.
#include "support/memory_store/data.h"

namespace test::memory_store {
namespace {

class MemoryReaders final : public Subject<Readers> {
 public:
  using Subject::Subject;

  Result<void> mark_seen(string_view pipeline, string_view profile, WorkId row, uint64_t stamp,
                         string_view run, int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      TRY(d.known_run(run));
      d.pipelines.insert(s(pipeline));
      d.seen[{d.actual(row), s(pipeline), s(profile)}] = {s(profile), stamp, s(run), now_ms};
      return {};
    });
  }
  Result<std::vector<std::vector<Seen>>> seen_by(string_view pipeline,
                                                 std::span<const WorkId> rows) override {
    return tx_.read([&](Data& d) -> Result<std::vector<std::vector<Seen>>> {
      std::vector<std::vector<Seen>> marks(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i)
        for (const auto& [key, mark] : d.seen)
          if (std::get<0>(key) == d.actual(rows[i]) && std::get<1>(key) == pipeline)
            marks[i].push_back(mark);
      return marks;
    });
  }
  Result<void> set_carry(string_view pipeline, string_view profile, WorkId row,
                         string_view reason) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      d.carries[{s(pipeline), d.actual(row), s(profile)}] = reason;
      return {};
    });
  }
  Result<void> clear_carry(string_view pipeline, string_view profile, WorkId row) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.carries.erase({s(pipeline), d.actual(row), s(profile)});
      return {};
    });
  }
  Result<std::vector<Carry>> carried(string_view pipeline) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Carry>> {
      std::vector<Carry> found;
      for (const auto& [key, reason] : d.carries)
        if (std::get<0>(key) == pipeline)
          found.push_back({std::get<2>(key), std::get<1>(key), reason});
      return found;
    });
  }
  Result<void> put_label(string_view pipeline, string_view profile, WorkId row, double value,
                         int64_t now_ms) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.pipelines.insert(s(pipeline));
      const WorkId now = d.actual(row);
      d.labels[{s(pipeline), s(profile), now}] = {now, value, now_ms};
      return {};
    });
  }
  Result<void> remove_label(string_view pipeline, string_view profile, WorkId row) override {
    return tx_.write([&](Data& d) -> Result<void> {
      d.labels.erase({s(pipeline), s(profile), d.actual(row)});
      return {};
    });
  }
  Result<std::vector<Label>> labels(string_view pipeline, string_view profile) override {
    return tx_.read([&](Data& d) -> Result<std::vector<Label>> {
      std::vector<Label> found;
      for (const auto& [key, label] : d.labels)
        if (std::get<0>(key) == pipeline && std::get<1>(key) == profile) found.push_back(label);
      std::stable_sort(found.begin(), found.end(),
                       [](const Label& a, const Label& b) { return a.at_ms < b.at_ms; });
      return found;
    });
  }
};

}  // namespace

std::unique_ptr<Readers> memory_readers(Tx& tx) {
  return std::make_unique<MemoryReaders>(tx);
}

}  // namespace test::memory_store
