// `notify:`: a cron job that dies is silent otherwise.
#pragma once

#include <string>

#include "cli/console.h"
#include "config/pipeline.h"

namespace host::cli {

// Exit 0 and 3 are success for a heartbeat only if nothing is missing: 0 tells `success`,
// everything else `failure`. A URL gets a POST of the report as JSON (or of {"message"} if there is
// none); a command gets the message as $SHEAF_MESSAGE, the code as $SHEAF_EXIT, the JSON on
// standard input. A failure to tell is complained about and changes nothing.
void tell(const config::Pipeline& pipeline, int code, const std::string& message,
          const std::string& json, const Console& console);

}  // namespace host::cli
