// A briefing without a model.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"
#include "words.h"
#include "works.h"

namespace briefing {

// What to read first and why, themes by shared terms with a sentence of each paper, and what is
// left. Every sentence is one of the abstract it cites. The same works give the same passages.
std::vector<Passage> extract(std::span<const Work> works, const sheaf_digest& digest,
                             const Words& words);

}  // namespace briefing
