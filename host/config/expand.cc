#include "config/expand.h"

#include <cstdlib>

namespace host::config {
namespace {

bool is_name(std::string_view s) {
  if (s.empty() || (s[0] >= '0' && s[0] <= '9')) return false;
  for (const char c : s) {
    const bool ok =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (!ok) return false;
  }
  return true;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* v = std::getenv(name.c_str());
    return v ? std::optional<std::string>(v) : std::nullopt;
  };
}

Expansion expand(std::string_view text, const Environment& env) {
  Expansion out;
  for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${")) {
    if (at > 0 && text[at - 1] == '$') {
      out.text.append(text.substr(0, at - 1)).append("${");
      text.remove_prefix(at + 2);
      continue;
    }
    out.text.append(text.substr(0, at));
    const auto end = text.find('}', at);
    if (end == std::string_view::npos) {
      out.malformed = "`${` without `}`; write $${ for a literal ${";
      return out;
    }
    const auto body = text.substr(at + 2, end - at - 2);
    const auto sep = body.find(":-");
    const auto name = body.substr(0, sep);
    if (!is_name(name)) {
      out.malformed = "`${...}` takes a variable's name; write $${ for a literal ${";
      return out;
    }
    out.expanded = true;
    const auto value = env(std::string(name));
    if (sep != std::string_view::npos && (!value || value->empty())) {
      out.text.append(body.substr(sep + 2));
    } else if (value) {
      out.text += *value;
    } else if (out.undefined.empty()) {
      out.undefined = name;
    }
    text.remove_prefix(end + 1);
  }
  out.text.append(text);
  return out;
}

std::optional<std::string> sole_variable(std::string_view text) {
  if (!text.starts_with("${") || text.find('}') != text.size() - 1) return std::nullopt;
  auto body = text.substr(2, text.size() - 3);
  if (body.ends_with(":-")) body.remove_suffix(2);
  return is_name(body) ? std::optional<std::string>(body) : std::nullopt;
}

}  // namespace host::config
