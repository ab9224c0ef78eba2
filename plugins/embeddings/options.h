// What stands under `with:`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "embedder.h"
#include "sheaf/plugin.hpp"

namespace embeddings {

struct Options {
  Settings settings;
  std::string prefix;  // before each text
  std::size_t neighbours = 5;
  std::int64_t half_life_ms = 0;
  double library_weight = 1, interests_weight = 1, dislike_weight = 0.5;
  std::int64_t keep_ms = 0;
};

std::vector<sheaf::Field> option_fields();
// Throws sheaf::Error(SHEAF_E_CONFIG).
Options read_options(const sheaf::Config& config);

}  // namespace embeddings
