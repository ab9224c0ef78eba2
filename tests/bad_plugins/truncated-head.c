/* A symbol of four bytes: not even magic and size can be read. */
#include <stdint.h>

extern __attribute__((visibility("default"))) const uint32_t sheaf_plugin_entry;
const uint32_t sheaf_plugin_entry = 0x31465348u; /* the right magic */
