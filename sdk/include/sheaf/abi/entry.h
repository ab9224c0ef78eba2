/* sheaf/abi/entry.h - the ABI's version and the one exported symbol. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_ENTRY_H
#define SHEAF_ABI_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/component.h"
#include "sheaf/abi/host.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Before 1.0 each minor is a layout of its own: a host refuses a plugin of another one. */
#define SHEAF_ABI_MAJOR 0u
#define SHEAF_ABI_MINOR 2u
#define SHEAF_MAGIC 0x31465348u /* "HSF1" */

/* The one exported symbol. Its first members, up to abi_minor, never move. */
typedef struct sheaf_plugin_entry_t {
  uint32_t magic; /* SHEAF_MAGIC */
  uint32_t struct_size;
  uint16_t abi_major;
  uint16_t abi_minor; /* compiled against */
  uint32_t reserved;
  const char* sdk; /* "sheaf-sdk-cpp, GCC 12.2.0" */

  sheaf_status(SHEAF_CALL* init)(const sheaf_host* host, const sheaf_call* call); /* [init] */
  void(SHEAF_CALL* deinit)(void);                                                 /* [init] */
  size_t(SHEAF_CALL* component_count)(void); /* [thread-safe] */
  /* NULL for index >= component_count(). [thread-safe] */
  const sheaf_component*(SHEAF_CALL* component)(size_t index);
} sheaf_plugin_entry_t;

extern SHEAF_EXPORT const sheaf_plugin_entry_t sheaf_plugin_entry;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_ENTRY_H */
