/* sheaf/abi/score.h - how well a work fits a reader, on which axes, why. The rules: sheaf/plugin.h.
 */
#ifndef SHEAF_ABI_SCORE_H
#define SHEAF_ABI_SCORE_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sheaf_rubric_level { /* frozen */
  double value;                     /* on the axis' scale */
  sheaf_str text;
} sheaf_rubric_level;

/* One scale of a score. */
typedef struct sheaf_axis {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id;    /* [a-z][a-z0-9_-]* */
  sheaf_str title; /* for readers; empty: the id */
  double scale;    /* values run from 0 to this */
  const sheaf_rubric_level* rubric;
  size_t rubric_count;
} sheaf_axis;

typedef struct sheaf_axis_value { /* frozen */
  sheaf_str id;
  double value; /* 0 .. the axis' scale */
} sheaf_axis_value;

typedef uint32_t sheaf_evidence_kind;
enum {
  SHEAF_EVIDENCE_TERM = 1,   /* subject: the term; detail: where ("title, abstract") */
  SHEAF_EVIDENCE_PERSON = 2, /* subject: the followed person; strength decides the bypass */
  SHEAF_EVIDENCE_OTHER = 3
};
typedef uint32_t sheaf_strength;
enum {
  SHEAF_STRENGTH_NONE = 0,
  SHEAF_STRENGTH_WEAK = 1,  /* a name only: could be someone else */
  SHEAF_STRENGTH_STRONG = 2 /* ORCID, or name with affiliation or co-authors */
};

typedef struct sheaf_evidence { /* frozen */
  sheaf_evidence_kind kind;
  sheaf_strength strength;
  sheaf_str subject;
  sheaf_str detail;
  double contribution; /* to `value`, before saturation; 0 if not additive */
} sheaf_evidence;

typedef struct sheaf_score {
  uint32_t struct_size;
  uint32_t flags;
  size_t record;       /* index into sheaf_score_request.records */
  size_t profile;      /* index into sheaf_score_request.profiles */
  sheaf_status status; /* SHEAF_OK, or why this pair has no score */
  uint32_t reserved;
  double value; /* 0 (irrelevant) .. 1; ignored if status != SHEAF_OK */
  const sheaf_axis_value* axes;
  size_t axis_count;
  const sheaf_str* matched; /* criterion ids */
  size_t matched_count;
  const sheaf_evidence* evidence;
  size_t evidence_count;
  sheaf_str comment; /* for the reader of the digest */
  sheaf_str error;   /* for status != SHEAF_OK */
} sheaf_score;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_SCORE_H */
