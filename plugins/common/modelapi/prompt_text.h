// Prompts in files.
#pragma once

#include <string>

namespace modelapi {

// A prompt is a template of two parts around a line `%%%`: the system message, the same for every
// request, so that a provider's cache serves it, and the user message with the papers.
struct PromptText {
  std::string system, user;
};

// Throws sheaf::Error(SHEAF_E_CONFIG), naming the prompt, without that line, or if the second part
// does not name papers by {{handle}}.
PromptText split_prompt(const std::string& name, const std::string& text);

// Throws sheaf::Error(SHEAF_E_CONFIG).
std::string read_prompt_file(const std::string& path);

}  // namespace modelapi
