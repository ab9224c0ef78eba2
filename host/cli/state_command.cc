// sheaf state, feedback, doctor: what the store remembers, and mending it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/local_date.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "config/build.h"

namespace host::cli {
namespace {

constexpr int kFailed = static_cast<int>(report::Exit::kNotDelivered);

const char* state_name(store::DeliveryState s) {
  static constexpr const char* kNames[] = {"pending", "delivered", "dead", "dropped"};
  return kNames[static_cast<std::size_t>(s)];
}

Result<void> print_pipeline(store::Session& s, const std::string& pipeline) {
  std::printf("%s\n", pipeline.c_str());
  TRY_ASSIGN(const auto cursors, s.runs().cursors(pipeline));
  for (const auto& c : cursors) {
    std::printf("  cursor %-12s %s (stored %s)\n", c.source.c_str(), c.cursor.cursor.c_str(),
                utc_time(c.cursor.stored_ms).c_str());
  }
  TRY_ASSIGN(const auto carried, s.readers().carried(pipeline));
  if (!carried.empty()) std::printf("  %zu works carried to the next run\n", carried.size());
  return {};
}

Result<void> print_all(store::Session& s) {
  TRY_ASSIGN(const auto pipelines, s.runs().pipelines());
  for (const std::string& p : pipelines) TRY(print_pipeline(s, p));
  for (const auto wanted : {store::DeliveryState::pending, store::DeliveryState::dead}) {
    TRY_ASSIGN(const auto deliveries, s.outbox().list("", wanted));
    for (const auto& d : deliveries) {
      std::printf("%-8s %s: %u attempts%s%s\n", state_name(d.state), d.id().c_str(), d.attempts,
                  d.error.empty() ? "" : ": ", d.error.c_str());
    }
  }
  TRY_ASSIGN(const auto used, s.budgets().used(""));
  for (const auto& u : used) {
    std::printf("budget %s, %s: %lld %s\n", u.scope.c_str(), u.period.c_str(),
                static_cast<long long>(u.used), u.unit.c_str());
  }
  return {};
}

int state_show(store::Store& store) {
  auto statistics = store.statistics();
  if (!statistics) return report_error(statistics.error());
  std::printf("%llu works, %llu cached scores, %llu runs, %.1f MiB, schema %u\n",
              static_cast<unsigned long long>(statistics->works),
              static_cast<unsigned long long>(statistics->scores),
              static_cast<unsigned long long>(statistics->runs),
              static_cast<double>(statistics->bytes) / (1 << 20), statistics->schema);
  const auto printed = store.read([](store::Session& s) { return print_all(s); });
  return printed ? kOk : report_error(printed.error());
}

// Whether `which` names the delivery: `all`, its id, its reader or its output.
bool is_meant(const store::Delivery& d, const std::string& which) {
  return which == "all" || which == d.id() || which == d.step ||
         (which == d.profile && !which.empty());
}

Result<std::vector<store::Delivery>> open_deliveries(store::Session& s, const std::string& pipeline,
                                                     const std::string& which) {
  std::vector<store::Delivery> out;
  for (const auto state : {store::DeliveryState::pending, store::DeliveryState::dead}) {
    TRY_ASSIGN(auto all, s.outbox().list(pipeline, state));
    for (auto& d : all) {
      if (is_meant(d, which)) out.push_back(std::move(d));
    }
  }
  return out;
}

// Makes what `which` names due again and, given the pipeline, hands it over at once.
int retry(std::unique_ptr<store::Store> store, Session& session, const Args& args,
          const std::optional<config::Pipeline>& p) {
  const std::string& which = args.words[1];
  const std::string pipeline = p ? p->name : "";
  const auto retried = store->in_transaction(
      store::Durability::process, [&](store::Session& s) -> Result<std::vector<store::Delivery>> {
        TRY_ASSIGN(auto open, open_deliveries(s, pipeline, which));
        for (const auto& d : open) TRY(s.outbox().retry(d.id(), system_clock().now_ms()));
        return open;
      });
  if (!retried) return report_error(retried.error());
  if (retried->empty()) {
    complain(
        fmt::format("no delivery is open that `{}` names; `sheaf state show` lists them", which));
    return which == "all" ? kOk : kFailed;
  }
  if (!p) {
    for (const auto& d : *retried) {
      std::printf("%s: goes out with the next run; with --pipeline FILE it goes at once\n",
                  d.id().c_str());
    }
    return kOk;
  }
  store.reset();
  std::vector<std::string> words = {*args.get("pipeline"), "--deliver"};
  if (const auto path = args.get("store")) words.insert(words.end(), {"--set", "store=" + *path});
  const Parsed run = parse(kRun, words);
  const int code = kRun.run(run.args);
  if (code == kConfiguration) return code;
  store = open_store(session, args);
  if (store == nullptr) return kConfiguration;
  const auto left =
      store->read([&](store::Session& s) { return open_deliveries(s, pipeline, which); });
  if (!left) return report_error(left.error());
  for (const auto& d : *retried) {
    const bool open = std::any_of(left->begin(), left->end(),
                                  [&](const auto& other) { return other.id() == d.id(); });
    std::printf("%s: %s\n", d.id().c_str(), open ? "still not delivered" : "delivered");
  }
  return left->empty() ? kOk : static_cast<int>(report::Exit::kPartial);
}

int state(const Args& args) {
  const std::string& what = args.words[0];
  if (what != "show" && what != "reset" && what != "retry" && what != "drop") {
    complain(fmt::format("state {}: expected show, reset, retry or drop", what));
    return kUsage;
  }
  if ((what == "show") != (args.words.size() == 1)) {
    complain(what == "show" ? "state show takes no argument"
                            : "state " + what + " needs " +
                                  (what == "reset"   ? "a step's id"
                                   : what == "retry" ? "a delivery's id, a reader, an output or all"
                                                     : "a delivery's id"));
    return kUsage;
  }
  Session session;
  std::optional<config::Pipeline> p;
  auto store = open_store(session, args, &p);
  if (store == nullptr) return kConfiguration;
  if (what == "show") return state_show(*store);
  if (what == "retry") return retry(std::move(store), session, args, p);
  const std::string& id = args.words[1];
  if (what == "reset") {
    if (!p) {
      complain("state reset needs --pipeline FILE");
      return kUsage;
    }
    const auto steps = p->steps();
    if (std::none_of(steps.begin(), steps.end(), [&](const auto* s) { return s->id == id; })) {
      complain(fmt::format("{} has no step `{}`", p->file, id));
      return kUsage;
    }
    const auto reset =
        store->in_transaction(store::Durability::process, [&](store::Session& s) -> Result<void> {
          TRY(s.runs().reset_cursor(p->name, id));
          return s.state().reset(p->name, id);
        });
    if (!reset) return report_error(reset.error());
    std::printf("%s: step %s starts afresh; what readers have seen stays\n", p->name.c_str(),
                id.c_str());
    return kOk;
  }
  const auto ok = store->in_transaction(store::Durability::process,
                                        [&](store::Session& s) { return s.outbox().drop(id); });
  if (!ok) return report_error(ok.error());
  std::printf("%s: dropped\n", id.c_str());
  return kOk;
}

int feedback(const Args& args) {
  const std::string& what = args.words[0];
  if (what != "like" && what != "dislike" && what != "forget") {
    complain(fmt::format("feedback {}: expected like, dislike or forget", what));
    return kUsage;
  }
  if (!args.has("pipeline")) {
    complain("feedback needs --pipeline FILE");
    return kUsage;
  }
  Session session;
  std::optional<config::Pipeline> p;
  const auto store = open_store(session, args, &p);
  if (store == nullptr) return kConfiguration;
  std::string profile = args.get("profile").value_or("");
  bool known = false;
  for (const config::Profile& x : p->profiles) known = known || x.id == profile;
  if (profile.empty() && p->profiles.size() == 1) {
    profile = p->profiles[0].id;
  } else if (!known) {
    std::string names;
    for (const config::Profile& x : p->profiles) names += (names.empty() ? "" : ", ") + x.id;
    complain(fmt::format("--profile must be one of: {}", names));
    return kUsage;
  }
  for (std::size_t i = 1; i < args.words.size(); ++i) {
    const auto known_work =
        store->in_transaction(store::Durability::process, [&](store::Session& s) -> Result<bool> {
          TRY_ASSIGN(const auto row, s.works().find_work(args.words[i]));
          if (!row) return false;
          if (what == "forget") {
            TRY(s.readers().remove_label(p->name, profile, *row));
          } else {
            TRY(s.readers().put_label(p->name, profile, *row, what == "like" ? 1 : -1,
                                      system_clock().now_ms()));
          }
          return true;
        });
    if (!known_work) return report_error(known_work.error());
    if (!*known_work) {
      complain(fmt::format("the store has no work `{}`", args.words[i]));
      return kFailed;
    }
  }
  std::printf("%s: %zu noted for %s\n", what.c_str(), args.words.size() - 1, profile.c_str());
  return kOk;
}

int doctor(const Args& args) {
  if (const auto path = args.get("mend")) {
    const auto url = store::StoreUrl::parse(*path);
    if (!url) return report_error(url.error());
    auto report = store::mend(*url);
    if (!report) return report_error(report.error());
    std::printf("%s\n", report->c_str());
    return kOk;
  }
  Session session;
  int worst = kOk;
  for (const auto& folder : session.registry().folders()) {
    std::error_code ec;
    std::printf("plugins   %s%s\n", folder.c_str(),
                std::filesystem::is_directory(folder, ec) ? "" : " (not there)");
  }
  std::printf("plugins   %zu components\n", session.components().all().size());
  if (!session.registry().refusals().empty()) worst = kConfiguration;
  std::printf("rates     %s\n", state_folder().c_str());
  const bool zones = config::check_timezone("Europe/Berlin").empty();
  std::printf("time zone %s\n", zones ? "database found" : "database missing: install tzdata");
  if (!zones) worst = kConfiguration;
  const auto store = open_store(session, args);
  if (store == nullptr) return std::max(worst, kConfiguration);
  if (const auto whole = store->verify(); !whole) return report_error(whole.error());
  auto statistics = store->statistics();
  if (!statistics) return report_error(statistics.error());
  std::printf("store     healthy: %llu works, %llu runs\n",
              static_cast<unsigned long long>(statistics->works),
              static_cast<unsigned long long>(statistics->runs));
  return worst;
}

}  // namespace

const Command kState = {"state",
                        "show | reset STEP | retry DELIVERY|PROFILE|OUTPUT|all | drop DELIVERY",
                        "What is kept between runs; start a step afresh; dead letters.",
                        {kPipelineOption, kStoreOption},
                        1,
                        2,
                        &state};
const Command kFeedback = {"feedback",
                           "like|dislike|forget WORK...",
                           "Tell what a reader thinks of works; scorers may learn from it.",
                           {kPipelineOption, kStoreOption, {"profile", "ID", "the reader"}},
                           2,
                           SIZE_MAX,
                           &feedback};
const Command kDoctor = {
    "doctor",
    "",
    "Look for what is wrong with this installation or a store.",
    {kPipelineOption, kStoreOption, {"mend", "PATH", "save what can be read of a damaged store"}},
    0,
    0,
    &doctor};

}  // namespace host::cli
