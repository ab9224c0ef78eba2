// Passages to the blocks of a section.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"
#include "words.h"
#include "works.h"

namespace briefing {

// What to read first comes first, then themes in their order, what connects works, where they
// disagree, the rest. `before` and `after` are paragraphs.
void lay_out(std::span<const Passage> passages, std::span<const Work> works, const Words& words,
             const std::vector<std::string>& before, const std::vector<std::string>& after,
             const sheaf::SectionSink& sink);

}  // namespace briefing
