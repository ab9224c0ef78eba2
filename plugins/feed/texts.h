// What publishers put into titles and abstracts beside titles and abstracts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.h"
#include "sheaf/text/ascii.hpp"

namespace feed {

using sheaf::text::lower;
using sheaf::text::lowered;
using sheaf::text::trimmed;

// The letters and digits of a text in lower case, without markup: two texts with one skeleton say
// the same.
std::string skeleton(std::string_view text);

// `by A. Author, B. Author` in front of an abstract: in an element or line of its own, or followed
// by the abstract at once when the names are `known` or written as initials and family name.
// "By using …" is none.
struct Byline {
  std::string names;  // without "by"
  std::string_view rest;
};
std::optional<Byline> split_byline(std::string_view text, const std::vector<std::string>& known);

// Behind `Science, Volume 380, Issue 6641, Page 123-126, April 2023. <br/>`, `Nature, Published
// online: 08 September 2026; doi:10…</p>` and their like; the whole text when it does not begin so.
std::string_view without_citation(std::string_view text);

// A text that ends in an ellipsis or "Read more".
bool is_cut(std::string_view text);

// What a label says, e.g. a section of the journal ("Research Article", "Letter to the Editor").
sheaf_record_type type_of_label(std::string_view label);
// What the beginning of a title says ("Correction: …", "Erratum for …").
sheaf_record_type type_of_title(std::string_view title);
// "RETRACTED: …": the paper itself, not the notice.
bool says_retracted(std::string_view title);
// "No abstract available" and the like.
bool says_no_abstract(std::string_view text);

}  // namespace feed
