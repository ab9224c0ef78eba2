/* An entry that ends behind `init`: the symbol and its struct_size are both too small. */
#define sheaf_plugin_entry full_entry
#include "sheaf/plugin.h"
#undef sheaf_plugin_entry

typedef struct truncated_entry {
  uint32_t magic;
  uint32_t struct_size;
  uint16_t abi_major;
  uint16_t abi_minor;
  uint32_t reserved;
  const char* sdk;
  sheaf_status (*init)(const sheaf_host* host, const sheaf_call* call);
} truncated_entry;

static sheaf_status init(const sheaf_host* host, const sheaf_call* call) {
  (void)host;
  (void)call;
  return SHEAF_OK;
}

extern SHEAF_EXPORT const truncated_entry sheaf_plugin_entry;
const truncated_entry sheaf_plugin_entry = {
    SHEAF_MAGIC, sizeof(truncated_entry), SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR, 0, "C", init};
