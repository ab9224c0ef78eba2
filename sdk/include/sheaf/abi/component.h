/* sheaf/abi/component.h - a component, an instance of it, and the hosts it talks to. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_COMPONENT_H
#define SHEAF_ABI_COMPONENT_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/config.h"
#include "sheaf/abi/host.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sheaf_instance {
  uint32_t struct_size;
  uint32_t flags;
  void* plugin_data;

  /* Joins every thread the instance started, then frees it. Called once, never while another call
   * on the instance runs. [serial] */
  void(SHEAF_CALL* destroy)(struct sheaf_instance* self);

  /* The table for `interface_id` or NULL; valid until destroy. The component's own kind must be
   * answered; everything else is optional. [thread-safe] */
  const void*(SHEAF_CALL* get_interface)(const struct sheaf_instance* self,
                                         const char* interface_id);
} sheaf_instance;

/* A host that a component talks to, and how politely. The sheaf host enforces the rates across
 * plugins, runs and processes of the machine. "*" stands for any public host, each at these rates:
 * for components that follow addresses which a list or page names. A private address is asked only
 * if the pipeline names it. */
typedef struct sheaf_host_rule {
  uint32_t struct_size;
  uint32_t flags;
  const char* host;         /* "api.example.org", or "*" */
  int64_t min_interval_ms;  /* between the starts of two requests; 0: none */
  uint32_t max_connections; /* at once; 0: the host's default */
  uint32_t reserved;
  /* Hosts of one group keep to these rates together, as if they were one. NULL: the host alone. */
  const char* group;
} sheaf_host_rule;

enum { /* sheaf_component.flags */
       /* A source whose `files` field takes a reader's own library: the host gives it the paths of
        * a profile's `library:`. Each entry becomes a liked work of that profile (sheaf.feedback/1)
        * until the source emits its id with SHEAF_R_REMOVED. */
       SHEAF_C_READS_LIBRARY = 1u << 0
};

typedef struct sheaf_component {
  uint32_t struct_size;
  uint32_t flags;          /* SHEAF_C_* */
  const char* kind;        /* SHEAF_SOURCE, SHEAF_SCORER, SHEAF_OUTPUT, ... */
  const char* id;          /* [a-z][a-z0-9-]*, unique within the kind */
  const char* version;     /* semver of this component */
  const char* summary;     /* one sentence */
  const char* description; /* Markdown, or NULL */
  const char* homepage;    /* or NULL */
  const char* license;     /* SPDX */
  const sheaf_field* const* fields;
  size_t field_count;
  const sheaf_host_rule* const* hosts; /* what it talks to; may be empty */
  size_t host_count;

  /* Checks the configuration and allocates. No network, no file access: `check` calls it.
   * On failure *out is left alone. [thread-safe] */
  sheaf_status(SHEAF_CALL* create)(const struct sheaf_component* self, const sheaf_host* host,
                                   const sheaf_config* config, const sheaf_call* call,
                                   sheaf_instance** out);
} sheaf_component;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_COMPONENT_H */
