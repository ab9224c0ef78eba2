#include "source.h"

SHEAF_PLUGIN(nature::NatureSource);
