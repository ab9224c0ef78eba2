// RIS files (https://en.wikipedia.org/wiki/RIS_(file_format); the Research Information Systems
// specification of 2011), as EndNote, Zotero, PubMed and publishers write them.
#pragma once

#include <string_view>

#include "parsed.h"

namespace import {

// Total. Tags may be followed by one or two blanks, lines end as they like, and lines without a tag
// go on with the one before; behind a keyword each is one, too.
Parsed parse_ris(std::string_view text);

}  // namespace import
