/* fetch() sleeps for ever and never asks whether it was cancelled. */
#include <unistd.h>
#define NAME "never-returns"
#include "plain.h"

static void before_create(void) {}
static sheaf_status fetch(sheaf_instance* self, const sheaf_call* call,
                          const sheaf_fetch_request* request, const sheaf_record_sink* sink) {
  (void)self;
  (void)call;
  (void)request;
  while (sink != NULL) sleep(1000);
  return SHEAF_OK;
}

ENTRY(SHEAF_MAGIC, SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR);
