#include "category.h"

#include <algorithm>
#include <array>

#include "sheaf/text/ascii.hpp"

namespace arxiv {
namespace {

using sheaf::text::lower;
using sheaf::text::upper;

bool is_word(std::string_view text) {
  return text.size() >= 2 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '-' || (lower(c) >= 'a' && lower(c) <= 'z'); });
}

// Archives that are a group of their own; all others are physics.
constexpr std::array<std::string_view, 7> kOwnGroup = {"cs",    "econ",  "eess", "math",
                                                       "q-bio", "q-fin", "stat"};
// Physics archives with categories.
constexpr std::array<std::string_view, 4> kPhysicsWithSubjects = {"astro-ph", "cond-mat", "nlin",
                                                                  "physics"};

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

bool canonical_category(std::string_view text, std::string& out) {
  const auto dot = std::min(text.find('.'), text.size());
  const std::string_view archive = text.substr(0, dot);
  if (!is_word(archive)) return false;
  const std::string_view subject = dot < text.size() ? text.substr(dot + 1) : std::string_view();
  if (dot < text.size() && !is_word(subject)) return false;
  std::string result(archive);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  if (!subject.empty()) {
    const bool words = result == "cond-mat" || result == "physics";
    if (!words && subject.size() != 2) return false;
    result += '.';
    for (const char c : subject) result += words ? lower(c) : upper(c);
  }
  out = std::move(result);
  return true;
}

bool covers(std::string_view wanted, std::string_view category) {
  return category.starts_with(wanted) &&
         (category.size() == wanted.size() || category[wanted.size()] == '.');
}

bool covers_any(std::span<const std::string> wanted, std::string_view category) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const std::string& w) { return covers(w, category); });
}

std::string search_term(std::string_view category) {
  const bool archive = is_in(kOwnGroup, category) || is_in(kPhysicsWithSubjects, category);
  return "cat:" + std::string(category) + (archive ? ".*" : "");
}

std::string oai_set(std::string_view category) {
  const auto dot = category.find('.');
  const std::string archive(category.substr(0, dot));
  const bool own = is_in(kOwnGroup, archive);
  std::string out = own ? archive : "physics";
  if (dot == category.npos && own) return out;
  out += ":" + archive;
  if (dot != category.npos) out += ":" + std::string(category.substr(dot + 1));
  return out;
}

std::string from_oai_set(std::string_view set) {
  const auto first = set.find(':');
  if (first == set.npos) return set == "physics" ? "" : std::string(set);
  const std::string_view rest = set.substr(first + 1);
  const auto second = rest.find(':');
  std::string out(rest.substr(0, second));
  if (second != rest.npos) out += "." + std::string(rest.substr(second + 1));
  return out;
}

}  // namespace arxiv
