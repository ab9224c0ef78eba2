// What the pipeline file asks for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "presets.h"
#include "sheaf/plugin.hpp"

namespace feed {

// How one feed is read.
struct Reading {
  std::optional<sheaf_markup> markup;           // nullopt: told from the feed
  sheaf_record_type type = SHEAF_TYPE_UNKNOWN;  // of items that do not say
  Authors authors = Authors::kAuto;
  bool drop_citations = false;
  bool week_years = false;      // see Preset
  std::string venue, language;  // empty: as the feed says
};

struct Feed {
  std::string url;  // of a feed, or of a page that names one
  Reading reading;
};

struct Options {
  std::vector<Feed> feeds;
  std::vector<std::string> opml;  // addresses of lists of feeds
  Reading defaults;               // for what the lists name
};

std::vector<sheaf::Field> option_fields();
// Throws sheaf::Error(SHEAF_E_CONFIG) when the fields contradict each other or ask for nothing.
Options read_options(const sheaf::Config& config);

}  // namespace feed
