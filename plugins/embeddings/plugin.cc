#include "scorer.h"

using embeddings::Embeddings;
SHEAF_PLUGIN(Embeddings);
