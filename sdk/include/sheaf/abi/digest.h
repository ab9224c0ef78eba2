/* sheaf/abi/digest.h - what editors and outputs see: a run and one reader's part of it. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_DIGEST_H
#define SHEAF_ABI_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/profile.h"
#include "sheaf/abi/record.h"
#include "sheaf/abi/score.h"
#include "sheaf/abi/source_state.h"
#include "sheaf/abi/usage.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sheaf_item { /* a work in a digest */
  uint32_t struct_size;
  uint32_t flags; /* SHEAF_ITEM_* */
  const sheaf_record* record;
  const sheaf_score* const* scores; /* one per scorer that scored it, in pipeline order */
  const sheaf_str* scorers;         /* their step ids, parallel to `scores` */
  size_t score_count;
  uint64_t rank;            /* 1 is best; dense within the digest */
  double rank_value;        /* what `rank` came from */
  const sheaf_str* sources; /* step ids of the sources that brought it */
  size_t source_count;
  const sheaf_str* suggestions; /* ids of works that may be the same paper */
  size_t suggestion_count;
} sheaf_item;
enum {
  SHEAF_ITEM_FOLLOWED = 1u << 0,  /* by a followed person with strong evidence: own section */
  SHEAF_ITEM_CHANGED = 1u << 1,   /* shown before; shown again because it changed */
  SHEAF_ITEM_SUSPENDED = 1u << 2, /* chosen while conditions on missing axes were suspended */
  SHEAF_ITEM_NOTICE = 1u << 3,    /* shown before, retracted or corrected since: comes first */
  /* A scorer valued it far more than the one before it did, unlike the other works: its text may
   * have been written to sway a model. */
  SHEAF_ITEM_OUTLIER = 1u << 4
};

typedef uint32_t sheaf_block_kind;
enum { SHEAF_BLOCK_HEADING = 1, SHEAF_BLOCK_PARAGRAPH = 2, SHEAF_BLOCK_LIST_ITEM = 3 };

typedef struct sheaf_block {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_block_kind kind;
  uint32_t level;          /* of a heading or list item, from 1 */
  sheaf_str text;          /* canonical PLAIN, no markup */
  const size_t* citations; /* indexes into the digest's items */
  size_t citation_count;
} sheaf_block;

typedef struct sheaf_section { /* text an editor added */
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id; /* the editor's step id */
  sheaf_str title;
  const sheaf_block* const* blocks;
  size_t block_count;
} sheaf_section;

typedef struct sheaf_source_report {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id;     /* step id */
  sheaf_str plugin; /* component id */
  sheaf_source_state state;
  uint32_t reserved;
  sheaf_str detail; /* a sentence; may be empty when OK */
  uint64_t records; /* emitted */
  uint64_t refused; /* emitted without id or title, or unreadable */
} sheaf_source_report;

typedef struct sheaf_count { /* frozen: one line of the funnel */
  sheaf_str id;              /* "fetched", "filtered", ... */
  sheaf_str label;
  uint64_t value;
  uint32_t level; /* 0: a total; 1: a part of the last total above it */
  uint32_t reserved;
} sheaf_count;

typedef uint32_t sheaf_notice_level;
enum { SHEAF_NOTICE_INFO = 0, SHEAF_NOTICE_WARNING = 1, SHEAF_NOTICE_ERROR = 2 };

typedef struct sheaf_notice { /* frozen: what a reader must know, before the items */
  sheaf_notice_level level;
  uint32_t reserved;
  sheaf_str step; /* may be empty */
  sheaf_str text;
} sheaf_notice;

typedef struct sheaf_step_usage { /* frozen */
  sheaf_str step;
  const sheaf_usage* usage;
} sheaf_step_usage;

typedef struct sheaf_unscored { /* frozen: a work that should have a score and has none */
  sheaf_str work;
  sheaf_str title;
  sheaf_str scorer;
  sheaf_str reason;
} sheaf_unscored;

typedef struct sheaf_run {
  uint32_t struct_size;
  uint32_t flags; /* SHEAF_RUN_* */
  sheaf_str id;
  sheaf_str pipeline;
  sheaf_str sheaf_version;
  sheaf_str date;      /* local date of the run in the pipeline's time zone: 2026-09-24 */
  sheaf_str time_zone; /* IANA name */
  int64_t started_ms;
  uint32_t sequence; /* 1 for the day's first delivery of this output to this reader, then 2, ... */
  uint32_t reserved;
  const sheaf_source_report* const* sources;
  size_t source_count;
  const sheaf_notice* notices; /* of the whole run */
  size_t notice_count;
  const sheaf_step_usage* usage;
  size_t usage_count;
  /* The pipeline as it ran, secrets scrubbed: path, YAML value in one line. Beside it, of several
   * lines, STEP.request: the first request to a model as it was sent. */
  const sheaf_kv* settings;
  size_t setting_count;
} sheaf_run;
enum {                              /* sheaf_run.flags */
       SHEAF_RUN_PARTIAL = 1u << 0, /* something failed: exit code 3 */
       /* Handed over again by `sheaf run --rebuild`: to SHEAF_O_PER_RUN outputs the newest run
        * only, which make everything anew from sheaf.history/1. */
       SHEAF_RUN_REBUILD = 1u << 1
};

/* One reader's part of a run. */
typedef struct sheaf_digest {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_profile* profile;
  const sheaf_axis* const* axes; /* of all scorers of the pipeline */
  size_t axis_count;
  const sheaf_count* funnel; /* adds up; each work counted once */
  size_t funnel_count;
  const sheaf_notice* notices; /* this reader's, beside the run's */
  size_t notice_count;
  const sheaf_section* const* sections;
  size_t section_count;
  const sheaf_item* const* items; /* by rank; followed people's first */
  size_t item_count;
  const sheaf_unscored* unscored;
  size_t unscored_count;
} sheaf_digest;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_DIGEST_H */
