#include "stages/ingest.h"

#include <iterator>
#include <utility>

#include "stages/fetch.h"

namespace host::stages {
namespace {

// Records placed in one transaction: few at first, so that a day's feed is scored while it is still
// parsed, more of a long one, since each transaction rewrites much of the store's indexes.
constexpr std::size_t kFirstBatch = 128, kLaterBatch = 512, kFew = 1024;

bool loses_papers(sheaf_source_state s) {
  return s != SHEAF_STATE_OK && s != SHEAF_STATE_EMPTY_EXPECTED;
}

}  // namespace

Result<void> Ingest::place(std::vector<Record> records, const std::string& source) {
  std::vector<Placed> batch;
  batch.reserve(records.size());
  TRY(store_.in_transaction(store::Durability::process, [&](store::Session& s) -> Result<void> {
    for (Record& record : records) {
      ++announced_[record.announce <= SHEAF_ANNOUNCE_REPLACE_CROSS ? record.announce : 0];
      TRY_ASSIGN(auto placed, arrivals_.place(s, std::move(record), source));
      batch.push_back(std::move(placed));
    }
    return {};
  }));
  return judge_.consider(batch);
}

Result<void> Ingest::fetch(const StepInstance& source, std::int64_t since_ms, IngestEnd& out) {
  FetchOptions options;
  options.since_ms = since_ms;
  TRY_ASSIGN(auto cursor,
             store_.read([&](store::Session& s) { return s.runs().cursor(pipeline_, source.id); }));
  if (cursor && cursor->identity_hash == source.settings) {
    options.cursor = cursor->cursor;
  } else if (cursor) {
    out.notices.push_back(
        {SHEAF_NOTICE_INFO, source.id, "its settings changed, so it starts afresh"});
  }
  Fetch fetch(source.instance, source.component, calls_(source), options, clock_);
  std::vector<Record> waiting;
  std::size_t placed = 0;
  for (std::vector<Record> records = fetch.next(); !records.empty(); records = fetch.next()) {
    waiting.insert(waiting.end(), std::make_move_iterator(records.begin()),
                   std::make_move_iterator(records.end()));
    if (waiting.size() < (placed < kFew ? kFirstBatch : kLaterBatch)) continue;
    placed += waiting.size();
    TRY(place(std::exchange(waiting, {}), source.id));
    if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
  }
  if (!waiting.empty()) TRY(place(std::move(waiting), source.id));
  FetchEnd end = fetch.end();
  if (end.cursor) {
    out.cursors[source.id] = {std::move(cursor),
                              {std::move(*end.cursor), source.settings, now_ms_}};
  }
  out.lost_papers = out.lost_papers || loses_papers(end.report.state);
  // A source that was read as a whole and still says something left something out.
  if (end.report.state == SHEAF_STATE_OK && !end.report.detail.empty())
    out.notices.push_back({SHEAF_NOTICE_WARNING, source.id, end.report.detail});
  out.sources.push_back(std::move(end.report));
  return {};
}

Result<IngestEnd> Ingest::run(const std::vector<StepInstance>& sources, std::int64_t since_ms) {
  IngestEnd out;
  for (const StepInstance& source : sources) {
    if (cancelled()) return fail(SHEAF_E_CANCELLED, "interrupted");
    TRY(fetch(source, since_ms, out));
  }
  std::uint64_t refused = 0;
  std::uint64_t records = 0;
  for (const report::SourceReport& s : out.sources) {
    records += s.records;
    refused += s.refused;
  }
  const std::uint64_t replaced =
      announced_[SHEAF_ANNOUNCE_REPLACE] + announced_[SHEAF_ANNOUNCE_REPLACE_CROSS];
  out.funnel = {{"fetched", "records fetched", records + refused, 0},
                {"new", "new", announced_[SHEAF_ANNOUNCE_NEW], 1},
                {"cross", "cross-lists", announced_[SHEAF_ANNOUNCE_CROSS], 1},
                {"replaced", "replacements", replaced, 1},
                {"unspecified", "of no announce type", announced_[SHEAF_ANNOUNCE_UNKNOWN], 1},
                {"refused", "unreadable", refused, 1}};
  return out;
}

}  // namespace host::stages
