// What belongs to a reader of a pipeline and a work: seen marks, carries, labels.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/works.h"

namespace host::store {

struct Seen {
  std::string profile;
  std::uint64_t stamp = 0;  // the caller's own; see identity::pack
  std::string run;
  std::int64_t shown_ms = 0;
  bool operator==(const Seen&) const = default;
};

struct Carry {
  std::string profile;
  WorkId work{};
  std::string reason;
  bool operator==(const Carry&) const = default;
};

struct Label {
  WorkId work{};
  double value = 0;
  std::int64_t at_ms = 0;
  bool operator==(const Label&) const = default;
};

class Readers {
 public:
  virtual ~Readers() = default;

  // `run` is one of the store's.
  virtual Result<void> mark_seen(std::string_view pipeline, std::string_view profile, WorkId work,
                                 std::uint64_t stamp, std::string_view run,
                                 std::int64_t now_ms) = 0;
  // Every reader's mark on each work, parallel to `works`; the marks of one in no particular order.
  virtual Result<std::vector<std::vector<Seen>>> seen_by(std::string_view pipeline,
                                                         std::span<const WorkId> works) = 0;
  Result<std::vector<Seen>> seen_by(std::string_view pipeline, WorkId work);

  virtual Result<void> set_carry(std::string_view pipeline, std::string_view profile, WorkId work,
                                 std::string_view reason) = 0;
  virtual Result<void> clear_carry(std::string_view pipeline, std::string_view profile,
                                   WorkId work) = 0;
  virtual Result<std::vector<Carry>> carried(
      std::string_view pipeline) = 0;  // the oldest work first, then by profile

  virtual Result<void> put_label(std::string_view pipeline, std::string_view profile, WorkId work,
                                 double value, std::int64_t now_ms) = 0;
  virtual Result<void> remove_label(std::string_view pipeline, std::string_view profile,
                                    WorkId work) = 0;
  virtual Result<std::vector<Label>> labels(std::string_view pipeline,
                                            std::string_view profile) = 0;  // by time, then work
};

}  // namespace host::store
