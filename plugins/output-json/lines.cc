#include "lines.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "record.h"
#include "sheaf/plugin.hpp"

namespace output_json {
namespace {

using sheaf::range;
using sheaf::view;

constexpr int kSchema = 1;  // digest.schema.json: grows within a version, so readers skip the new

constexpr std::array<std::string_view, 5> kItemFlags = {"followed", "changed", "suspended",
                                                        "notice", "outlier"};
constexpr std::array<std::string_view, 7> kStates = {
    "ok", "empty_expected", "empty_unexpected", "stale", "truncated", "format_changed", "failed"};
constexpr std::array<std::string_view, 3> kLevels = {"info", "warning", "error"};
constexpr std::array<std::string_view, 4> kBlocks = {"other", "heading", "paragraph", "list_item"};
constexpr std::array<std::string_view, 4> kEvidence = {"other", "term", "person", "other"};
constexpr std::array<std::string_view, 3> kStrengths = {"none", "weak", "strong"};

std::string_view status_word(sheaf_status status) {
  switch (status) {
    case SHEAF_E_CANCELLED:
      return "cancelled";
    case SHEAF_E_CONFIG:
      return "config";
    case SHEAF_E_AUTH:
      return "auth";
    case SHEAF_E_RATE_LIMITED:
      return "rate_limited";
    case SHEAF_E_TRANSIENT:
      return "transient";
    case SHEAF_E_UPSTREAM:
      return "upstream";
    case SHEAF_E_NOT_FOUND:
      return "not_found";
    case SHEAF_E_UNSUPPORTED:
      return "unsupported";
    case SHEAF_E_BUDGET:
      return "budget";
    default:
      return "internal";
  }
}

void add_notices(Json& out, const sheaf_notice* first, std::size_t count, std::string_view of) {
  for (const auto& n : range(first, count)) {
    Json notice = {{"of", of}, {"level", word(static_cast<std::uint32_t>(n.level), kLevels)}};
    add(notice, "step", view(n.step));
    notice["text"] = view(n.text);
    out.push_back(std::move(notice));
  }
}

Json axis(const sheaf_axis& a) {
  Json out = {{"id", view(a.id)}};
  add(out, "title", view(a.title));
  out["scale"] = a.scale;
  out["rubric"] = Json::array();
  for (const auto& level : range(a.rubric, a.rubric_count)) {
    out["rubric"].push_back({{"value", level.value}, {"text", view(level.text)}});
  }
  return out;
}

Json source(const sheaf_source_report& s) {
  Json out = {{"id", view(s.id)},
              {"plugin", view(s.plugin)},
              {"state", word(static_cast<std::uint32_t>(s.state), kStates)}};
  add(out, "detail", view(s.detail));
  out["records"] = s.records;
  out["refused"] = s.refused;
  return out;
}

Json usage(const sheaf_step_usage& step) {
  const sheaf_usage& u = *step.usage;
  Json out = {{"step", view(step.step)},          {"requests", u.requests},
              {"input_tokens", u.input_tokens},   {"cached_input_tokens", u.cached_input_tokens},
              {"output_tokens", u.output_tokens}, {"reasoning_tokens", u.reasoning_tokens}};
  if (u.cost_micros >= 0) out["cost_micros"] = u.cost_micros;
  add(out, "currency", view(u.currency));
  add(out, "model", view(u.model));
  return out;
}

Json profile(const sheaf_profile& p) {
  Json out = {{"id", view(p.id)}};
  add(out, "title", view(p.title));
  add(out, "language", view(p.language));
  out["criteria"] = Json::array();
  for (const auto& c : range(p.criteria, p.criterion_count)) {
    out["criteria"].push_back({{"id", view(c.id)}, {"text", view(c.text)}});
  }
  return out;
}

Json head(const sheaf_run& run, const sheaf_digest& digest) {
  Json out = {{"kind", "digest"},
              {"schema", kSchema},
              {"sheaf", view(run.sheaf_version)},
              {"pipeline", view(run.pipeline)},
              {"run", view(run.id)},
              {"date", view(run.date)},
              {"sequence", run.sequence},
              {"time_zone", view(run.time_zone)}};
  add_time(out, "started", run.started_ms);
  out["partial"] = (run.flags & SHEAF_RUN_PARTIAL) != 0;
  out["profile"] = profile(*digest.profile);
  out["sections"] = digest.section_count;
  out["items"] = digest.item_count;
  out["unscored"] = digest.unscored_count;
  out["notices"] = Json::array();
  add_notices(out["notices"], run.notices, run.notice_count, "run");
  add_notices(out["notices"], digest.notices, digest.notice_count, "digest");
  out["funnel"] = Json::array();
  for (const auto& c : range(digest.funnel, digest.funnel_count)) {
    out["funnel"].push_back(
        {{"id", view(c.id)}, {"label", view(c.label)}, {"value", c.value}, {"level", c.level}});
  }
  out["axes"] = Json::array();
  for (const auto* a : range(digest.axes, digest.axis_count)) out["axes"].push_back(axis(*a));
  out["sources"] = Json::array();
  for (const auto* s : range(run.sources, run.source_count)) out["sources"].push_back(source(*s));
  out["usage"] = Json::array();
  for (const auto& u : range(run.usage, run.usage_count)) out["usage"].push_back(usage(u));
  out["settings"] = Json::array();
  for (const auto& s : range(run.settings, run.setting_count)) {
    out["settings"].push_back({{"name", view(s.key)}, {"value", view(s.value)}});
  }
  return out;
}

Json section(const sheaf_digest& digest, const sheaf_section& s) {
  Json out = {{"kind", "section"}, {"id", view(s.id)}, {"title", view(s.title)}};
  out["blocks"] = Json::array();
  for (const auto* b : range(s.blocks, s.block_count)) {
    Json block = {{"type", word(static_cast<std::uint32_t>(b->kind), kBlocks)},
                  {"level", b->level},
                  {"text", view(b->text)},
                  {"cites", Json::array()}};
    for (const std::size_t i : range(b->citations, b->citation_count)) {
      if (i < digest.item_count) block["cites"].push_back(view(digest.items[i]->record->id));
    }
    out["blocks"].push_back(std::move(block));
  }
  return out;
}

Json score(std::string_view scorer, const sheaf_score& s) {
  Json out = {{"scorer", scorer}};
  if (s.status == SHEAF_OK) {
    out["value"] = s.value;
  } else {
    out["status"] = status_word(s.status);
    add(out, "error", view(s.error));
  }
  out["axes"] = Json::array();
  for (const auto& a : range(s.axes, s.axis_count)) {
    out["axes"].push_back({{"id", view(a.id)}, {"value", a.value}});
  }
  out["matched"] = strings(s.matched, s.matched_count);
  out["evidence"] = Json::array();
  for (const auto& e : range(s.evidence, s.evidence_count)) {
    Json evidence = {{"kind", word(static_cast<std::uint32_t>(e.kind), kEvidence)}};
    add(evidence, "subject", view(e.subject));
    add(evidence, "detail", view(e.detail));
    if (e.strength != SHEAF_STRENGTH_NONE) evidence["strength"] = word(e.strength, kStrengths);
    if (e.contribution != 0) evidence["contribution"] = e.contribution;
    out["evidence"].push_back(std::move(evidence));
  }
  add(out, "comment", view(s.comment));
  return out;
}

Json item(const sheaf_item& i) {
  Json out = {{"kind", "item"}, {"rank", i.rank}, {"rank_value", i.rank_value}};
  out["flags"] = flag_words(i.flags, kItemFlags);
  out["work"] = json_of(*i.record);
  out["scores"] = Json::array();
  for (std::size_t s = 0; s < i.score_count; ++s) {
    out["scores"].push_back(score(view(i.scorers[s]), *i.scores[s]));
  }
  out["sources"] = strings(i.sources, i.source_count);
  out["maybe_same_as"] = strings(i.suggestions, i.suggestion_count);
  return out;
}

Json unscored(const sheaf_unscored& u) {
  return {{"kind", "unscored"},
          {"work", {{"id", view(u.work)}, {"title", view(u.title)}}},
          {"scorer", view(u.scorer)},
          {"reason", view(u.reason)}};
}

}  // namespace

std::string lines_of(const sheaf_run& run, const sheaf_digest& digest) {
  std::string out;
  const auto line = [&out](const Json& object) {
    out += object.dump(-1, ' ', false, Json::error_handler_t::replace);
    out += '\n';
  };
  line(head(run, digest));
  for (const auto* s : range(digest.sections, digest.section_count)) line(section(digest, *s));
  for (const auto* i : range(digest.items, digest.item_count)) line(item(*i));
  for (const auto& u : range(digest.unscored, digest.unscored_count)) line(unscored(u));
  return out;
}

}  // namespace output_json
