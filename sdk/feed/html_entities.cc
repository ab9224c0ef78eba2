#include <algorithm>
#include <iterator>
#include <string_view>

#include "sheaf/feed/source.hpp"

namespace sheaf::feed {
namespace {

// Arrays, not pointers: nothing to relocate when a plugin is loaded.
struct Entity {
  char name[32];
  char text[7];
};

constexpr Entity kEntities[] = {
#include "html_entities.inc"
};

}  // namespace

std::string_view html_entity(std::string_view name) {
  const auto* found = std::lower_bound(
      std::begin(kEntities), std::end(kEntities), name,
      [](const Entity& entity, std::string_view wanted) { return entity.name < wanted; });
  if (found == std::end(kEntities) || found->name != name) return {};
  return found->text;
}

}  // namespace sheaf::feed
