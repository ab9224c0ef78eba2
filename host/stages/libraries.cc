#include "stages/libraries.h"

#include <fmt/format.h>

#include <set>

#include "identity/identity.h"
#include "stages/fetch.h"

namespace host::stages {
namespace {

class Reading {
 public:
  Reading(const std::string& pipeline, const LibraryInstance& library, store::Store& store,
          std::int64_t now_ms)
      : pipeline_(pipeline),
        profile_(library.profile),
        id_(library.step.id),
        store_(store),
        now_ms_(now_ms) {}

  // One batch, in a transaction of its own.
  Result<void> take(const std::vector<Record>& records) {
    return store_.in_transaction(
        store::Durability::process, [&](store::Session& s) -> Result<void> {
          for (const Record& record : records) {
            if ((record.flags & SHEAF_R_REMOVED) != 0) {
              TRY(s.library().remove(pipeline_, profile_, id_, record.id));
              continue;
            }
            seen_.insert(record.id);
            const auto keys = identity::keys(record, pipeline_ + "/" + id_);
            TRY(s.library().put(pipeline_, profile_, {id_, record.id, now_ms_},
                                identity::make_work(record, id_, keys)));
          }
          return {};
        });
  }

  // What a reading of the whole did not meet is no longer there.
  Result<void> forget_unseen() {
    return store_.in_transaction(
        store::Durability::process, [&](store::Session& s) -> Result<void> {
          TRY_ASSIGN(const auto places, s.library().list(pipeline_, profile_));
          for (const store::LibraryPlace& p : places) {
            if (p.source != id_ || seen_.contains(p.record)) continue;
            TRY(s.library().remove(pipeline_, profile_, p.source, p.record));
          }
          return {};
        });
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
Result<void> forget_others(const std::string& pipeline, const std::vector<std::string>& profiles,
                           const std::vector<LibraryInstance>& libraries, store::Session& s) {
  std::set<std::string> named;
  for (const LibraryInstance& library : libraries) named.insert(library.step.id);
  for (const std::string& profile : profiles) {
    TRY_ASSIGN(const auto places, s.library().list(pipeline, profile));
    for (const store::LibraryPlace& p : places) {
      if (!named.contains(p.source)) TRY(s.library().remove(pipeline, profile, p.source, p.record));
    }
  }
  TRY_ASSIGN(const auto cursors, s.runs().cursors(pipeline));
  for (const store::CursorEntry& c : cursors) {
    if (!c.source.starts_with("library:") || named.contains(c.source)) continue;
    TRY(s.runs().reset_cursor(pipeline, c.source));
    TRY(s.state().reset(pipeline, c.source));
  }
  return {};
}

void judge(const report::SourceReport& report, const std::string& profile, LibraryEnd& out) {
  const bool whole = report.state == SHEAF_STATE_OK && report.detail.empty();
  if (whole || report.state == SHEAF_STATE_EMPTY_EXPECTED) return;
  const bool failed = report.state == SHEAF_STATE_FAILED;
  out.failed = out.failed || failed;
  out.notices[profile].push_back(
      {failed ? SHEAF_NOTICE_ERROR : SHEAF_NOTICE_WARNING, report.id,
       failed ? fmt::format("your library could not be read, so what it held before counts: {}",
                            report.detail)
              : report.detail});
}

}  // namespace

Result<LibraryEnd> read_libraries(const std::string& pipeline,
                                  const std::vector<std::string>& profiles,
                                  const std::vector<LibraryInstance>& libraries,
                                  store::Store& store, const CallMaker& calls, Clock& clock,
                                  const std::function<bool()>& cancelled) {
  LibraryEnd out;
  TRY(store.in_transaction(store::Durability::process, [&](store::Session& s) {
    return forget_others(pipeline, profiles, libraries, s);
  }));
  for (const LibraryInstance& library : libraries) {
    const StepInstance& step = library.step;
    const std::int64_t now_ms = clock.now_ms();
    FetchOptions options;
    options.removals = true;
    TRY_ASSIGN(auto cursor,
               store.read([&](store::Session& s) { return s.runs().cursor(pipeline, step.id); }));
    const bool known = cursor && cursor->identity_hash == step.settings;
    if (known) options.cursor = cursor->cursor;
    Reading reading(pipeline, library, store, now_ms);
    Fetch fetch(step.instance, step.component, calls(step), options, clock);
    for (auto records = fetch.next(); !records.empty(); records = fetch.next()) {
      TRY(reading.take(records));
      if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
    }
    const FetchEnd end = fetch.end();
    judge(end.report, library.profile, out);
    if (end.cursor) {
      out.cursors[step.id] = {std::move(cursor), {*end.cursor, step.settings, now_ms}};
    }
    if (!known && end.cursor && end.report.state != SHEAF_STATE_FAILED) {
      TRY(reading.forget_unseen());
    }
    if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
  }
  return out;
}

}  // namespace host::stages
