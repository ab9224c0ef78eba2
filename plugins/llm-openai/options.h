// What stands under `with:`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modelapi/chat.h"
#include "sheaf/plugin.hpp"

namespace llm_openai {

struct FirstPass {
  std::size_t batch = 50;
  double keep = 0.5;  // share that goes on
};

struct Options {
  modelapi::ChatSettings chat;
  std::vector<sheaf::Axis> axes;
  std::size_t batch = 8;
  std::optional<FirstPass> first_pass;
  std::optional<std::string> prompt_path;
  bool batch_mode = false;
  std::int64_t keep_ms = 0;  // of requests and answers; 0: not kept
};

std::vector<sheaf::Field> option_fields();
// Throws sheaf::Error(SHEAF_E_CONFIG).
Options read_options(const sheaf::Config& config);

}  // namespace llm_openai
