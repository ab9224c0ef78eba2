// Names as the people of a record.
#pragma once

#include <string>
#include <vector>

#include "sheaf/feed/names.hpp"
#include "sheaf/plugin.hpp"

namespace webapi {

// Adds the names that one entry of a list of authors holds. ORCID and affiliation are those of the
// first.
void add_people(sheaf::Record& record, const std::vector<sheaf::feed::Name>& names,
                sheaf_markup markup, std::string orcid, const std::string& affiliation);

}  // namespace webapi
