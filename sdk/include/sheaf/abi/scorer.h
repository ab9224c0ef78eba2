/* sheaf/abi/scorer.h - sheaf.scorer/1, a kind. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_SCORER_H
#define SHEAF_ABI_SCORER_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/component.h"
#include "sheaf/abi/profile.h"
#include "sheaf/abi/record.h"
#include "sheaf/abi/score.h"
#include "sheaf/abi/usage.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_SCORER "sheaf.scorer/1"

typedef struct sheaf_score_request {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_record* const* records;
  size_t record_count;
  const sheaf_profile* const* profiles;
  size_t profile_count; /* 1 .. sheaf_scorer.max_profiles */
} sheaf_score_request;

/* What a scorer asked a service about records of this request, and what that answered. */
typedef struct sheaf_exchange {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str to;          /* where it was sent, on one line: "POST https://..." */
  sheaf_str request;     /* the body as it was sent; no header, no secret */
  sheaf_str answer;      /* the body as it came */
  const size_t* records; /* indexes into sheaf_score_request.records */
  size_t record_count;
  size_t profile;   /* index into sheaf_score_request.profiles */
  int64_t until_ms; /* how long it is to be kept */
} sheaf_exchange;

typedef struct sheaf_score_sink {
  uint32_t struct_size;
  uint32_t flags;
  /* At most once per (record, profile), any order. NaN and values outside their scale are refused
   * with SHEAF_E_INTERNAL. [thread-safe] */
  sheaf_status(SHEAF_CALL* score)(const struct sheaf_score_sink*, const sheaf_score* score);
  /* After every billed request, failed ones too; the host adds them up. [thread-safe] */
  sheaf_status(SHEAF_CALL* usage)(const struct sheaf_score_sink*, const sheaf_usage* usage);
  /* Before or after the scores it gave. The host keeps it at once and shows it, as
   * `sheaf show --llm WORK` and at the end of the digest. SHEAF_E_INTERNAL for an index outside the
   * request; one of more than 4 MiB is not kept, without a word. [thread-safe] */
  sheaf_status(SHEAF_CALL* exchange)(const struct sheaf_score_sink*,
                                     const sheaf_exchange* exchange);
} sheaf_score_sink;

enum {                           /* sheaf_scorer.flags */
       SHEAF_S_SPARSE = 1u << 0, /* reports only values above zero; else silence is TRANSIENT */
       SHEAF_S_LOCAL = 1u << 1,  /* no network, no cost: never cached, may be repeated freely */
       SHEAF_S_NEEDS_ABSTRACT = 1u << 2 /* enrichers may run before it */
};

typedef struct sheaf_scorer {
  uint32_t struct_size;
  uint32_t flags;
  size_t max_profiles; /* in one request; 0: no limit */
  size_t max_records;  /* in one request; 0: no limit */

  /* [serial] */
  sheaf_status(SHEAF_CALL* score)(sheaf_instance* self, const sheaf_call* call,
                                  const sheaf_score_request* request, const sheaf_score_sink* sink);

  /* One pair again, with evidence; asked afterwards for what was selected. May be NULL: then
   * score() itself reports evidence. [serial] */
  sheaf_status(SHEAF_CALL* explain)(sheaf_instance* self, const sheaf_call* call,
                                    const sheaf_record* record, const sheaf_profile* profile,
                                    const sheaf_score_sink* sink);

  /* All that a score of this profile depends on, beside the work's text: model, prompt, the
   * profile's parts it reads. Two equal strings may share cached scores; with an empty one nothing
   * is cached. [thread-safe] */
  sheaf_status(SHEAF_CALL* fingerprint)(sheaf_instance* self, const sheaf_profile* profile,
                                        const sheaf_string_sink* sink);

  /* What score() would use; no network. May be NULL: nothing. [serial] */
  sheaf_status(SHEAF_CALL* estimate)(sheaf_instance* self, const sheaf_call* call,
                                     const sheaf_score_request* request,
                                     const sheaf_score_sink* sink);

  /* The axes this instance reports; the array lives until destroy. [thread-safe] */
  const sheaf_axis* const*(SHEAF_CALL* axes)(const sheaf_instance* self, size_t* count);
} sheaf_scorer;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_SCORER_H */
