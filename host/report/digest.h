// What a digest says: run facts, one reader's funnel, notices, sections and items. Owning; stored
// as blobs in the outbox, so that a retried delivery prints the same digest, and shown to outputs
// through digest_view.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/profile.h"
#include "base/record.h"
#include "sheaf/plugin.h"

namespace host::report {

struct AxisValue {
  std::string id;
  double value = 0;
};

struct Evidence {
  sheaf_evidence_kind kind = SHEAF_EVIDENCE_OTHER;
  sheaf_strength strength = SHEAF_STRENGTH_NONE;
  std::string subject, detail;
  double contribution = 0;
};

// One scorer's judgement of one work for one reader.
struct Score {
  std::string scorer;  // step id
  sheaf_status status = SHEAF_OK;
  double value = 0;
  std::vector<AxisValue> axes;
  std::vector<std::string> matched;
  std::vector<Evidence> evidence;
  std::string comment, error;
};

struct Item {
  Work work;
  std::uint32_t flags = 0;  // SHEAF_ITEM_*
  std::uint64_t rank = 0;
  double rank_value = 0;
  std::vector<Score> scores;
  std::vector<std::string> sources;
  std::vector<std::string> suggestions;
};

struct Axis {
  std::string id, title;
  double scale = 1;
  std::vector<std::pair<double, std::string>> rubric;
};

struct Block {
  sheaf_block_kind kind = SHEAF_BLOCK_PARAGRAPH;
  std::uint32_t level = 1;
  std::string text;
  std::vector<std::size_t> citations;  // indexes into the digest's items
};

struct Section {
  std::string id, title;
  std::vector<Block> blocks;
};

struct Notice {
  sheaf_notice_level level = SHEAF_NOTICE_INFO;
  std::string step, text;
  bool operator==(const Notice&) const = default;
};

struct Count {
  std::string id, label;
  std::uint64_t value = 0;
  std::uint32_t level = 0;
};

struct Unscored {
  std::string work, title, scorer, reason;
};

struct Usage {
  std::string step, model, currency;
  std::uint64_t requests = 0, input_tokens = 0, cached_input_tokens = 0, output_tokens = 0,
                reasoning_tokens = 0;
  std::int64_t cost_micros = 0;  // -1: unknown
};

struct SourceReport {
  std::string id, plugin;
  sheaf_source_state state = SHEAF_STATE_OK;
  std::string detail;
  std::uint64_t records = 0, refused = 0;
};

struct RunFacts {
  std::string id, pipeline, sheaf_version, date, time_zone;
  std::int64_t started_ms = 0;
  std::uint32_t sequence = 1;
  bool partial = false;
  bool rebuild = false;  // handed over again; not stored
  std::vector<SourceReport> sources;
  std::vector<Notice> notices;
  std::vector<Usage> usage;
  std::vector<std::pair<std::string, std::string>> settings;
};

// One reader's part; its items are kept apart (they are also the history).
struct Digest {
  Profile profile;
  std::vector<Axis> axes;
  std::vector<Count> funnel;
  std::vector<Notice> notices;
  std::vector<Section> sections;
  std::vector<Unscored> unscored;
};

// "stale", "format-changed", ...: the words of reports and `--json`.
const char* state_name(sheaf_source_state state);

std::string encode(const RunFacts& facts);
std::string encode(const Digest& digest);
std::string encode(const Item& item);
std::string encode(const Score& score);
// Absence of a value: the blob is damaged or from a newer sheaf.
Result<RunFacts> decode_facts(std::string_view blob);
Result<Digest> decode_digest(std::string_view blob);
Result<Item> decode_item(std::string_view blob);
Result<Score> decode_score(std::string_view blob);

}  // namespace host::report
