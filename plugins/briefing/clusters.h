// Works that belong together.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "terms.h"

namespace briefing {

// Groups of two works or more, in the order of their first works, each in the order of the works:
// average linkage on the cosine of their terms, while it is at least `least`. Works of different
// `fields` are taken for a little more alike than they are: what spans disciplines is what a reader
// does not find alone.
std::vector<std::vector<std::size_t>> clusters_of(std::span<const TermWork> works,
                                                  std::span<const Work> fields, double least);

}  // namespace briefing
