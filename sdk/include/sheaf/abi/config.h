/* sheaf/abi/config.h - a component's settings: their schema and the validated view. The rules:
 * sheaf/plugin.h. */
#ifndef SHEAF_ABI_CONFIG_H
#define SHEAF_ABI_CONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t sheaf_type;
enum {
  SHEAF_T_STRING = 1,
  SHEAF_T_INT = 2,
  SHEAF_T_FLOAT = 3,
  SHEAF_T_BOOL = 4,
  SHEAF_T_DURATION = 5, /* "90s", "3h", "7d"; get_int reads ms */
  SHEAF_T_SIZE = 6,     /* "64KiB"; get_int reads bytes */
  SHEAF_T_URL = 7,      /* its host is allowed for sheaf.http/1 */
  SHEAF_T_PATH = 8,     /* made absolute against the file that wrote it */
  SHEAF_T_ENUM = 9,
  SHEAF_T_OBJECT = 10,
  SHEAF_T_TIMESTAMP = 11 /* RFC 3339 or a date; get_int reads ms */
};
typedef int32_t sheaf_shape;
enum { SHEAF_SCALAR = 0, SHEAF_LIST = 1, SHEAF_MAP = 2 };

enum {
  SHEAF_F_REQUIRED = 1u << 0,
  SHEAF_F_SECRET = 1u << 1,   /* YAML may hold only ${ENV} or a file reference; never logged */
  SHEAF_F_ADVANCED = 1u << 2, /* left out of short docs and `create --small` */
  SHEAF_F_DEPRECATED = 1u << 3,
  SHEAF_F_IDENTITY = 1u << 4 /* a change of value makes the stored cursor meaningless */
};

typedef struct sheaf_option {
  uint32_t struct_size;
  uint32_t flags;
  const char* value;
  const char* summary;
} sheaf_option;

typedef struct sheaf_field {
  uint32_t struct_size;
  uint32_t flags; /* SHEAF_F_* */
  sheaf_type type;
  sheaf_shape shape;
  const char* name;         /* [a-z][a-z0-9_]* */
  const char* summary;      /* one sentence, mandatory */
  const char* description;  /* Markdown, or NULL */
  const char* default_yaml; /* a YAML literal, or NULL: no default */
  const char* example_yaml;
  const char* pattern;                /* POSIX extended regular expression for strings, or NULL */
  double min, max;                    /* of numbers; -INFINITY / INFINITY: unbounded */
  const sheaf_option* const* options; /* SHEAF_T_ENUM */
  size_t option_count;
  const struct sheaf_field* const* children; /* SHEAF_T_OBJECT */
  size_t child_count;
} sheaf_field;

/* A validated view: unknown fields were refused, defaults applied, ${ENV} and secrets resolved
 * before create() is called. Paths are dotted: "retry.max", "feeds.0.url"; an object is at
 * "feeds.0". Strings live as long as the sheaf_config, i.e. until create() returns. NOT_FOUND means
 * an optional field was not given. [thread-safe] */
typedef struct sheaf_config {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_status(SHEAF_CALL* get_string)(const struct sheaf_config*, const char* path,
                                       sheaf_str* out);
  sheaf_status(SHEAF_CALL* get_int)(const struct sheaf_config*, const char* path, int64_t* out);
  sheaf_status(SHEAF_CALL* get_float)(const struct sheaf_config*, const char* path, double* out);
  sheaf_status(SHEAF_CALL* get_bool)(const struct sheaf_config*, const char* path, uint8_t* out);
  /* Entries of a list or map. */
  sheaf_status(SHEAF_CALL* get_count)(const struct sheaf_config*, const char* path, size_t* out);
  /* The i-th key of a map, in file order. */
  sheaf_status(SHEAF_CALL* get_key)(const struct sheaf_config*, const char* path, size_t i,
                                    sheaf_str* out);
  /* The subtree as JSON; "" is the whole. */
  sheaf_status(SHEAF_CALL* get_json)(const struct sheaf_config*, const char* path, sheaf_str* out);
} sheaf_config;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_CONFIG_H */
