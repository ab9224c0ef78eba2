/* sheaf/abi/profile.h - one reader or group. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_PROFILE_H
#define SHEAF_ABI_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/record.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sheaf_term { /* frozen */
  sheaf_str text;           /* a word or phrase */
  double weight;            /* negative: avoid */
} sheaf_term;

typedef struct sheaf_criterion { /* frozen */
  sheaf_str id;
  sheaf_str text;
  sheaf_str irrelevant; /* what does not count although it looks like it; may be empty */
  sheaf_str reserved;
} sheaf_criterion;

/* One reader or group. Canonical PLAIN text throughout. */
typedef struct sheaf_profile {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id; /* [a-z0-9][a-z0-9._-]* */
  sheaf_str title;
  sheaf_str interests; /* free text */
  sheaf_str language;  /* BCP 47, of what is written for this reader */
  const sheaf_criterion* criteria;
  size_t criterion_count;
  const sheaf_term* terms;
  size_t term_count;
  const sheaf_person* const* people; /* followed */
  size_t person_count;
} sheaf_profile;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_PROFILE_H */
