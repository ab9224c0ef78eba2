// What was taken of each journal: one line of text, kept by the host.
//
// A feed of Nature is a window without order in time: items leave it and come back. So the cursor
// is no date but the items themselves, as hashes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nature {

struct Cursor {
  // By code, newest first.
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> taken;

  bool operator==(const Cursor&) const = default;

  bool has(std::string_view code, std::uint64_t item) const;
  // The older ones are kept behind `now`, up to some hundreds in all: twenty times what a journal
  // lists, less where there are many journals.
  void take(const std::string& code, const std::vector<std::uint64_t>& now, std::size_t journals);

  // `v1|nmeth=0123456789…|…`, ten digits an item.
  std::string text() const;
};

// Forty bits, stable.
std::uint64_t item_hash(std::string_view doi, std::string_view title);

// An empty text is a first run. nullopt: not a cursor that this version wrote.
std::optional<Cursor> parse_cursor(std::string_view text);

}  // namespace nature
