#include "openalex/enricher.h"
#include "openalex/source.h"

SHEAF_PLUGIN(openalex::OpenAlexSource, openalex::OpenAlexEnricher);
