#include "scorer.h"

using llm_openai::LlmScorer;
SHEAF_PLUGIN(LlmScorer);
