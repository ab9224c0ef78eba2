// A checked pipeline. Optional values are absent where the file says nothing and there is no
// default; host_keys.cc says what each key means. Durations are milliseconds.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/budget.h"
#include "base/profile.h"
#include "base/rules.h"
#include "config/settings.h"

namespace host::config {

struct Step {
  std::string id;
  std::string use;
  Position at;
  const sheaf_component* component = nullptr;  // never null in a loaded pipeline
  Settings settings;
  std::int64_t deadline_ms = 0;
  Pass pass;      // of scorers
  Budget budget;  // of scorers, enrichers and editors
};

struct Http {
  std::string proxy;  // empty: none
  std::int64_t timeout_ms = 0;
  std::uint64_t max_body = 0;
  std::vector<std::string> allow_private;  // hosts, lower case
  std::string ca_file;                     // empty: the system's
  std::string cache;
};

struct Profile : host::Profile {
  std::vector<Step> library;  // sources of works the reader has; ids "library:PROFILE:NAME"
  Position at;
};

struct Select : host::Select {
  std::vector<Position> min_at, rank_at;  // parallel to min and rank
};

// A URL to POST to, or a command with its arguments; both empty: nobody is told.
struct Notify {
  std::string url;
  std::vector<std::string> command;
};

struct Expectation {
  std::optional<std::uint64_t> delivered;
  std::string first;  // empty: not asked
  std::vector<std::string> contains, lacks;
  std::map<std::string, sheaf_source_state> states;  // by source id
  int exit = 0;
  Position at;
};

struct Test {
  std::string name, cassettes;
  std::int64_t at_ms = 0;
  std::string profile;  // the id of one of the profiles
  Expectation expect;
};

struct Pipeline {
  std::string name;
  std::string file;  // as it was named to load_pipeline
  std::string store;
  std::string contact;
  std::string timezone;
  Http http;
  std::optional<std::int64_t> keep_works_ms;
  std::int64_t fresh_ms = 0;
  Again again;
  std::vector<Step> sources, scorers, enrichers, editors, outputs;
  FilterRules filter;
  std::vector<Profile> profiles;
  Select select;
  Notify on_success, on_failure;
  std::string metrics;  // empty: none
  std::vector<Test> tests;

  // The lists of steps, in the order of the flow; libraries are no steps of the pipeline.
  std::array<std::vector<Step>*, 5> step_lists() {
    return {&sources, &scorers, &enrichers, &editors, &outputs};
  }
  std::vector<const Step*> steps() const {
    std::vector<const Step*> all;
    for (const auto* list : {&sources, &scorers, &enrichers, &editors, &outputs}) {
      for (const Step& step : *list) all.push_back(&step);
    }
    return all;
  }
};

}  // namespace host::config
