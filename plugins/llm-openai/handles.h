// Names under which papers stand in a prompt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"

namespace llm {

// What is said of a paper in a prompt. Views of the record.
struct Paper {
  std::size_t record = 0;  // index in the request
  std::string handle;
  std::string_view id, title, text;  // text: the abstract, else the summary
};

// The papers of a request, in its order. A handle is a letter and four letters or digits that
// follow from the work's id and text, so that it is the same in every run, says nothing about the
// order, and cannot be guessed by whoever wrote the abstract. No two papers of a request share one.
std::vector<Paper> papers_of(const sheaf_score_request& request);

}  // namespace llm
