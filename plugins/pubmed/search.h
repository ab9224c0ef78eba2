// ESearch (https://www.ncbi.nlm.nih.gov/books/NBK25499/#chapter4.ESearch).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/feed/source.hpp"

namespace pubmed {

struct SearchResult {
  std::uint64_t count = 0;
  std::string web_env, query_key;      // where the server keeps the list
  std::vector<std::string> not_found;  // phrases that PubMed does not know
};

// Throws sheaf::Error when the answer says that the search failed, though its status is 200:
// TRANSIENT for trouble of the server, CONFIG for a query it cannot read; and
// sheaf::feed::FormatError when it is no answer of ESearch, or without Count.
SearchResult read_search(const sheaf::feed::Read& read);

}  // namespace pubmed
