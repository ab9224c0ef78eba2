/* sheaf/abi/probe.h - sheaf.probe/1, optional beside a kind: may I reach it, are the credentials
 * good?. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_PROBE_H
#define SHEAF_ABI_PROBE_H

#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/component.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_PROBE "sheaf.probe/1"
typedef struct sheaf_probe {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_status(SHEAF_CALL* probe)(sheaf_instance* self, const sheaf_call* call); /* [serial] */
} sheaf_probe;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_PROBE_H */
