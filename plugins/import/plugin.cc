#include "source.h"

SHEAF_PLUGIN(refs::ImportSource);
