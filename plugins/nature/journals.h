// The journals of the Nature Portfolio and the codes of their feeds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nature {

struct Journal {
  std::string code;   // its address: https://www.nature.com/CODE
  std::string title;  // empty: not a journal of the table
  // What a report calls it.
  const std::string& name() const { return title.empty() ? code : title; }
};

// By code (`nmeth`), number in DOIs (`s41592`) or title (`Nature Methods`), case and `&` or `and`
// alike. What looks like a code and is not in the table is taken for one. nullopt: anything else.
std::optional<Journal> find_journal(std::string_view text);

}  // namespace nature
