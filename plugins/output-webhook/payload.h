// Messages as the JSON bodies that services take.
#pragma once

#include <string>

#include "pieces.h"
#include "preset.h"

namespace output_webhook {

// `title`: plain text, for notifications. `chat`: of Telegram.
std::string body_of(const Message& message, const Preset& preset, const std::string& title,
                    const std::string& chat);

// The digest by a mustache template (see README.md). Throws sheaf::Error(SHEAF_E_CONFIG) if the
// template cannot be filled in or what comes of it is not JSON.
std::string body_by_template(const std::string& name, const std::string& tmpl, const sheaf_run& run,
                             const sheaf_digest& digest, const Options& options);

// The template built in.
const std::string& default_template();

}  // namespace output_webhook
