/* sheaf/abi/call.h - the call: cancellation, deadline, errors, log, progress. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_CALL_H
#define SHEAF_ABI_CALL_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Passed to every fallible plugin function. Owned by the host, valid until that function returns;
 * may be used from any thread the plugin started, until then. */
typedef struct sheaf_call {
  uint32_t struct_size;
  uint32_t flags;
  int64_t deadline_ms; /* SHEAF_TIME_UNKNOWN: none */
  sheaf_str run_id;    /* one execution of a pipeline */
  sheaf_str step_id;   /* the `id:` of this step in the pipeline file */

  /* Non-zero once the plugin must return SHEAF_E_CANCELLED (within 2 s); poll it at least once a
   * second. Host services return SHEAF_E_CANCELLED by themselves. [thread-safe] */
  uint8_t(SHEAF_CALL* is_cancelled)(const struct sheaf_call* call);

  /* Records why the current function is about to return `code`; the last one wins. `message` is for
   * the user, says what to do, and holds no secret. Returns `code`. [thread-safe] */
  sheaf_status(SHEAF_CALL* fail)(const struct sheaf_call* call, sheaf_status code,
                                 int64_t retry_after_ms, sheaf_str message);

  /* Values of SECRET fields are scrubbed by the host. [thread-safe] */
  void(SHEAF_CALL* log)(const struct sheaf_call* call, sheaf_log_level level, sheaf_str message,
                        const sheaf_kv* fields, size_t field_count);

  /* done of total; total 0 if unknown. [thread-safe] */
  void(SHEAF_CALL* progress)(const struct sheaf_call* call, uint64_t done, uint64_t total);
} sheaf_call;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_CALL_H */
