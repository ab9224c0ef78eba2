#include "stages/filter.h"

#include <algorithm>
#include <string_view>

#include "sheaf/canonical/fold.hpp"

namespace host::stages {
namespace {

template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// "en" covers "en-GB", not the other way round.
// https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1
bool covers(std::string_view range, std::string_view tag) {
  if (tag.size() < range.size()) return false;
  for (std::size_t i = 0; i < range.size(); ++i) {
    const char c = tag[i] >= 'A' && tag[i] <= 'Z' ? static_cast<char>(tag[i] + 32) : tag[i];
    if (c != range[i]) return false;
  }
  return tag.size() == range.size() || tag[range.size()] == '-';
}

}  // namespace

Filter::Filter(FilterRules rules) : rules_(std::move(rules)) {
  for (const std::string& words : rules_.exclude) {
    if (auto folded = sheaf::canonical::fold(words); !folded.empty())
      exclude_.push_back(" " + folded + " ");
  }
}

bool Filter::accepts(const Record& work) const {
  if (!rules_.types.empty() && work.type != SHEAF_TYPE_UNKNOWN && !has(rules_.types, work.type)) {
    return false;
  }
  if (!rules_.announce.empty() && work.announce != SHEAF_ANNOUNCE_UNKNOWN &&
      !has(rules_.announce, work.announce)) {
    return false;
  }
  if (!rules_.languages.empty() && !work.language.empty() &&
      std::none_of(rules_.languages.begin(), rules_.languages.end(),
                   [&](const std::string& l) { return covers(l, work.language); })) {
    return false;
  }
  if (!rules_.categories.empty() &&
      std::none_of(work.categories.begin(), work.categories.end(),
                   [&](const std::string& c) { return has(rules_.categories, c); })) {
    return false;
  }
  if (!exclude_.empty()) {
    const std::string words = " " + sheaf::canonical::fold(work.title) + " \n " +
                              sheaf::canonical::fold(work.abstract) + " ";
    for (const std::string& e : exclude_) {
      if (words.find(e) != std::string::npos) return false;
    }
  }
  return true;
}

}  // namespace host::stages
