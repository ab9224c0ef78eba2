// Sinks that copy what a plugin hands over. All functions are thread-safe; `stop_after`, `fail_at`
// and `on_...` are set before the call starts.
#ifndef SHEAF_TESTING_SINKS_HPP
#define SHEAF_TESTING_SINKS_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/plugin.hpp"

namespace sheaf::testing {

Text copy(const sheaf_text& t);

Person copy(const sheaf_person& p);

// Everything the ABI record points to, copied.
Record copy(const sheaf_record& r);

// A sheaf_usage that owns its strings.
struct Usage {
  std::uint64_t requests = 0, input_tokens = 0, cached_input_tokens = 0, output_tokens = 0,
                reasoning_tokens = 0;
  std::int64_t cost_micros = -1; /* -1: unknown */
  std::string currency = {}, model = {};
  bool operator==(const Usage&) const = default;
};

Usage copy(const sheaf_usage& u);

// What emit() and its like answer: how many are taken before SHEAF_STOP, and which one fails.
class Appetite {
 public:
  // SHEAF_STOP is the answer to the nth and every later one; the nth itself is still taken.
  void stop_after(std::size_t n) { stop_after_ = n; }
  // The nth (from 1) is refused with `code`.
  void fail_at(std::size_t nth, sheaf_status code);

 protected:
  bool refused(std::size_t nth) const { return nth == fail_at_; }
  sheaf_status code() const { return code_; }
  sheaf_status taken(std::size_t n) const { return n >= stop_after_ ? SHEAF_STOP : SHEAF_OK; }

 private:
  std::size_t stop_after_ = std::numeric_limits<std::size_t>::max();
  std::size_t fail_at_ = 0;
  sheaf_status code_ = SHEAF_OK;
};

class RecordSink final : public sheaf_record_sink, public Appetite {
 public:
  struct Checkpoint {
    std::string cursor;
    std::size_t records = 0; /* taken before it */
  };
  struct Report {
    sheaf_source_state state = SHEAF_STATE_OK;
    std::string detail;
  };

  RecordSink();
  ~RecordSink();
  RecordSink(const RecordSink&) = delete;

  // Runs on the emitting thread after each record taken, e.g. to cancel the call.
  void on_record(std::function<void(const Record&)> f);

  std::vector<Record> records() const;
  std::vector<std::string> ids() const;
  // Records without id or title.
  std::size_t refused_count() const;
  std::vector<Checkpoint> checkpoints() const;
  // The last checkpoint; empty when there was none.
  std::string cursor() const;
  std::vector<Report> reports() const;
  // The worst state reported, SHEAF_STATE_OK when none was.
  sheaf_source_state state() const;

 private:
  sheaf_status take(const sheaf_record& raw) const;

  std::function<void(const Record&)> on_record_;
  mutable std::mutex mutex_;
  mutable std::size_t emitted_ = 0, refused_ = 0;
  mutable std::vector<Record> records_;
  mutable std::vector<Checkpoint> checkpoints_;
  mutable std::vector<Report> reports_;
};

Score copy(const sheaf_score& s);

// A sheaf_exchange that owns its strings.
struct Exchange {
  std::string to, request, answer;
  std::vector<std::size_t> records;
  std::size_t profile = 0;
  std::int64_t until_ms = 0;
};

// Refuses, as the host does, with SHEAF_E_INTERNAL: values that are NaN or outside 0..1, indexes
// outside the request, and a second score for a pair.
class ScoreSink final : public sheaf_score_sink, public Appetite {
 public:
  explicit ScoreSink(std::size_t records = std::numeric_limits<std::size_t>::max(),
                     std::size_t profiles = std::numeric_limits<std::size_t>::max());
  ~ScoreSink();
  ScoreSink(const ScoreSink&) = delete;

  std::vector<Score> scores() const;
  // The pair's score, or nothing.
  std::optional<Score> find(std::size_t record, std::size_t profile = 0) const;
  std::vector<Usage> usages() const;
  std::vector<Exchange> exchanges() const;

 private:
  sheaf_status take(const sheaf_score& raw) const;
  sheaf_status take(const sheaf_exchange& raw) const;

  std::size_t record_count_, profile_count_;
  mutable std::mutex mutex_;
  mutable std::size_t told_ = 0;
  mutable std::set<std::pair<std::size_t, std::size_t>> pairs_;
  mutable std::vector<Score> scores_;
  mutable std::vector<Usage> usages_;
  mutable std::vector<Exchange> exchanges_;
};

struct Block {
  sheaf_block_kind kind = SHEAF_BLOCK_PARAGRAPH;
  std::uint32_t level = 1;
  std::string text = {};
  std::vector<std::size_t> citations = {};
  bool operator==(const Block&) const = default;
};
struct Section {
  std::string id = {}; /* the editor's step id; empty in a SectionSink */
  std::string title = {};
  std::vector<Block> blocks = {};
  bool operator==(const Section&) const = default;
};

// Refuses with SHEAF_E_INTERNAL: a block before the first section, a citation of no item.
class SectionSink final : public sheaf_section_sink, public Appetite {
 public:
  explicit SectionSink(std::size_t items = std::numeric_limits<std::size_t>::max());
  ~SectionSink();
  SectionSink(const SectionSink&) = delete;

  std::vector<Section> sections() const;
  std::vector<Usage> usages() const;
  std::vector<std::pair<sheaf_notice_level, std::string>> notices() const;

 private:
  sheaf_status take(const sheaf_block& raw) const;

  std::size_t item_count_;
  mutable std::mutex mutex_;
  mutable std::size_t told_ = 0;
  mutable std::vector<Section> sections_;
  mutable std::vector<Usage> usages_;
  mutable std::vector<std::pair<sheaf_notice_level, std::string>> notices_;
};

// Refuses an index outside the request with SHEAF_E_INTERNAL.
class EnrichSink final : public sheaf_enrich_sink, public Appetite {
 public:
  struct Partial {
    std::size_t index = 0;
    Record record;
  };

  explicit EnrichSink(std::size_t works = std::numeric_limits<std::size_t>::max());
  ~EnrichSink();
  EnrichSink(const EnrichSink&) = delete;

  std::vector<Partial> partials() const;
  // The first partial record for that work, or nothing.
  std::optional<Record> find(std::size_t index) const;
  std::vector<Usage> usages() const;

 private:
  sheaf_status take(std::size_t index, const sheaf_record& partial) const;

  std::size_t work_count_;
  mutable std::mutex mutex_;
  mutable std::size_t told_ = 0;
  mutable std::vector<Partial> partials_;
  mutable std::vector<Usage> usages_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_SINKS_HPP
