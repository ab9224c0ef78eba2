/* sheaf/abi/clock.h - sheaf.clock/1, a service: so that replays are reproducible. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_CLOCK_H
#define SHEAF_ABI_CLOCK_H

#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_SERVICE_CLOCK "sheaf.clock/1"
typedef struct sheaf_clock {
  uint32_t struct_size;
  uint32_t flags;
  int64_t(SHEAF_CALL* now_ms)(const struct sheaf_clock*); /* [thread-safe] */
  /* SHEAF_E_CANCELLED if the call was cancelled meanwhile. In replay time moves on at once.
   * [thread-safe] */
  sheaf_status(SHEAF_CALL* sleep_ms)(const struct sheaf_clock*, const sheaf_call* call, int64_t ms);
} sheaf_clock;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_CLOCK_H */
