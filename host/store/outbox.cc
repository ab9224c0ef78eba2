// Deliveries: rows that stay until their output took them.
#include "store/sqlite_store.h"

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

}  // namespace

Result<std::uint32_t> SqliteStore::next_sequence(std::string_view pipeline,
                                                 std::string_view profile, std::string_view step,
                                                 std::string_view date) {
  return read([&]() -> Result<std::uint32_t> {
    STORE_KNOWN(in, pipelines_, pipeline, 1u);
    STORE_KNOWN(to, names_, profile, 1u);
    STORE_KNOWN(by, names_, step, 1u);
    Rows rows = db_->query(
        "SELECT coalesce(max(sequence), 0) + 1 FROM deliveries WHERE "
        "pipeline = ?1 AND profile = ?2 AND step = ?3 AND date = ?4",
        **in, **to, **by, date);
    const std::uint32_t next = rows.next() ? rows.u32(0) : 1;
    STORE_TRY(rows.done());
    return next;
  });
}

Result<void> SqliteStore::add_delivery(const Delivery& d) {
  return write([&]() -> Result<void> {
    const auto in = pipelines_.id(d.pipeline), to = names_.id(d.profile), by = names_.id(d.step),
               during = run_row(d.run);
    for (const auto* id : {&in, &to, &by, &during})
      if (!*id) return tl::unexpected(id->error());
    return db_->run(
        "INSERT INTO deliveries(run, profile, step, pipeline, date, sequence, state, attempts, "
        "next_ms, error, has_items) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        *during, *to, *by, *in, std::string_view(d.date), d.sequence,
        static_cast<std::uint32_t>(d.state), d.attempts, d.next_ms, std::string_view(d.error),
        d.has_items);
  });
}

Result<std::optional<Delivery>> SqliteStore::delivery(std::string_view id) {
  return read([&]() -> Result<std::optional<Delivery>> {
    std::optional<Delivery> found;
    const auto [run, profile, step] = split(id);
    Rows rows = db_->query(DELIVERY_COLUMNS "WHERE r.id = ?1 AND n.name = ?2 AND s.name = ?3", run,
                           profile, step);
    if (rows.next()) found = delivery_of(rows);
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<Delivery>> SqliteStore::deliveries(const DeliveryFilter& filter) {
  return read([&]() -> Result<std::vector<Delivery>> {
    std::vector<Delivery> found;
    std::optional<std::uint32_t> state;
    if (filter.state) state = static_cast<std::uint32_t>(*filter.state);
    Rows rows = db_->query(DELIVERY_COLUMNS
                           "WHERE (?1 = '' OR p.name = ?1) AND (?2 = '' OR r.id = ?2) AND "
                           "(?3 = '' OR n.name = ?3) AND (?4 = '' OR s.name = ?4) AND "
                           "(?5 IS NULL OR d.state = ?5) ORDER BY d.run, n.name, s.name",
                           std::string_view(filter.pipeline), std::string_view(filter.run),
                           std::string_view(filter.profile), std::string_view(filter.step), state);
    while (found.size() < filter.limit && rows.next()) found.push_back(delivery_of(rows));
    STORE_TRY(rows.done());
    return found;
  });
}

Result<std::vector<Delivery>> SqliteStore::due(std::string_view pipeline, std::int64_t now_ms) {
  return read([&]() -> Result<std::vector<Delivery>> {
    std::vector<Delivery> found;
    STORE_KNOWN(in, pipelines_, pipeline, found);
    Rows rows = db_->query(DELIVERY_COLUMNS
                           "WHERE d.state = 0 AND d.pipeline = ?1 AND d.next_ms <= ?2 "
                           "ORDER BY d.run, n.name, s.name",
                           **in, now_ms);
    while (rows.next()) found.push_back(delivery_of(rows));
    STORE_TRY(rows.done());
    return found;
  });
}

// `sql` changes the row whose run, profile and step are ?1, ?2, ?3.
template <class... Args>
Result<void> SqliteStore::change_delivery(const char* sql, std::string_view id,
                                          const Args&... args) {
  return write([&]() -> Result<void> {
    const auto [run, profile, step] = split(id);
    STORE_KNOWN(during, runs_, run, unknown(id));
    STORE_KNOWN(to, names_, profile, unknown(id));
    STORE_KNOWN(by, names_, step, unknown(id));
    STORE_TRY(db_->run(sql, **during, **to, **by, args...));
    if (db_->changes() == 0) return unknown(id);
    return {};
  });
}

#define THIS_DELIVERY " WHERE run = ?1 AND profile = ?2 AND step = ?3"

Result<void> SqliteStore::mark_delivered(std::string_view id) {
  return change_delivery(
      "UPDATE deliveries SET state = 1, attempts = attempts + 1, error = ''" THIS_DELIVERY, id);
}

Result<void> SqliteStore::mark_failed(std::string_view id, std::int64_t next_ms,
                                      std::string_view error) {
  return change_delivery(
      "UPDATE deliveries SET state = 0, attempts = attempts + 1, "
      "next_ms = ?4, error = ?5" THIS_DELIVERY,
      id, next_ms, error);
}

Result<void> SqliteStore::mark_dead(std::string_view id, std::string_view error) {
  return change_delivery(
      "UPDATE deliveries SET state = 2, attempts = attempts + 1, error = ?4" THIS_DELIVERY, id,
      error);
}

Result<void> SqliteStore::retry(std::string_view id, std::int64_t now_ms) {
  return change_delivery(
      "UPDATE deliveries SET state = 0, attempts = 0, next_ms = ?4" THIS_DELIVERY, id, now_ms);
}

Result<void> SqliteStore::drop(std::string_view id) {
  return change_delivery("UPDATE deliveries SET state = 3" THIS_DELIVERY, id);
}

}  // namespace host::store
