#include "europepmc/enricher.h"
#include "europepmc/source.h"

SHEAF_PLUGIN(europepmc::EuropePmcSource, europepmc::EuropePmcEnricher);
