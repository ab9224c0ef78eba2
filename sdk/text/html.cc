#include "sheaf/text/html.hpp"

#include <algorithm>
#include <iterator>

namespace sheaf::text {
namespace {

// Arrays, not pointers: nothing to relocate when a plugin is loaded.
struct Entity {
  char name[kLongestHtmlEntity + 1];
  char text[7];
};

constexpr Entity kEntities[] = {
#include "html_entities.inc"
};

}  // namespace

void append_html_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  append_html_escaped(out, text);
  return out;
}

std::string_view html_entity(std::string_view name) {
  const auto* found = std::lower_bound(
      std::begin(kEntities), std::end(kEntities), name,
      [](const Entity& entity, std::string_view wanted) { return entity.name < wanted; });
  if (found == std::end(kEntities) || found->name != name) return {};
  return found->text;
}

}  // namespace sheaf::text
