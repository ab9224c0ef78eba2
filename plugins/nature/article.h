// One item of a feed of Nature's journals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sheaf/feed/feed.hpp"
#include "sheaf/plugin.hpp"

namespace nature {

// nullopt: the item lacks what a record needs; `missed` names the element.
std::optional<sheaf::Record> read_article(const sheaf::feed::Item& item,
                                          const sheaf::feed::Feed& feed, std::string& missed);

// What the title's first words say: `Author Correction: …` and its like. UNKNOWN for any other.
sheaf_record_type type_of_title(std::string_view title);

// The title of the paper that a `Reply to: …` answers; empty for any other title.
std::string_view replied_to(std::string_view title);

// The editors' sentence behind the line `Nature, Published online: …`; empty where that repeats
// the title.
std::string standfirst(std::string_view content, std::string_view title);

}  // namespace nature
