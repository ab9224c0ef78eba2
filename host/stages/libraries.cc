#include "stages/libraries.h"

#include <fmt/format.h>

#include <set>

#include "identity/identity.h"
#include "stages/fetch.h"

namespace host::pipeline {
namespace {

class Reading {
 public:
  Reading(const std::string& pipeline, const LibraryInstance& library, store::Store& store,
          std::int64_t now_ms)
      : pipeline_(pipeline),
        profile_(library.profile),
        id_(library.instance.step->id),
        store_(store),
        now_ms_(now_ms) {}

  // One batch, in a transaction of its own.
  Result<void> take(const std::vector<Record>& records) {
    auto transaction = store_.begin(store::Durability::process);
    if (!transaction) return tl::unexpected(transaction.error());
    for (const Record& record : records) {
      if ((record.flags & SHEAF_R_REMOVED) != 0) {
        (void)store_.remove_from_library(pipeline_, profile_, id_, record.id);
        continue;
      }
      seen_.insert(record.id);
      const auto keys = identity::keys(record, pipeline_ + "/" + id_);
      (void)store_.put_in_library(pipeline_, profile_, {id_, record.id, now_ms_},
                                  identity::make_work(record, id_, keys));
    }
    return transaction->commit();
  }

  // What a reading of the whole did not meet is no longer there.
  Result<void> forget_unseen() {
    auto places = store_.library(pipeline_, profile_);
    if (!places) return tl::unexpected(places.error());
    auto transaction = store_.begin(store::Durability::process);
    if (!transaction) return tl::unexpected(transaction.error());
    for (const store::LibraryPlace& p : *places) {
      if (p.source == id_ && !seen_.contains(p.record)) {
        (void)store_.remove_from_library(pipeline_, profile_, p.source, p.record);
      }
    }
    return transaction->commit();
  }

 private:
  const std::string& pipeline_;
  const std::string& profile_;
  const std::string& id_;
  store::Store& store_;
  const std::int64_t now_ms_;
  std::set<std::string> seen_;
};

// Entries of libraries that are not in the pipeline any more, and where their reading stood.
Result<void> forget_others(const config::Pipeline& pipeline, store::Store& store) {
  std::set<std::string> named;
  for (const config::Profile& profile : pipeline.profiles) {
    for (const config::Step& step : profile.library) named.insert(step.id);
  }
  for (const config::Profile& profile : pipeline.profiles) {
    auto places = store.library(pipeline.name, profile.id);
    if (!places) return tl::unexpected(places.error());
    for (const store::LibraryPlace& p : *places) {
      if (named.contains(p.source)) continue;
      auto ok = store.remove_from_library(pipeline.name, profile.id, p.source, p.record);
      if (!ok) return ok;
    }
  }
  auto cursors = store.cursors(pipeline.name);
  if (!cursors) return tl::unexpected(cursors.error());
  for (const store::CursorEntry& c : *cursors) {
    if (!c.source.starts_with("library:") || named.contains(c.source)) continue;
    if (auto ok = store.reset_cursor(pipeline.name, c.source); !ok) return ok;
    if (auto ok = store.state_reset(pipeline.name, c.source); !ok) return ok;
  }
  return {};
}

void judge(const report::SourceReport& report, const std::string& profile, LibraryEnd& out) {
  if (report.state == SHEAF_STATE_OK || report.state == SHEAF_STATE_EMPTY_EXPECTED) return;
  const bool failed = report.state == SHEAF_STATE_FAILED;
  out.failed = out.failed || failed;
  out.notices[profile].push_back(
      {failed ? SHEAF_NOTICE_ERROR : SHEAF_NOTICE_WARNING, report.id,
       failed ? fmt::format("your library could not be read, so what it held before counts: {}",
                            report.detail)
              : report.detail});
}

}  // namespace

Result<LibraryEnd> read_libraries(const config::Pipeline& pipeline,
                                  const std::vector<LibraryInstance>& libraries,
                                  store::Store& store, const CallMaker& calls, Clock& clock,
                                  const std::function<bool()>& cancelled) {
  LibraryEnd out;
  if (auto ok = forget_others(pipeline, store); !ok) return tl::unexpected(ok.error());
  for (const LibraryInstance& library : libraries) {
    const config::Step& step = *library.instance.step;
    const std::int64_t now_ms = clock.now_ms();
    FetchOptions options;
    options.removals = true;
    auto cursor = store.cursor(pipeline.name, step.id);
    if (!cursor) return tl::unexpected(cursor.error());
    const bool known = *cursor && (*cursor)->identity_hash == step.settings.identity;
    if (known) options.cursor = (*cursor)->cursor;
    Reading reading(pipeline.name, library, store, now_ms);
    Fetch fetch(library.instance.instance, step.component->id, calls(step), options, clock);
    for (auto records = fetch.next(); !records.empty(); records = fetch.next()) {
      if (auto ok = reading.take(records); !ok) return tl::unexpected(ok.error());
      if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
    }
    const FetchEnd end = fetch.end();
    judge(end.report, library.profile, out);
    if (end.cursor) out.cursors[step.id] = {*end.cursor, step.settings.identity, now_ms};
    if (!known && end.cursor && end.report.state != SHEAF_STATE_FAILED) {
      if (auto ok = reading.forget_unseen(); !ok) return tl::unexpected(ok.error());
    }
    if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
  }
  return out;
}

}  // namespace host::pipeline
