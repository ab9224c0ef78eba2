#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "digest/page.h"
#include "digest/words.h"
#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"

namespace digest {
namespace {

using sheaf::range;
using sheaf::view;

std::string state_words(sheaf_source_state state) {
  switch (state) {
    case SHEAF_STATE_OK:
      return "read";
    case SHEAF_STATE_EMPTY_EXPECTED:
      return "nothing new, as expected";
    case SHEAF_STATE_EMPTY_UNEXPECTED:
      return "empty, though something was due";
    case SHEAF_STATE_STALE:
      return "stale";
    case SHEAF_STATE_TRUNCATED:
      return "truncated";
    case SHEAF_STATE_FORMAT_CHANGED:
      return "format changed";
    default:
      return "failed";
  }
}

Line source_line(const sheaf_source_report& s) {
  Line line;
  line.strong_label(view(s.id)).own(": " + state_words(s.state));
  if (s.records > 0 || s.state == SHEAF_STATE_OK) line.own(", " + counted(s.records, "record"));
  if (s.refused > 0) line.own(", " + thousands(s.refused) + " unreadable");
  return line.join(". ", Line().prose(view(s.detail)));
}

Line notice_line(const sheaf_notice& n) {
  return Line().strong_label(view(n.step)).join(": ", Line().prose(view(n.text)));
}

// The notices of the run and of this reader, each once.
std::vector<sheaf_notice> all_notices(const sheaf_run& run, const sheaf_digest& digest) {
  std::vector<sheaf_notice> out;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& notices :
       {range(run.notices, run.notice_count), range(digest.notices, digest.notice_count)}) {
    for (const auto& n : notices) {
      if (seen.insert({view(n.step), view(n.text)}).second) out.push_back(n);
    }
  }
  return out;
}

// A bad source speaks for itself: its line holds its detail.
bool told_by_source(const sheaf_run& run, const sheaf_notice& n) {
  const auto sources = range(run.sources, run.source_count);
  return std::any_of(sources.begin(), sources.end(), [&](const auto* s) {
    return is_bad(*s) && view(s->id) == view(n.step) && view(s->detail) == view(n.text);
  });
}

void add_banner(Page& page, const sheaf_run& run, const sheaf_digest& digest) {
  for (const auto* s : range(run.sources, run.source_count)) {
    if (is_bad(*s)) page.problems.push_back(source_line(*s));
  }
  page.failed = !page.problems.empty();
  for (const auto& n : all_notices(run, digest)) {
    if (n.level < SHEAF_NOTICE_WARNING || told_by_source(run, n)) continue;
    page.problems.push_back(notice_line(n));
    page.failed = page.failed || n.level >= SHEAF_NOTICE_ERROR;
  }
  if (digest.unscored_count > 0) {
    page.problems.emplace_back()
        .own(counted(digest.unscored_count, "work") + " could not be scored: ")
        .jump("listed below", "not-scored")
        .own(".");
    page.failed = true;
  }
  if (run.flags & SHEAF_RUN_PARTIAL) {
    page.failed = true;
    if (page.problems.empty()) page.problems.emplace_back().own("A part of this run failed.");
  }
  if (page.problems.empty()) return;
  page.headline = !page.failed             ? "Please note."
                  : digest.item_count == 0 ? "Something failed: this is not a quiet day."
                                           : "Something failed: this digest is incomplete.";
}

std::string quiet_words(const sheaf_run& run) {
  const auto sources = range(run.sources, run.source_count);
  const bool nothing =
      std::all_of(sources.begin(), sources.end(), [](const auto* s) { return s->records == 0; });
  return nothing ? "A quiet day: the sources had nothing new, as expected."
                 : "A quiet day: all sources were read, and nothing in them was for this digest.";
}

// "143 fetched = 100 new + 43 cross-listed", a line per total. Parts of zero are left out.
std::vector<Line> funnel(const sheaf_digest& digest) {
  std::vector<Line> out;
  bool first_part = true;
  for (const auto& count : range(digest.funnel, digest.funnel_count)) {
    const std::string_view words = view(count.label.len > 0 ? count.label : count.id);
    if (count.level == 0 || out.empty()) {
      out.emplace_back().strong(thousands(count.value)).own(" ").label(words);
      first_part = true;
    } else if (count.value > 0) {
      out.back().own((first_part ? " = " : " + ") + thousands(count.value) + " ").label(words);
      first_part = false;
    }
  }
  return out;
}

// Works without a score, together where scorer and reason are the same, in order of appearance.
std::vector<Unscored> unscored(const sheaf_digest& digest) {
  std::vector<Unscored> out;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> known;
  for (const auto& u : range(digest.unscored, digest.unscored_count)) {
    const auto [at, is_new] = known.try_emplace({view(u.scorer), view(u.reason)}, out.size());
    if (is_new) {
      Line reason;
      reason.strong_label(view(u.scorer)).join(": ", Line().prose(view(u.reason)));
      out.push_back({std::move(reason), {}});
    }
    Line work;
    work.prose(view(u.title));
    if (work.empty()) {
      work.label(view(u.work));
    } else {
      work.own(" (").label(view(u.work)).own(")");
    }
    out[at->second].works.push_back(std::move(work));
  }
  return out;
}

// ---- Cost

using Row = std::vector<std::string>;

class Costs {
 public:
  explicit Costs(std::span<const sheaf_step_usage> steps) : steps_(steps) {
    std::vector<std::uint64_t> micros;
    for (const auto& s : steps) {
      if (s.usage->cost_micros >= 0)
        micros.push_back(static_cast<std::uint64_t>(s.usage->cost_micros));
    }
    decimals_ = exact_decimals(micros);
  }

