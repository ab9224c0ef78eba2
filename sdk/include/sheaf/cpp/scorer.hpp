// sheaf/cpp/scorer.hpp - scorers: derive from Scorer. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_SCORER_HPP
#define SHEAF_CPP_SCORER_HPP

#include <cstddef>
#include <cstdint>
#include <deque>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/abi/scorer.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/entry.hpp"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

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
// A score that owns its strings. See sheaf_score.
struct Score {
  size_t record = 0, profile = 0;
  sheaf_status status = SHEAF_OK;
  double value = 0;
  std::vector<AxisValue> axes;
  std::vector<std::string> matched;
  std::vector<Evidence> evidence;
  std::string comment, error;
};

class ScoreSink {
 public:
  ScoreSink(const sheaf_score_sink* s, const Call& c) noexcept : s_(s), call_(c) {}
  // False: the host has enough, return soon.
  bool score(const Score& in) const {
    auto out = sized<sheaf_score>();
    std::vector<sheaf_axis_value> axes;
    std::vector<sheaf_str> matched;
    std::vector<sheaf_evidence> evidence;
    for (const auto& a : in.axes) axes.push_back({str(a.id), a.value});
    for (const auto& m : in.matched) matched.push_back(str(m));
    for (const auto& e : in.evidence) {
      evidence.push_back({e.kind, e.strength, str(e.subject), str(e.detail), e.contribution});
    }
    out.record = in.record;
    out.profile = in.profile;
    out.status = in.status;
    out.value = in.value;
    out.axes = axes.data();
    out.axis_count = axes.size();
    out.matched = matched.data();
    out.matched_count = matched.size();
    out.evidence = evidence.data();
    out.evidence_count = evidence.size();
    out.comment = str(in.comment);
    out.error = str(in.error);
    return score(out);
  }
  bool score(const sheaf_score& out) const {
    const sheaf_status s = s_->score(s_, &out);
    call_.check(s);
    return s != SHEAF_STOP;
  }
  void usage(const sheaf_usage& u) const { call_.check(s_->usage(s_, &u)); }
  void exchange(const sheaf_exchange& e) const { call_.check(s_->exchange(s_, &e)); }

 private:
  const sheaf_score_sink* s_;
  Call call_;
};

// An axis that owns its strings.
struct Axis {
  std::string id, title;
  double scale = 1;
  std::vector<std::pair<double, std::string>> rubric;
};

class Scorer {
 public:
  using Base = Scorer;
  static constexpr const char* kKind = SHEAF_SCORER;
  static constexpr uint32_t kFlags = 0;     /* SHEAF_S_*; redefine in the derived class */
  static constexpr size_t kMaxProfiles = 1; /* 0: no limit */
  static constexpr size_t kMaxRecords = 0;

  // `axes` are what score() reports, fixed for the instance's life.
  explicit Scorer(std::vector<Axis> axes) : axes_(std::move(axes)) {
    for (const Axis& a : axes_) {
      auto& rubric = rubrics_.emplace_back();
      for (const auto& [value, words] : a.rubric) rubric.push_back({value, str(words)});
      auto& o = raw_.emplace_back(sized<sheaf_axis>());
      o.id = str(a.id);
      o.title = str(a.title);
      o.scale = a.scale;
      o.rubric = rubric.data();
      o.rubric_count = rubric.size();
      pointers_.push_back(&o);
    }
  }
  Scorer(const Scorer&) = delete;
  virtual ~Scorer() = default;
  virtual void score(const Call& call, const sheaf_score_request& request,
                     const ScoreSink& sink) = 0;
  // One pair with evidence. The default scores it again.
  virtual void explain(const Call& call, const sheaf_record& record, const sheaf_profile& profile,
                       const ScoreSink& sink) {
    auto rq = sized<sheaf_score_request>();
    const sheaf_record* records[] = {&record};
    const sheaf_profile* profiles[] = {&profile};
    rq.records = records;
    rq.record_count = 1;
    rq.profiles = profiles;
    rq.profile_count = 1;
    score(call, rq, sink);
  }
  virtual std::string fingerprint(const sheaf_profile& profile) = 0;
  virtual void estimate(const Call&, const sheaf_score_request&, const ScoreSink&) {}

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_scorer t{
        sizeof(sheaf_scorer),
        T::kFlags,
        T::kMaxProfiles,
        T::kMaxRecords,
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_score_request* rq,
           const sheaf_score_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            of(self).score(c, *rq, ScoreSink(sink, c));
          });
        },
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_record* record,
           const sheaf_profile* profile, const sheaf_score_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            of(self).explain(c, *record, *profile, ScoreSink(sink, c));
          });
        },
        [](sheaf_instance* self, const sheaf_profile* profile,
           const sheaf_string_sink* sink) noexcept -> sheaf_status {
          return guard(nullptr, [&] {
            const std::string print = of(self).fingerprint(*profile);
            if (sink->put(sink, str(print)) < 0) throw std::bad_alloc();
          });
        },
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_score_request* rq,
           const sheaf_score_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            of(self).estimate(c, *rq, ScoreSink(sink, c));
          });
        },
        [](const sheaf_instance* self, size_t* count) noexcept -> const sheaf_axis* const* {
          const Scorer& s = of(self);
          *count = s.pointers_.size();
          return s.pointers_.data();
        }};
    return &t;
  }

 private:
  static Scorer& of(const sheaf_instance* self) noexcept {
    return *static_cast<Scorer*>(self->plugin_data);
  }
  std::vector<Axis> axes_;
  std::deque<std::vector<sheaf_rubric_level>> rubrics_;
  std::deque<sheaf_axis> raw_;
  std::vector<const sheaf_axis*> pointers_;
};

}  // namespace sheaf

#endif  // SHEAF_CPP_SCORER_HPP
