#include "source.h"

SHEAF_PLUGIN(arxiv::ArxivSource);
