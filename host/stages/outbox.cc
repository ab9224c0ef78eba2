#include "stages/outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "report/digest_view.h"
#include "services/stored_digest.h"
#include "sheaf/cpp/call.hpp"

namespace host::stages {

std::string target_of(const StepInstance& output, const sheaf_profile* profile,
                      const sheaf_run* run) {
  const auto* table = output.instance->table<sheaf_output>();
  if (table->target == nullptr) return {};
  std::string target;
  const sheaf::StringSink sink([&](std::string_view s) { target = s; });
  table->target(output.instance->raw(), profile, run, &sink);
  return target;
}

namespace {

constexpr std::string_view kUnended =
    "the last attempt did not end: the output crashed in it, or the run was killed";
constexpr std::int64_t kRoundPausesMs[] = {2000, 10'000};  // between the rounds of one run
constexpr std::int64_t kFirstBackOffMs = 5 * 60'000;       // to the next run
constexpr std::int64_t kLongestBackOffMs = 6 * 3'600'000;
// Whatever a server asks. What waits for longer was told so by a clock that was wrong.
constexpr std::int64_t kLongestWaitMs = 24 * 3'600'000;

// All that an output reads during one delivery; shared with the call, which may hang.
struct Payload {
  report::RunFacts facts;
  struct Part {
    report::Digest digest;
    std::vector<report::Item> items;
    std::unique_ptr<report::DigestView> view;
  };
  std::deque<Part> parts;
  std::unique_ptr<report::RunView> run;
  std::string id;
};

bool only_the_user_can_mend(sheaf_status code) {
  return code == SHEAF_E_CONFIG || code == SHEAF_E_AUTH || code == SHEAF_E_UNSUPPORTED;
}

std::string dead_letter(const std::string& error, const std::string& id) {
  return fmt::format("{} (dead letter: `sheaf state retry {}` when it is mended)", error, id);
}

sheaf_status transact(const sheaf_output* table, sheaf_instance* self, const sheaf_call* call,
                      const Payload& payload) {
  sheaf_output_tx* tx = nullptr;
  sheaf_status s = table->begin(self, call, plugin::str(payload.id), payload.run->get(), &tx);
  if (s < 0) return s;
  for (const auto& part : payload.parts) {
    s = tx->digest(tx, call, part.view->get());
    if (s < 0) break;
  }
  if (s >= 0) s = tx->commit(tx, call);
  if (s < 0) tx->abort(tx);
  tx->destroy(tx);
  return s;
}

}  // namespace

// The first thing that each scorer asked somebody about this digest's works goes into the settings,
// as it was sent (see "What a scorer asks others" in docs/plugins.md).
Result<void> Outbox::add_exchange(const store::Delivery& delivery,
                                  const std::vector<report::Item>& items,
                                  report::RunFacts& facts) const {
  std::set<std::string> done;
  for (const report::Item& item : items) {
    for (const report::Score& score : item.scores) {
      if (done.count(score.scorer) != 0) continue;
      TRY_ASSIGN(const auto all, store_.read([&](store::Session& s) {
        return s.memory().exchanges(delivery.pipeline, score.scorer, item.work.id,
                                    facts.started_ms);
      }));
      for (const store::Exchange& e : all) {
        if (e.profile != delivery.profile) continue;
        const std::size_t request = e.text.find("\n\n");  // after where it was sent to
        const std::size_t answer =
            request != std::string::npos ? e.text.find("\n\n", request + 2) : request;
        facts.settings.emplace_back(score.scorer + ".request", e.text.substr(0, answer));
        done.insert(score.scorer);
        break;
      }
    }
  }
  return {};
}

Result<plugin::Outcome> Outbox::hand_over(const store::Delivery& delivery,
                                          const StepInstance& output,
                                          report::DeliveryReport& report, bool rebuild) {
  auto payload = std::make_shared<Payload>();
  payload->id = delivery.id();
  TRY(store_.read([&](store::Session& s) -> Result<void> {
    TRY_ASSIGN(payload->facts, services::load_facts(s, delivery.run));
    std::vector<std::string> profiles{delivery.profile};
    if (delivery.profile.empty()) {
      TRY_ASSIGN(profiles, s.digests().profiles(delivery.run));
    }
    for (const std::string& profile : profiles) {
      TRY_ASSIGN(auto stored, services::load_digest(s, delivery.run, profile));
      Payload::Part& part = payload->parts.emplace_back();
      part.digest = std::move(stored.digest);
      part.items = std::move(stored.items);
    }
    return {};
  }));
  payload->facts.sequence = delivery.sequence;
  payload->facts.rebuild = rebuild;
  payload->run = std::make_unique<report::RunView>(payload->facts);

  for (Payload::Part& part : payload->parts) {
    report.items += part.items.size();
    part.view = std::make_unique<report::DigestView>(part.digest, part.items);
  }
  if (!delivery.profile.empty()) {
    TRY(add_exchange(delivery, payload->parts.front().items, payload->facts));
    payload->run = std::make_unique<report::RunView>(payload->facts);
  }
  if (!payload->parts.empty()) {
    report.target =
        target_of(output, payload->parts.front().view->get()->profile, payload->run->get());
  }
  auto instance = output.instance;
  return plugin::call(
      instance, "deliver", calls_(output),
      [instance, payload](const sheaf_call* c) {
        return transact(instance->table<sheaf_output>(), instance->raw(), c, *payload);
      },
      payload);
}

Result<std::vector<report::DeliveryReport>> Outbox::rebuild() {
  TRY_ASSIGN(const auto all, store_.read([&](store::Session& s) {
    return s.outbox().list(pipeline_, store::DeliveryState::delivered);
  }));
  std::map<std::string, const store::Delivery*> newest;  // of outputs that take a whole run
  std::vector<const store::Delivery*> again;
  for (const store::Delivery& d : all) {
    const auto output = outputs_.find(d.step);
    if (output == outputs_.end()) continue;
    const std::uint32_t flags = output->second.instance->table<sheaf_output>()->flags;
    if ((flags & SHEAF_O_REBUILDS) == 0) continue;
    if ((flags & SHEAF_O_PER_RUN) != 0) {
      newest[d.step] = &d;
    } else {
      again.push_back(&d);
    }
  }
  for (const auto& [step, d] : newest) again.push_back(d);

  std::vector<report::DeliveryReport> out;
  for (const store::Delivery* d : again) {
    if (hung_.count(d->step) != 0) continue;
    report::DeliveryReport report;
    report.id = d->id();
    report.profile = d->profile;
    report.step = d->step;
    report.state = "delivered";
    auto outcome = hand_over(*d, outputs_.at(d->step), report, true);
    if (!outcome && outcome.error().code == SHEAF_E_NOT_FOUND) continue;  // past its retention
    if (!outcome && outcome.error().code == SHEAF_E_TRANSIENT) {
      return tl::unexpected(outcome.error());
    }
    if (!outcome || outcome->status < 0) {
      report.state = "failed";
      report.error = outcome ? outcome->error.message : outcome.error().message;
      if (outcome && outcome->hung) hung_.insert(d->step);
    }
    out.push_back(std::move(report));
  }
  return out;
}

Result<report::DeliveryReport> Outbox::attempt(const store::Delivery& delivery) {
  report::DeliveryReport report;
  report.id = delivery.id();
  report.profile = delivery.profile;
  report.step = delivery.step;
  const std::int64_t back_off =
      std::min(kFirstBackOffMs << std::min(delivery.attempts, 8u), kLongestBackOffMs);

  Error error;
  const auto output = outputs_.find(delivery.step);
  if (output == outputs_.end()) {
    error = {
        SHEAF_E_CONFIG,
        fmt::format("the pipeline has no output `{}` any more: `sheaf state drop {}` forgets it",
                    delivery.step, delivery.id()),
        0};
  } else if (hung_.count(delivery.step) != 0) {
    error = {SHEAF_E_TRANSIENT, "the output hangs", 0};
  } else if (delivery.attempts >= kMaxAttempts) {  // of which none came to an end
    error = {
        SHEAF_E_CONFIG,
        fmt::format("sheaf ended in each of {} attempts: the output crashes, or the process was "
                    "killed",
                    delivery.attempts),
        0};
  } else {
    TRY(mark([&](store::Outbox& outbox) { return outbox.begin(report.id, kUnended); }));
    auto outcome = hand_over(delivery, output->second, report, false);
    if (!outcome) {
      // not the output's failure: the store cannot give what it should
      if (outcome.error().code == SHEAF_E_TRANSIENT) return tl::unexpected(outcome.error());
      error = outcome.error();
      error.code = SHEAF_E_CONFIG;
    } else if (outcome->status >= 0) {
      TRY(mark([&](store::Outbox& outbox) { return outbox.mark_delivered(report.id); }));
      report.state = "delivered";
      return report;
    } else {
      error = outcome->error;
      if (outcome->hung) hung_.insert(delivery.step);
    }
  }
  if (error.code == SHEAF_E_CANCELLED) {
    if (interrupted()) {
      report.error = error.message;
      report.state = "pending";
      TRY(mark([&](store::Outbox& outbox) { return outbox.undo(report.id, delivery.error); }));
      return report;
    }
    error.message = fmt::format("the deadline passed: {}", error.message);
  }
  report.error = error.message;
  if (only_the_user_can_mend(error.code) || delivery.attempts + 1 >= kMaxAttempts) {
    report.state = "dead";
    report.error = dead_letter(error.message, report.id);
    TRY(mark([&](store::Outbox& outbox) { return outbox.mark_dead(report.id, error.message); }));
    return report;
  }
  report.state = "pending";
  report.next_ms =
      clock_.now_ms() + std::min(std::max(error.retry_after_ms, back_off), kLongestWaitMs);
  TRY(mark([&](store::Outbox& outbox) {
    return outbox.mark_failed(report.id, report.next_ms, error.message);
  }));
  return report;
}

Result<std::vector<report::DeliveryReport>> Outbox::waiting(
    const std::vector<report::DeliveryReport>& tried) {
  std::set<std::string> known;
  for (const report::DeliveryReport& d : tried) known.insert(d.id);
  std::vector<report::DeliveryReport> out;
  for (const auto state : {store::DeliveryState::pending, store::DeliveryState::dead}) {
    TRY_ASSIGN(const auto open,
               store_.read([&](store::Session& s) { return s.outbox().list(pipeline_, state); }));
    for (const store::Delivery& d : open) {
      if (known.count(d.id()) != 0) continue;
      report::DeliveryReport& report = out.emplace_back();
      report.id = d.id();
      report.profile = d.profile;
      report.step = d.step;
      report.tried = false;
      if (left_out_.count(d.step) != 0) {
        report.state = "left out";
        report.error = d.error;
      } else if (state == store::DeliveryState::dead) {
        report.state = "dead";
        report.error = dead_letter(d.error, report.id);
      } else {
        report.state = "pending";
        report.error = d.error;
        report.next_ms = d.next_ms;
      }
    }
  }
  return out;
}

Result<std::vector<report::DeliveryReport>> Outbox::deliver(Which which) {
  TRY_ASSIGN(auto due, store_.read([&](store::Session& s) {
    const std::int64_t now = clock_.now_ms();
    return s.outbox().due(pipeline_, now, now + kLongestWaitMs);
  }));
  std::erase_if(due, [this](const auto& d) { return left_out_.count(d.step) != 0; });
  std::set<std::string> suspects;  // outputs
  for (const store::Delivery& d : due) {
    if (d.error == kUnended) suspects.insert(d.step);
  }
  const auto trusted = [&](const store::Delivery& d) { return suspects.count(d.step) == 0; };
  const auto rest = std::stable_partition(due.begin(), due.end(), trusted);
  if (which == Which::kTrusted) due.erase(rest, due.end());
  std::vector<report::DeliveryReport> reports(due.size());
  std::vector<std::size_t> open(due.size());
  for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;

  for (std::size_t round = 0; !open.empty(); ++round) {
    std::vector<std::size_t> again;
    for (const std::size_t i : open) {
      if (interrupted()) return reports;
      TRY_ASSIGN(auto report, attempt(due[i]));
      if (report.state == "pending" && hung_.count(due[i].step) == 0) {
        ++due[i].attempts;
        again.push_back(i);
      }
      reports[i] = std::move(report);
    }
    open = std::move(again);
    if (open.empty() || round >= std::size(kRoundPausesMs)) break;
    if (!clock_.sleep_ms(kRoundPausesMs[round], [this] { return interrupted(); })) break;
  }
  return reports;
}

}  // namespace host::stages
