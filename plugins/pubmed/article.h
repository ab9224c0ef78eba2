// Answers of EFetch, retmode=xml (https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html),
// as records.
#pragma once

#include <string>

#include "sheaf/feed/source.hpp"
#include "webapi/fetch.h"

namespace pubmed {

// Articles and book chapters; those deleted from PubMed count as neither. Page::cut when the answer
// broke off or is not well-formed from some point on. Throws sheaf::feed::FormatError for anything
// but a PubmedArticleSet, and sheaf::Error(SHEAF_E_TRANSIENT) when the answer is EFetch's own
// error.
webapi::Page read_articles(const sheaf::feed::Read& read, const std::string& content_type = {});

}  // namespace pubmed
