/* sheaf/abi/values.h - what everything else is made of: strings, markup, times, statuses, one
 * string's sink. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_VALUES_H
#define SHEAF_ABI_VALUES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define SHEAF_EXPORT __declspec(dllexport)
#define SHEAF_CALL __cdecl
#else
#define SHEAF_EXPORT __attribute__((visibility("default")))
#define SHEAF_CALL
#endif

typedef struct sheaf_str { /* frozen; ptr may be NULL only if len == 0 */
  const char* ptr;
  size_t len;
} sheaf_str;

typedef struct sheaf_kv { /* frozen */
  sheaf_str key;
  sheaf_str value;
} sheaf_kv;

typedef uint32_t sheaf_markup;
enum {
  SHEAF_MARKUP_PLAIN = 0, /* text as it is; `$...$` is LaTeX maths */
  SHEAF_MARKUP_TEX = 1,   /* plain text with LaTeX, as preprint servers serve it */
  SHEAF_MARKUP_HTML = 2,
  SHEAF_MARKUP_JATS = 3 /* https://jats.nlm.nih.gov/ */
};
enum { SHEAF_TEXT_DROP_CITATIONS = 1u << 0 }; /* superscript citations glued to words are dropped */

typedef struct sheaf_text { /* frozen: text whose markup is declared; the host cleans it */
  const char* ptr;
  size_t len;
  sheaf_markup markup;
  uint32_t flags; /* SHEAF_TEXT_* */
} sheaf_text;

#define SHEAF_TIME_UNKNOWN INT64_MIN

typedef int32_t sheaf_status;
enum {
  SHEAF_OK = 0,
  SHEAF_STOP = 1,            /* from a sink: enough, return SHEAF_OK soon. Not an error. */
  SHEAF_E_CANCELLED = -1,    /* the call's token was cancelled or its deadline passed */
  SHEAF_E_CONFIG = -2,       /* the user must change the configuration; never retried */
  SHEAF_E_AUTH = -3,         /* credentials missing, refused or expired; never retried */
  SHEAF_E_RATE_LIMITED = -4, /* retry after sheaf_call.fail's retry_after_ms */
  SHEAF_E_TRANSIENT = -5,    /* network, 5xx, timeout: the host may retry the call */
  SHEAF_E_UPSTREAM = -6,     /* upstream answered something this plugin cannot read */
  SHEAF_E_NOT_FOUND = -7,    /* an optional thing is absent */
  SHEAF_E_UNSUPPORTED = -8,  /* this host or plugin does not do that */
  SHEAF_E_BUDGET = -9,       /* a token, cost or size limit set by the user was reached */
  SHEAF_E_INTERNAL = -100    /* a bug: what an escaped C++ exception is turned into */
};
/* Unknown codes: negative is TRANSIENT once, then INTERNAL; positive is OK. */

typedef int32_t sheaf_log_level;
enum {
  SHEAF_LOG_TRACE = 0,
  SHEAF_LOG_DEBUG = 1,
  SHEAF_LOG_INFO = 2,
  SHEAF_LOG_WARN = 3,
  SHEAF_LOG_ERROR = 4,
  SHEAF_LOG_HOST_MISBEHAVING = 5,
  SHEAF_LOG_PLUGIN_MISBEHAVING = 6
};

/* Takes one string; copies. For functions whose result is text. [thread-safe] */
typedef struct sheaf_string_sink {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_status(SHEAF_CALL* put)(const struct sheaf_string_sink*, sheaf_str value);
} sheaf_string_sink;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_VALUES_H */
