#include "sheaf/files/placeholders.hpp"

#include <algorithm>
#include <utility>

#include "sheaf/plugin.hpp"

namespace sheaf::files {
namespace {

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += &name == &names.back() ? " and " : ", ";
    out += "{" + name + "}";
  }
  return out;
}

}  // namespace

Placeholders::Placeholders(std::string_view field, std::string text,
                           const std::vector<std::string>& known)
    : text_(std::move(text)) {
  const auto refuse = [&](const std::string& what) {
    throw Error(SHEAF_E_CONFIG, std::string(field) + ": " + what);
  };
  for (std::size_t at = text_.find_first_of("{}"); at != std::string::npos;
       at = text_.find_first_of("{}", at + 1)) {
    const std::size_t end = text_.find('}', at);
    if (text_[at] == '}' || end == std::string::npos) refuse("a brace without its partner");
    const std::string name = text_.substr(at + 1, end - at - 1);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      refuse("unknown placeholder {" + name + "}; there are " + list_of(known));
    }
    at = end;
  }
}

std::string Placeholders::filled(const Values& values) const {
  std::string out;
  for (std::size_t at = 0; at < text_.size();) {
    if (text_[at] != '{') {
      out += text_[at++];
      continue;
    }
    const std::size_t end = text_.find('}', at);
    out += values.at(text_.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return out;
}

bool Placeholders::has(std::string_view name) const {
  return text_.find("{" + std::string(name) + "}") != std::string::npos;
}

}  // namespace sheaf::files
