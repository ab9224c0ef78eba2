// One answer of `https://api.biorxiv.org/details/…` (https://api.biorxiv.org/details/biorxiv/help).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "options.h"
#include "sheaf/plugin.hpp"

namespace biorxiv {

struct Page {
  std::size_t records = 0;            // in it, with those that cannot be read
  std::size_t unreadable = 0;         // without DOI, title, version or date
  std::optional<std::int64_t> count;  // what it says of itself
  std::optional<std::int64_t> total;  // of all pages; a hint
  std::string category;               // the filter that was applied, `all` for none; may be empty
  bool truncated = false;             // its end is missing
  // A sentence about elements that are missing; empty when none are.
  std::string missed;
};

// May move from the record. False: no more are wanted.
using OnRecord = std::function<bool(sheaf::Record& record)>;

// Reads a page, key by key: the order of keys and their set have changed before. A `server` that a
// record names counts more than the one given. Throws sheaf::feed::FormatError, with a sentence
// that names what was missed, when the answer is none of these, and sheaf::Error(SHEAF_E_UPSTREAM)
// with the API's own words when it refuses.
Page read_page(std::string_view body, Server server, const OnRecord& on_record);

}  // namespace biorxiv
