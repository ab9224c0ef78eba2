#include "source.h"

SHEAF_PLUGIN(biorxiv::BiorxivSource);
