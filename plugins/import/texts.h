// Small readings that the formats have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

// A file as UTF-8 without byte order mark: UTF-16 by its mark, and what is no UTF-8 as
// Windows-1252.
std::string to_utf8(std::string bytes);

// Letters and digits in lower case: two spellings of one title have one.
std::string skeleton(std::string_view text);

// `1..12` of `9`, `09`, `sep`, `September`; 0 for anything else.
int month_of(std::string_view text);
// The first moment of the day, month or year (0: not known) in UTC; nullopt if there is no such
// day.
std::optional<std::int64_t> date_ms(int year, int month, int day);
// `2024`, `2024/05/01/spring`, `2024-05`, `May 2024`, `2024 May 1`, `c2024`: as much as is there.
std::optional<std::int64_t> loose_date_ms(std::string_view text);

// `2401.00001` of `arXiv:2401.00001v2 [cs.LG]`, of an address or alone if `bare`; empty for
// anything else.
std::string arxiv_id(std::string_view text, bool bare);
// Thirteen digits of an ISBN with a right check digit; empty for anything else.
std::string isbn13(std::string_view text);

// Adds an identifier that is not there yet; an empty value adds none.
void identify(sheaf::Record& record, std::string_view scheme, std::string value);
// Adds whatever DOI, arXiv id or address `text` is.
void identify_by_url(sheaf::Record& record, std::string_view text);

}  // namespace import
