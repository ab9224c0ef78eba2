/* Same major, but it cannot do without declarations that this host does not have. */
#define ENTRY_ONLY
#include "plain.h"

ENTRY(SHEAF_MAGIC, SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR + 4, SHEAF_ABI_MINOR + 4);
