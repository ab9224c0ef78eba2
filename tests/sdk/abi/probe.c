/* Every type of the header in the debug information, used or not
 * (-fno-eliminate-unused-debug-types): what check_layout.py reads. */
#include "sheaf/plugin.h"

/* Structs that grow keep their size in front, where an older reader finds it; the entry, behind its
 * magic. */
_Static_assert(offsetof(sheaf_record, struct_size) == 0, "struct_size comes first");
_Static_assert(offsetof(sheaf_plugin_entry_t, magic) == 0 &&
                   offsetof(sheaf_plugin_entry_t, struct_size) == 4 &&
                   offsetof(sheaf_plugin_entry_t, abi_major) == 8 &&
                   offsetof(sheaf_plugin_entry_t, abi_minor) == 10,
               "the head of the entry never moves");

int probe;
