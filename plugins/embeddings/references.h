// What works are compared with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace embeddings {

struct Reference {
  std::string text;   // what is embedded
  std::string title;  // for readers
  double weight = 1;  // above 0; 1 is the most
};

struct References {
  std::vector<Reference> liked, disliked;  // works
  std::vector<Reference> topics;           // the interests, and each criterion
};

// Title and abstract, or the summary where there is no abstract.
std::string text_of(const sheaf_record& work);

// Of a profile: its interests and criteria, and the works it has labelled, from sheaf.feedback/1 if
// there is that service. A label weighs what it says (1: liked or disliked without reserve), halved
// for every `half_life_ms` that it is older than the newest label of its side, but never below a
// quarter of that: what somebody likes changes slowly. Ages count from the newest label, not from
// today, so that a score does not change overnight. A label of unknown time counts as the newest.
References read_references(const sheaf::Host& host, const sheaf::Call& call,
                           const sheaf_profile& profile, std::int64_t half_life_ms);

}  // namespace embeddings
