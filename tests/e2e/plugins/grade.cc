#include "grade.h"

#include <fstream>

#include "mood.h"

namespace e2e {
namespace {

double extra(const sheaf_record& r, std::string_view name) {
  for (const auto& e : sheaf::range(r.extras, r.extra_count)) {
    if (sheaf::view(e.key) == name) return std::stod(std::string(sheaf::view(e.value)));
  }
  return 5;
}

}  // namespace

std::vector<sheaf::Field> Grade::fields() {
  return {mood_field(),
          sheaf::field("log", SHEAF_T_PATH, "Gets a line for each work it is asked about."),
          sheaf::field("fail_after", SHEAF_T_INT, "Fails after so many works.").def("1000000"),
          sheaf::field("price", SHEAF_T_INT, "Millionths of a EUR for a work.").def("0")};
}

Grade::Grade(sheaf::Host host, sheaf::Config config)
    : Scorer({{"relevance", "Relevance", 10, {}}, {"novelty", "Novelty", 10, {}}}),
      host_(host),
      mood_(config.find<std::string>("mood").value_or("")),
      log_(config.find<std::string>("log").value_or("")),
      fail_after_(config.get<std::int64_t>("fail_after")),
      price_(config.get<std::int64_t>("price")) {}

sheaf_usage Grade::price() const {
  auto u = sheaf::sized<sheaf_usage>();
  u.model = sheaf::str("red-pencil");
  u.requests = 1;
  u.input_tokens = 100;
  u.cost_micros = price_;
  u.currency = sheaf::str("EUR");
  return u;
}

void Grade::score(const sheaf::Call& call, const sheaf_score_request& request,
                  const sheaf::ScoreSink& sink) {
  const auto& budget = host_.need<sheaf_budget>(SHEAF_SERVICE_BUDGET);
  std::int64_t done = 0;
  for (std::size_t i = 0; i < request.record_count; ++i) {
    if (done++ >= fail_after_) throw sheaf::Error(SHEAF_E_TRANSIENT, "the red pencil broke");
    obey_file(mood_);
    const sheaf_usage usage = price();
    std::uint64_t ticket = 0;
    call.check(budget.reserve(&budget, call.raw(), &usage, &ticket));
    const sheaf_record& r = *request.records[i];
    if (!log_.empty()) std::ofstream(log_, std::ios::app) << sheaf::view(r.title) << "\n";
    sheaf::Score s;
    s.record = i;
    s.axes = {{"relevance", extra(r, "relevance")}, {"novelty", extra(r, "novelty")}};
    s.value = s.axes[0].value / 10;
    s.comment = "graded";
    sink.usage(usage);
    call.check(budget.settle(&budget, call.raw(), ticket, &usage));
    if (!sink.score(s)) return;
  }
}

void Grade::estimate(const sheaf::Call&, const sheaf_score_request& request,
                     const sheaf::ScoreSink& sink) {
  for (std::size_t i = 0; i < request.record_count; ++i) sink.usage(price());
}

std::string Grade::fingerprint(const sheaf_profile& profile) {
  return "red-pencil/" + std::string(sheaf::view(profile.id));
}

void GradeAbstracts::score(const sheaf::Call&, const sheaf_score_request& request,
                           const sheaf::ScoreSink& sink) {
  for (std::size_t i = 0; i < request.record_count; ++i) {
    sheaf::Score s;
    s.record = i;
    s.value = request.records[i]->abstract.len != 0 ? 1 : 0.1;
    if (!sink.score(s)) return;
  }
}

std::vector<sheaf::Field> Moody::fields() {
  return {mood_field(),
          sheaf::field("log", SHEAF_T_PATH, "Gets a line for each digest, which then costs.")};
}

Moody::Moody(sheaf::Host, sheaf::Config config)
    : mood_(config.find<std::string>("mood").value_or("")),
      log_(config.find<std::string>("log").value_or("")) {}

void Moody::edit(const sheaf::Call&, const sheaf_run&, const sheaf_digest& digest,
                 const sheaf::SectionSink& sink) {
  sink.section("Editor's word");
  sink.block(SHEAF_BLOCK_PARAGRAPH, "There are " + std::to_string(digest.item_count) + " papers.");
  obey_file(mood_);
  if (log_.empty()) return;
  std::ofstream(log_, std::ios::app) << sheaf::view(digest.profile->id) << "\n";
  auto used = sheaf::sized<sheaf_usage>();
  used.model = sheaf::str("red-pencil");
  used.requests = 1;
  used.currency = sheaf::str("EUR");
  sink.usage(used);
}

void Archivist::edit(const sheaf::Call& call, const sheaf_run&, const sheaf_digest& digest,
                     const sheaf::SectionSink& sink) {
  std::string words = "Shown before:";
  auto query = sheaf::sized<sheaf_history_query>();
  query.profile = digest.profile->id;
  query.since_ms = query.until_ms = SHEAF_TIME_UNKNOWN;
  host_.each_item_shown(call, query, [&](const sheaf_history_entry& entry) {
    words += " " + std::string(sheaf::view(entry.date)) + " " +
             std::string(sheaf::view(entry.item->record->title));
    return true;
  });
  words += ". Digests:";
  host_.each_digest(call, query, [&](const sheaf_run& run, const sheaf_digest& earlier) {
    words += " " + std::string(sheaf::view(run.date)) + " of " +
             std::to_string(earlier.item_count) + " for " +
             std::string(sheaf::view(earlier.profile->id));
    for (const auto* s : sheaf::range(earlier.sections, earlier.section_count)) {
      words += " with " + std::string(sheaf::view(s->title));
    }
    return true;
  });
  words += ". Listed:";
  host_.each_work_listed(call, SHEAF_TIME_UNKNOWN, [&](const sheaf_history_work& work) {
    words += " " + std::string(sheaf::view(work.work->title)) + " by";
    for (const auto& source : sheaf::range(work.sources, work.source_count)) {
      words += " " + std::string(sheaf::view(source));
    }
    return true;
  });
  words += ". Liked:";
  const auto& feedback = host_.need<sheaf_feedback>(SHEAF_SERVICE_FEEDBACK);
  call.check(feedback.labels(
      &feedback, call.raw(), digest.profile->id,
      [](void* out, const sheaf_label* label) noexcept -> sheaf_status {
        *static_cast<std::string*>(out) +=
            (label->value > 0 ? " +" : " -") + std::string(sheaf::view(label->work->title));
        if (sheaf::view(label->origin) == "library") {
          *static_cast<std::string*>(out) += " of " + std::string(sheaf::view(label->work->id));
        }
        return SHEAF_OK;
      },
      &words));
  sink.section("Archive");
  sink.block(SHEAF_BLOCK_PARAGRAPH, words);
}

}  // namespace e2e
