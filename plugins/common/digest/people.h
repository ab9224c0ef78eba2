// Authors as printed, and the followed people among them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "digest/line.h"
#include "sheaf/plugin.h"

namespace digest {

// A followed person who may have written an item, as the scorers' evidence says.
struct Match {
  std::string_view person;
  std::string_view detail;  // "ORCID"; may be empty
  sheaf_strength strength = SHEAF_STRENGTH_NONE;
};

// One per person, by the strongest evidence, in the order of the scores.
std::vector<Match> matches(const sheaf_item& item);

// "A, B, …, Followed Person and 566 more", the followed ones strong. At most `max_authors` names,
// and beyond them the followed people and the collaborations; one name is never put as "1 more".
// Empty: no authors.
Line authors_line(const sheaf_record& record, const sheaf_profile& profile,
                  const std::vector<Match>& followed, std::size_t max_authors);

}  // namespace digest
