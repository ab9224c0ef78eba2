// The report for people.
#include <fmt/format.h>

#include <algorithm>

#include "base/local_date.h"
#include "report/report.h"

namespace host::report {
namespace {

std::uint64_t items_of(const RunReport& r) {
  std::uint64_t n = 0;
  for (const ReaderReport& reader : r.readers) n += reader.items;
  return n;
}

std::uint64_t records_of(const RunReport& r) {
  std::uint64_t n = 0;
  for (const SourceReport& s : r.facts.sources) n += s.records;
  return n;
}

std::string money(std::int64_t micros, const std::string& currency) {
  if (micros < 0) return "cost unknown";
  return fmt::format("{:.4f} {}", static_cast<double>(micros) / 1e6, currency);
}

// Why a delivery is not there yet, and what can be done.
std::string fate(const RunReport& r, const DeliveryReport& d) {
  if (d.next_ms == 0) return d.error;
  return fmt::format("{}{}waits until {}; `sheaf state retry {}` sends now", d.error,
                     d.error.empty() ? "" : "; ",
                     local_time(d.next_ms, r.facts.time_zone, r.facts.date), d.id);
}

const char* plural(std::uint64_t n) {
  return n == 1 ? "" : "s";
}

}  // namespace

const char* outcome(const RunReport& r) {
  switch (r.exit) {
    case Exit::kDelivered:
      return r.dry_run ? "dry run" : "delivered";
    case Exit::kPartial:
      return "delivered in part";
    case Exit::kNotDelivered:
      return "NOT delivered";
    case Exit::kInterrupted:
      return "interrupted";
    default:
      return "failed";
  }
}

std::uint64_t open_deliveries(const RunReport& r) {
  return static_cast<std::uint64_t>(std::count_if(
      r.deliveries.begin(), r.deliveries.end(),
      [](const DeliveryReport& d) { return d.state != "delivered" && d.state != "failed"; }));
}

Exit exit_of(const RunReport& r) {
  std::size_t tried = 0, delivered = 0;
  bool open = false;
  for (const DeliveryReport& d : r.deliveries) {
    tried += d.tried ? 1 : 0;
    delivered += d.state == "delivered" ? 1 : 0;
    open = open || (d.state != "delivered" && d.state != "left out");
  }
  const auto& sources = r.facts.sources;
  const bool silent =
      !sources.empty() && std::all_of(sources.begin(), sources.end(), [](const SourceReport& s) {
        return s.records == 0 &&
               (s.state == SHEAF_STATE_FAILED || s.state == SHEAF_STATE_FORMAT_CHANGED);
      });
  if (silent || (tried > 0 && delivered == 0)) return Exit::kNotDelivered;
  return open || r.facts.partial ? Exit::kPartial : Exit::kDelivered;
}

std::string summary(const RunReport& r) {
  std::string problems;
  for (const SourceReport& s : r.facts.sources) {
    if (s.state == SHEAF_STATE_OK || s.state == SHEAF_STATE_EMPTY_EXPECTED) continue;
    problems += fmt::format("{} {} {}", problems.empty() ? ";" : ",", s.id, state_name(s.state));
  }
  if (const auto open = open_deliveries(r); open != 0) {
    problems += fmt::format("; {} deliver{} open", open, open == 1 ? "y" : "ies");
    const auto failed = std::find_if(r.deliveries.begin(), r.deliveries.end(),
                                     [](const DeliveryReport& d) { return !d.error.empty(); });
    if (failed != r.deliveries.end()) {
      problems += fmt::format(" ({}{}{}: {})", failed->step, failed->profile.empty() ? "" : " for ",
                              failed->profile, fate(r, *failed));
    }
  }
  return fmt::format("{} {}: {}, {} record{} fetched, {} item{} for {} reader{}{}",
                     r.facts.pipeline, r.facts.date, outcome(r), records_of(r),
                     plural(records_of(r)), items_of(r), plural(items_of(r)), r.readers.size(),
                     plural(r.readers.size()), problems);
}

std::string to_text(const RunReport& r) {
  std::string out = fmt::format("Run {} of {}\n", r.facts.id, r.facts.pipeline);
  std::size_t width = 8;
  for (const SourceReport& s : r.facts.sources) width = std::max(width, s.id.size());
  out += "Sources\n";
  for (const SourceReport& s : r.facts.sources) {
    out += fmt::format("  {:<{}}  {:<16} {:>6} record{}{}{}\n", s.id, width, state_name(s.state),
                       s.records, plural(s.records), s.detail.empty() ? "" : ": ", s.detail);
  }
  for (const ReaderReport& reader : r.readers) {
    out +=
        fmt::format("Reader {}: {} item{}\n", reader.profile, reader.items, plural(reader.items));
    if (r.readers.size() > 5) continue;  // a thousand funnels tell nobody anything
    for (const Count& c : reader.funnel) {
      if (c.level != 0 && c.value == 0) continue;
      out += fmt::format("  {}{:>6}  {}\n", c.level == 0 ? "" : "    ", c.value, c.label);
    }
    for (const Notice& n : reader.notices) out += fmt::format("  ! {}\n", n.text);
    if (!reader.unscored.empty()) {
      out += fmt::format("  not scored: {}, carried to the next run\n", reader.unscored.size());
    }
  }
  if (!r.facts.usage.empty()) {
    out += "Usage\n";
    for (const Usage& u : r.facts.usage) {
      out += fmt::format("  {} ({}): {} request{}, {} tokens in, {} out, {}\n", u.step, u.model,
                         u.requests, plural(u.requests), u.input_tokens, u.output_tokens,
                         money(u.cost_micros, u.currency));
    }
  }
  for (const TrafficReport& t : r.traffic) {
    out += fmt::format("HTTP {}: {} request{}, {} byte{}, {} from the cache, {} repeated\n", t.step,
                       t.requests, plural(t.requests), t.bytes, plural(t.bytes), t.cache_hits,
                       t.retries);
  }
  for (const Notice& n : r.facts.notices) {
    out += fmt::format("{} {}{}{}\n", n.level == SHEAF_NOTICE_INFO ? "Note:" : "!", n.step,
                       n.step.empty() ? "" : ": ", n.text);
  }
  if (!r.deliveries.empty()) out += "Deliveries\n";
  for (const DeliveryReport& d : r.deliveries) {
    const std::string what = fate(r, d);
    out += fmt::format("  {}{}{}: {}{}{}{}{}\n", d.step, d.profile.empty() ? "" : " for ",
                       d.profile, d.state, d.target.empty() ? "" : " to ", d.target,
                       what.empty() ? "" : ": ", what);
  }
  return out + summary(r) + "\n";
}

std::string to_prometheus(const RunReport& r) {
  const auto escaped = [](const std::string& s) {
    std::string o;
    for (const char c : s) {
      if (c == '\\' || c == '"') o += '\\';
      o += c == '\n' ? ' ' : c;
    }
    return o;
  };
  const std::string pipeline = escaped(r.facts.pipeline);
  std::string out;
  const auto metric = [&](const char* name, const char* help) {
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
  };
  metric("sheaf_run_finished_seconds", "When the last run ended, in Unix time.");
  out += fmt::format("sheaf_run_finished_seconds{{pipeline=\"{}\"}} {}\n", pipeline,
                     r.finished_ms / 1000);
  metric("sheaf_run_exit_code", "Exit code of the last run: 0 delivered, 3 in part, 4 not.");
  out += fmt::format("sheaf_run_exit_code{{pipeline=\"{}\"}} {}\n", pipeline,
                     static_cast<int>(r.exit));
  metric("sheaf_source_records", "Records that a source gave in the last run.");
  for (const SourceReport& s : r.facts.sources) {
    out += fmt::format("sheaf_source_records{{pipeline=\"{}\",source=\"{}\"}} {}\n", pipeline,
                       escaped(s.id), s.records);
  }
  metric("sheaf_source_state",
         "0 ok, 1-2 empty, 3 stale, 4 truncated, 5 format changed, 6 failed.");
  for (const SourceReport& s : r.facts.sources) {
    out += fmt::format("sheaf_source_state{{pipeline=\"{}\",source=\"{}\"}} {}\n", pipeline,
                       escaped(s.id), s.state);
  }
  metric("sheaf_items", "Items in the last digest of a reader.");
  for (const ReaderReport& reader : r.readers) {
    out += fmt::format("sheaf_items{{pipeline=\"{}\",profile=\"{}\"}} {}\n", pipeline,
                       escaped(reader.profile), reader.items);
  }
  metric("sheaf_deliveries_open", "Deliveries that are pending or dead letters.");
  out += fmt::format("sheaf_deliveries_open{{pipeline=\"{}\"}} {}\n", pipeline, open_deliveries(r));
  metric("sheaf_deliveries_dead", "Deliveries that are dead letters: nobody sends them any more.");
  out += fmt::format("sheaf_deliveries_dead{{pipeline=\"{}\"}} {}\n", pipeline,
                     std::count_if(r.deliveries.begin(), r.deliveries.end(),
                                   [](const DeliveryReport& d) { return d.state == "dead"; }));
  return out;
}

}  // namespace host::report
