#include "services/services.h"

#include <algorithm>

#include "report/digest_view.h"
#include "services/stored_digest.h"
#include "services/tell.h"

namespace host::services {

using plugin::str;
using plugin::view;

namespace {

struct HistoryService : sheaf_history {
  store::Store& store_;
  std::string pipeline_;

  HistoryService(store::Store& store, std::string pipeline)
      : sheaf_history{}, store_(store), pipeline_(std::move(pipeline)) {
    struct_size = sizeof(sheaf_history);
    sheaf_history::items = &items_;
    sheaf_history::digests = &digests_;
    sheaf_history::works = &works_;
  }

  static sheaf_status items_(const sheaf_history* self, const sheaf_call* call,
                             const sheaf_history_query* query,
                             sheaf_status (*visit)(void*, const sheaf_history_entry*),
                             void* context) {
    const auto& history = *static_cast<const HistoryService*>(self);
    store::HistoryQuery q;
    q.pipeline = history.pipeline_;
    q.profile = view(query->profile);
    q.since_ms = query->since_ms;
    if (query->until_ms != SHEAF_TIME_UNKNOWN) q.until_ms = query->until_ms;
    std::string from;
    do {
      // a page at a time, so that no transaction is open while the plugin looks at it
      auto page = history.store_.read(
          [&](store::Session& session) { return session.digests().history(q, from); });
      if (!page) return tell(call, page.error());
      for (const store::HistoryItem& stored : page->items) {
        if (call->is_cancelled(call) != 0) return tell(call, SHEAF_E_CANCELLED, "cancelled");
        auto item = report::decode_item(stored.item.blob);
        if (!item) return tell(call, item.error());
        const report::ItemView item_view(*item);
        sheaf_history_entry entry{};
        entry.struct_size = sizeof entry;
        entry.item = item_view.get();
        entry.profile = str(stored.profile);
        entry.run_id = str(stored.run);
        entry.date = str(stored.date);
        entry.shown_ms = stored.shown_ms;
        const sheaf_status s = visit(context, &entry);
        if (s != SHEAF_OK) return s < 0 ? s : sheaf_status{SHEAF_OK};
      }
      from = std::move(page->next);
    } while (!from.empty());
    return SHEAF_OK;
  }

  static sheaf_status digests_(const sheaf_history* self, const sheaf_call* call,
                               const sheaf_history_query* query,
                               sheaf_status (*visit)(void*, const sheaf_run*, const sheaf_digest*),
                               void* context) {
    const auto& history = *static_cast<const HistoryService*>(self);
    auto runs = history.store_.read(
        [&](store::Session& s) { return s.runs().list(history.pipeline_, SIZE_MAX); });
    if (!runs) return tell(call, runs.error());
    for (auto run = runs->rbegin(); run != runs->rend(); ++run) {
      if (query->since_ms != SHEAF_TIME_UNKNOWN && run->started_ms < query->since_ms) continue;
      if (query->until_ms != SHEAF_TIME_UNKNOWN && run->started_ms >= query->until_ms) continue;
      auto profiles =
          history.store_.read([&](store::Session& s) { return s.digests().profiles(run->id); });
      if (!profiles) return tell(call, profiles.error());
      if (profiles->empty()) continue;
      auto facts = history.store_.read([&](store::Session& s) { return load_facts(s, run->id); });
      if (!facts) return tell(call, facts.error());
      const report::RunView run_view(*facts);
      for (const std::string& profile : *profiles) {
        if (query->profile.len != 0 && view(query->profile) != profile) continue;
        if (call->is_cancelled(call) != 0) return tell(call, SHEAF_E_CANCELLED, "cancelled");
        auto stored = history.store_.read(
            [&](store::Session& s) { return load_digest(s, run->id, profile); });
        if (!stored) return tell(call, stored.error());
        const sheaf_status s =
            visit(context, run_view.get(), report::DigestView(stored->digest, stored->items).get());
        if (s != SHEAF_OK) return s < 0 ? s : sheaf_status{SHEAF_OK};
      }
    }
    return SHEAF_OK;
  }

  static sheaf_status works_(const sheaf_history* self, const sheaf_call* call,
                             std::int64_t since_ms,
                             sheaf_status (*visit)(void*, const sheaf_history_work*),
                             void* context) {
    const auto& history = *static_cast<const HistoryService*>(self);
    constexpr std::size_t kPage = 256;
    struct Listed {
      Work work;
      std::int64_t first_ms;
    };
    std::optional<store::WorkId> after;
    for (bool more = true; more;) {
      auto page = history.store_.read([&](store::Session& s) -> Result<std::vector<Listed>> {
        TRY_ASSIGN(const auto rows,
                   s.works().arrived_since(history.pipeline_, since_ms, after, kPage));
        more = rows.size() == kPage;
        if (!rows.empty()) after = rows.back();
        TRY_ASSIGN(auto works, s.works().load(rows));
        std::vector<Listed> out;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (!works[i]) continue;
          TRY_ASSIGN(const auto arrival, s.works().arrival(history.pipeline_, rows[i]));
          out.push_back({std::move(*works[i]), arrival ? arrival->first_ms : SHEAF_TIME_UNKNOWN});
        }
        return out;
      });
      if (!page) return tell(call, page.error());
      for (const Listed& listed : *page) {
        if (call->is_cancelled(call) != 0) return tell(call, SHEAF_E_CANCELLED, "cancelled");
        std::vector<sheaf_str> sources;
        for (const Place& p : listed.work.places) {
          const bool again = std::any_of(sources.begin(), sources.end(),
                                         [&](const sheaf_str& s) { return view(s) == p.source; });
          if (!again) sources.push_back(str(p.source));
        }
        const plugin::RecordView record(listed.work.record);
        sheaf_history_work told{};
        told.struct_size = sizeof told;
        told.work = record.get();
        told.sources = sources.data();
        told.source_count = sources.size();
        told.listed_ms = listed.first_ms;
        const sheaf_status s = visit(context, &told);
        if (s != SHEAF_OK) return s < 0 ? s : sheaf_status{SHEAF_OK};
      }
    }
    return SHEAF_OK;
  }
};

}  // namespace

std::shared_ptr<const sheaf_history> history_service(store::Store& store, std::string pipeline) {
  return std::make_shared<HistoryService>(store, std::move(pipeline));
}

}  // namespace host::services
