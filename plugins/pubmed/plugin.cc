#include "pubmed/source.h"

SHEAF_PLUGIN(pubmed::PubMedSource);
