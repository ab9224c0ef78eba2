// DOIs as feeds, reference managers and addresses write them.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::feed {

// The DOI that `text` is: `10.1000/X`, `doi:10.1000/x`, `https://doi.org/10.1000/x`, with blanks
// around and a stop behind it. Bare, in lower case; empty when the text is something else or goes
// on with other words.
std::string doi_of(std::string_view text);

// The DOI that an address holds, in its path or query: `https://example.org/doi/full/10.1000/x`,
// `…/article?id=10.1000/x`. What publishers hang behind it is cut: views (`/full`, `.pdf`), Oxford
// University Press' article number, the version of bioRxiv and medRxiv. Bare, in lower case; empty
// when there is none.
std::string doi_in_url(std::string_view url);

}  // namespace sheaf::feed
