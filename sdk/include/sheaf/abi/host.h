/* sheaf/abi/host.h - the host, and how its services are found. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_HOST_H
#define SHEAF_ABI_HOST_H

#include <stdint.h>

#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sheaf_host {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str name;    /* "sheaf" */
  sheaf_str version; /* "0.3.1" */

  /* A service table, or NULL if this host lacks it. Ids are "sheaf.NAME/REV", third parties use
   * "com.example.NAME/REV". Each instance gets its own sheaf_host in create(); the tables live
   * until that instance's destroy(). Services may be looked up in create(), and used (I/O) only
   * inside a later call. [thread-safe] */
  const void*(SHEAF_CALL* service)(const struct sheaf_host* host, const char* service_id);
} sheaf_host;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_HOST_H */
