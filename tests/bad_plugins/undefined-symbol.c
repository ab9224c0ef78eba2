/* Calls a function that nobody defines; linked without -z defs, as a careless build would. */
#define NAME "undefined-symbol"
#include "plain.h"

extern int nobody_defines_this(void);

static void before_create(void) {}
static sheaf_status fetch(sheaf_instance* self, const sheaf_call* call,
                          const sheaf_fetch_request* request, const sheaf_record_sink* sink) {
  (void)self;
  (void)call;
  (void)request;
  (void)sink;
  return nobody_defines_this();
}

ENTRY(SHEAF_MAGIC, SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR);
