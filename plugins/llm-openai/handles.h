// The papers of a request, as prompts name them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"

namespace llm_openai {

// What is said of a paper in a prompt. Views of the record.
struct Paper {
  std::size_t record = 0;  // index in the request
  std::string handle;
  std::string_view id, title, text;  // text: the abstract, else the summary
};

// The papers of a request, in its order, with their handles (modelapi/handles.h).
std::vector<Paper> papers_of(const sheaf_score_request& request);

}  // namespace llm_openai
