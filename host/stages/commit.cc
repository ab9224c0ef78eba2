#include "stages/commit.h"

#include <utility>

#include "identity/identity.h"

namespace host::stages {
namespace {

Result<void> add_delivery(store::Session& s, const report::RunFacts& facts,
                          const std::string& profile, const std::string& step, bool has_items) {
  TRY_ASSIGN(const auto sequence,
             s.outbox().next_sequence(facts.pipeline, profile, step, facts.date));
  // nothing new later in the day says nothing that the day's digest did not say
  if (!has_items && sequence > 1) return {};
  store::Delivery d;
  d.run = facts.id;
  d.pipeline = facts.pipeline;
  d.profile = profile;
  d.step = step;
  d.date = facts.date;
  d.sequence = sequence;
  d.next_ms = facts.started_ms;
  d.has_items = has_items;
  return s.outbox().add(d);
}

Result<void> put_digest(store::Session& s, const report::RunFacts& facts, const Composed& c,
                        std::span<const store::Item> items) {
  const std::string& profile = c.digest.profile.id;
  TRY(s.digests().put(facts.id, profile, report::encode(c.digest), items, facts.started_ms));
  for (std::size_t i = 0; i < c.items.size(); ++i) {
    TRY(s.readers().mark_seen(facts.pipeline, profile, c.works[i],
                              identity::pack(identity::stamp(c.items[i].work)), facts.id,
                              facts.started_ms));
  }
  for (const WorkId work : c.settled) {
    TRY(s.readers().clear_carry(facts.pipeline, profile, work));
  }
  for (const Unscored& u : c.unscored) {
    TRY(s.readers().set_carry(facts.pipeline, profile, u.work, u.reason));
  }
  return {};
}

}  // namespace

Result<void> commit(store::Store& store, services::PluginState& state, const CommitInput& input) {
  const report::RunFacts& facts = input.facts;
  // encoded before the transaction, which others wait for
  std::vector<std::vector<store::Item>> items(input.digests.size());
  bool anything = false;
  for (std::size_t r = 0; r < items.size(); ++r) {
    const Composed& c = input.digests[r];
    for (std::size_t i = 0; i < c.items.size(); ++i) {
      items[r].push_back(
          {static_cast<std::uint32_t>(i + 1), c.works[i], report::encode(c.items[i])});
    }
    anything = anything || !c.items.empty();
  }
  return store.in_transaction(store::Durability::power, [&](store::Session& s) -> Result<void> {
    TRY(state.commit(s));
    for (const auto& [source, move] : input.cursors) {
      TRY(s.runs().set_cursor(facts.pipeline, source, move.from, move.to));
    }
    for (std::size_t r = 0; r < items.size(); ++r) {
      TRY(put_digest(s, facts, input.digests[r], items[r]));
    }
    for (const auto& [id, output] : input.outputs) {
      if ((output.instance->table<sheaf_output>()->flags & SHEAF_O_PER_RUN) != 0) {
        TRY(add_delivery(s, facts, "", id, anything));
        continue;
      }
      for (const Composed& c : input.digests) {
        TRY(add_delivery(s, facts, c.digest.profile.id, id, !c.items.empty()));
      }
    }
    store::Run run;
    run.id = facts.id;
    run.pipeline = facts.pipeline;
    run.date = facts.date;
    run.started_ms = facts.started_ms;
    run.status = store::RunStatus::committed;
    run.facts = report::encode(facts);
    return s.runs().update(run);
  });
}

}  // namespace host::stages
