#include "payload.h"

#include <nlohmann/json.hpp>

#include "digest/words.h"
#include "markup.h"

namespace output_webhook {
namespace {

using Json = nlohmann::ordered_json;

Json slack(const Message& message, const std::string& title) {
  Json out = {{"text", escaped(title, Markup::kSlack)},
              {"unfurl_links", false},
              {"unfurl_media", false},
              {"blocks", Json::array()}};
  for (const std::string& text : message) {
    out["blocks"].push_back(
        {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}, {"verbatim", true}}}});
  }
  return out;
}

Json discord(const Message& message) {
  Json out = {{"allowed_mentions", {{"parse", Json::array()}}}, {"embeds", Json::array()}};
  for (const std::string& text : message) out["embeds"].push_back({{"description", text}});
  return out;
}

// https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook
Json teams(const Message& message) {
  Json body = Json::array();
  for (const std::string& text : message) {
    std::string lines;  // a line end alone is none in an adaptive card
    for (const char c : text) lines += c == '\n' ? std::string("\n\n") : std::string(1, c);
    body.push_back({{"type", "TextBlock"}, {"wrap", true}, {"text", lines}});
  }
  Json card = {{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
               {"type", "AdaptiveCard"},
               {"version", "1.4"},
               {"msteams", {{"width", "Full"}}},
               {"body", body}};
  Json attachment = {{"contentType", "application/vnd.microsoft.card.adaptive"},
                     {"contentUrl", nullptr},
                     {"content", card}};
  return {{"type", "message"}, {"attachments", Json::array({attachment})}};
}

}  // namespace

std::string body_of(const Message& message, const Preset& preset, const std::string& title,
                    const std::string& chat) {
  const auto all = [&] { return digest::join(message, "\n\n"); };
  Json out;
  switch (preset.shape) {
    case Shape::kSlack:
      out = slack(message, title);
      break;
    case Shape::kDiscord:
      out = discord(message);
      break;
    case Shape::kTeams:
      out = teams(message);
      break;
    case Shape::kMattermost:
      out = {{"text", all()}};
      break;
    case Shape::kTelegram:
      out = {{"chat_id", chat},
             {"parse_mode", "HTML"},
             {"link_preview_options", {{"is_disabled", true}}},
             {"text", all()}};
      break;
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace output_webhook
