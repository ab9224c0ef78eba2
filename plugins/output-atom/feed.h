// An Atom feed (RFC 4287, https://www.rfc-editor.org/rfc/rfc4287).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"

namespace output_atom {

struct Feed {
  std::string self;  // its own address, and its id
  std::string title, author;
  std::string version;          // sheaf's
  std::int64_t updated_ms = 0;  // if there is no entry
  std::vector<Entry> entries;   // newest first
};

// Entries are named `tag:HOST,2026:WORK` (RFC 4151), HOST being that of `self`: alike in all feeds
// of one site. Characters that XML 1.0 cannot hold are left out.
std::string xml_of(const Feed& feed);

// The host of an http address, in lower case; empty for anything else.
std::string host_of(std::string_view url);

}  // namespace output_atom
