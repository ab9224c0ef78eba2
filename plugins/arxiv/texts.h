// Small readings of arXiv's texts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "identifier.h"
#include "sheaf/plugin.h"
#include "sheaf/text/ascii.hpp"

namespace arxiv {

using sheaf::text::trimmed;

// RFC 3986 section 2.1, for a value in a query: a blank becomes `+`, everything but letters, digits
// and `-_.~:*` becomes %XX.
std::string query_encoded(std::string_view text);

// `new`, `cross`, `replace`, `replace-cross`; SHEAF_ANNOUNCE_UNKNOWN for anything else.
sheaf_announce announce_from(std::string_view word);

// `arXiv:2609.26811v1 Announce Type: new \nAbstract: ` in front of the daily feeds' abstracts.
struct Announcement {
  Identifier id;  // empty when the text has no such beginning
  sheaf_announce type = SHEAF_ANNOUNCE_UNKNOWN;
  std::string_view abstract;  // what follows; the whole text when there is no such beginning
};
Announcement split_announcement(std::string_view text);

// An abstract as arXiv stores it: hard-wrapped lines, and a line that begins with a blank begins a
// paragraph. The result has one empty line between paragraphs.
void set_abstract(std::string& out, std::string_view text);

// Whether authors or arXiv say that the paper is withdrawn: a comment that says so, or an abstract
// that begins so. "A drug that has been withdrawn" is none.
bool says_withdrawn(std::string_view comment, std::string_view abstract);

}  // namespace arxiv
