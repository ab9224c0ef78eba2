/* sheaf/abi/source_state.h - how a source is. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_SOURCE_STATE_H
#define SHEAF_ABI_SOURCE_STATE_H

#include <stdint.h>

#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t sheaf_source_state;
enum {
  SHEAF_STATE_OK = 0,
  SHEAF_STATE_EMPTY_EXPECTED = 1,   /* nothing new, and that is normal: a Sunday, a holiday */
  SHEAF_STATE_EMPTY_UNEXPECTED = 2, /* nothing, on a day that should have something */
  SHEAF_STATE_STALE = 3,            /* upstream still serves an older batch */
  SHEAF_STATE_TRUNCATED = 4,        /* upstream or transport cut the list: some are missing */
  SHEAF_STATE_FORMAT_CHANGED = 5,   /* upstream's format is not what this plugin reads */
  SHEAF_STATE_FAILED = 6
};

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_SOURCE_STATE_H */
