#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "ascii.h"
#include "data.h"
#include "escape.h"
#include "words.h"

namespace markdown {
namespace {

using sheaf::range;
using sheaf::view;
using Lines = std::vector<std::string>;

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

bool is_bad(const sheaf_source_report& s) {
  return s.state != SHEAF_STATE_OK && s.state != SHEAF_STATE_EMPTY_EXPECTED;
}

std::string source_line(const sheaf_source_report& s) {
  std::string line = strong(label(view(s.id))) + ": " + state_words(s.state);
  if (s.records > 0 || s.state == SHEAF_STATE_OK) line += ", " + counted(s.records, "record");
  if (s.refused > 0) line += ", " + thousands(s.refused) + " unreadable";
  const std::string detail = prose(view(s.detail));
  return detail.empty() ? line : line + ". " + detail;
}

std::string notice_line(const sheaf_notice& n) {
  const std::string step = label(view(n.step));
  return (step.empty() ? "" : strong(step) + ": ") + prose(view(n.text));
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

struct Banner {
  Lines problems;
  bool failed = false;  // something is or may be missing, beyond a warning
};

Banner banner(const sheaf_run& run, const sheaf_digest& digest) {
  Banner out;
  for (const auto* s : range(run.sources, run.source_count)) {
    if (is_bad(*s)) out.problems.push_back(source_line(*s));
  }
  out.failed = !out.problems.empty();
  for (const auto& n : all_notices(run, digest)) {
    if (n.level < SHEAF_NOTICE_WARNING || told_by_source(run, n)) continue;
    out.problems.push_back(notice_line(n));
    out.failed = out.failed || n.level >= SHEAF_NOTICE_ERROR;
  }
  if (digest.unscored_count > 0) {
    out.problems.push_back(counted(digest.unscored_count, "work") +
                           " could not be scored: [listed below](#not-scored).");
    out.failed = true;
  }
  if (run.flags & SHEAF_RUN_PARTIAL) {
    out.failed = true;
    if (out.problems.empty()) out.problems.emplace_back("A part of this run failed.");
  }
  return out;
}

Data banner_data(const Banner& banner, bool empty) {
  if (banner.problems.empty()) return Data(false);
  Data out;
  out["headline"] = Data(!banner.failed ? "Please note."
                         : empty        ? "Something failed: this is not a quiet day."
                                        : "Something failed: this digest is incomplete.");
  out["problems"] = list(banner.problems);
  return out;
}

std::string quiet_words(const sheaf_run& run) {
  const auto sources = range(run.sources, run.source_count);
  const bool nothing =
      std::all_of(sources.begin(), sources.end(), [](const auto* s) { return s->records == 0; });
  return nothing ? "A quiet day: the sources had nothing new, as expected."
                 : "A quiet day: all sources were read, and nothing in them was for this digest.";
}

// "**143** fetched = 100 new + 43 cross-listed", a line per total. Parts of zero are left out.
Lines funnel(const sheaf_digest& digest) {
  Lines out;
  bool first_part = true;
  for (const auto& count : range(digest.funnel, digest.funnel_count)) {
    const std::string words = label(view(count.label.len > 0 ? count.label : count.id));
    if (count.level == 0 || out.empty()) {
      out.push_back(strong(thousands(count.value)) + " " + words);
      first_part = true;
    } else if (count.value > 0) {
      out.back() += (first_part ? " = " : " + ") + thousands(count.value) + " " + words;
      first_part = false;
    }
  }
  return out;
}

// Works without a score, together where scorer and reason are the same, in order of appearance.
Data unscored(const sheaf_digest& digest) {
  std::vector<std::pair<std::string, Lines>> groups;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> known;
  for (const auto& u : range(digest.unscored, digest.unscored_count)) {
    const auto [at, is_new] = known.try_emplace({view(u.scorer), view(u.reason)}, groups.size());
    if (is_new) {
      const std::string scorer = label(view(u.scorer)), reason = prose(view(u.reason));
      groups.push_back({join({strong(scorer), reason}, ": "), {}});
    }
    const std::string title = prose(view(u.title)), id = label(view(u.work));
    groups[at->second].second.push_back(title.empty() ? id : title + " (" + id + ")");
  }
  List out(groups.size());
  for (const auto& [reason, works] : groups) {
    Data group;
    group["reason"] = Data(reason);
    group["count"] = Data(counted(works.size(), "work"));
    group["works"] = list(works);
    out.add(std::move(group));
  }
  return std::move(out).take();
}

// ---- Cost: aligned columns in a fenced block, since CommonMark has no tables.

using Row = std::vector<std::string>;

std::size_t width(std::string_view s) {
  return static_cast<std::size_t>(
      std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string aligned(const std::vector<Row>& rows, std::size_t left_columns) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - width(row[i]), ' ');
      if (i > 0) line += "  ";
      line += i < left_columns ? row[i] + pad : pad + row[i];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

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

  std::string table() const {
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
    return fenced("text", aligned(rows, 2));
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
    Lines parts;
    for (const auto& [currency, micros] : sums) parts.push_back(amount(micros, currency));
    if (unknown) parts.emplace_back("unknown");
    return join(parts, " + ");
  }

  std::span<const sheaf_step_usage> steps_;
  int decimals_ = 2;
};

// JSON's line ends and quotes written out, so that people can read a prompt.
std::string readable(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char next = value[i] == '\\' && i + 1 < value.size() ? value[i + 1] : '\0';
    if (next == 'n' || next == '"' || next == '\\') {
      out += next == 'n' ? '\n' : next;
      ++i;
    } else {
      out += is_control(value[i]) && value[i] != '\n' ? ' ' : value[i];
    }
  }
  return out + '\n';
}

// The pipeline as it ran, one `path: value` a line, then what does not fit in a line (a request to
// a model).
std::string settings(const sheaf_run& run) {
  std::string yaml, blocks;
  for (const auto& s : range(run.settings, run.setting_count)) {
    if (view(s.value).find('\n') == std::string_view::npos) {
      yaml += one_line(view(s.key)) + ": " + one_line(view(s.value)) + '\n';
    } else {
      blocks += "\n\n" + label(view(s.key)) + ", its line ends and quotes written out:\n\n" +
                fenced("text", readable(view(s.value)));
    }
  }
  return yaml.empty() ? blocks : fenced("yaml", yaml) + blocks;
}

}  // namespace

void add_report(Data& root, const sheaf_run& run, const sheaf_digest& digest) {
  const Banner problems = banner(run, digest);
  const bool empty = digest.item_count == 0;
  root["banner"] = banner_data(problems, empty);
  root["quiet"] = or_false(empty && !problems.failed ? quiet_words(run) : "");
  root["nothing"] = Data(empty && problems.failed);
  Lines notes;
  for (const auto& n : all_notices(run, digest)) {
    if (n.level < SHEAF_NOTICE_WARNING) notes.push_back(notice_line(n));
  }
  root["notes"] = list(notes);
  const Lines counts = funnel(digest);
  root["has_funnel"] = Data(!counts.empty());
  root["funnel"] = list(counts);
  root["has_unscored"] = Data(digest.unscored_count > 0);
  root["unscored"] = unscored(digest);
  Lines sources;
  for (const auto* s : range(run.sources, run.source_count)) sources.push_back(source_line(*s));
  root["has_sources"] = Data(!sources.empty());
  root["sources"] = list(sources);
  root["cost"] = or_false(run.usage_count > 0 ? Costs(range(run.usage, run.usage_count)).table()
                                              : std::string());
  root["settings"] = or_false(settings(run));
}

}  // namespace markdown
