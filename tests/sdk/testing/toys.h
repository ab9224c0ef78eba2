// Small components of every kind, whose behaviour a test chooses.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "sheaf/testing.hpp"

namespace toys {

using sheaf::field;
using sheaf::Field;

inline sheaf::Record record(const std::string& id, const std::string& title = "A title") {
  sheaf::Record r;
  r.id = id;
  r.title.value = title;
  return r;
}

// Emits `count` records "1", "2", ... and a checkpoint after each, or does what `mode` says.
class Source final : public sheaf::Source {
 public:
  static constexpr const char* kId = "toy-source";
  static constexpr const char* kVersion = "1.2.3";
  static constexpr const char* kSummary = "Counts.";
  static constexpr const char* kDescription = "Counts *upwards*.";
  static constexpr const char* kHomepage = "https://toys.example/";
  static constexpr const char* kLicense = "Apache-2.0";
  static std::vector<sheaf::HostRule> hosts() {
    return {{"toys.example", 3000, 1}, {"mirror.toys.example"}};
  }
  static std::vector<Field> fields() {
    return {field("mode", SHEAF_T_ENUM, "What to do.")
                .def("count")
                .option("count", "Emit records.")
                .option("runtime_error", "Throw it.")
                .option("int", "Throw 42.")
                .option("bad_alloc", "Throw it.")
                .option("error", "Throw sheaf::Error.")
                .option("reported", "Throw sheaf::Reported.")
                .option("time", "Emit the host's time.")
                .option("threads", "Emit from four threads."),
            field("count", SHEAF_T_INT, "How many.").def("3").range(0, 100),
            field("create", SHEAF_T_STRING, "Throw this in create(); empty: do not.")};
  }

  Source(sheaf::Host host, sheaf::Config config)
      : host_(host), mode_(config.get<std::string>("mode")), count_(config.get<int64_t>("count")) {
    if (auto text = config.find<std::string>("create")) throw sheaf::Error(SHEAF_E_CONFIG, *text);
  }

  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override {
    if (mode_ == "runtime_error") throw std::runtime_error("it broke");
    if (mode_ == "int") throw 42;
    if (mode_ == "bad_alloc") throw std::bad_alloc();
    if (mode_ == "error") throw sheaf::Error(SHEAF_E_RATE_LIMITED, "come back later", 30000);
    if (mode_ == "reported") throw sheaf::Reported{SHEAF_E_BUDGET};
    if (mode_ == "time") {
      sheaf::Record r = record("time");
      r.updated_ms = host_.now_ms();
      (void)sink.emit(r);
      return;
    }
    if (mode_ == "threads") return fetch_in_threads(call, sink);
    const int64_t from =
        request.cursor.len ? std::stoll(std::string(sheaf::view(request.cursor))) : 0;
    for (int64_t i = from + 1; i <= count_; ++i) {
      call.throw_if_cancelled();
      call.progress(static_cast<uint64_t>(i), static_cast<uint64_t>(count_));
      if (!sink.emit(record(std::to_string(i)))) return;
      sink.checkpoint(std::to_string(i));
    }
    sink.report(SHEAF_STATE_EMPTY_EXPECTED, "that was all");
  }

  void probe(const sheaf::Call& call) { host_.get(call, "https://toys.example/probe"); }

 private:
  void fetch_in_threads(const sheaf::Call& call, const sheaf::RecordSink& sink) const {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int64_t i = 0; i < count_ && !call.cancelled(); ++i) {
          (void)sink.emit(record(std::to_string(t) + "." + std::to_string(i)));
          sink.checkpoint("x");
          call.warn("working");
          call.progress(1, 2);
          (void)host_.get(call, "https://toys.example/");
          host_.put_state(call, std::to_string(i), "v");
        }
      });
    }
    for (auto& t : threads) t.join();
  }

  sheaf::Host host_;
  std::string mode_;
  int64_t count_;
};

// The share of the profile's terms that stand in the title.
class Scorer final : public sheaf::Scorer {
 public:
  static constexpr const char* kId = "toy-scorer";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Scores.";
  static constexpr uint32_t kFlags = SHEAF_S_LOCAL;
  static constexpr size_t kMaxProfiles = 0;
  static std::vector<Field> fields() {
    return {field("value", SHEAF_T_FLOAT, "Overrides the value.")};
  }

  Scorer(sheaf::Host, sheaf::Config config)
      : sheaf::Scorer({{"match", "Match", 10, {{0, "nothing"}, {10, "everything"}}}}),
        value_(config.find<double>("value")) {}

  void score(const sheaf::Call&, const sheaf_score_request& rq,
             const sheaf::ScoreSink& sink) override {
    for (size_t r = 0; r < rq.record_count; ++r) {
      for (size_t p = 0; p < rq.profile_count; ++p) {
        const auto s = one(*rq.records[r], *rq.profiles[p], r, p);
        if (!sink.score(s)) return;
      }
    }
  }
  std::string fingerprint(const sheaf_profile& profile) override {
    std::string out = "toy";
    for (const auto& t : sheaf::range(profile.terms, profile.term_count)) {
      out += "|" + std::string(sheaf::view(t.text));
    }
    return out;
  }
  void estimate(const sheaf::Call&, const sheaf_score_request& rq,
                const sheaf::ScoreSink& sink) override {
    auto u = sheaf::sized<sheaf_usage>();
    u.requests = rq.record_count;
    u.cost_micros = -1;
    u.model = sheaf::str("toy");
    sink.usage(u);
  }

