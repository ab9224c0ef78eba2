// Small readings that the formats have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"

namespace import {

using sheaf::text::is_digit;
using sheaf::text::lower;
using sheaf::text::lowered;
using sheaf::text::trimmed;

inline constexpr std::string_view kBlanks = " \t\r\n\f\v";

// A text with the markup of HTML.
inline sheaf::Text html(std::string_view text) {
  return {std::string(text), SHEAF_MARKUP_HTML, 0};
}

// Letters and digits in lower case: two spellings of one title have one.
std::string skeleton(std::string_view text);

// Pieces of a list, trimmed, between characters of `separators`. Nothing is parted inside braces,
// at
// `\,`, or at the end of a reference of HTML (`&amp;`).
std::vector<std::string_view> split_at(std::string_view list, std::string_view separators);
// Keywords as categories. Semicolons part them; where there are none and `commas` says so, commas.
void add_keywords(sheaf::Record& record, std::string_view list, bool commas);

// `2401.00001` of `arXiv:2401.00001v2 [cs.LG]`, of an address or alone if `bare`; empty for
// anything else.
std::string arxiv_id(std::string_view text, bool bare);
// The arXiv id of a volume: `abs/2401.00001`, as DBLP has it for the journal "CoRR" and Semantic
// Scholar for "ArXiv"; without `abs/` only in those journals.
std::string arxiv_volume(std::string_view journal, std::string_view volume);
// Thirteen digits of an ISBN with a right check digit; empty for anything else.
std::string isbn13(std::string_view text);

// Adds an identifier that is not there yet; an empty value adds none.
void identify(sheaf::Record& record, std::string_view scheme, std::string value);
// Adds the DOI that `text` is, written as it is, in percent-encoding or with references of HTML.
void identify_doi(sheaf::Record& record, std::string_view text);
// Adds whatever DOI, arXiv id or address `text` is.
void identify_by_url(sheaf::Record& record, std::string_view text);

}  // namespace import
