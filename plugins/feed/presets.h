// Journals whose feeds are known by name. A journal is added here, as data.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sheaf/plugin.hpp"

namespace feed {

// How names stand in a feed.
enum class Authors {
  kAuto,
  kComma,      // `A. Author, B. Author`
  kSemicolon,  // `Author, A.; Author, B.`
  kPairs,      // `Author, A., Author, B.`
  kOnePerElement
};

struct Preset {
  const char* id;
  const char* summary;   // for `sheaf info`: which journals, and what it was checked against
  const char* url;       // `{journal}` stands for the journal's code
  const char* journals;  // examples of codes; empty: the feed has no code in its address
  sheaf_markup markup;
  Authors authors;
  // Dates come with the year of their week (ISO 8601), so the last days of December may say the
  // next year.
  bool week_years;
};

std::span<const Preset> presets();
// nullptr if there is none.
const Preset* find_preset(std::string_view id);

}  // namespace feed
