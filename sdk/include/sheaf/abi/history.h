/* sheaf/abi/history.h - sheaf.history/1, a service: what was shown. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_HISTORY_H
#define SHEAF_ABI_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/digest.h"
#include "sheaf/abi/record.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_SERVICE_HISTORY "sheaf.history/1"
typedef struct sheaf_history_query {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str profile; /* empty: all profiles of the pipeline */
  int64_t since_ms;  /* by the time it was delivered; UNKNOWN: from the first */
  int64_t until_ms;
} sheaf_history_query;

typedef struct sheaf_history_entry {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_item* item;
  sheaf_str profile;
  sheaf_str run_id;
  sheaf_str date; /* local date of that run */
  int64_t shown_ms;
} sheaf_history_entry;

/* A work that some source of the pipeline listed, shown to somebody or not. */
typedef struct sheaf_history_work {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_record* work;
  const sheaf_str* sources; /* step ids of the sources that brought it */
  size_t source_count;
  int64_t listed_ms; /* when the pipeline met it first */
} sheaf_history_work;

/* Of the pipeline's runs so far: towards an output its own run is among them, towards an editor it
 * is not. What `visit` gets is borrowed until it returns; SHEAF_STOP from it ends the walk. */
typedef struct sheaf_history {
  uint32_t struct_size;
  uint32_t flags;
  /* Calls `visit` for every item of a digest, oldest digest first, then by rank. [thread-safe] */
  sheaf_status(SHEAF_CALL* items)(const struct sheaf_history*, const sheaf_call* call,
                                  const sheaf_history_query* query,
                                  sheaf_status(SHEAF_CALL* visit)(void* context,
                                                                  const sheaf_history_entry* entry),
                                  void* context);
  /* Every digest with its sections and items, also empty ones; oldest run first, then by reader in
   * the byte order of their ids. `run` is as its outputs saw it, with sequence 1. [thread-safe] */
  sheaf_status(SHEAF_CALL* digests)(const struct sheaf_history*, const sheaf_call* call,
                                    const sheaf_history_query* query,
                                    sheaf_status(SHEAF_CALL* visit)(void* context,
                                                                    const sheaf_run* run,
                                                                    const sheaf_digest* digest),
                                    void* context);
  /* Every work that a source listed at or after `since_ms` (UNKNOWN: from the first) and that is
   * still in the store, in the order in which the store met them. [thread-safe] */
  sheaf_status(SHEAF_CALL* works)(const struct sheaf_history*, const sheaf_call* call,
                                  int64_t since_ms,
                                  sheaf_status(SHEAF_CALL* visit)(void* context,
                                                                  const sheaf_history_work* work),
                                  void* context);
} sheaf_history;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_HISTORY_H */
