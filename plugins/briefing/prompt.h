// The prompt: a mustache template in a file.
#pragma once

#include <span>
#include <string>

#include "modelapi/ability.h"
#include "modelapi/prompt_text.h"
#include "works.h"

namespace briefing {

class Prompt {
 public:
  // Throws sheaf::Error(SHEAF_E_CONFIG), naming the template, if it does not parse, has no `%%%`
  // line, names an unknown field or does not name papers by their handles. README.md lists the
  // fields.
  Prompt(std::string name, const std::string& text);

  // The same for all of a reader's days.
  std::string system(const sheaf_profile& profile, std::string_view language,
                     modelapi::Form form) const;
  // `handles` are those of `works`. Titles and abstracts are fenced (modelapi/fence.h).
  std::string user(std::span<const Work> works, std::span<const std::string> handles) const;

 private:
  std::string name_;
  modelapi::PromptText text_;
};

}  // namespace briefing
