// arXiv's categories (https://arxiv.org/category_taxonomy).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace arxiv {

// `CS.CL` -> `cs.CL`, `Quant-PH` -> `quant-ph`, `COND-MAT.mes-hall` -> `cond-mat.mes-hall`.
// Recognised by its form, so that tomorrow's categories are too. False, with `out` left alone, for
// what is none: the ACM and MSC codes that the query API lists as categories (`I.2.6`, `68T05`).
bool canonical_category(std::string_view text, std::string& out);

// Whether a paper in `category` belongs to `wanted`: the same, or a category of that archive.
bool covers(std::string_view wanted, std::string_view category);
bool covers_any(std::span<const std::string> wanted, std::string_view category);

// The term that finds it with the query API: `cat:cs.CL`, `cat:cs.*`.
std::string search_term(std::string_view category);

// Its set in OAI-PMH: `cs:cs:AI`, `physics:hep-lat`, `cs`.
std::string oai_set(std::string_view category);
// The category or archive of a set; empty for a group of archives (`physics`).
std::string from_oai_set(std::string_view set);

}  // namespace arxiv
