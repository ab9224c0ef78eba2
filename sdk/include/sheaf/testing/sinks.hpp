// Sinks that copy what a plugin hands over. All functions are thread-safe; `stop_after`, `fail_at`
// and `on_...` are set before the call starts.
#ifndef SHEAF_TESTING_SINKS_HPP
#define SHEAF_TESTING_SINKS_HPP

#include <cmath>
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

inline Text copy(const sheaf_text& t) {
  return {std::string(view(t)), t.markup, t.flags};
}

inline Person copy(const sheaf_person& p) {
  return {std::string(view(p.name)),          std::string(view(p.family)),
          std::string(view(p.given)),         std::string(view(p.orcid)),
          std::string(view(p.affiliation)),   p.markup,
          (p.flags & SHEAF_PERSON_GROUP) != 0};
}

// Everything the ABI record points to, copied.
inline Record copy(const sheaf_record& r) {
  Record out;
  out.id = view(r.id);
  out.version = r.version;
  out.flags = r.flags;
  out.type = r.type;
  out.announce = r.announce;
  out.title = copy(r.title);
  out.abstract = copy(r.abstract);
  out.summary = copy(r.summary);
  out.comment = copy(r.comment);
  out.venue = copy(r.venue);
  out.url = view(r.url);
  out.language = view(r.language);
  out.license = view(r.license);
  out.primary_category = view(r.primary_category);
  out.published_ms = r.published_ms;
  out.updated_ms = r.updated_ms;
  out.announced_ms = r.announced_ms;
  for (const auto* p : range(r.authors, r.author_count)) out.authors.push_back(copy(*p));
  for (const auto& c : range(r.categories, r.category_count)) out.categories.emplace_back(view(c));
  for (const auto& i : range(r.identifiers, r.identifier_count)) {
    out.identifiers.emplace_back(view(i.key), view(i.value));
  }
  for (const auto& x : range(r.extras, r.extra_count)) {
    out.extras.emplace_back(view(x.key), view(x.value));
  }
  for (const auto& l : range(r.relations, r.relation_count)) {
    out.relations.push_back({l.type, std::string(view(l.id.key)), std::string(view(l.id.value))});
  }
  for (const auto& l : range(r.links, r.link_count)) {
    out.links.push_back({l.rel, std::string(view(l.url)), std::string(view(l.label))});
  }
  return out;
}

// A sheaf_usage that owns its strings.
struct Usage {
  std::uint64_t requests = 0, input_tokens = 0, cached_input_tokens = 0, output_tokens = 0,
                reasoning_tokens = 0;
  std::int64_t cost_micros = -1; /* -1: unknown */
  std::string currency = {}, model = {};
  bool operator==(const Usage&) const = default;
};

inline Usage copy(const sheaf_usage& u) {
  return {u.requests,
          u.input_tokens,
          u.cached_input_tokens,
          u.output_tokens,
          u.reasoning_tokens,
          u.cost_micros,
          std::string(view(u.currency)),
          std::string(view(u.model))};
}

// What emit() and its like answer: how many are taken before SHEAF_STOP, and which one fails.
class Appetite {
 public:
  // SHEAF_STOP is the answer to the nth and every later one; the nth itself is still taken.
  void stop_after(std::size_t n) { stop_after_ = n; }
  // The nth (from 1) is refused with `code`.
  void fail_at(std::size_t nth, sheaf_status code) {
    fail_at_ = nth;
    code_ = code;
  }

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

  RecordSink() : sheaf_record_sink(sized<sheaf_record_sink>()) {
    emit = [](const sheaf_record_sink* s, const sheaf_record* r) noexcept -> sheaf_status {
      return of(s).take(*r);
    };
    checkpoint = [](const sheaf_record_sink* s, sheaf_str cursor) noexcept -> sheaf_status {
      if (cursor.len > std::size_t{64} * 1024) return SHEAF_E_INTERNAL;
      const std::lock_guard lock(of(s).mutex_);
      of(s).checkpoints_.push_back({std::string(view(cursor)), of(s).records_.size()});
      return SHEAF_OK;
    };
    report = [](const sheaf_record_sink* s, sheaf_source_state state,
                sheaf_str detail) noexcept -> sheaf_status {
      const std::lock_guard lock(of(s).mutex_);
      of(s).reports_.push_back({state, std::string(view(detail))});
      return SHEAF_OK;
    };
  }
  RecordSink(const RecordSink&) = delete;

  // Runs on the emitting thread after each record taken, e.g. to cancel the call.
  void on_record(std::function<void(const Record&)> f) { on_record_ = std::move(f); }

