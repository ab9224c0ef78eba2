#include "names.h"

#include "sheaf/feed/names.hpp"
#include "sheaf/text/ascii.hpp"

namespace import {
namespace {

using sheaf::text::trimmed;

// `Jr.` of `Martin Luther, Jr.` and `King Jr.`, and of `Martin Luther,! Jr.` as citeproc has it.
std::string taken_suffix(std::string& part) {
  const auto blank = part.find_last_of(" ,!");
  if (blank == part.npos) return {};
  std::string word = part.substr(blank + 1);
  auto rest = std::string_view(part).substr(0, blank);
  while (rest.ends_with(' ') || rest.ends_with(',') || rest.ends_with('!')) rest.remove_suffix(1);
  if (rest.empty() || !sheaf::feed::is_name_suffix(word)) return {};
  part = std::string(rest);
  return word;
}

}  // namespace

sheaf::Person person(std::string_view name, sheaf_markup markup) {
  const auto read = sheaf::feed::split_name(name);
  sheaf::Person out;
  if (read.group) {
    out.markup = markup;
    out.name = read.full;
    out.family = read.family;
    out.group = true;
  } else {
    out = person(read.given, read.family, read.suffix, markup);
  }
  out.affiliation = read.affiliation;
  return out;
}

sheaf::Person person(std::string_view given, std::string_view family, std::string_view suffix,
                     sheaf_markup markup) {
  sheaf::Person out;
  out.markup = markup;
  out.given = trimmed(given);
  out.family = trimmed(family);
  out.suffix = trimmed(suffix);
  if (!out.given.empty() && !out.family.empty()) {
    if (out.suffix.empty()) out.suffix = taken_suffix(out.given);
    if (out.suffix.empty()) out.suffix = taken_suffix(out.family);
  }
  for (const std::string& part : {out.given, out.family, out.suffix}) {
    if (!part.empty()) out.name.append(out.name.empty() ? "" : " ").append(part);
  }
  return out;
}

}  // namespace import
