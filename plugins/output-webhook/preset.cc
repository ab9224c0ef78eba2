#include "preset.h"

#include <algorithm>
#include <array>

namespace output_webhook {

// What the services say, and a little less for the title of each message:
// - Slack: 3,000 characters a section, 50 blocks, 1 message a second
//   (https://docs.slack.dev/reference/block-kit/blocks/section-block, .../apis/web-api/rate-limits)
// - Mattermost: 16,383 characters
//   (https://developers.mattermost.com/integrate/webhooks/incoming/)
// - Discord: 4,096 characters a description, 10 embeds, 6,000 in all; 5 messages in 2 seconds
//   (https://discord.com/developers/docs/resources/message#embed-object-embed-limits)
// - Teams: 28 KB with the card around; 4 requests a second
//   (https://learn.microsoft.com/en-us/connectors/teams/)
// - Telegram: 4,096 characters; 1 message a second in one chat
//   (https://core.telegram.org/bots/api#sendmessage, https://core.telegram.org/bots/faq)
constexpr std::array<Preset, 5> kPresets{{
    {"slack", "An incoming webhook of Slack.", Markup::kSlack, Shape::kSlack, 2900, 48, 30'000,
     1000},
    {"mattermost", "An incoming webhook of Mattermost.", Markup::kMarkdown, Shape::kMattermost,
     4000, 500, 16'000, 200},
    {"discord", "A webhook of Discord.", Markup::kMarkdown, Shape::kDiscord, 4000, 9, 5600, 500},
    {"teams", "A workflow of Microsoft Teams that posts adaptive cards.", Markup::kMarkdown,
     Shape::kTeams, 4000, 100, 20'000, 300},
    {"telegram", "A bot of Telegram: https://api.telegram.org/botTOKEN/sendMessage.",
     Markup::kTelegram, Shape::kTelegram, 3500, 100, 3900, 1000},
}};

std::span<const Preset> presets() {
  return kPresets;
}

const Preset* find_preset(std::string_view id) {
  const auto* found =
      std::find_if(kPresets.begin(), kPresets.end(), [id](const Preset& p) { return p.id == id; });
  return found == kPresets.end() ? nullptr : found;
}

}  // namespace output_webhook