 private:
  sheaf::Score one(const sheaf_record& record, const sheaf_profile& profile, size_t r,
                   size_t p) const {
    sheaf::Score s;
    s.record = r;
    s.profile = p;
    for (const auto& t : sheaf::range(profile.terms, profile.term_count)) {
      if (sheaf::view(record.title).find(sheaf::view(t.text)) == std::string_view::npos) continue;
      s.value += 1.0 / static_cast<double>(profile.term_count);
      s.evidence.push_back({SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE,
                            std::string(sheaf::view(t.text)), "title", t.weight});
    }
    if (value_) s.value = *value_;
    s.axes.push_back({"match", s.value * 10});
    s.matched.push_back("c1");
    s.comment = "scored";
    return s;
  }
  std::optional<double> value_;
};

// One section that cites every item, and one item more where `cite_too_much`.
class Editor final : public sheaf::Editor {
 public:
  static constexpr const char* kId = "toy-editor";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Edits.";
  static std::vector<Field> fields() {
    return {field("cite_too_much", SHEAF_T_BOOL, "Cite what is not there.").def("false")};
  }
  Editor(sheaf::Host, sheaf::Config config) : too_much_(config.get<bool>("cite_too_much")) {}
  void edit(const sheaf::Call&, const sheaf_run& run, const sheaf_digest& digest,
            const sheaf::SectionSink& sink) override {
    sink.section("Of " + std::string(sheaf::view(run.date)));
    std::vector<size_t> all(digest.item_count + (too_much_ ? 1 : 0));
    for (size_t i = 0; i < all.size(); ++i) all[i] = i;
    sink.block(SHEAF_BLOCK_PARAGRAPH, sheaf::view(digest.profile->title), all);
  }

 private:
  bool too_much_;
};

// Knows the abstract of works with a DOI.
class Enricher final : public sheaf::Enricher {
 public:
  static constexpr const char* kId = "toy-enricher";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Enriches.";
  static constexpr size_t kMaxBatch = 20;
  static constexpr const char* kSchemes[] = {"doi", nullptr};
  static std::vector<Field> fields() { return {}; }
  Enricher(sheaf::Host, sheaf::Config) {}
  void enrich(const sheaf::Call&, std::span<const sheaf_record* const> works,
              const sheaf::EnrichSink& sink) override {
    for (size_t i = 0; i < works.size(); ++i) {
      for (const auto& id : sheaf::range(works[i]->identifiers, works[i]->identifier_count)) {
        if (sheaf::view(id.key) != "doi") continue;
        sheaf::Record partial;
        partial.id = std::string(sheaf::view(id.value));
        partial.abstract = {"<p>Found.</p>", SHEAF_MARKUP_HTML, 0};
        sink.emit(i, partial);
      }
    }
  }
};

// Appends to a string of its own; shared state, one test at a time.
class Output final : public sheaf::Output {
 public:
  static constexpr const char* kId = "toy-output";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Puts out.";
  static constexpr uint32_t kFlags = SHEAF_O_REBUILDS;
  static std::vector<Field> fields() {
    return {field("fail", SHEAF_T_STRING, "The step that fails.")};
  }
  static inline std::string log;

  Output(sheaf::Host, sheaf::Config config)
      : fail_(config.find<std::string>("fail").value_or("")) {}
  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view delivery_id,
                                            const sheaf_run& run) override {
    fail_if("begin");
    log += "begin " + std::string(delivery_id) + " " + std::string(sheaf::view(run.date)) + "\n";
    return std::make_unique<Tx>(*this);
  }
  std::string target(const sheaf_profile& profile, const sheaf_run& run) override {
    if (fail_ == "target") return "";
    return std::string(sheaf::view(profile.id)) + "/" + std::string(sheaf::view(run.date)) + ".txt";
  }

 private:
  void fail_if(const char* step) const {
    if (fail_ == step) throw sheaf::Error(SHEAF_E_TRANSIENT, std::string(step) + " failed");
  }
  struct Tx final : sheaf::Transaction {
    explicit Tx(const Output& o) : output(o) {}
    ~Tx() override { log += "destroy\n"; }
    void digest(const sheaf::Call&, const sheaf_digest& d) override {
      output.fail_if("digest");
      for (const auto* i : sheaf::range(d.items, d.item_count)) {
        log += std::to_string(i->rank) + " " + std::string(sheaf::view(i->record->title)) + "\n";
      }
    }
    void commit(const sheaf::Call&) override {
      output.fail_if("commit");
      log += "commit\n";
    }
    void abort() noexcept override { log += "abort\n"; }
    const Output& output;
  };
  std::string fail_;
};

// An instance of T in a host with every service.
template <class T>
struct Fixture {
  explicit Fixture(std::string_view settings = "{}")
      : component(sheaf::Component<T>::get()),
        config(sheaf::testing::FakeConfig::json(component, settings)),
        instance(component, host, config, call) {}
  const sheaf_component* component;
  sheaf::testing::FakeHost host;
  sheaf::testing::FakeCall call;
  sheaf::testing::FakeConfig config;
  sheaf::testing::Instance instance;
};

}  // namespace toys
