/* sheaf/abi/feedback.h - sheaf.feedback/1, a service: what a reader liked. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_FEEDBACK_H
#define SHEAF_ABI_FEEDBACK_H

#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/record.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_SERVICE_FEEDBACK "sheaf.feedback/1"
typedef struct sheaf_label {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_record* work;
  double value;     /* 1 liked .. -1 disliked */
  sheaf_str origin; /* "feedback" or "library" */
  int64_t at_ms;
} sheaf_label;

typedef struct sheaf_feedback {
  uint32_t struct_size;
  uint32_t flags;
  /* Every labelled work of the profile, ordered by time then id. [thread-safe] */
  sheaf_status(SHEAF_CALL* labels)(
      const struct sheaf_feedback*, const sheaf_call* call, sheaf_str profile,
      sheaf_status(SHEAF_CALL* visit)(void* context, const sheaf_label* label), void* context);
} sheaf_feedback;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_FEEDBACK_H */
