// The component.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "cursor.h"
#include "options.h"
#include "paper.h"
#include "report.h"
#include "sheaf/plugin.hpp"
#include "web.h"

namespace arxiv {

// One call of fetch().
struct Run {
  const Options& options;
  Web& web;
  const sheaf::Call& call;
  const sheaf_fetch_request& request;
  const sheaf::RecordSink& sink;
  Cursor cursor;
  Report report{};
  Emitter emitter{options, sink};
  std::unordered_set<std::uint64_t> listed{};  // hashes of ids the daily feed held

  void checkpoint() const { sink.checkpoint(cursor.text()); }
  void progress() const { call.progress(emitter.emitted(), 0); }
  // Where a source without cursor begins: --since, else `from:`.
  std::optional<std::int64_t> start_ms() const;
};

// The daily feed of rss.arxiv.org, and what it no longer holds.
void fetch_daily(Run& run);
// Everything submitted since the cursor that `query` and `categories` find.
void fetch_by_search(Run& run);
// Everything changed since the cursor.
void fetch_changes(Run& run);
// What `url` names.
void fetch_urls(Run& run);

// The announcements of run.cursor.gap; clears it when all are there.
void fill_from_search(Run& run);
void fill_from_changes(Run& run);

std::string daily_url(const Options& options, const std::vector<std::string>& categories);
// The term of the query API for `categories` and `query`.
std::string search_terms(const Options& options);

class ArxivSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "arxiv";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "New, cross-listed and replaced papers of arXiv.";
  static constexpr const char* kHomepage = "https://info.arxiv.org/help/api/index.html";
  static std::vector<sheaf::Field> fields() { return option_fields(); }
  static std::vector<sheaf::HostRule> hosts();

  ArxivSource(sheaf::Host host, sheaf::Config config);
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // One small request: are the host, the categories and the query good?
  void probe(const sheaf::Call& call);

 private:
  Options options_;
  Web web_;
};

}  // namespace arxiv
