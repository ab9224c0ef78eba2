// sheaf show: runs, one run, one work.
#include <fmt/format.h>

#include <cstdio>

#include "base/clock.h"
#include "base/local_date.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "identity/identity.h"
#include "report/digest.h"
#include "report/report.h"
#include "sheaf/text/dates.hpp"

namespace host::cli {
namespace {

const char* status_name(store::RunStatus s) {
  switch (s) {
    case store::RunStatus::running:
      return "running or died";
    case store::RunStatus::committed:
      return "committed, not finished";
    case store::RunStatus::finished:
      return "finished";
    case store::RunStatus::failed:
      return "failed";
    case store::RunStatus::interrupted:
      return "interrupted";
  }
  return "unknown";
}

Result<int> show_runs(store::Session& s, const std::string& pipeline) {
  TRY_ASSIGN(const auto runs, s.runs().list(pipeline, 30));
  for (const store::Run& r : runs) {
    std::string how = status_name(r.status);
    if (r.status == store::RunStatus::finished) {
      TRY_ASSIGN(const auto whole, s.runs().find(r.id));
      if (const auto report = whole ? report::from_json(whole->report) : std::nullopt) {
        how = report::outcome(*report);
      }
    }
    std::printf("%-20s %-20s %s  %s\n", r.id.c_str(), r.pipeline.c_str(), r.date.c_str(),
                how.c_str());
  }
  return kOk;
}

Result<int> show_run(store::Session& s, const std::string& id, bool json) {
  TRY_ASSIGN(const auto run, s.runs().find(id));
  if (!run) {
    complain(fmt::format("the store has no run `{}`; `sheaf show runs` lists them", id));
    return kUsage;
  }
  if (!run->report.empty()) {
    const auto report = report::from_json(run->report);
    std::printf("%s", json || !report ? run->report.c_str() : report::to_text(*report).c_str());
    return kOk;
  }
  std::printf("%s of %s: %s, started %s; it left no report\n", id.c_str(), run->pipeline.c_str(),
              status_name(run->status), utc_time(run->started_ms).c_str());
  return kOk;
}

std::string when(std::int64_t ms, sheaf_date_precision precision = SHEAF_PRECISION_DAY) {
  if (ms == SHEAF_TIME_UNKNOWN) return "unknown";
  return std::string(sheaf::text::known_part(utc_time(ms), precision));
}

// Where one pipeline stands with a work, and what its digests said of it.
Result<void> show_in_pipeline(store::Session& session, const std::string& pipeline,
                              store::WorkId row) {
  TRY_ASSIGN(const auto arrival, session.works().arrival(pipeline, row));
  TRY_ASSIGN(const auto marks, session.readers().seen_by(pipeline, row));
  TRY_ASSIGN(const auto carried, session.readers().carried(pipeline));
  if (!arrival && marks.empty()) return {};
  std::printf("In pipeline %s\n", pipeline.c_str());
  if (arrival) {
    std::printf("  listed from %s to %s\n", when(arrival->first_ms).c_str(),
                when(arrival->last_ms).c_str());
  }
  for (const store::Carry& c : carried) {
    if (c.work == row) {
      std::printf("  carried for %s: %s\n", c.profile.c_str(), c.reason.c_str());
    }
  }
  for (const store::Seen& s : marks) {
    std::printf("  shown to %s by run %s at %s\n", s.profile.c_str(), s.run.c_str(),
                when(s.shown_ms).c_str());
    TRY_ASSIGN(const auto items, session.digests().items(s.run, s.profile));
    for (const store::Item& stored : items) {
      if (stored.work != row) continue;
      TRY_ASSIGN(const auto item, report::decode_item(stored.blob));
      std::printf("    rank %llu\n", static_cast<unsigned long long>(item.rank));
      for (const report::Score& score : item.scores) {
        std::printf("    %s: %.3f%s%s\n", score.scorer.c_str(), score.value,
                    score.comment.empty() ? "" : ": ", score.comment.c_str());
        for (const report::Evidence& e : score.evidence) {
          std::printf("      %s (%s)\n", e.subject.c_str(), e.detail.c_str());
        }
      }
    }
  }
  if (marks.empty()) {
    std::printf(
        "  shown to nobody: no reader's scorers chose it, or it was cut by the limit; it competes "
        "while it is fresh\n");
  }
  return {};
}

Result<int> show_work(store::Session& session, store::WorkId row, const Work& work,
                      const std::string& only) {
  const Record& r = work.record;
  std::printf("%s\n%s\n", work.id.c_str(), r.title.c_str());
  std::string authors;
  for (const Person& p : r.authors) authors += (authors.empty() ? "" : ", ") + p.name;
  if (!authors.empty()) std::printf("%s\n", authors.c_str());
  std::printf("published %s, this version %s, announced %s\n",
              when(r.published_ms, r.published_precision).c_str(), when(r.updated_ms).c_str(),
              when(r.announced_ms).c_str());
  for (const Identifier& i : r.identifiers) std::printf("  id %s\n", i.key().c_str());
  TRY_ASSIGN(const auto aliases, session.works().aliases(row));
  for (const std::string& a : aliases) std::printf("  also known as %s\n", a.c_str());
  for (const Place& p : work.places) {
    std::printf("  from %s as %s%s %s\n", p.source.c_str(), p.record.c_str(),
                p.version != 0 ? fmt::format(" v{}", p.version).c_str() : "", p.url.c_str());
  }
  for (const auto& [field, name] :
       {std::pair(Field::title, "title"), std::pair(Field::abstract, "abstract"),
        std::pair(Field::authors, "authors")}) {
    const std::string source(identity::source_of(work, field));
    if (!source.empty()) std::printf("  %s as %s has it\n", name, source.c_str());
  }
  TRY_ASSIGN(const auto alike, session.works().suggestions(row));
  for (const store::Suggestion& s : alike) {
    std::printf("  may be the same as %s: %s\n", s.id.c_str(), s.reason.c_str());
  }
  TRY_ASSIGN(const auto pipelines, session.runs().pipelines());
  for (const std::string& p : pipelines) {
    if (only.empty() || p == only) TRY(show_in_pipeline(session, p, row));
  }
  return kOk;
}

// What services were asked about a work and what they answered.
Result<int> show_exchanges(store::Session& session, const Work& work, const std::string& only) {
  TRY_ASSIGN(const auto pipelines, session.runs().pipelines());
  bool any = false;
  for (const std::string& p : pipelines) {
    if (!only.empty() && p != only) continue;
    TRY_ASSIGN(const auto asked,
               session.memory().exchanges(p, "", work.id, system_clock().now_ms()));
    for (const store::Exchange& e : asked) {
      any = true;
      std::printf("Asked by %s (%s) of %s for %s\n\n%s\n\n", e.step.c_str(), e.component.c_str(),
                  p.c_str(), e.profile.c_str(), e.text.c_str());
    }
  }
  if (any) return kOk;
  complain(fmt::format(
      "nothing is kept of what was asked about {}: no scorer asked anybody, or it is too long ago",
      work.id));
  return kUsage;
}

// Of a work that was asked for by any of its ids.
Result<int> show_work_or_exchanges(store::Session& session, const std::string& id, bool exchanges,
                                   const std::string& only) {
  TRY_ASSIGN(const auto row, session.works().find_work(id));
  if (!row) {
    complain(fmt::format("the store has no work `{}` (an id looks like scheme:value)", id));
    return kUsage;
  }
  TRY_ASSIGN(const Work work, session.works().load(*row));
  return exchanges ? show_exchanges(session, work, only) : show_work(session, *row, work, only);
}

int show(const Args& args) {
  const std::optional<std::string> asked_about = args.get("llm");
  const std::string what = args.words.empty() ? "" : args.words[0];
  const bool needs_id = what == "run" || what == "work";
  const bool words_fit =
      asked_about ? args.words.empty()
                  : (needs_id || what == "runs") && args.words.size() == (needs_id ? 2u : 1u);
  if (!words_fit) {
    complain(
        "expected `sheaf show runs`, `sheaf show run ID`, `sheaf show work ID` or `sheaf show "
        "--llm WORK`");
    return kUsage;
  }
  Session session;
  std::optional<config::Pipeline> p;
  const auto store = open_store(session, args, &p);
  if (store == nullptr) return kConfiguration;
  const std::string only = p ? p->name : std::string();
  const auto code = store->read([&](store::Session& s) {
    if (asked_about) return show_work_or_exchanges(s, *asked_about, true, only);
    if (what == "runs") return show_runs(s, only);
    if (what == "run") return show_run(s, args.words[1], args.has("json"));
    return show_work_or_exchanges(s, args.words[1], false, only);
  });
  return code ? *code : report_error(code.error());
}

}  // namespace

const Command kShow = {"show",
                       "runs | run ID | work ID",
                       "Past runs and their reports; a work: where seen, why chosen or not.",
                       {{"llm", "WORK", "what language models were asked about a work, and said"},
                        {"json", nullptr, "the report of a run as JSON"},
                        kPipelineOption,
                        kStoreOption},
                       0,
                       2,
                       &show};

}  // namespace host::cli
