/* sheaf/abi/enricher.h - sheaf.enricher/1, a kind. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_ENRICHER_H
#define SHEAF_ABI_ENRICHER_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/component.h"
#include "sheaf/abi/record.h"
#include "sheaf/abi/usage.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_ENRICHER "sheaf.enricher/1"

typedef struct sheaf_enrich_sink {
  uint32_t struct_size;
  uint32_t flags;
  /* A partial record for works[index]: only the fields it knows; `id` is the enricher's own id of
   * the paper, a title may be missing. It fills gaps, it never overwrites what a source said.
   * [thread-safe] */
  sheaf_status(SHEAF_CALL* emit)(const struct sheaf_enrich_sink*, size_t index,
                                 const sheaf_record* partial);
  sheaf_status(SHEAF_CALL* usage)(const struct sheaf_enrich_sink*, const sheaf_usage* usage);
} sheaf_enrich_sink;

typedef struct sheaf_enricher {
  uint32_t struct_size;
  uint32_t flags;
  size_t max_batch;           /* works in one call; 0: no limit */
  const char* const* schemes; /* identifier schemes it can look up; NULL-terminated */
  /* Looks works up by their identifiers; silence about an index means "knows nothing". [serial] */
  sheaf_status(SHEAF_CALL* enrich)(sheaf_instance* self, const sheaf_call* call,
                                   const sheaf_record* const* works, size_t work_count,
                                   const sheaf_enrich_sink* sink);
} sheaf_enricher;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_ENRICHER_H */
