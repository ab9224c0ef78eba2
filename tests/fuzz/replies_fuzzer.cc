// What models answer, on arbitrary bytes: the envelope, grades inside it, vectors.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "answers.h"
#include "modelapi/reply.h"

// The first byte is the HTTP status.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr int kStatus[] = {200, 400, 429, 500};
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  modelapi::read_reply(kStatus[data[0] % 4], body);
  static const std::vector<std::string> handles = {"P1", "P2"}, criteria = {"moss"};
  static const std::vector<sheaf::Axis> axes = {{"relevance", "Relevance", 10, {}}};
  llm_openai::read_grades(body, handles, axes, criteria);
  return 0;
}
