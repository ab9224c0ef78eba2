#include "outfile/target.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "sheaf/plugin.hpp"

namespace outfile {
namespace {

using sheaf::view;

constexpr std::string_view kDate = "{date}";

std::string component(std::string_view s) {
  std::string out(s);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
      },
      '_');
  if (out.empty() || out.front() == '.') out.insert(0, "_");
  return out;
}

}  // namespace

sheaf::Field path_field(const char* example) {
  return sheaf::field("path", SHEAF_T_PATH, "The file to write.")
      .required()
      .description(
          "`{profile}`, `{date}` and `{pipeline}` are filled in; missing folders are made. A "
          "second "
          "digest of one day never replaces the first: `{date}` becomes `2026-09-24-2`; without "
          "`{date}` the file name ends in `-2`.")
      .example(example);
}

TargetPath::TargetPath(std::string pattern) : pattern_(std::move(pattern)) {
  const auto refuse = [](const std::string& what) {
    throw sheaf::Error(SHEAF_E_CONFIG, "path: " + what);
  };
  if (pattern_.empty() || pattern_.back() == '/') refuse("a file name is missing");
  for (std::size_t at = pattern_.find_first_of("{}"); at != std::string::npos;
       at = pattern_.find_first_of("{}", at + 1)) {
    const std::size_t end = pattern_.find('}', at);
    if (pattern_[at] == '}' || end == std::string::npos) refuse("a brace without its partner");
    const std::string name = pattern_.substr(at, end + 1 - at);
    if (name != "{profile}" && name != kDate && name != "{pipeline}") {
      refuse("unknown placeholder " + name + "; there are {profile}, {date} and {pipeline}");
    }
    at = end;
  }
}

std::string TargetPath::of(const sheaf_profile& profile, const sheaf_run& run) const {
  const std::string again = run.sequence > 1 ? "-" + std::to_string(run.sequence) : "";
  std::string out = fill(profile, run, again);
  if (!dated()) {
    const std::size_t name = out.rfind('/') + 1;  // 0 without a slash
    const std::size_t dot = out.rfind('.');
    out.insert(dot == std::string::npos || dot <= name ? out.size() : dot, again);
  }
  return out;
}

bool TargetPath::dated() const {
  return pattern_.find(kDate) != std::string::npos;
}

std::string TargetPath::of_all(const sheaf_profile& profile, const sheaf_run& run) const {
  return fill(profile, run, "");
}

std::string TargetPath::fill(const sheaf_profile& profile, const sheaf_run& run,
                             const std::string& again) const {
  std::string out;
  for (std::size_t at = 0; at < pattern_.size();) {
    const std::string_view rest = std::string_view(pattern_).substr(at);
    if (rest.front() != '{') {
      out += rest.front();
      ++at;
      continue;
    }
    const std::string_view name = rest.substr(0, rest.find('}') + 1);
    out += name == kDate         ? component(view(run.date)) + again
           : name == "{profile}" ? component(view(profile.id))
                                 : component(view(run.pipeline));
    at += name.size();
  }
  return out;
}

}  // namespace outfile
