#include "scorer.h"

using llm::LlmScorer;
SHEAF_PLUGIN(LlmScorer);
