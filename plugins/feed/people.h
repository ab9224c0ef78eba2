// The authors of an item.
#pragma once

#include <string_view>
#include <vector>

#include "presets.h"
#include "sheaf/feed/feed.hpp"
#include "sheaf/plugin.hpp"

namespace feed {

// In the feed's order, each name once, whatever its case and accents; addresses of mail are left
// out. ORCIDs in the authors' addresses are taken.
std::vector<sheaf::Person> people(const std::vector<sheaf::feed::Author>& authors, Authors style,
                                  sheaf_markup markup);

// The names of one string.
std::vector<sheaf::Person> people_of(std::string_view list, Authors style, sheaf_markup markup);

}  // namespace feed
