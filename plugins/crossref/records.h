// Answers of the Crossref REST API (https://api.crossref.org/swagger-ui/index.html) as records.
#pragma once

#include <string>
#include <string_view>

#include "webapi/fetch.h"

namespace crossref {

// What is asked for, so that answers stay small (`select=`); all of it is optional in an answer.
// `language`, `subtype` and `institution` cannot be selected.
inline constexpr std::string_view kSelect =
    "DOI,title,subtitle,author,abstract,container-title,publisher,type,relation,update-to,"
    "updated-by,license,link,published,issued,posted,created,group-title";

// A list of works; Page::next is the cursor of the next one, empty after an empty one. Throws
// sheaf::feed::FormatError.
webapi::Page read_list(std::string_view body);
// One work, /works/DOI.
sheaf::Record read_work(std::string_view body);

}  // namespace crossref
