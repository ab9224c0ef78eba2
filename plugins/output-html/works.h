// All works of the last weeks: the data that the scripts load, and the newest for the page itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "site.h"

namespace output_html {

struct WorksLimits {
  std::int64_t days = 90;
  std::size_t max = 20000;
};

struct Work {
  std::string id, title, authors, url, venue, text;
  std::vector<std::string> sources, categories;
  std::int64_t listed_ms = 0;
  sheaf_record_type type = SHEAF_TYPE_UNKNOWN;
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
};

struct Works {
  std::vector<Work> newest_first;
  std::size_t left_out = 0;  // older ones beyond WorksLimits::max
  std::int64_t days = 0;
};

// The works listed in the days before `until_ms`. Throws what the history throws.
Works read_works(const sheaf::Host& host, const sheaf::Call& call, const WorksLimits& limits,
                 std::int64_t until_ms);

// A word for readers and filters: "research", "cross-list"; empty: unknown.
std::string_view type_word(sheaf_record_type type);
std::string_view announce_word(sheaf_announce announce);

// Hands over each file of data/ (name without folder, content), the index last; its name is
// returned. No file is over 2,000,000 bytes but the index, which holds no work.
std::string write_data(const Site& site, const Works& works,
                       const std::function<void(const std::string&, const std::string&)>& put);

}  // namespace output_html
