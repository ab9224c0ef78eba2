#include "sheaf/testing/sinks.hpp"

#include <cmath>
#include <utility>

namespace sheaf::testing {

namespace {

const RecordSink& of(const sheaf_record_sink* s) noexcept {
  return *static_cast<const RecordSink*>(s);
}

const ScoreSink& of(const sheaf_score_sink* s) noexcept {
  return *static_cast<const ScoreSink*>(s);
}

const SectionSink& of(const sheaf_section_sink* s) noexcept {
  return *static_cast<const SectionSink*>(s);
}

const EnrichSink& of(const sheaf_enrich_sink* s) noexcept {
  return *static_cast<const EnrichSink*>(s);
}

}  // namespace

Text copy(const sheaf_text& t) {
  return {std::string(view(t)), t.markup, t.flags};
}

Person copy(const sheaf_person& p) {
  return {std::string(view(p.name)),
          std::string(view(p.family)),
          std::string(view(p.given)),
          std::string(view(p.suffix)),
          std::string(view(p.orcid)),
          std::string(view(p.affiliation)),
          p.markup,
          (p.flags & SHEAF_PERSON_GROUP) != 0};
}

Record copy(const sheaf_record& r) {
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
  out.published_precision = r.published_precision;
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

Usage copy(const sheaf_usage& u) {
  return {u.requests,
          u.input_tokens,
          u.cached_input_tokens,
          u.output_tokens,
          u.reasoning_tokens,
          u.cost_micros,
          std::string(view(u.currency)),
          std::string(view(u.model))};
}

void Appetite::fail_at(std::size_t nth, sheaf_status code) {
  fail_at_ = nth;
  code_ = code;
}

RecordSink::RecordSink() : sheaf_record_sink(sized<sheaf_record_sink>()) {
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

RecordSink::~RecordSink() = default;

void RecordSink::on_record(std::function<void(const Record&)> f) {
  on_record_ = std::move(f);
}

std::vector<Record> RecordSink::records() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

std::vector<std::string> RecordSink::ids() const {
  std::vector<std::string> out;
  for (const Record& r : records()) out.push_back(r.id);
  return out;
}

std::size_t RecordSink::refused_count() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

std::vector<RecordSink::Checkpoint> RecordSink::checkpoints() const {
  const std::lock_guard lock(mutex_);
  return checkpoints_;
}

std::string RecordSink::cursor() const {
  const std::lock_guard lock(mutex_);
  return checkpoints_.empty() ? std::string() : checkpoints_.back().cursor;
}

std::vector<RecordSink::Report> RecordSink::reports() const {
  const std::lock_guard lock(mutex_);
  return reports_;
}

sheaf_source_state RecordSink::state() const {
  sheaf_source_state worst = SHEAF_STATE_OK;
  for (const Report& r : reports()) worst = r.state > worst ? r.state : worst;
  return worst;
}

sheaf_status RecordSink::take(const sheaf_record& raw) const {
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

Score copy(const sheaf_score& s) {
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

ScoreSink::ScoreSink(std::size_t records, std::size_t profiles)
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

ScoreSink::~ScoreSink() = default;

std::vector<Score> ScoreSink::scores() const {
  const std::lock_guard lock(mutex_);
  return scores_;
}

std::optional<Score> ScoreSink::find(std::size_t record, std::size_t profile) const {
  for (const Score& s : scores()) {
    if (s.record == record && s.profile == profile) return s;
  }
  return std::nullopt;
}

std::vector<Usage> ScoreSink::usages() const {
  const std::lock_guard lock(mutex_);
  return usages_;
}

std::vector<Exchange> ScoreSink::exchanges() const {
  const std::lock_guard lock(mutex_);
  return exchanges_;
}

sheaf_status ScoreSink::take(const sheaf_score& raw) const {
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

sheaf_status ScoreSink::take(const sheaf_exchange& raw) const {
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

SectionSink::SectionSink(std::size_t items)
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

SectionSink::~SectionSink() = default;

std::vector<Section> SectionSink::sections() const {
  const std::lock_guard lock(mutex_);
  return sections_;
}

std::vector<Usage> SectionSink::usages() const {
  const std::lock_guard lock(mutex_);
  return usages_;
}

std::vector<std::pair<sheaf_notice_level, std::string>> SectionSink::notices() const {
  const std::lock_guard lock(mutex_);
  return notices_;
}

sheaf_status SectionSink::take(const sheaf_block& raw) const {
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

EnrichSink::EnrichSink(std::size_t works)
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

EnrichSink::~EnrichSink() = default;

std::vector<EnrichSink::Partial> EnrichSink::partials() const {
  const std::lock_guard lock(mutex_);
  return partials_;
}

std::optional<Record> EnrichSink::find(std::size_t index) const {
  for (const Partial& p : partials()) {
    if (p.index == index) return p.record;
  }
  return std::nullopt;
}

std::vector<Usage> EnrichSink::usages() const {
  const std::lock_guard lock(mutex_);
  return usages_;
}

sheaf_status EnrichSink::take(std::size_t index, const sheaf_record& partial) const {
  const std::lock_guard lock(mutex_);
  if (refused(++told_)) return code();
  if (index >= work_count_) return SHEAF_E_INTERNAL;
  partials_.push_back({index, copy(partial)});
  return taken(partials_.size());
}

}  // namespace sheaf::testing
