// The files that are built in.
#pragma once

namespace llm_openai {

extern const char* const kShippedPrompt;        // prompts/score.mustache
extern const char* const kShippedTitlesPrompt;  // prompts/titles.mustache

}  // namespace llm_openai
