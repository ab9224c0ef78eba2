#include "modelapi/ability.h"

#include <algorithm>
#include <charconv>

#include "modelapi/json_text.h"
#include "sheaf/text/ascii.hpp"

namespace modelapi {
std::string Ability::text() const {
  std::string out = "v1 ";
  out += "sol"[static_cast<int>(format)];
  for (const bool flag : {completion_tokens, system_role, temperature, effort}) {
    out += flag ? '1' : '0';
  }
  return out;
}

std::optional<Ability> Ability::parse(std::string_view text) {
  if (text.size() != 8 || !text.starts_with("v1 ")) return std::nullopt;
  const std::size_t format = std::string_view("sol").find(text[3]);
  if (format == std::string_view::npos) return std::nullopt;
  Ability out;
  out.format = static_cast<Format>(format);
  out.completion_tokens = text[4] == '1';
  out.system_role = text[5] == '1';
  out.temperature = text[6] == '1';
  out.effort = text[7] == '1';
  return out;
}

bool Ability::adapt(const ApiError& error) {
  const std::string said = error.param + " " + sheaf::text::lowered(error.message);
  const auto names = [&](std::string_view word) { return said.find(word) != std::string::npos; };
  const Ability before = *this;
  // "Use 'max_completion_tokens' instead" names both
  if (names("max_tokens") || names("max_completion_tokens")) {
    if (!completion_tokens && names("max_tokens")) {
      completion_tokens = true;
    } else if (completion_tokens && !names("max_tokens")) {
      completion_tokens = false;
    }
  } else if (names("temperature")) {
    temperature = false;
  } else if (names("reasoning_effort")) {
    effort = false;
  } else if (names("role") && (names("system") || names("messages"))) {
    system_role = false;
  } else if (names("response_format") || names("json_schema") || names("json schema") ||
             names("json_object") || names("json mode") || names("structured output") ||
             names("json_validate_failed") || names("grammar")) {
    return weaken();
  }
  return *this != before;
}

bool Ability::weaken() {
  if (format == Format::kLines) return false;
  format = format == Format::kSchema ? Format::kObject : Format::kLines;
  return true;
}

std::string chat_body(const ModelSettings& settings, const Ability& ability,
                      std::string_view system, std::string_view user, std::string_view schema,
                      std::uint64_t max_output) {
  std::string out = "{\"model\":" + json_string(settings.model) + ",\"messages\":[";
  if (ability.system_role) {
    out += "{\"role\":\"system\",\"content\":";
    append_json(out, system);
    out += "},{\"role\":\"user\",\"content\":";
    append_json(out, user);
  } else {
    out += "{\"role\":\"user\",\"content\":";
    append_json(out, std::string(system) + "\n" + std::string(user));
  }
  out += "}]";
  if (ability.format == Format::kSchema) {
    out +=
        ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"grades\","
        "\"strict\":true,\"schema\":";
    out += schema;
    out += "}}";
  } else if (ability.format == Format::kObject) {
    out += ",\"response_format\":{\"type\":\"json_object\"}";
  }
  out += ability.completion_tokens ? ",\"max_completion_tokens\":" : ",\"max_tokens\":";
  out += std::to_string(max_output);
  if (settings.temperature && ability.temperature) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, *settings.temperature).ptr;
    out += ",\"temperature\":";
    out.append(digits, end);
  }
  if (!settings.effort.empty() && ability.effort) {
    out += ",\"reasoning_effort\":" + json_string(settings.effort);
  }
  out += '}';
  return out;
}

}  // namespace modelapi
