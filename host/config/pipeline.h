// A checked pipeline. Optional values are absent where the file says nothing and there is no
// default; host_keys.cc says what each key means. Durations are milliseconds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"

namespace host::config {

struct Limit {
  std::optional<std::int64_t> cost_micros;  // millionths of `currency`
  std::string currency;
  std::optional<std::uint64_t> tokens, requests;
};

struct Budget {
  Limit run, day, month;
};

// What a scorer hands on to the next; at most one is given, none: everything.
struct Pass {
  std::optional<double> top_share;  // 0..1 of the works
  std::optional<std::uint64_t> top_count;
  std::optional<double> min;
  std::optional<std::pair<double, double>> band;
};

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

struct Filter {  // empty lists: no condition
  std::vector<sheaf_record_type> types;
  std::vector<std::string> languages;  // lower case
  std::vector<std::string> exclude;
  std::vector<std::string> categories;
  std::vector<sheaf_announce> announce;
};

struct Criterion {
  std::string id, text, irrelevant;
};

struct FollowedPerson {
  std::string name, orcid, affiliation;  // orcid bare
};

struct Profile {
  std::string id, title, interests, language;
  std::vector<Criterion> criteria;
  std::vector<std::pair<std::string, double>> terms;
  std::vector<FollowedPerson> people;
  std::vector<Step> library;  // sources of works the reader has; ids "library:PROFILE:NAME"
  Position at;
};

struct Select {
  std::vector<std::pair<std::string, double>> min, rank;  // axis and value, axis and weight
  std::vector<Position> min_at, rank_at;                  // parallel
  std::optional<std::uint64_t> limit, per_source;
};

// A URL to POST to, or a command with its arguments; both empty: nobody is told.
struct Notice {
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
  bool again_replaced = false, again_published = false;
  bool again_corrected = false, again_retracted = false;
  std::vector<Step> sources, scorers, enrichers, editors, outputs;
  Filter filter;
  std::vector<Profile> profiles;
  Select select;
  Notice on_success, on_failure;
  std::string metrics;  // empty: none
  std::vector<Test> tests;
};

}  // namespace host::config
