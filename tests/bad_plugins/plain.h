/* What the bad plugins in C have in common: an entry that is right but for what a file overrides,
 * and one source component named NAME. */
#ifndef PLAIN_H
#define PLAIN_H

#include <stdlib.h>
#include <string.h>

#include "sheaf/plugin.h"

static sheaf_status init(const sheaf_host* host, const sheaf_call* call) {
  (void)host;
  (void)call;
  return SHEAF_OK;
}
static void deinit(void) {}

/* A file that defines ENTRY_ONLY has no component. */
#ifdef ENTRY_ONLY
static size_t component_count(void) {
  return 0;
}
static const sheaf_component* component(size_t index) {
  (void)index;
  return NULL;
}
#else

/* The file's own. */
static sheaf_status fetch(sheaf_instance* self, const sheaf_call* call,
                          const sheaf_fetch_request* request, const sheaf_record_sink* sink);
static void before_create(void);

static const void* get_interface(const sheaf_instance* self, const char* id) {
  static const sheaf_source source = {sizeof(sheaf_source), 0, fetch};
  (void)self;
  return strcmp(id, SHEAF_SOURCE) == 0 ? &source : NULL;
}
static void destroy(sheaf_instance* self) {
  free(self);
}

static sheaf_status create(const sheaf_component* self, const sheaf_host* host,
                           const sheaf_config* config, const sheaf_call* call,
                           sheaf_instance** out) {
  sheaf_instance* instance = calloc(1, sizeof *instance);
  (void)self;
  (void)host;
  (void)config;
  (void)call;
  before_create();
  if (instance == NULL) return SHEAF_E_INTERNAL;
  instance->struct_size = sizeof *instance;
  instance->destroy = destroy;
  instance->get_interface = get_interface;
  *out = instance;
  return SHEAF_OK;
}

static size_t component_count(void) {
  return 1;
}
static const sheaf_component* component(size_t index) {
  static const sheaf_component source = {
      .struct_size = sizeof(sheaf_component),
      .kind = SHEAF_SOURCE,
      .id = NAME,
      .version = "1.0.0",
      .summary = "Misbehaves on purpose.",
      .license = "MIT",
      .create = create,
  };
  return index == 0 ? &source : NULL;
}
#endif

#define ENTRY(MAGIC, MAJOR, MINOR)                                                                 \
  const sheaf_plugin_entry_t sheaf_plugin_entry = {                                                \
      MAGIC,    sizeof(sheaf_plugin_entry_t), MAJOR, MINOR, 0, "C", init, deinit, component_count, \
      component}

#endif /* PLAIN_H */
