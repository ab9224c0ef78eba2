/* sheaf/abi/record.h - what a source said of a paper; works in the same struct. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_RECORD_H
#define SHEAF_ABI_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t sheaf_record_type;
enum {
  SHEAF_TYPE_UNKNOWN = 0,
  SHEAF_TYPE_RESEARCH = 1,
  SHEAF_TYPE_REVIEW = 2,
  SHEAF_TYPE_NEWS = 3,
  SHEAF_TYPE_EDITORIAL = 4,
  SHEAF_TYPE_LETTER = 5,
  SHEAF_TYPE_CORRECTION = 6,
  SHEAF_TYPE_RETRACTION = 7,
  SHEAF_TYPE_OTHER = 8
};

typedef uint32_t sheaf_announce; /* announce type */
enum {
  SHEAF_ANNOUNCE_UNKNOWN = 0,
  SHEAF_ANNOUNCE_NEW = 1,
  SHEAF_ANNOUNCE_CROSS = 2,        /* new as a cross-list */
  SHEAF_ANNOUNCE_REPLACE = 3,      /* a new version */
  SHEAF_ANNOUNCE_REPLACE_CROSS = 4 /* a new version, seen in a cross-list */
};

typedef uint32_t sheaf_date_precision; /* how much of a date was said */
enum {
  SHEAF_PRECISION_DAY = 0, /* the day, or a time on it */
  SHEAF_PRECISION_MONTH = 1,
  SHEAF_PRECISION_YEAR = 2
};

enum { SHEAF_PERSON_GROUP = 1u << 0 }; /* sheaf_person.flags: a collaboration, not a human */

#define SHEAF_SCHEME_RECORD "record"

typedef struct sheaf_person {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_markup markup; /* of the name and affiliation strings */
  uint32_t reserved;
  sheaf_str name; /* as printed; mandatory */
  sheaf_str family;
  sheaf_str given;
  sheaf_str suffix; /* Jr., III; part of `name`, of neither `family` nor `given` */
  sheaf_str orcid;  /* bare: 0000-0002-1825-0097 */
  sheaf_str affiliation;
} sheaf_person;

typedef uint32_t sheaf_relation_type;
enum {
  SHEAF_REL_PREPRINT_OF = 1,  /* this record is the preprint of ID: one work, merged by the host */
  SHEAF_REL_HAS_PREPRINT = 2, /* the other way round; merged too */
  SHEAF_REL_CORRECTS = 3,
  SHEAF_REL_RETRACTS = 4,
  SHEAF_REL_COMMENTS_ON = 5,
  SHEAF_REL_RELATED = 6,
  SHEAF_REL_CORRECTED_BY = 7, /* ID corrects this record; readers who saw it are told once */
  SHEAF_REL_RETRACTED_BY = 8  /* ID retracts it: counts as SHEAF_R_WITHDRAWN; told once, too */
};

typedef struct sheaf_relation { /* frozen */
  sheaf_relation_type type;
  uint32_t reserved;
  sheaf_kv id; /* scheme ("doi") and value, as in sheaf_record.identifiers */
} sheaf_relation;

typedef uint32_t sheaf_link_rel;
enum {
  SHEAF_LINK_OTHER = 0,
  SHEAF_LINK_LANDING = 1,
  SHEAF_LINK_PDF = 2,
  SHEAF_LINK_FULLTEXT = 3,
  SHEAF_LINK_CODE = 4,
  SHEAF_LINK_DATA = 5
};

typedef struct sheaf_link { /* frozen */
  sheaf_link_rel rel;
  uint32_t reserved;
  sheaf_str url;
  sheaf_str label; /* may be empty */
} sheaf_link;

enum { /* sheaf_record.flags */
       SHEAF_R_WITHDRAWN = 1u << 0,
       SHEAF_R_PREPRINT = 1u << 1,
       SHEAF_R_TRUNCATED = 1u << 2, /* the abstract is a teaser, not the whole */
       /* The source has it no more; nothing but `id` is read. A reader's library loses it; among a
        * pipeline's sources it means nothing: what was listed stays listed. */
       SHEAF_R_REMOVED = 1u << 3
};

/* What one source said of one paper. A source undoes its publisher's notations (announcement
 * prefixes, bylines) before it emits; markup is declared, the host cleans it. Towards scorers,
 * editors and outputs the host hands over *works* in the same struct: all text PLAIN, in canonical
 * form, `id` the work's id. */
typedef struct sheaf_record {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id;     /* stable within the source, without version; mandatory */
  uint32_t version; /* 1, 2, ...; 0: unknown */
  sheaf_record_type type;
  sheaf_announce announce;
  sheaf_date_precision published_precision; /* of published_ms: what it says beyond is not known */
  sheaf_text title;                         /* mandatory */
  sheaf_text abstract;
  sheaf_text summary; /* an editor's teaser, apart from the abstract */
  sheaf_text comment; /* the authors' remark: "12 pages, accepted at ..." */
  sheaf_text venue;   /* journal name or reference */
  sheaf_str url;      /* landing page */
  /* Towards plugins BCP 47, empty if unknown. A source may pass on what its publisher says (`eng`,
   * `en_US`, "English", "français"): the host knows what it means. */
  sheaf_str language;
  sheaf_str license; /* SPDX or URL */
  sheaf_str primary_category;
  int64_t published_ms; /* first version; of a month or year its first moment, see above */
  int64_t updated_ms;   /* this version */
  int64_t announced_ms; /* when the source listed it */
  const sheaf_person* const* authors;
  size_t author_count;
  const sheaf_str* categories; /* canonical ids: cs.CL, quant-ph; the primary one included */
  size_t category_count;
  /* Scheme and value: {"arxiv","2406.01234"}, {"doi","10.1000/x"} (bare, lower case), {"pmid","1"}.
   * Two records that share one are one work. Schemes are opaque to the host but for
   * SHEAF_SCHEME_RECORD: another id by which this source knows the record (a feed's guid beside its
   * link). It joins records of the same source only, and nobody is shown it. */
  const sheaf_kv* identifiers;
  size_t identifier_count;
  const sheaf_relation* relations;
  size_t relation_count;
  const sheaf_link* links; /* PDF, code, data; the landing page is `url` */
  size_t link_count;
  const sheaf_kv* extras; /* "report-no" = "..."; plain text */
  size_t extra_count;
} sheaf_record;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_RECORD_H */
