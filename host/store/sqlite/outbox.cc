// Deliveries: rows that stay until their output took them.
#include "store/sqlite/subjects.h"

namespace host::store {
namespace {

#define DELIVERY_COLUMNS                                                                      \
  "SELECT r.id, p.name, n.name, s.name, d.date, d.sequence, d.state, d.attempts, d.next_ms, " \
  "d.error, d.has_items FROM deliveries d JOIN runs r ON r.row = d.run "                      \
  "JOIN pipelines p ON p.id = d.pipeline JOIN names n ON n.id = d.profile "                   \
  "JOIN names s ON s.id = d.step "

Delivery delivery_of(Rows& rows) {
  Delivery delivery;
  delivery.run = rows.text(0);
  delivery.pipeline = rows.text(1);
  delivery.profile = rows.text(2);
  delivery.step = rows.text(3);
  delivery.date = rows.text(4);
  delivery.sequence = rows.u32(5);
  delivery.state = static_cast<DeliveryState>(rows.u32(6));
  delivery.attempts = rows.u32(7);
  delivery.next_ms = rows.i64(8);
  delivery.error = rows.text(9);
  delivery.has_items = rows.i64(10) != 0;
  return delivery;
}

// The parts of run/profile/step; no part has a slash.
struct DeliveryId {
  std::string_view run, profile, step;
};
DeliveryId split(std::string_view id) {
  const std::size_t first = id.find('/'), last = id.rfind('/');
  if (first == std::string_view::npos || first == last) return {};
  return {id.substr(0, first), id.substr(first + 1, last - first - 1), id.substr(last + 1)};
}

tl::unexpected<Error> unknown(std::string_view id) {
  return fail(SHEAF_E_NOT_FOUND,
              "there is no delivery " + std::string(id) + ": `sheaf state show` lists them");
}

#define THIS_DELIVERY " WHERE run = ?1 AND profile = ?2 AND step = ?3"

class SqliteOutbox final : public Subject<Outbox> {
 public:
  using Subject::Subject;

  Result<std::uint32_t> next_sequence(std::string_view pipeline, std::string_view profile,
                                      std::string_view step, std::string_view date) override {
    return c_.read([&]() -> Result<std::uint32_t> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      TRY_ASSIGN(const auto to, c_.names.known(profile));
      TRY_ASSIGN(const auto by, c_.names.known(step));
      Rows rows = c_.db->query(
          "SELECT coalesce(max(sequence), 0) + 1 FROM deliveries WHERE "
          "pipeline = ?1 AND profile = ?2 AND step = ?3 AND date = ?4",
          in, to, by, date);
      const std::uint32_t next = rows.next() ? rows.u32(0) : 1;
      TRY(rows.done());
      return next;
    });
  }

  Result<void> add(const Delivery& d) override {
    return c_.write([&]() -> Result<void> {
      TRY_ASSIGN(const auto in, c_.pipelines.id(d.pipeline));
      TRY_ASSIGN(const auto to, c_.names.id(d.profile));
      TRY_ASSIGN(const auto by, c_.names.id(d.step));
      TRY_ASSIGN(const auto during, c_.run_row(d.run));
      return c_.db->run(
          "INSERT INTO deliveries(run, profile, step, pipeline, date, sequence, state, attempts, "
          "next_ms, error, has_items) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
          during, to, by, in, std::string_view(d.date), d.sequence,
          static_cast<std::uint32_t>(d.state), d.attempts, d.next_ms, std::string_view(d.error),
          d.has_items);
    });
  }

  Result<std::vector<Delivery>> list(std::string_view pipeline, DeliveryState state) override {
    return c_.read([&]() -> Result<std::vector<Delivery>> {
      return all(c_.db->query(DELIVERY_COLUMNS "WHERE (?1 = '' OR p.name = ?1) AND d.state = ?2 "
                                               "ORDER BY d.run, n.name, s.name",
                              pipeline, static_cast<std::uint32_t>(state)),
                 delivery_of);
    });
  }

  Result<std::vector<Delivery>> due(std::string_view pipeline, std::int64_t now_ms,
                                    std::int64_t latest_ms) override {
    return c_.read([&]() -> Result<std::vector<Delivery>> {
      TRY_ASSIGN(const auto in, c_.pipelines.known(pipeline));
      return all(c_.db->query(DELIVERY_COLUMNS "WHERE d.state = 0 AND d.pipeline = ?1 AND "
                                               "(d.next_ms <= ?2 OR d.next_ms > ?3) "
                                               "ORDER BY d.run, n.name, s.name",
                              in, now_ms, latest_ms),
                 delivery_of);
    });
  }

  Result<void> begin(std::string_view id, std::string_view error) override {
    return change_delivery(
        "UPDATE deliveries SET attempts = attempts + 1, error = ?4" THIS_DELIVERY, id, error);
  }

  Result<void> undo(std::string_view id, std::string_view error) override {
    return change_delivery(
        "UPDATE deliveries SET attempts = max(attempts - 1, 0), error = ?4" THIS_DELIVERY, id,
        error);
  }

  Result<void> mark_delivered(std::string_view id) override {
    return change_delivery("UPDATE deliveries SET state = 1, error = ''" THIS_DELIVERY, id);
  }

  Result<void> mark_failed(std::string_view id, std::int64_t next_ms,
                           std::string_view error) override {
    return change_delivery(
        "UPDATE deliveries SET state = 0, next_ms = ?4, error = ?5" THIS_DELIVERY, id, next_ms,
        error);
  }

  Result<void> mark_dead(std::string_view id, std::string_view error) override {
    return change_delivery("UPDATE deliveries SET state = 2, error = ?4" THIS_DELIVERY, id, error);
  }

  Result<void> retry(std::string_view id, std::int64_t now_ms) override {
    return change_delivery(
        "UPDATE deliveries SET state = 0, attempts = 0, next_ms = ?4" THIS_DELIVERY, id, now_ms);
  }

  Result<void> drop(std::string_view id) override {
    return change_delivery("UPDATE deliveries SET state = 3" THIS_DELIVERY, id);
  }

 private:
  // `sql` changes the row whose run, profile and step are ?1, ?2, ?3.
  template <class... Args>
  Result<void> change_delivery(const char* sql, std::string_view id, const Args&... args) {
    return c_.write([&]() -> Result<void> {
      const auto [run, profile, step] = split(id);
      TRY_ASSIGN(const auto during, c_.runs.known(run));
      TRY_ASSIGN(const auto to, c_.names.known(profile));
      TRY_ASSIGN(const auto by, c_.names.known(step));
      TRY(c_.db->run(sql, during, to, by, args...));
      if (c_.db->changes() == 0) return unknown(id);
      return {};
    });
  }
};

}  // namespace

std::unique_ptr<Outbox> sqlite_outbox(Connection& connection) {
  return std::make_unique<SqliteOutbox>(connection);
}

}  // namespace host::store
