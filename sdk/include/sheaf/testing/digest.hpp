// Owning forms of what scorers, editors and outputs are given, and their views for the ABI.
#ifndef SHEAF_TESTING_DIGEST_HPP
#define SHEAF_TESTING_DIGEST_HPP

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/plugin.hpp"
#include "sheaf/testing/sinks.hpp"

namespace sheaf::testing {

// Records as the array of pointers that the ABI wants. Owns copies.
class Works {
 public:
  explicit Works(std::vector<Record> records) : records_(std::move(records)) {
    for (const Record& r : records_) pointers_.push_back(views_.emplace_back(r).get());
  }
  Works(const Works&) = delete;
  const sheaf_record* const* data() const { return pointers_.data(); }
  std::size_t size() const { return pointers_.size(); }
  const sheaf_record& operator[](std::size_t i) const { return *pointers_[i]; }

 private:
  std::vector<Record> records_;
  std::deque<RecordView> views_;
  std::vector<const sheaf_record*> pointers_;
};

struct Criterion {
  std::string id = {}, text = {}, irrelevant = {};
};
struct Profile {
  std::string id = "reader", title = {}, interests = {}, language = "en";
  std::vector<Criterion> criteria = {};
  std::vector<std::pair<std::string, double>> terms = {};
  std::vector<Person> people = {};
};

// Profiles as the array of pointers that the ABI wants. Owns copies.
class Profiles {
 public:
  explicit Profiles(const std::vector<Profile>& profiles) {
    for (const Profile& p : profiles) pointers_.push_back(&views_.emplace_back(p).out);
  }
  Profiles(std::initializer_list<Profile> profiles) : Profiles(std::vector<Profile>(profiles)) {}
  Profiles(const Profiles&) = delete;
  const sheaf_profile* const* data() const { return pointers_.data(); }
  std::size_t size() const { return pointers_.size(); }
  const sheaf_profile& operator[](std::size_t i) const { return *pointers_[i]; }