  std::vector<Row> table() const {
    std::vector<Row> rows{
        {"step", "model", "requests", "tokens in", "cached", "tokens out", "reasoning", "cost"}};
    sheaf_usage sum = sheaf::sized<sheaf_usage>();
    for (const auto& s : steps_) {
      const sheaf_usage& u = *s.usage;
      rows.push_back(row(one_line(view(s.step)), one_line(view(u.model)), u, cost(u)));
      sum.requests += u.requests;
      sum.input_tokens += u.input_tokens;
      sum.cached_input_tokens += u.cached_input_tokens;
      sum.output_tokens += u.output_tokens;
      sum.reasoning_tokens += u.reasoning_tokens;
    }
    if (steps_.size() > 1) rows.push_back(row("total", "", sum, total()));
    return rows;
  }

 private:
  static Row row(std::string step, std::string model, const sheaf_usage& u, std::string cost) {
    return {std::move(step),
            std::move(model),
            thousands(u.requests),
            thousands(u.input_tokens),
            thousands(u.cached_input_tokens),
            thousands(u.output_tokens),
            thousands(u.reasoning_tokens),
            std::move(cost)};
  }
  std::string amount(std::uint64_t micros, const std::string& currency) const {
    return money(micros, decimals_) + (currency.empty() ? "" : " " + currency);
  }
  std::string cost(const sheaf_usage& u) const {
    if (u.cost_micros < 0) return "unknown";
    return amount(static_cast<std::uint64_t>(u.cost_micros), one_line(view(u.currency)));
  }
  std::string total() const {
    std::map<std::string, std::uint64_t> sums;
    bool unknown = false;
    for (const auto& s : steps_) {
      if (s.usage->cost_micros < 0) {
        unknown = true;
      } else {
        sums[one_line(view(s.usage->currency))] += static_cast<std::uint64_t>(s.usage->cost_micros);
      }
    }
    std::vector<std::string> parts;
    for (const auto& [currency, micros] : sums) parts.push_back(amount(micros, currency));
    if (unknown) parts.emplace_back("unknown");
    return join(parts, " + ");
  }

  std::span<const sheaf_step_usage> steps_;
  int decimals_ = 2;
};

std::string readable(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char next = value[i] == '\\' && i + 1 < value.size() ? value[i + 1] : '\0';
    if (next == 'n' || next == '"' || next == '\\') {
      out += next == 'n' ? '\n' : next;
      ++i;
    } else {
      out += sheaf::text::is_control(value[i]) && value[i] != '\n' ? ' ' : value[i];
    }
  }
  return out + '\n';
}

}  // namespace

bool is_bad(const sheaf_source_report& source) {
  return source.state != SHEAF_STATE_OK && source.state != SHEAF_STATE_EMPTY_EXPECTED;
}

Settings settings_of(const sheaf_run& run) {
  Settings out;
  for (const auto& s : range(run.settings, run.setting_count)) {
    if (view(s.value).find('\n') == std::string_view::npos) {
      out.lines += one_line(view(s.key)) + ": " + one_line(view(s.value)) + '\n';
    } else {
      out.texts.emplace_back(one_line(view(s.key)), readable(view(s.value)));
    }
  }
  return out;
}

std::vector<std::vector<std::string>> costs(const sheaf_run& run) {
  if (run.usage_count == 0) return {};
  return Costs(range(run.usage, run.usage_count)).table();
}

void add_report(Page& page, const sheaf_run& run, const sheaf_digest& digest) {
  add_banner(page, run, digest);
  const bool empty = digest.item_count == 0;
  if (empty && !page.failed) page.quiet = quiet_words(run);
  page.nothing = empty && page.failed;
  for (const auto& n : all_notices(run, digest)) {
    if (n.level < SHEAF_NOTICE_WARNING) page.notes.push_back(notice_line(n));
  }
  page.funnel = funnel(digest);
  page.unscored = unscored(digest);
  for (const auto* s : range(run.sources, run.source_count)) {
    page.sources.push_back(source_line(*s));
  }
}

}  // namespace digest
