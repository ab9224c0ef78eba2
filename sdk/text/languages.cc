#include "sheaf/text/languages.hpp"

#include <algorithm>
#include <iterator>

#include "sheaf/text/ascii.hpp"

namespace sheaf::text {
namespace {

constexpr std::size_t kLongestName = 40;

// Arrays, not pointers: nothing to relocate when a plugin is loaded.
struct Language {
  char name[kLongestName];
  char code[4];
};

constexpr Language kLanguages[] = {
#include "languages.inc"
};

// `name` in small letters. Empty if there is none.
std::string_view code_of(std::string_view name) {
  const auto* const found = std::lower_bound(
      std::begin(kLanguages), std::end(kLanguages), name,
      [](const Language& language, std::string_view n) { return language.name < n; });
  return found != std::end(kLanguages) && found->name == name ? found->code : std::string_view();
}

// Subtags behind the first, as BCP 47 section 2.1.1 writes them; empty if there is none or one is
// no subtag.
std::string rest_of_tag(std::string_view rest) {
  std::string out;
  bool extension = false;  // behind a single letter everything is small
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const auto end = std::min(rest.find('-'), rest.size());
    std::string subtag(rest.substr(0, end));
    rest.remove_prefix(end);
    if (subtag.empty() || subtag.size() > 8 || !std::all_of(subtag.begin(), subtag.end(), is_alnum))
      return {};
    extension = extension || subtag.size() == 1;
    if (!extension && subtag.size() == 2) {
      for (char& c : subtag) c = upper(c);
    } else if (!extension && subtag.size() == 4) {
      subtag.front() = upper(subtag.front());
    }
    out.append("-").append(subtag);
  }
  return out;
}

}  // namespace

std::string language_tag(std::string_view said) {
  said = trimmed(said.substr(0, said.find_first_of(",;|/(\n")));
  if (said.size() > 2 * kLongestName) return {};
  std::string tag = lowered(said);
  if (const auto name = code_of(tag); !name.empty()) return std::string(name);
  tag.resize(std::min(tag.find_first_of(".@"), tag.size()));
  std::replace(tag.begin(), tag.end(), '_', '-');
  const auto end = std::min(tag.find('-'), tag.size());
  const std::string_view first = std::string_view(tag).substr(0, end);
  const std::string_view code = first.size() <= 3 ? code_of(first) : std::string_view();
  if (code.empty()) return {};
  return std::string(code) + rest_of_tag(std::string_view(tag).substr(end));
}

}  // namespace sheaf::text
