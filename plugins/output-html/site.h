// What the history says, as the pages need it. Digests themselves are not kept: a page of one is
// made while the history tells of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "radar.h"
#include "sheaf/plugin.hpp"

namespace output_html {

// A work of a followed person, as the newest digest that names it has it.
struct Finding {
  std::string title, url;
  std::string date, page;  // "2026-09-24", "p/ada/2026-09-24.html#item-3"
  std::string detail;      // the evidence in a word: "ORCID"; may be empty
  bool strong = false;
};

struct Person {
  std::string slug;
  bool followed = false;                    // in the reader's newest digest
  std::map<std::string, Finding> findings;  // by work
};

struct DigestEntry {
  std::string run, date;
  std::string name;  // "2026-09-24", the day's second "2026-09-24-2"
  std::int64_t started_ms = 0;
  std::size_t items = 0;
  std::string headline;  // of its banner; empty: nothing went wrong
  bool failed = false;
};

struct Reader {
  std::string id, folder, title;
  bool current = false;              // in the run that is delivered
  std::vector<DigestEntry> digests;  // oldest first, never empty
  std::map<std::string, Person> people;
  RadarFigures radar;

  std::string path(const DigestEntry& digest) const {
    return "p/" + folder + "/" + digest.name + ".html";
  }
};

// Where a reader's newest digest with some work is, and what it was worth there.
struct Appearance {
  std::size_t reader = 0;
  std::string page;
  std::optional<double> value;  // of the last scorer that had an answer
  std::vector<std::pair<std::string, double>> axes;
};

struct AxisInfo {
  std::string id, title;
  double scale = 1;
};

struct Site {
  std::string today;  // the date of the run that is delivered
  std::vector<Reader> readers;
  std::vector<AxisInfo> axes;
  std::unordered_map<std::string, std::vector<Appearance>> appearances;  // by work
  std::vector<std::pair<std::int64_t, std::string>> runs;  // when each started, and its date

  // The date of the run that listed something then, else the UTC date.
  std::string date_of(std::int64_t listed_ms) const;
};

// `current` are the profiles of the run that is delivered, in its order; they come first. Throws
// what the history throws.
Site read_site(const sheaf::Host& host, const sheaf::Call& call, const sheaf_run& run,
               const std::vector<std::string>& current);

}  // namespace output_html
