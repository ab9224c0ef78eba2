/* The symbol is there, but somebody else's. */
#define ENTRY_ONLY
#include "plain.h"

ENTRY(0x31584649u, SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR);
