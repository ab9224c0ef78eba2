#include "modelapi/json_find.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace modelapi {
namespace {

constexpr std::size_t kDepth = 64;  // of brackets

// What comes after the model's thinking; nothing if the thinking did not end.
std::string_view without_thinking(std::string_view text) {
  static constexpr std::string_view kBegin = "<think>", kEnd = "</think>";
  const std::size_t end = text.rfind(kEnd);
  if (end != std::string_view::npos) return text.substr(end + kEnd.size());
  const std::size_t first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  return text.substr(first).starts_with(kBegin) ? std::string_view() : text;
}

struct Stretch {
  std::size_t begin = 0, end = 0;
  std::vector<Stretch> inner;  // one level deeper
};

// The outermost stretches between brackets that match, strings respected. What an open bracket
// without its counterpart encloses counts as outermost.
std::vector<Stretch> stretches(std::string_view text) {
  struct Open {
    std::size_t at;
    char bracket;
    std::vector<Stretch> inner;
  };
  std::vector<Open> open;
  std::vector<Stretch> outermost;
  const auto shut = [&](std::size_t end, bool matched) {
    Open last = std::move(open.back());
    open.pop_back();
    std::vector<Stretch>& to = open.empty() ? outermost : open.back().inner;
    if (matched) {
      to.push_back({last.at, end, std::move(last.inner)});
    } else {
      std::move(last.inner.begin(), last.inner.end(), std::back_inserter(to));
    }
  };
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = !open.empty();
    } else if (c == '{' || c == '[') {
      if (open.size() < kDepth) open.push_back({i, c == '{' ? '}' : ']', {}});
    } else if ((c == '}' || c == ']') && !open.empty()) {
      if (open.back().bracket == c) shut(i + 1, true);
    }
  }
  while (!open.empty()) shut(0, false);
  return outermost;
}

void find(std::string_view text, const std::vector<Stretch>& places,
          const std::function<bool(std::string_view)>& take) {
  for (const Stretch& s : places) {
    if (!take(text.substr(s.begin, s.end - s.begin))) find(text, s.inner, take);
  }
}

}  // namespace

void find_json(std::string_view content, const std::function<bool(std::string_view)>& take) {
  const std::string_view text = without_thinking(content);
  find(text, stretches(text), take);
}

}  // namespace modelapi