  std::vector<Record> records() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> out;
    for (const Record& r : records()) out.push_back(r.id);
    return out;
  }
  // Records without id or title.
  std::size_t refused_count() const {
    const std::lock_guard lock(mutex_);
    return refused_;
  }
  std::vector<Checkpoint> checkpoints() const {
    const std::lock_guard lock(mutex_);
    return checkpoints_;
  }
  // The last checkpoint; empty when there was none.
  std::string cursor() const {
    const std::lock_guard lock(mutex_);
    return checkpoints_.empty() ? std::string() : checkpoints_.back().cursor;
  }
  std::vector<Report> reports() const {
    const std::lock_guard lock(mutex_);
    return reports_;
  }
  // The worst state reported, SHEAF_STATE_OK when none was.
  sheaf_source_state state() const {
    sheaf_source_state worst = SHEAF_STATE_OK;
    for (const Report& r : reports()) worst = r.state > worst ? r.state : worst;
    return worst;
  }

 private:
  static const RecordSink& of(const sheaf_record_sink* s) noexcept {
    return *static_cast<const RecordSink*>(s);
  }
  sheaf_status take(const sheaf_record& raw) const {
    Record record = copy(raw);
    sheaf_status answer = SHEAF_OK;
    {
      const std::lock_guard lock(mutex_);
      if (refused(++emitted_)) return code();
      const bool titled = !record.title.value.empty() || (record.flags & SHEAF_R_REMOVED) != 0;
      if (record.id.empty() || !titled) {
        ++refused_;
        return SHEAF_E_UPSTREAM;
      }
      records_.push_back(record);
      answer = taken(records_.size());
    }
    if (on_record_) on_record_(record);
    return answer;
  }

  std::function<void(const Record&)> on_record_;
  mutable std::mutex mutex_;
  mutable std::size_t emitted_ = 0, refused_ = 0;
  mutable std::vector<Record> records_;
  mutable std::vector<Checkpoint> checkpoints_;
  mutable std::vector<Report> reports_;
};

