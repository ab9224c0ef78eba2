// References in JSON.
#pragma once

#include <string_view>

#include "parsed.h"

namespace import {

// CSL-JSON (https://github.com/citation-style-language/schema): a list of items, one item, or
// `{"items": [...]}`.
Parsed parse_csl(std::string_view text);

// JSON Lines: one object with a title in each line. Names are those of sheaf's records (title,
// abstract, authors, identifiers, published_ms ...) and what others call the same. Of a digest's
// lines (those with a `kind`) the works are read.
Parsed parse_jsonl(std::string_view text);

}  // namespace import
