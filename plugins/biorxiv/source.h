// The component.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cursor.h"
#include "options.h"
#include "sheaf/feed/report.hpp"
#include "sheaf/plugin.hpp"

namespace biorxiv {

// One call of fetch().
struct Run {
  const Options& options;
  const sheaf::Host& host;
  const sheaf::Call& call;
  const sheaf_fetch_request& request;
  const sheaf::RecordSink& sink;
  Cursor cursor;
  sheaf::feed::Report report{};
  std::uint64_t listed = 0;  // records that the answers held
  std::uint64_t known = 0;   // of them, taken by an earlier run
  std::uint64_t emitted = 0;
  bool stopped = false;  // the host has enough

  // First versions, withdrawals and, if asked for, revisions, in the categories.
  bool wants(const sheaf::Record& record) const;
  // False: the host has enough.
  bool emit(const sheaf::Record& record);
  // Why nothing was emitted, if the state is not clear already. `first` and `last`: what was asked.
  void explain_nothing(Day first, Day last);
};

// What was posted since the cursor, or since `--since`.
void fetch_days(Run& run);
// The last posts, on a first run with `first: 100`.
void fetch_posts(Run& run);
// What `url` names.
void fetch_urls(Run& run);

class BiorxivSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "biorxiv";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "New preprints of bioRxiv or medRxiv.";
  static constexpr const char* kHomepage = "https://api.biorxiv.org/";
  static std::vector<sheaf::Field> fields() { return option_fields(); }
  static std::vector<sheaf::HostRule> hosts();

  BiorxivSource(sheaf::Host host, sheaf::Config config);
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // One request: does the API answer?
  void probe(const sheaf::Call& call);

 private:
  sheaf::Host host_;
  Options options_;
};

}  // namespace biorxiv
