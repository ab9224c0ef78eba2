#pragma once

#include <string>
#include <string_view>

#include "oai_reader.h"

namespace arxiv {

// The next page. Nothing may stand beside verb and token, and the token, which contains `%` itself,
// is encoded once more.
std::string token_url(std::string_view base, std::string_view token);

// What an <error> other than noRecordsMatch means to the user.
sheaf::Error oai_error(const OaiAnswer& answer, const std::string& url);

}  // namespace arxiv
