/* create() writes to address 0. */
#define NAME "crashes-in-create"
#include "plain.h"

static void before_create(void) {
  volatile int* volatile nowhere = NULL;
  *nowhere = 1;
}
static sheaf_status fetch(sheaf_instance* self, const sheaf_call* call,
                          const sheaf_fetch_request* request, const sheaf_record_sink* sink) {
  (void)self;
  (void)call;
  (void)request;
  (void)sink;
  return SHEAF_OK;
}

ENTRY(SHEAF_MAGIC, SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR);
