// What readers were shown, and the outbox that hands it over.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/works.h"

namespace host::store {

struct Item {
  std::uint32_t rank = 0;
  WorkId work{};
  std::string blob;  // the caller's encoding of scores and the like
};

struct HistoryQuery {
  std::string pipeline;
  std::string profile;                         // empty: all
  std::int64_t since_ms = SHEAF_TIME_UNKNOWN;  // by the time of the digest, inclusive
  std::int64_t until_ms = INT64_MAX;           // exclusive
};

struct HistoryItem {
  std::string run, date, profile;
  std::int64_t shown_ms = 0;
  Item item;
};

struct HistoryPage {
  std::vector<HistoryItem> items;
  std::string next;  // where the next page begins, opaque; empty: there is none
};

class Digests {
 public:
  virtual ~Digests() = default;

  // A digest with its items, whose ranks are unique in it.
  virtual Result<void> put(std::string_view run, std::string_view profile, std::string_view blob,
                           std::span<const Item> items, std::int64_t shown_ms) = 0;
  virtual Result<std::optional<std::string>> find(std::string_view run,
                                                  std::string_view profile) = 0;
  virtual Result<std::vector<std::string>> profiles(std::string_view run) = 0;  // sorted by bytes
  virtual Result<std::vector<Item>> items(std::string_view run, std::string_view profile) = 0;
  // Oldest digest first, then by run and profile in the order the store met them, then by rank; at
  // most some hundred items a page. `from`: "" or what the page before said.
  virtual Result<HistoryPage> history(const HistoryQuery& query, std::string_view from) = 0;
};

enum class DeliveryState : std::uint8_t { pending = 0, delivered = 1, dead = 2, dropped = 3 };

struct Delivery {
  std::string run, pipeline;
  std::string profile;  // empty: one delivery for the whole run
  std::string step, date;
  std::uint32_t sequence = 1;  // of the day, for this output and reader
  DeliveryState state = DeliveryState::pending;
  std::uint32_t attempts = 0;
  std::int64_t next_ms = 0;  // not before
  std::string error;         // of the last attempt
  bool has_items = false;
  std::string id() const { return run + "/" + profile + "/" + step; }
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  // 1 for the first delivery of the output to the reader on that date, then 2, ...
  virtual Result<std::uint32_t> next_sequence(std::string_view pipeline, std::string_view profile,
                                              std::string_view step, std::string_view date) = 0;
  virtual Result<void> add(const Delivery& delivery) = 0;
  // Oldest run first, then profile, step; an empty pipeline is all of them.
  virtual Result<std::vector<Delivery>> list(std::string_view pipeline, DeliveryState state) = 0;
  // Pending with next_ms <= now, in the same order; or after `latest_ms`, which only a clock that
  // was wrong has said.
  virtual Result<std::vector<Delivery>> due(std::string_view pipeline, std::int64_t now_ms,
                                            std::int64_t latest_ms) = 0;
  // Before an attempt: counts it, with the error that stands if nothing ever says how it ended.
  // All of these: SHEAF_E_NOT_FOUND for an unknown id.
  virtual Result<void> begin(std::string_view id, std::string_view error) = 0;
  // How the attempt ended. Undone: it was interrupted, and does not count.
  virtual Result<void> undo(std::string_view id, std::string_view error) = 0;
  virtual Result<void> mark_delivered(std::string_view id) = 0;
  virtual Result<void> mark_failed(std::string_view id, std::int64_t next_ms,
                                   std::string_view error) = 0;
  virtual Result<void> mark_dead(std::string_view id, std::string_view error) = 0;
  virtual Result<void> retry(std::string_view id,
                             std::int64_t now_ms) = 0;  // pending again, attempts 0
  virtual Result<void> drop(std::string_view id) = 0;
};

}  // namespace host::store
