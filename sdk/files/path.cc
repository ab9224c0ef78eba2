#include "sheaf/files/path.hpp"

#include <algorithm>
#include <utility>

namespace sheaf::files {
namespace {

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

std::string checked(std::string pattern, std::string_view field) {
  if (pattern.empty() || pattern.back() == '/') {
    throw Error(SHEAF_E_CONFIG, std::string(field) + ": a file name is missing");
  }
  return pattern;
}

}  // namespace

Field path_field(const char* example) {
  return field("path", SHEAF_T_PATH, "The file to write.")
      .required()
      .description(
          "`{profile}`, `{date}` and `{pipeline}` are filled in; missing folders are made. A "
          "second "
          "digest of one day never replaces the first: `{date}` becomes `2026-09-24-2`; without "
          "`{date}` the file name ends in `-2`.")
      .example(example);
}

Path::Path(std::string pattern, Undated undated, std::string_view field)
    : pattern_(field, checked(std::move(pattern), field), {"profile", "date", "pipeline"}),
      undated_(undated) {}

std::string Path::of(const sheaf_profile& profile, const sheaf_run& run) const {
  const std::string again = run.sequence > 1 ? "-" + std::to_string(run.sequence) : "";
  std::string out = pattern_.filled({{"profile", component(view(profile.id))},
                                     {"date", component(view(run.date)) + again},
                                     {"pipeline", component(view(run.pipeline))}});
  if (!dated() && undated_ == Undated::kNumbered) {
    const std::size_t name = out.rfind('/') + 1;  // 0 without a slash
    const std::size_t dot = out.rfind('.');
    out.insert(dot == std::string::npos || dot <= name ? out.size() : dot, again);
  }
  return out;
}

}  // namespace sheaf::files
