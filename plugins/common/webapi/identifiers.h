// Identifiers as databases write them, in the form that records carry.
#pragma once

#include <string>
#include <string_view>

#include "sheaf/text/ascii.hpp"

namespace webapi {

using sheaf::text::trimmed;

// The page of a bare DOI.
std::string doi_url(std::string_view doi);

// "http://orcid.org/0000-0002-1825-0097" and the number alone, in any of the forms seen, are
// 0000-0002-1825-0097. Empty for what holds none, or one whose check digit (ISO 7064 11-2) is
// wrong.
std::string bare_orcid(std::string_view text);

// "https://ror.org/02mhbdp94" and "02mhbdp94" are 02mhbdp94. Empty for anything else
// (https://ror.readme.io/docs/identifier: a 0, six letters or digits, two digits).
std::string bare_ror(std::string_view text);

// The digits at the end of "https://pubmed.ncbi.nlm.nih.gov/38889132" or alone; empty for anything
// else.
std::string bare_pmid(std::string_view text);
// PMC4740857, from that, a URL that ends so, or the digits alone.
std::string bare_pmcid(std::string_view text);

}  // namespace webapi
