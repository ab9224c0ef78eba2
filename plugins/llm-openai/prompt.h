// Prompts: mustache templates in files.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handles.h"
#include "modelapi/ability.h"
#include "sheaf/plugin.hpp"

namespace llm_openai {

// A template of two parts (modelapi/prompt_text.h): the system message, the same for every request
// of a profile, and the user message with the papers. README.md lists the fields.
class Prompt {
 public:
  // Throws sheaf::Error(SHEAF_E_CONFIG), naming the template, if it does not parse, has no `%%%`
  // line, names an unknown field or does not name papers by their handles.
  Prompt(std::string name, std::string text, std::vector<sheaf::Axis> axes, bool with_comments);

  // Everything that is the same for all requests.
  std::string system(const sheaf_profile& profile, modelapi::Form form) const;
  // Tags of ours in titles and abstracts are taken apart, and very long abstracts cut, so that no
  // text leaves its fence.
  std::string user(std::span<const Paper* const> papers) const;
  // Everything that the wording depends on, for fingerprints.
  std::string identity(const sheaf_profile& profile) const;

 private:
  std::string name_, system_, user_;
  std::vector<sheaf::Axis> axes_;
  bool with_comments_;
};

}  // namespace llm_openai
