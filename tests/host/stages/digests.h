// Runs and digests as a commit leaves them in the store.
#pragma once

#include <string>
#include <vector>

#include "host/stages/judging.h"
#include "report/digest.h"

namespace host::stages::testing {

inline report::RunFacts facts_of(const std::string& run, std::int64_t now) {
  report::RunFacts facts;
  facts.id = run;
  facts.pipeline = "p";
  facts.date = "2026-09-24";
  facts.started_ms = now;
  return facts;
}

inline report::Item item_of(const std::string& id, const std::string& title) {
  report::Item item;
  item.work.id = id;
  item.work.record.id = id;
  item.work.record.title = title;
  item.rank = 1;
  return item;
}

// A run with a digest for each profile, of one work with that title, and a delivery to each step.
// Without a profile: one delivery for all.
inline std::string committed(store::Store& store, std::int64_t now,
                             const std::vector<std::string>& profiles,
                             const std::vector<std::string>& steps, bool per_run = false) {
  return must(store.in_transaction(
      store::Durability::process, [&](store::Session& s) -> Result<std::string> {
        TRY_ASSIGN(const std::string run, s.runs().begin("p", "2026-09-24", now));
        store::Run row;
        row.id = run;
        row.pipeline = "p";
        row.date = "2026-09-24";
        row.started_ms = now;
        row.status = store::RunStatus::committed;
        row.facts = report::encode(facts_of(run, now));
        TRY(s.runs().update(row));
        for (const std::string& profile : profiles) {
          const report::Item item = item_of("w:" + profile, "For " + profile);
          TRY_ASSIGN(const store::Claim claim, s.works().claim(item.work, {}, std::nullopt));
          report::Digest digest;
          digest.profile.id = profile;
          const store::Item stored{1, *claim.work, report::encode(item)};
          TRY(s.digests().put(run, profile, report::encode(digest), std::span(&stored, 1), now));
        }
        const std::vector<std::string> whole{""};
        for (const std::string& profile : per_run ? whole : profiles) {
          for (const std::string& step : steps) {
            store::Delivery d;
            d.run = run;
            d.pipeline = "p";
            d.profile = profile;
            d.step = step;
            d.date = "2026-09-24";
            d.next_ms = now;
            d.has_items = true;
            TRY_ASSIGN(d.sequence, s.outbox().next_sequence("p", profile, step, d.date));
            TRY(s.outbox().add(d));
          }
        }
        return run;
      }));
}

}  // namespace host::stages::testing
