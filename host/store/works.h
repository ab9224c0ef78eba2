// Works, the keys that identify them, and where they were listed. Shared by all pipelines but for
// arrivals.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/record.h"

namespace host::store {

// A work in this store. Its number means nothing; ids are compared only so that they can be sorted
// and found again. After unite() the id of the gone work still works everywhere and means the kept
// one.
enum class WorkId : std::int64_t {};

struct Hit {
  WorkId work{};
  bool weak = false;  // the work has the key from a preprint relation only
  bool operator==(const Hit&) const = default;
};

// What became of a claim.
struct Claim {
  std::optional<WorkId> work;  // new, the claimant's
  std::vector<Hit> taken;  // nothing was written, since these works have strong keys of the claim
};

struct Arrival {
  WorkId work{};
  std::int64_t first_ms = 0, last_ms = 0;
  bool operator==(const Arrival&) const = default;
};

struct Suggestion {
  WorkId work{};
  std::string id, reason;
};

// Says how far a reader who saw both works has seen their union.
using UniteStamps = std::uint64_t (*)(std::uint64_t, std::uint64_t);

class Works {
 public:
  virtual ~Works() = default;

  // The works with the oldest first: by when the store first met them, then by id.
  virtual Result<std::vector<WorkId>> by_age(std::vector<WorkId> works) = 0;
  // For each key the work that has it, if any.
  virtual Result<std::vector<std::optional<Hit>>> find(std::span<const Key> keys) = 0;
  // By id, alias or any key.
  virtual Result<std::optional<WorkId>> find_work(std::string_view id) = 0;
  // Parallel to `works`; nullopt: it was pruned.
  virtual Result<std::vector<std::optional<Work>>> load(std::span<const WorkId> works) = 0;
  // One of them; SHEAF_E_NOT_FOUND if it was pruned.
  Result<Work> load(WorkId id);

  // A new work with these keys, unless another work has one of them strongly and the claim does,
  // too: one step, so that two writers never make two works of one identifier. Keys that another
  // work has stay there, unless it has them weakly and the claim strongly.
  virtual Result<Claim> claim(const Work& work, std::span<const Key> keys,
                              std::optional<std::uint64_t> title_key) = 0;
  // Replaces the work; adds keys by the same rule, forgets none. SHEAF_E_NOT_FOUND if it was
  // pruned.
  virtual Result<void> update(WorkId id, const Work& work, std::span<const Key> keys,
                              std::optional<std::uint64_t> title_key) = 0;
  // The oldest sixteen: a feed of one title for everything must not cost its square.
  virtual Result<std::vector<WorkId>> with_title_key(std::uint64_t title_key) = 0;
  virtual Result<void> add_suggestion(WorkId a, WorkId b, std::string_view reason) = 0;
  virtual Result<std::vector<Suggestion>> suggestions(WorkId work) = 0;  // the oldest first
  // `gone` becomes another name of `keep`: its keys, ids, arrivals, marks, carries, labels and
  // place in old digests are kept's from now on. The caller has update()d `keep`.
  virtual Result<void> unite(WorkId keep, WorkId gone, UniteStamps stamps) = 0;
  // Ids under which the work was known before it was united.
  virtual Result<std::vector<std::string>> aliases(WorkId work) = 0;

  virtual Result<void> arrive(std::string_view pipeline, WorkId work, std::int64_t now_ms) = 0;
  // Works that some source of the pipeline listed at or after `since_ms`, in an order of the store,
  // behind `after`, at most `limit`: a page of them.
  virtual Result<std::vector<WorkId>> arrived_since(std::string_view pipeline,
                                                    std::int64_t since_ms,
                                                    std::optional<WorkId> after,
                                                    std::size_t limit) = 0;
  virtual Result<std::optional<Arrival>> arrival(std::string_view pipeline, WorkId work) = 0;
};

}  // namespace host::store
