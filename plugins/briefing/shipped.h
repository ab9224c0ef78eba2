// The file that is built in.
#pragma once

namespace briefing {

extern const char* const kShippedPrompt;  // prompts/briefing.mustache

}  // namespace briefing
