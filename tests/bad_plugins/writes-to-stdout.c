/* fetch() prints to standard output and error, then emits one good record. */
#include <stdio.h>
#define NAME "writes-to-stdout"
#include "plain.h"

static void before_create(void) {}
static sheaf_status fetch(sheaf_instance* self, const sheaf_call* call,
                          const sheaf_fetch_request* request, const sheaf_record_sink* sink) {
  static const char kId[] = "1", kTitle[] = "A record from a noisy source";
  sheaf_record record = {
      .struct_size = sizeof record,
      .id = {kId, sizeof kId - 1},
      .title = {kTitle, sizeof kTitle - 1, SHEAF_MARKUP_PLAIN, 0},
      .published_ms = SHEAF_TIME_UNKNOWN,
      .updated_ms = SHEAF_TIME_UNKNOWN,
      .announced_ms = SHEAF_TIME_UNKNOWN,
  };
  (void)self;
  (void)call;
  (void)request;
  puts("a plugin wrote this to standard output");
  fflush(stdout);
  fputs("a plugin wrote this to standard error\n", stderr);
  return sink->emit(sink, &record) < 0 ? SHEAF_E_INTERNAL : SHEAF_OK;
}

ENTRY(SHEAF_MAGIC, SHEAF_ABI_MAJOR, SHEAF_ABI_MINOR);
