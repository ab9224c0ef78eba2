/* sheaf/abi/state.h - sheaf.state/1, a service: small values that outlive the run. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_STATE_H
#define SHEAF_ABI_STATE_H

#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_SERVICE_STATE "sheaf.state/1"
/* Keyed by this component, step and, where it is not empty, profile. What is written is seen by the
 * same run at once and committed with it; a run that dies leaves the old values. An output's is
 * stored at once: its run is committed. Keys at most 1 KiB, values at most 4 MiB. */
typedef struct sheaf_state {
  uint32_t struct_size;
  uint32_t flags;
  /* SHEAF_E_NOT_FOUND if there is none or it expired. [thread-safe] */
  sheaf_status(SHEAF_CALL* get)(const struct sheaf_state*, const sheaf_call* call,
                                sheaf_str profile, sheaf_str key, const sheaf_string_sink* value);
  /* expires_ms: an instant, or SHEAF_TIME_UNKNOWN for never. [thread-safe] */
  sheaf_status(SHEAF_CALL* put)(const struct sheaf_state*, const sheaf_call* call,
                                sheaf_str profile, sheaf_str key, sheaf_str value,
                                int64_t expires_ms);
  sheaf_status(SHEAF_CALL* remove)(const struct sheaf_state*, const sheaf_call* call,
                                   sheaf_str profile, sheaf_str key); /* [thread-safe] */
  /* Every key that starts with `prefix`, in byte order. [thread-safe] */
  sheaf_status(SHEAF_CALL* keys)(const struct sheaf_state*, const sheaf_call* call,
                                 sheaf_str profile, sheaf_str prefix,
                                 const sheaf_string_sink* sink);
} sheaf_state;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_STATE_H */
