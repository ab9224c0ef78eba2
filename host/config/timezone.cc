#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "config/build.h"
#include "config/suggest.h"
#include "sheaf/text/utf8.hpp"

namespace host::config {
namespace {

namespace fs = std::filesystem;

// Compiled zone information starts so (RFC 8536, section 3.1).
bool is_zone(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  char magic[4] = {};
  return in.read(magic, sizeof magic) && std::string_view(magic, 4) == "TZif";
}

bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '/' ||
      name.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("/_+-").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string check_timezone(const std::string& name, const std::string& zoneinfo) {
  if (name == "UTC") return "";
  std::error_code ec;
  if (is_zone_name(name)) {
    if (!fs::is_directory(zoneinfo, ec)) {
      return "this machine has no time zone database in " + zoneinfo +
             "; install it (package tzdata), or use UTC";
    }
    if (is_zone(fs::path(zoneinfo) / name)) return "";
  }
  std::vector<std::string> names;
  for (fs::recursive_directory_iterator it(zoneinfo, ec), end; !ec && it != end; it.increment(ec)) {
    auto zone = it->path().lexically_relative(zoneinfo).string();
    const bool copy = zone.starts_with("posix") || zone.starts_with("right");
    if (!copy && it->is_regular_file(ec) && zone.find('/') != std::string::npos) {
      names.push_back(std::move(zone));
    }
  }
  std::sort(names.begin(), names.end());
  const auto near = nearest(name, names);
  return "unknown time zone \"" + std::string(sheaf::text::beginning(name, 64)) + "\"; " +
         (near.empty() ? "expected an IANA name such as Europe/Berlin"
                       : "did you mean \"" + near + "\"?");
}

}  // namespace host::config
