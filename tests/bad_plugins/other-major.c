/* Built for an ABI that this host does not know. */
#define ENTRY_ONLY
#include "plain.h"

ENTRY(SHEAF_MAGIC, SHEAF_ABI_MAJOR + 1, 0);
