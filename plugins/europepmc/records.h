// Answers of Europe PMC's search (https://europepmc.org/RestfulWebService#!/Europe32PMC32Articles32
// RESTful32API/search, resultType=core, format=json) as records.
#pragma once

#include <string_view>

#include "webapi/fetch.h"

namespace europepmc {

// A list of results; Page::next is its `nextCursorMark`, which repeats at the end. Throws
// sheaf::feed::FormatError.
webapi::Page read_list(std::string_view body);

}  // namespace europepmc
