// Dates in JSON.
#pragma once

#include "dates.h"
#include "sheaf/feed/json.hpp"

namespace import {

// A date variable of CSL-JSON, `{"date-parts": [[2015, 3]]}`, and what is written instead:
// `[{"year": 2009}]`, `["2015", "3"]`, `{"raw": "May 2015"}`, `"2015-03-01T10:00:00Z"`, 2015. Of a
// range its first day.
void add_date(sheaf::feed::Json date, sheaf::Record& record);

}  // namespace import
