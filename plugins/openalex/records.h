// Answers of the OpenAlex API (https://developers.openalex.org/api-reference/works) as records.
#pragma once

#include <string>
#include <string_view>

#include "webapi/fetch.h"

namespace openalex {

// What is asked for (`select=`). All of it but `id` may be missing in an answer: the schema drifts.
inline constexpr std::string_view kSelect =
    "id,doi,ids,title,publication_date,type,language,authorships,primary_location,"
    "best_oa_location,abstract_inverted_index,is_retracted";

// A list of works; Page::next is its `next_cursor`. Throws sheaf::feed::FormatError.
webapi::Page read_list(std::string_view body);
// One work, /works/doi:...
sheaf::Record read_work(std::string_view body);

}  // namespace openalex
