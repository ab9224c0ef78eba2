/* sheaf/abi/usage.h - what requests used. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_USAGE_H
#define SHEAF_ABI_USAGE_H

#include <stdint.h>

#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sheaf_usage {
  uint32_t struct_size;
  uint32_t flags;
  uint64_t requests;
  uint64_t input_tokens; /* all input, cached included */
  uint64_t cached_input_tokens;
  uint64_t output_tokens; /* all output, reasoning included */
  uint64_t reasoning_tokens;
  int64_t cost_micros; /* millionths of `currency`; -1: unknown */
  sheaf_str currency;  /* "USD" */
  sheaf_str model;     /* as resolved by the provider */
} sheaf_usage;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_USAGE_H */
