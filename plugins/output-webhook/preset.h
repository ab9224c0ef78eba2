// What each chat service takes, as data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace output_webhook {

enum class Markup { kSlack, kMarkdown, kTelegram };
enum class Shape { kSlack, kMattermost, kDiscord, kTeams, kTelegram };

// Sizes are of the text as it stands in the JSON body, in bytes: never fewer than the characters
// that the services count.
struct Preset {
  std::string_view id;
  std::string_view summary;
  Markup markup;
  Shape shape;
  std::size_t max_piece;    // one block, embed or paragraph
  std::size_t max_pieces;   // of them in a message
  std::size_t max_message;  // all of them together
  std::int64_t pause_ms;    // between two messages
};

std::span<const Preset> presets();
const Preset* find_preset(std::string_view id);  // null if there is none

}  // namespace output_webhook
