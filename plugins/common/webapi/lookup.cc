#include "webapi/lookup.h"

#include <algorithm>
#include <map>
#include <utility>

namespace webapi {
namespace {

// Gaps are filled with this. The text of the title, the place of the record and what the
// database's own listing is about stay with the sources.
void make_partial(sheaf::Record& record, const char* database) {
  record.title = {};
  record.url.clear();
  record.announce = SHEAF_ANNOUNCE_UNKNOWN;
  record.announced_ms = SHEAF_TIME_UNKNOWN;
  // The host takes flags from sources only, but relations from everybody.
  const bool noticed =
      std::any_of(record.relations.begin(), record.relations.end(),
                  [](const sheaf::Relation& r) { return r.type == SHEAF_REL_RETRACTED_BY; });
  if ((record.flags & SHEAF_R_WITHDRAWN) != 0 && !noticed) {
    record.relations.push_back({SHEAF_REL_RETRACTED_BY, database, record.id});
  }
}

// One identifier that the database finds wrong must not cost the others their answers.
std::vector<sheaf::Record> ask_patiently(const sheaf::Call& call, std::span<const Id> ids,
                                         const AskFor& ask) {
  try {
    return ask(ids);
  } catch (const sheaf::Reported& r) {
    if (r.code != SHEAF_E_UPSTREAM) throw;
  }
  if (ids.size() == 1) {
    call.warn("refused to answer about " + ids.front().scheme + " " + ids.front().value);
    return {};
  }
  auto out = ask_patiently(call, ids.first(ids.size() / 2), ask);
  for (auto& record : ask_patiently(call, ids.subspan(ids.size() / 2), ask)) {
    out.push_back(std::move(record));
  }
  return out;
}

}  // namespace

std::vector<std::string> identifiers_of(const sheaf_record& work, std::string_view scheme) {
  std::vector<std::string> out;
  for (const sheaf_kv& id : sheaf::range(work.identifiers, work.identifier_count)) {
    if (sheaf::view(id.key) == scheme) out.emplace_back(sheaf::view(id.value));
  }
  return out;
}

void look_up(const sheaf::Call& call, const char* database,
             std::span<const sheaf_record* const> works, const sheaf::EnrichSink& sink,
             std::size_t batch, const Choose& choose, const AskFor& ask) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> askers;
  std::vector<Id> ids;
  for (std::size_t i = 0; i < works.size(); ++i) {
    for (Id& id : choose(*works[i])) {
      auto& of_id = askers[{id.scheme, id.value}];
      if (of_id.empty()) ids.push_back(std::move(id));
      of_id.push_back(i);
    }
  }
  for (std::size_t at = 0; at < ids.size(); at += batch) {
    call.throw_if_cancelled();
    const auto part = std::span(ids).subspan(at, std::min(batch, ids.size() - at));
    for (sheaf::Record& record : ask_patiently(call, part, ask)) {
      std::vector<std::size_t> targets;
      for (const auto& id : record.identifiers) {
        const auto found = askers.find(id);
        if (found == askers.end()) continue;
        targets.insert(targets.end(), found->second.begin(), found->second.end());
      }
      std::sort(targets.begin(), targets.end());
      targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
      make_partial(record, database);
      for (const std::size_t target : targets) sink.emit(target, record);
    }
  }
}

}  // namespace webapi