inline Score copy(const sheaf_score& s) {
  Score out;
  out.record = s.record;
  out.profile = s.profile;
  out.status = s.status;
  out.value = s.value;
  for (const auto& a : range(s.axes, s.axis_count)) {
    out.axes.push_back({std::string(view(a.id)), a.value});
  }
  for (const auto& m : range(s.matched, s.matched_count)) out.matched.emplace_back(view(m));
  for (const auto& e : range(s.evidence, s.evidence_count)) {
    out.evidence.push_back({e.kind, e.strength, std::string(view(e.subject)),
                            std::string(view(e.detail)), e.contribution});
  }
  out.comment = view(s.comment);
  out.error = view(s.error);
  return out;
}

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
                     std::size_t profiles = std::numeric_limits<std::size_t>::max())
      : sheaf_score_sink(sized<sheaf_score_sink>()),
        record_count_(records),
        profile_count_(profiles) {
    score = [](const sheaf_score_sink* s, const sheaf_score* raw) noexcept -> sheaf_status {
      return of(s).take(*raw);
    };
    usage = [](const sheaf_score_sink* s, const sheaf_usage* u) noexcept -> sheaf_status {
      const std::lock_guard lock(of(s).mutex_);
      of(s).usages_.push_back(copy(*u));
      return SHEAF_OK;
    };
    exchange = [](const sheaf_score_sink* s, const sheaf_exchange* e) noexcept -> sheaf_status {
      return of(s).take(*e);
    };
  }
  ScoreSink(const ScoreSink&) = delete;

  std::vector<Score> scores() const {
    const std::lock_guard lock(mutex_);
    return scores_;
  }
  // The pair's score, or nothing.
  std::optional<Score> find(std::size_t record, std::size_t profile = 0) const {
    for (const Score& s : scores()) {
      if (s.record == record && s.profile == profile) return s;
    }
    return std::nullopt;
  }
  std::vector<Usage> usages() const {
    const std::lock_guard lock(mutex_);
    return usages_;
  }
  std::vector<Exchange> exchanges() const {
    const std::lock_guard lock(mutex_);
    return exchanges_;
  }

 private:
  static const ScoreSink& of(const sheaf_score_sink* s) noexcept {
    return *static_cast<const ScoreSink*>(s);
  }
  sheaf_status take(const sheaf_score& raw) const {
    const std::lock_guard lock(mutex_);
    if (refused(++told_)) return code();
    const bool value_ok = raw.status != SHEAF_OK || (raw.value >= 0 && raw.value <= 1);
    bool axes_ok = true;
    for (const auto& a : range(raw.axes, raw.axis_count)) {
      axes_ok = axes_ok && std::isfinite(a.value) && a.value >= 0;
    }
    if (!value_ok || !axes_ok || raw.record >= record_count_ || raw.profile >= profile_count_ ||
        !pairs_.insert({raw.record, raw.profile}).second) {
      return SHEAF_E_INTERNAL;
    }
    scores_.push_back(copy(raw));
    return taken(scores_.size());
  }
  sheaf_status take(const sheaf_exchange& raw) const {
    Exchange out{std::string(view(raw.to)),
                 std::string(view(raw.request)),
                 std::string(view(raw.answer)),
                 {},
                 raw.profile,
                 raw.until_ms};
    for (const std::size_t record : range(raw.records, raw.record_count)) {
      if (record >= record_count_) return SHEAF_E_INTERNAL;
      out.records.push_back(record);
    }
    if (raw.profile >= profile_count_) return SHEAF_E_INTERNAL;
    const std::lock_guard lock(mutex_);
    exchanges_.push_back(std::move(out));
    return SHEAF_OK;
  }

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
  explicit SectionSink(std::size_t items = std::numeric_limits<std::size_t>::max())
      : sheaf_section_sink(sized<sheaf_section_sink>()), item_count_(items) {
    section = [](const sheaf_section_sink* s, sheaf_str title) noexcept -> sheaf_status {
      const std::lock_guard lock(of(s).mutex_);
      of(s).sections_.push_back({"", std::string(view(title)), {}});
      return SHEAF_OK;
    };
    block = [](const sheaf_section_sink* s, const sheaf_block* b) noexcept -> sheaf_status {
      return of(s).take(*b);
    };
    usage = [](const sheaf_section_sink* s, const sheaf_usage* u) noexcept -> sheaf_status {
      const std::lock_guard lock(of(s).mutex_);
      of(s).usages_.push_back(copy(*u));
      return SHEAF_OK;
    };
    notice = [](const sheaf_section_sink* s, sheaf_notice_level level,
                sheaf_str text) noexcept -> sheaf_status {
      const std::lock_guard lock(of(s).mutex_);
      of(s).notices_.emplace_back(level, std::string(view(text)));
      return SHEAF_OK;
    };
  }
  SectionSink(const SectionSink&) = delete;

  std::vector<Section> sections() const {
    const std::lock_guard lock(mutex_);
    return sections_;
  }
  std::vector<Usage> usages() const {
    const std::lock_guard lock(mutex_);
    return usages_;
  }
  std::vector<std::pair<sheaf_notice_level, std::string>> notices() const {
    const std::lock_guard lock(mutex_);
    return notices_;
  }

 private:
  static const SectionSink& of(const sheaf_section_sink* s) noexcept {
    return *static_cast<const SectionSink*>(s);
  }
  sheaf_status take(const sheaf_block& raw) const {
    const std::lock_guard lock(mutex_);
    if (refused(++told_)) return code();
    if (sections_.empty()) return SHEAF_E_INTERNAL;
    Block out{raw.kind, raw.level, std::string(view(raw.text)), {}};
    for (const std::size_t i : range(raw.citations, raw.citation_count)) {
      if (i >= item_count_) return SHEAF_E_INTERNAL;
      out.citations.push_back(i);
    }
    sections_.back().blocks.push_back(std::move(out));
    return taken(told_);
  }

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

  explicit EnrichSink(std::size_t works = std::numeric_limits<std::size_t>::max())
      : sheaf_enrich_sink(sized<sheaf_enrich_sink>()), work_count_(works) {
    emit = [](const sheaf_enrich_sink* s, std::size_t index,
              const sheaf_record* partial) noexcept -> sheaf_status {
      return of(s).take(index, *partial);
    };
    usage = [](const sheaf_enrich_sink* s, const sheaf_usage* u) noexcept -> sheaf_status {
      const std::lock_guard lock(of(s).mutex_);
      of(s).usages_.push_back(copy(*u));
      return SHEAF_OK;
    };
  }
  EnrichSink(const EnrichSink&) = delete;

  std::vector<Partial> partials() const {
    const std::lock_guard lock(mutex_);
    return partials_;
  }
  // The first partial record for that work, or nothing.
  std::optional<Record> find(std::size_t index) const {
    for (const Partial& p : partials()) {
      if (p.index == index) return p.record;
    }
    return std::nullopt;
  }
  std::vector<Usage> usages() const {
    const std::lock_guard lock(mutex_);
    return usages_;
  }

 private:
  static const EnrichSink& of(const sheaf_enrich_sink* s) noexcept {
    return *static_cast<const EnrichSink*>(s);
  }
  sheaf_status take(std::size_t index, const sheaf_record& partial) const {
    const std::lock_guard lock(mutex_);
    if (refused(++told_)) return code();
    if (index >= work_count_) return SHEAF_E_INTERNAL;
    partials_.push_back({index, copy(partial)});
    return taken(partials_.size());
  }

  std::size_t work_count_;
  mutable std::mutex mutex_;
  mutable std::size_t told_ = 0;
  mutable std::vector<Partial> partials_;
  mutable std::vector<Usage> usages_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_SINKS_HPP
