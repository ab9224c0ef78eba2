// The report for machines.
#include <iterator>
#include <nlohmann/json.hpp>

#include "report/report.h"

namespace host::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kLevels[] = {"info", "warning", "error"};

Json notice(const Notice& n) {
  return {{"level", kLevels[n.level <= 2 ? n.level : 2]}, {"step", n.step}, {"text", n.text}};
}

Notice notice_of(const Json& n) {
  Notice out{SHEAF_NOTICE_INFO, n.at("step"), n.at("text")};
  for (sheaf_notice_level level = 0; level < std::size(kLevels); ++level) {
    if (n.at("level") == kLevels[level]) out.level = level;
  }
  return out;
}

sheaf_source_state state_of(const std::string& name) {
  for (sheaf_source_state s = 0; s <= SHEAF_STATE_FAILED; ++s) {
    if (name == state_name(s)) return s;
  }
  return SHEAF_STATE_OK;
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
  out["time_zone"] = r.facts.time_zone;
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
    return {{"id", d.id},       {"profile", d.profile},
            {"output", d.step}, {"target", d.target},
            {"state", d.state}, {"error", d.error},
            {"items", d.items}, {"next_ms", d.next_ms == 0 ? Json() : Json(d.next_ms)},
            {"tried", d.tried}};
  });
  out["open_deliveries"] = open_deliveries(r);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<RunReport> from_json(std::string_view text) try {
  const Json in = Json::parse(text);
  RunReport r;
  r.facts.id = in.at("run");
  r.facts.pipeline = in.at("pipeline");
  r.facts.date = in.at("date");
  r.facts.time_zone = in.value("time_zone", "");
  r.finished_ms = in.at("finished_ms");
  r.exit = static_cast<Exit>(in.at("exit_code").get<int>());
  r.dry_run = in.at("dry_run");
  for (const Json& s : in.at("sources")) {
    r.facts.sources.push_back({s.at("id"), s.at("plugin"), state_of(s.at("state")), s.at("detail"),
                               s.at("records"), s.at("refused")});
  }
  for (const Json& reader : in.at("readers")) {
    ReaderReport& out = r.readers.emplace_back();
    out.profile = reader.at("profile");
    out.items = reader.at("items");
    for (const Json& c : reader.at("funnel"))
      out.funnel.push_back({c.at("id"), c.at("label"), c.at("value"), c.at("level")});
    for (const Json& n : reader.at("notices")) out.notices.push_back(notice_of(n));
    for (const Json& u : reader.at("unscored"))
      out.unscored.push_back({u.at("work"), u.at("title"), u.at("scorer"), u.at("reason")});
  }
  for (const Json& u : in.at("usage")) {
    const Json& cost = u.at("cost_micros");
    r.facts.usage.push_back({u.at("step"), u.at("model"), u.at("currency"), u.at("requests"),
                             u.at("input_tokens"), u.at("cached_input_tokens"),
                             u.at("output_tokens"), u.at("reasoning_tokens"),
                             cost.is_null() ? -1 : cost.get<std::int64_t>()});
  }
  for (const Json& t : in.at("http")) {
    r.traffic.push_back({t.at("step"), t.at("requests"), t.at("bytes"), t.at("cache_hits"),
                         t.at("retries"), t.at("waited_ms")});
  }
  for (const Json& n : in.at("notices")) r.facts.notices.push_back(notice_of(n));
  for (const Json& d : in.at("deliveries")) {
    const Json next = d.value("next_ms", Json());
    r.deliveries.push_back(
        {d.at("id"), d.at("profile"), d.at("output"), d.at("target"), d.at("state"), d.at("error"),
         next.is_null() ? 0 : next.get<std::int64_t>(), d.value("tried", true), d.at("items")});
  }
  return r;
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace host::report
