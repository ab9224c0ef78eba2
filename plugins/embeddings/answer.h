// What goes to POST /embeddings and what comes back.
// https://platform.openai.com/docs/api-reference/embeddings
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modelapi/reply.h"

namespace embeddings {

// `base64`: asks for numbers in that form, a third to a quarter of their size as text.
std::string request_body(std::string_view model, std::span<const std::string* const> texts,
                         std::optional<std::size_t> dimensions, bool base64);

struct Found {
  std::vector<float> values;  // empty: there is no vector
  std::string why;            // then
};
struct Answer {
  modelapi::Reply reply;     // without content; its usage, its error
  std::vector<Found> found;  // as many as were asked for, in the order of the texts
};

// Never throws. Vectors go by their `index`. Where no object has one and there are as many as asked
// for, by their order. Numbers are a list or base64 of little-endian 32-bit floats. What is out of
// range is ignored; what is said twice, unlike, or holds something else than finite numbers, is not
// found. NaN and Infinity, which are no JSON but sent, spoil their vector alone. An answer without
// `data` is an error of type "unreadable".
Answer read_answer(int http_status, std::string_view body, std::size_t count);

}  // namespace embeddings