 private:
  struct View {
    explicit View(Profile p) : profile(std::move(p)) {
      followed.authors = profile.people;
      people.emplace(followed);
      out.id = str(profile.id);
      out.title = str(profile.title);
      out.interests = str(profile.interests);
      out.language = str(profile.language);
      for (const auto& c : profile.criteria) {
        criteria.push_back({str(c.id), str(c.text), str(c.irrelevant), {}});
      }
      for (const auto& [words, weight] : profile.terms) terms.push_back({str(words), weight});
      out.criteria = criteria.data();
      out.criterion_count = criteria.size();
      out.terms = terms.data();
      out.term_count = terms.size();
      out.people = people->get()->authors;
      out.person_count = people->get()->author_count;
    }
    Profile profile;
    sheaf_profile out = sized<sheaf_profile>();
    std::vector<sheaf_criterion> criteria;
    std::vector<sheaf_term> terms;
    Record followed; /* whose authors are the people */
    std::optional<RecordView> people;
  };
  std::deque<View> views_;
  std::vector<const sheaf_profile*> pointers_;
};

struct Count {
  std::string id = {}, label = {};
  std::uint64_t value = 0;
  std::uint32_t level = 0;
};
struct Notice {
  sheaf_notice_level level = SHEAF_NOTICE_INFO;
  std::string step = {}, text = {};
};
struct Unscored {
  std::string work = {}, title = {}, scorer = {}, reason = {};
};
struct SourceReport {
  std::string id = {}, plugin = {};
  sheaf_source_state state = SHEAF_STATE_OK;
  std::string detail = {};
  std::uint64_t records = 0, refused = 0;
};

// One execution, as editors and outputs see it. (In a GoogleTest body write sheaf::testing::Run:
// the test class has a private Run.)
struct Run {
  std::string id = "run-1", pipeline = "test", sheaf_version = "0.0.0-test", date = "2026-09-24",
              time_zone = "UTC";
  std::int64_t started_ms = 0;
  std::uint32_t sequence = 1;
  bool partial = false;
  std::vector<SourceReport> sources = {};
  std::vector<Notice> notices = {};
  std::vector<std::pair<std::string, Usage>> usage = {}; /* by step */
  std::vector<std::pair<std::string, std::string>> settings = {};
};

struct Item {
  Record record = {};
  std::vector<std::pair<std::string, Score>> scores =
      {}; /* by scorer's step id, in pipeline order */
  double rank_value = 0;
  std::vector<std::string> sources = {}, suggestions = {};
  std::uint32_t flags = 0; /* SHEAF_ITEM_* */
};

// One reader's part of a run. The rank of an item is its place.
struct Digest {
  Profile profile = {};
  std::vector<Axis> axes = {};
  std::vector<Count> funnel = {};
  std::vector<Notice> notices = {};
  std::vector<Section> sections = {};
  std::vector<Item> items = {};
  std::vector<Unscored> unscored = {};
};

namespace detail {
inline std::vector<sheaf_notice> raw(const std::vector<Notice>& notices) {
  std::vector<sheaf_notice> out;
  for (const auto& n : notices) out.push_back({n.level, 0, str(n.step), str(n.text)});
  return out;
}
inline std::vector<sheaf_str> raw(const std::vector<std::string>& strings) {
  std::vector<sheaf_str> out;
  for (const auto& s : strings) out.push_back(str(s));
  return out;
}
}  // namespace detail

// A sheaf_run that borrows from a Run: valid while that does not change.
class RunView {
 public:
  explicit RunView(const Run& r) : notices_(detail::raw(r.notices)) {
    out_.flags = r.partial ? std::uint32_t{SHEAF_RUN_PARTIAL} : 0u;
    out_.id = str(r.id);
    out_.pipeline = str(r.pipeline);
    out_.sheaf_version = str(r.sheaf_version);
    out_.date = str(r.date);
    out_.time_zone = str(r.time_zone);
    out_.started_ms = r.started_ms;
    out_.sequence = r.sequence;
    for (const auto& s : r.sources) {
      auto& o = sources_.emplace_back(sized<sheaf_source_report>());
      o.id = str(s.id);
      o.plugin = str(s.plugin);
      o.state = s.state;
      o.detail = str(s.detail);
      o.records = s.records;
      o.refused = s.refused;
      source_pointers_.push_back(&o);
    }
    for (const auto& [step, u] : r.usage) {
      auto& o = usages_.emplace_back(sized<sheaf_usage>());
      o.requests = u.requests;
      o.input_tokens = u.input_tokens;
      o.cached_input_tokens = u.cached_input_tokens;
      o.output_tokens = u.output_tokens;
      o.reasoning_tokens = u.reasoning_tokens;
      o.cost_micros = u.cost_micros;
      o.currency = str(u.currency);
      o.model = str(u.model);
      step_usages_.push_back({str(step), &o});
    }
    for (const auto& [path, value] : r.settings) settings_.push_back({str(path), str(value)});
    out_.sources = source_pointers_.data();
    out_.source_count = source_pointers_.size();
    out_.notices = notices_.data();
    out_.notice_count = notices_.size();
    out_.usage = step_usages_.data();
    out_.usage_count = step_usages_.size();
    out_.settings = settings_.data();
    out_.setting_count = settings_.size();
  }
  RunView(const RunView&) = delete;
  const sheaf_run* get() const { return &out_; }

 private:
  sheaf_run out_ = sized<sheaf_run>();
  std::deque<sheaf_source_report> sources_;
  std::vector<const sheaf_source_report*> source_pointers_;
  std::vector<sheaf_notice> notices_;
  std::deque<sheaf_usage> usages_;
  std::vector<sheaf_step_usage> step_usages_;
  std::vector<sheaf_kv> settings_;
};

// A sheaf_digest that borrows from a Digest: valid while that does not change.
class DigestView {
 public:
  explicit DigestView(const Digest& d) : profile_{d.profile}, notices_(detail::raw(d.notices)) {
    for (const Axis& a : d.axes) add(a);
    for (const Count& c : d.funnel) {
      funnel_.push_back({str(c.id), str(c.label), c.value, c.level, 0});
    }
    for (const Section& s : d.sections) add(s);
    for (const Item& i : d.items) add(i);
    for (const Unscored& u : d.unscored) {
      unscored_.push_back({str(u.work), str(u.title), str(u.scorer), str(u.reason)});
    }
    out_.profile = profile_.data()[0];
    out_.axes = axes_.pointers.data();
    out_.axis_count = axes_.pointers.size();
    out_.funnel = funnel_.data();
    out_.funnel_count = funnel_.size();
    out_.notices = notices_.data();
    out_.notice_count = notices_.size();
    out_.sections = sections_.pointers.data();
    out_.section_count = sections_.pointers.size();
    out_.items = items_.pointers.data();
    out_.item_count = items_.pointers.size();
    out_.unscored = unscored_.data();
    out_.unscored_count = unscored_.size();
  }
  DigestView(const DigestView&) = delete;
  const sheaf_digest* get() const { return &out_; }

