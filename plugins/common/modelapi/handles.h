// Names under which papers stand in a prompt.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modelapi {

struct Named {
  std::string_view id, title, text;
};

// A handle for each paper, in their order: a letter and four letters or digits that follow from the
// work's id and text, so that it is the same in every run, says nothing about the order, and cannot
// be guessed by whoever wrote the abstract. No two are the same.
std::vector<std::string> handles_of(std::span<const Named> papers);

// A handle as a model wrote it: "[K7qd2]" -> "k7qd2".
std::string plain_handle(std::string_view text);

}  // namespace modelapi
