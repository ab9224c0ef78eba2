#include "source.h"

SHEAF_PLUGIN(import::ImportSource);
