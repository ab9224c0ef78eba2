/* sheaf/abi/output.h - sheaf.output/1, a kind. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_OUTPUT_H
#define SHEAF_ABI_OUTPUT_H

#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/component.h"
#include "sheaf/abi/digest.h"
#include "sheaf/abi/profile.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_OUTPUT "sheaf.output/1"

/* Nothing is visible to anybody before commit() returns SHEAF_OK, and after abort() nothing is left
 * behind. In order: begin, digest (once, or once per reader for SHEAF_O_PER_RUN), commit or abort,
 * destroy. */
typedef struct sheaf_output_tx {
  uint32_t struct_size;
  uint32_t flags;
  void* plugin_data;
  /* [serial] */
  sheaf_status(SHEAF_CALL* digest)(struct sheaf_output_tx*, const sheaf_call* call,
                                   const sheaf_digest* digest);
  /* The same delivery committed twice has the effect of once. [serial] */
  sheaf_status(SHEAF_CALL* commit)(struct sheaf_output_tx*, const sheaf_call* call);
  void(SHEAF_CALL* abort)(struct sheaf_output_tx*);   /* cannot fail [serial] */
  void(SHEAF_CALL* destroy)(struct sheaf_output_tx*); /* after commit or abort [serial] */
} sheaf_output_tx;

enum {                            /* sheaf_output.flags */
       SHEAF_O_PER_RUN = 1u << 0, /* one delivery covers all readers; else one per reader */
       /* An earlier digest handed over again restores what it left and disturbs nobody (files, not
        * mail): `sheaf run --rebuild` asks it to. */
       SHEAF_O_REBUILDS = 1u << 1
};

typedef struct sheaf_output {
  uint32_t struct_size;
  uint32_t flags;
  /* `delivery_id` is stable over retries: the idempotency key. [serial] */
  sheaf_status(SHEAF_CALL* begin)(sheaf_instance* self, const sheaf_call* call,
                                  sheaf_str delivery_id, const sheaf_run* run,
                                  sheaf_output_tx** out);
  /* Where this reader's digest of that run would go (a path, a URL), so that `check` finds two
   * readers who would overwrite each other. `run` may lack everything but date and sequence. May be
   * NULL. [thread-safe] */
  sheaf_status(SHEAF_CALL* target)(sheaf_instance* self, const sheaf_profile* profile,
                                   const sheaf_run* run, const sheaf_string_sink* sink);
} sheaf_output;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_OUTPUT_H */
