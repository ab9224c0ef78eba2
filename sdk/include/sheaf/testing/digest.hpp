// Owning forms of what scorers, editors and outputs are given, and their views for the ABI.
#ifndef SHEAF_TESTING_DIGEST_HPP
#define SHEAF_TESTING_DIGEST_HPP

#include <cstddef>
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
  explicit Works(std::vector<Record> records);
  ~Works();
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
  explicit Profiles(const std::vector<Profile>& profiles);
  Profiles(std::initializer_list<Profile> profiles);
  ~Profiles();
  Profiles(const Profiles&) = delete;
  const sheaf_profile* const* data() const { return pointers_.data(); }
  std::size_t size() const { return pointers_.size(); }
  const sheaf_profile& operator[](std::size_t i) const { return *pointers_[i]; }

 private:
  struct View {
    explicit View(Profile p);
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

// A sheaf_run that borrows from a Run: valid while that does not change.
class RunView {
 public:
  explicit RunView(const Run& r);
  ~RunView();
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
  explicit DigestView(const Digest& d);
  ~DigestView();
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

  void add(const Axis& a);
  void add(const Section& s);
  void add(const Item& i);

  struct ScoreParts {
    std::vector<sheaf_axis_value> axes;
    std::vector<sheaf_str> matched;
    std::vector<sheaf_evidence> evidence;
  };
  struct ItemParts {
    explicit ItemParts(const Record& r);
    RecordView record;
    Table<sheaf_score> scores;
    std::deque<ScoreParts> score_parts;
    std::vector<sheaf_str> steps, sources, suggestions;
  };
  static void add(const Score& s, ItemParts& part);

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