 private:
  // Values that stay where they are, and pointers to them.
  template <class T>
  struct Table {
    T& add() {
      T& t = values.emplace_back(sized<T>());
      pointers.push_back(&t);
      return t;
    }
    std::deque<T> values;
    std::vector<const T*> pointers;
  };

  void add(const Axis& a) {
    auto& rubric = rubrics_.emplace_back();
    for (const auto& [value, words] : a.rubric) rubric.push_back({value, str(words)});
    auto& o = axes_.add();
    o.id = str(a.id);
    o.title = str(a.title);
    o.scale = a.scale;
    o.rubric = rubric.data();
    o.rubric_count = rubric.size();
  }
  void add(const Section& s) {
    auto& blocks = blocks_.emplace_back();
    for (const Block& b : s.blocks) {
      auto& o = blocks.add();
      o.kind = b.kind;
      o.level = b.level;
      o.text = str(b.text);
      o.citations = b.citations.data();
      o.citation_count = b.citations.size();
    }
    auto& o = sections_.add();
    o.id = str(s.id);
    o.title = str(s.title);
    o.blocks = blocks.pointers.data();
    o.block_count = blocks.pointers.size();
  }
  void add(const Item& i) {
    auto& part = parts_.emplace_back(i.record);
    for (const auto& [step, score] : i.scores) {
      part.steps.push_back(str(step));
      add(score, part);
    }
    part.sources = detail::raw(i.sources);
    part.suggestions = detail::raw(i.suggestions);
    auto& o = items_.add();
    o.flags = i.flags;
    o.record = part.record.get();
    o.scores = part.scores.pointers.data();
    o.scorers = part.steps.data();
    o.score_count = part.steps.size();
    o.rank = items_.values.size();
    o.rank_value = i.rank_value;
    o.sources = part.sources.data();
    o.source_count = part.sources.size();
    o.suggestions = part.suggestions.data();
    o.suggestion_count = part.suggestions.size();
  }

  struct ScoreParts {
    std::vector<sheaf_axis_value> axes;
    std::vector<sheaf_str> matched;
    std::vector<sheaf_evidence> evidence;
  };
  struct ItemParts {
    explicit ItemParts(const Record& r) : record(r) {}
    RecordView record;
    Table<sheaf_score> scores;
    std::deque<ScoreParts> score_parts;
    std::vector<sheaf_str> steps, sources, suggestions;
  };
  static void add(const Score& s, ItemParts& part) {
    auto& p = part.score_parts.emplace_back();
    for (const auto& a : s.axes) p.axes.push_back({str(a.id), a.value});
    p.matched = detail::raw(s.matched);
    for (const auto& e : s.evidence) {
      p.evidence.push_back({e.kind, e.strength, str(e.subject), str(e.detail), e.contribution});
    }
    auto& o = part.scores.add();
    o.record = s.record;
    o.profile = s.profile;
    o.status = s.status;
    o.value = s.value;
    o.axes = p.axes.data();
    o.axis_count = p.axes.size();
    o.matched = p.matched.data();
    o.matched_count = p.matched.size();
    o.evidence = p.evidence.data();
    o.evidence_count = p.evidence.size();
    o.comment = str(s.comment);
    o.error = str(s.error);
  }

  sheaf_digest out_ = sized<sheaf_digest>();
  Profiles profile_;
  Table<sheaf_axis> axes_;
  std::deque<std::vector<sheaf_rubric_level>> rubrics_;
  std::vector<sheaf_count> funnel_;
  std::vector<sheaf_notice> notices_;
  std::deque<Table<sheaf_block>> blocks_;
  Table<sheaf_section> sections_;
  std::deque<ItemParts> parts_;
  Table<sheaf_item> items_;
  std::vector<sheaf_unscored> unscored_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_DIGEST_HPP
