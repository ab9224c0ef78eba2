/* sheaf/abi/source.h - sheaf.source/1, a kind. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_SOURCE_H
#define SHEAF_ABI_SOURCE_H

#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/component.h"
#include "sheaf/abi/record.h"
#include "sheaf/abi/source_state.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_SOURCE "sheaf.source/1"

typedef struct sheaf_fetch_request {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str cursor; /* what checkpoint() last stored for this step; empty: first run */
  int64_t since_ms; /* fetch what was announced since then (`--since`); UNKNOWN: from the cursor */
  int64_t until_ms; /* UNKNOWN: now */
  uint64_t max_records; /* 0: no limit */
} sheaf_fetch_request;

typedef struct sheaf_record_sink {
  uint32_t struct_size;
  uint32_t flags;

  /* Copies the record. May block (back-pressure). SHEAF_STOP: return SHEAF_OK soon. A record
   * without id or title is refused with SHEAF_E_UPSTREAM and counted. [thread-safe] */
  sheaf_status(SHEAF_CALL* emit)(const struct sheaf_record_sink*, const sheaf_record* record);

  /* "Starting again from `cursor` repeats none and loses none of what was emitted before this
   * call." UTF-8, at most 64 KiB. The host stores it only together with everything emitted before,
   * so a record may be emitted twice, never lost. [thread-safe] */
  sheaf_status(SHEAF_CALL* checkpoint)(const struct sheaf_record_sink*, sheaf_str cursor);

  /* How the source is, beside the return code, with one sentence for the report. The worst state
   * reported counts; none reported and SHEAF_OK returned counts as OK. [thread-safe] */
  sheaf_status(SHEAF_CALL* report)(const struct sheaf_record_sink*, sheaf_source_state state,
                                   sheaf_str detail);
} sheaf_record_sink;

typedef struct sheaf_source {
  uint32_t struct_size;
  uint32_t flags;
  /* Emits what is new since the cursor, oldest first where upstream allows. [serial] */
  sheaf_status(SHEAF_CALL* fetch)(sheaf_instance* self, const sheaf_call* call,
                                  const sheaf_fetch_request* request,
                                  const sheaf_record_sink* sink);
} sheaf_source;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_SOURCE_H */
