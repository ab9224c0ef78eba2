#include "crossref/enricher.h"
#include "crossref/source.h"

SHEAF_PLUGIN(crossref::CrossrefSource, crossref::CrossrefEnricher);
