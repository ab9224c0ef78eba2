// The report for machines.
#include <nlohmann/json.hpp>

#include "report/report.h"

namespace host::report {
namespace {

using Json = nlohmann::ordered_json;

Json notice(const Notice& n) {
  static constexpr const char* kLevels[] = {"info", "warning", "error"};
  return {{"level", kLevels[n.level <= 2 ? n.level : 2]}, {"step", n.step}, {"text", n.text}};
}

template <class T, class F>
Json list(const std::vector<T>& in, F each) {
  Json out = Json::array();
  for (const T& t : in) out.push_back(each(t));
  return out;
}

}  // namespace

std::string to_json(const RunReport& r) {
  Json out;
  out["run"] = r.facts.id;
  out["pipeline"] = r.facts.pipeline;
  out["sheaf"] = r.facts.sheaf_version;
  out["date"] = r.facts.date;
  out["started_ms"] = r.facts.started_ms;
  out["finished_ms"] = r.finished_ms;
  out["exit_code"] = static_cast<int>(r.exit);
  out["dry_run"] = r.dry_run;
  out["sources"] = list(r.facts.sources, [](const SourceReport& s) -> Json {
    return {{"id", s.id},         {"plugin", s.plugin},   {"state", state_name(s.state)},
            {"detail", s.detail}, {"records", s.records}, {"refused", s.refused}};
  });
  out["readers"] = list(r.readers, [](const ReaderReport& p) -> Json {
    return {
        {"profile", p.profile},
        {"items", p.items},
        {"funnel",
         list(p.funnel,
              [](const Count& c) -> Json {
                return {{"id", c.id}, {"label", c.label}, {"value", c.value}, {"level", c.level}};
              })},
        {"notices", list(p.notices, notice)},
        {"unscored", list(p.unscored, [](const Unscored& u) -> Json {
           return {
               {"work", u.work}, {"title", u.title}, {"scorer", u.scorer}, {"reason", u.reason}};
         })}};
  });
  out["usage"] = list(r.facts.usage, [](const Usage& u) -> Json {
    return {{"step", u.step},
            {"model", u.model},
            {"requests", u.requests},
            {"input_tokens", u.input_tokens},
            {"cached_input_tokens", u.cached_input_tokens},
            {"output_tokens", u.output_tokens},
            {"reasoning_tokens", u.reasoning_tokens},
            {"cost_micros", u.cost_micros < 0 ? Json() : Json(u.cost_micros)},
            {"currency", u.currency}};
  });
  out["http"] = list(r.traffic, [](const TrafficReport& t) -> Json {
    return {{"step", t.step},       {"requests", t.requests},
            {"bytes", t.bytes},     {"cache_hits", t.cache_hits},
            {"retries", t.retries}, {"waited_ms", t.waited_ms}};
  });
  out["notices"] = list(r.facts.notices, notice);
  out["deliveries"] = list(r.deliveries, [](const DeliveryReport& d) -> Json {
    return {{"id", d.id},       {"profile", d.profile}, {"output", d.step}, {"target", d.target},
            {"state", d.state}, {"error", d.error},     {"items", d.items}};
  });
  out["open_deliveries"] = r.open_deliveries;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace host::report
