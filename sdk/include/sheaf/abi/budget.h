/* sheaf/abi/budget.h - sheaf.budget/1, a service: reserve before, settle after. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_BUDGET_H
#define SHEAF_ABI_BUDGET_H

#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/usage.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_SERVICE_BUDGET "sheaf.budget/1"
typedef struct sheaf_budget {
  uint32_t struct_size;
  uint32_t flags;
  /* Sets aside what a request may cost at most, against the step's limits per run, day and month.
   * SHEAF_E_BUDGET (told through call->fail) if it does not fit: send nothing. An unknown cost
   * counts as 0 money; tokens and requests count all the same. [thread-safe] */
  sheaf_status(SHEAF_CALL* reserve)(const struct sheaf_budget*, const sheaf_call* call,
                                    const sheaf_usage* most, uint64_t* ticket);
  /* Replaces the reservation by what was used; NULL: nothing was. Once per ticket, by this run or,
   * if it kept the ticket, a later one (SHEAF_E_NOT_FOUND: settled already). Until then, and for
   * good if the run died, it counts as used in full. [thread-safe] */
  sheaf_status(SHEAF_CALL* settle)(const struct sheaf_budget*, const sheaf_call* call,
                                   uint64_t ticket, const sheaf_usage* used);
} sheaf_budget;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_BUDGET_H */
