// Hands over what is in the outbox: deliveries of this run and what earlier ones left behind.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "report/report.h"
#include "stages/step.h"
#include "store/store.h"

namespace host::stages {

// Where an output puts the digest of this reader in this run, as it says itself; may be empty.
std::string target_of(const StepInstance& output, const sheaf_profile* profile,
                      const sheaf_run* run);

class Outbox {
 public:
  // `outputs` by step id; borrowed. Deliveries of the outputs in `left_out` stay as they are.
  Outbox(store::Store& store, std::string pipeline, Clock& clock,
         const std::map<std::string, StepInstance>& outputs, const CallMaker& calls,
         std::set<std::string> left_out)
      : store_(store),
        pipeline_(std::move(pipeline)),
        clock_(clock),
        outputs_(outputs),
        calls_(calls),
        left_out_(std::move(left_out)) {}

  // kTrusted: not those of an output whose last attempt took the process with it; it would do so
  // again before anything else is done. With kAll they come last.
  enum class Which { kTrusted, kAll };

  // Tries every delivery that is due, in the order of run, profile, output; what fails in passing
  // is tried again twice, after the others. A failing delivery holds back no other. What is left
  // stays pending for the next run, or is a dead letter after kMaxAttempts or a failure that only
  // the user can mend. Fails only if the store does.
  Result<std::vector<report::DeliveryReport>> deliver(Which which);

  // What is open without having been tried: in back-off, a dead letter, or of an output in
  // `left_out`.
  Result<std::vector<report::DeliveryReport>> waiting(
      const std::vector<report::DeliveryReport>& tried);

  // Hands over again what was delivered, to outputs that say SHEAF_O_REBUILDS: each delivery in its
  // order, or the newest to those that take a whole run at once. A failing one ("failed" in its
  // report) holds back no other; digests that are not in the store any more are left as they are.
  // Marks nothing. Fails only if the store does.
  Result<std::vector<report::DeliveryReport>> rebuild();

  static constexpr std::uint32_t kMaxAttempts = 10;

 private:
  Result<report::DeliveryReport> attempt(const store::Delivery& delivery);
  Result<void> add_exchange(const store::Delivery& delivery, const std::vector<report::Item>& items,
                            report::RunFacts& facts) const;
  Result<plugin::Outcome> hand_over(const store::Delivery& delivery, const StepInstance& output,
                                    report::DeliveryReport& report, bool rebuild);

  bool interrupted() const { return calls_.cancel && calls_.cancel->cancelled(); }

  template <class Change>
  Result<void> mark(Change change) {
    return store_.in_transaction(store::Durability::process,
                                 [&](store::Session& s) { return change(s.outbox()); });
  }

  store::Store& store_;
  std::string pipeline_;
  Clock& clock_;
  const std::map<std::string, StepInstance>& outputs_;
  const CallMaker& calls_;
  std::set<std::string> left_out_;
  std::set<std::string> hung_;  // outputs that did not return
};

}  // namespace host::stages
