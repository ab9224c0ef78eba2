#include <date/tz.h>

#include <exception>
#include <vector>

#include "config/build.h"
#include "config/suggest.h"
#include "sheaf/text/utf8.hpp"

namespace host::config {

std::string check_timezone(const std::string& name) try {
  if (name == "UTC") return "";
  std::vector<std::string> names;
  for (const auto& zone : date::get_tzdb().zones) {
    if (zone.name() == name) return "";
    if (zone.name().find('/') != std::string::npos) names.push_back(zone.name());
  }
  const auto near = nearest(name, names);
  return "unknown time zone \"" + std::string(sheaf::text::beginning(name, 64)) + "\"; " +
         (near.empty() ? "expected an IANA name such as Europe/Berlin"
                       : "did you mean \"" + near + "\"?");
} catch (const std::exception&) {
  return "this machine has no time zone database; install it (package tzdata), or use UTC";
}

}  // namespace host::config
