// What the pipeline file asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace arxiv {

enum class Via {
  kAuto,  // the daily RSS feed, days missed filled from the query API or OAI-PMH
  kRss,   // the daily feeds alone
  kAtom,
  kApi,
  kOai,
  kUrls,  // what `url` names, and nothing else
};

struct Options {
  std::vector<std::string> categories;  // canonical, without repetition
  std::vector<std::string> urls;
  std::string query;
  Via via = Via::kAuto;
  std::uint32_t announce = 0;  // bit 1 << sheaf_announce for each type that is wanted
  std::string oai_prefix, oai_set, oai_url;
  std::optional<std::int64_t> from_ms;

  // Types that a format does not tell are always wanted.
  bool wants(sheaf_announce type) const {
    return type == SHEAF_ANNOUNCE_UNKNOWN || (announce >> type & 1U) != 0;
  }
  bool wants_replacements() const {
    return wants(SHEAF_ANNOUNCE_REPLACE) || wants(SHEAF_ANNOUNCE_REPLACE_CROSS);
  }
};

std::vector<sheaf::Field> option_fields();
// Throws sheaf::Error(SHEAF_E_CONFIG) when the fields contradict each other or ask for nothing.
Options read_options(const sheaf::Config& config);

}  // namespace arxiv
