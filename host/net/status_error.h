// What a refusing answer means for the user.
#pragma once

#include <string>

#include "base/error.h"
#include "net/message.h"

namespace host::net {

// An Error for a status that is no success: 401, 403 SHEAF_E_AUTH; 404, 410 SHEAF_E_NOT_FOUND;
// 429 SHEAF_E_RATE_LIMITED; 408, 425, 5xx SHEAF_E_TRANSIENT; 407 SHEAF_E_CONFIG; others
// SHEAF_E_UPSTREAM. The message completes "GET https://...: " and quotes the start of a text body.
Error status_error(int status, const Headers& headers, const std::string& body);

}  // namespace host::net
