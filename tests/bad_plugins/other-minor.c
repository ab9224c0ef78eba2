/* Same major, another layout: before 1.0 each minor is one. */
#define ENTRY_ONLY
#include "plain.h"

ENTRY(SHEAF_MAGIC, SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR + 1);
