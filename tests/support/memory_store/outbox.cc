// Deliveries.
#include "support/memory_store/data.h"

namespace test::memory_store {
namespace {

class MemoryOutbox final : public Subject<Outbox> {
 public:
  using Subject::Subject;

  Result<std::uint32_t> next_sequence(string_view pipeline, string_view profile, string_view step,
                                      string_view date) override {
    return tx_.read([&](Data& d) -> Result<std::uint32_t> {
      std::uint32_t last = 0;
      for (const auto& [key, x] : d.deliveries)
        if (x.pipeline == pipeline && x.profile == profile && x.step == step && x.date == date)
          last = std::max(last, x.sequence);
      return last + 1;
    });
  }
  Result<void> add(const Delivery& delivery) override {
    return tx_.write([&](Data& d) -> Result<void> {
      TRY_ASSIGN(const int64_t run, d.known_run(delivery.run));
      d.pipelines.insert(delivery.pipeline);
      if (!d.deliveries.emplace(std::tuple(run, delivery.profile, delivery.step), delivery).second)
        return fail(SHEAF_E_INTERNAL, "there is such a delivery");
      return {};
    });
  }
  Result<std::vector<Delivery>> list(string_view pipeline, DeliveryState state) override {
    return all([&](const Delivery& x) {
      return x.state == state && (pipeline.empty() || x.pipeline == pipeline);
    });
  }
  Result<std::vector<Delivery>> due(string_view pipeline, int64_t now_ms,
                                    int64_t latest_ms) override {
    return all([&](const Delivery& x) {
      return x.state == DeliveryState::pending && x.pipeline == pipeline &&
             (x.next_ms <= now_ms || x.next_ms > latest_ms);
    });
  }
  Result<void> begin(string_view id, string_view error) override {
    return change(id, [&](Delivery& x) {
      ++x.attempts;
      x.error = error;
    });
  }
  Result<void> undo(string_view id, string_view error) override {
    return change(id, [&](Delivery& x) {
      if (x.attempts > 0) --x.attempts;
      x.error = error;
    });
  }
  Result<void> mark_delivered(string_view id) override {
    return change(id, [](Delivery& x) {
      x.state = DeliveryState::delivered;
      x.error.clear();
    });
  }
  Result<void> mark_failed(string_view id, int64_t next_ms, string_view error) override {
    return change(id, [&](Delivery& x) {
      x.state = DeliveryState::pending;
      x.next_ms = next_ms;
      x.error = error;
    });
  }
  Result<void> mark_dead(string_view id, string_view error) override {
    return change(id, [&](Delivery& x) {
      x.state = DeliveryState::dead;
      x.error = error;
    });
  }
  Result<void> retry(string_view id, int64_t now_ms) override {
    return change(id, [&](Delivery& x) {
      x.state = DeliveryState::pending;
      x.attempts = 0;
      x.next_ms = now_ms;
    });
  }
  Result<void> drop(string_view id) override {
    return change(id, [](Delivery& x) { x.state = DeliveryState::dropped; });
  }

 private:
  template <class Wanted>
  Result<std::vector<Delivery>> all(Wanted wanted) {
    return tx_.read([&](Data& d) -> Result<std::vector<Delivery>> {
      std::vector<Delivery> found;
      for (const auto& [key, x] : d.deliveries)
        if (wanted(x)) found.push_back(x);
      return found;
    });
  }
  template <class Change>
  Result<void> change(string_view id, Change change) {
    return tx_.write([&](Data& d) -> Result<void> {
      for (auto& [key, x] : d.deliveries) {
        if (x.id() != id) continue;
        change(x);
        return {};
      }
      return fail(SHEAF_E_NOT_FOUND, "there is no delivery " + s(id));
    });
  }
};

}  // namespace

std::unique_ptr<Outbox> memory_outbox(Tx& tx) {
  return std::make_unique<MemoryOutbox>(tx);
}

}  // namespace test::memory_store
