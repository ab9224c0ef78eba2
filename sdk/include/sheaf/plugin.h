/* sheaf/plugin.h - the plugin ABI. Pure C11, no dependency but <stdint.h>/<stddef.h>.
 *
 * Ownership, in five lines:
 *  1. A pointer passed in is borrowed until the function returns. Keep = copy.
 *  2. Nobody frees what the other side allocated. There is no shared allocator.
 *  3. Results go to a sink; the sink copies before it returns.
 *  4. An object (instance, transaction, response, stream) ends only by its own last function.
 *  5. Static tables live until deinit(); interface and service tables until destroy().
 *
 * Rules every declaration obeys:
 *  - A struct that may grow starts with `struct_size`, set by whoever fills it; read a field newer
 *    than minor 0 only if SHEAF_HAS(ptr, type, field). New fields go at the end. Such a struct is
 *    never embedded by value and never stored in an array by value: arrays hold pointers.
 *  - Structs marked "frozen" never change; they may be embedded and put in arrays.
 *  - No C++ exception, longjmp or signal crosses a function declared here.
 *  - Strings are UTF-8, not NUL-terminated unless they are `const char *`. Times are milliseconds
 *    since 1970-01-01T00:00Z, SHEAF_TIME_UNKNOWN where there is none.
 *  - Every function has a thread tag: [init] [serial] [thread-safe]. See "Threads" at the end.
 */
#ifndef SHEAF_PLUGIN_H
#define SHEAF_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_ABI_MAJOR 1u
#define SHEAF_ABI_MINOR 0u
#define SHEAF_MAGIC 0x31465348u /* "HSF1" */

/* Lowest host minor this plugin runs on. Raise it to see newer declarations. */
#ifndef SHEAF_ABI_MINOR_REQUIRED
#define SHEAF_ABI_MINOR_REQUIRED 0u
#endif

#if defined(_WIN32)
#define SHEAF_EXPORT __declspec(dllexport)
#define SHEAF_CALL __cdecl
#else
#define SHEAF_EXPORT __attribute__((visibility("default")))
#define SHEAF_CALL
#endif

/* True if `p` points to a `T` whose maker knew field `f`. */
#define SHEAF_HAS(p, T, f) \
  ((p) != NULL && (p)->struct_size >= offsetof(T, f) + sizeof(((const T*)NULL)->f))

/* ---- Values -------------------------------------------------------------------------------- */

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
  SHEAF_MARKUP_JATS = 3, /* https://jats.nlm.nih.gov/ */
  SHEAF_MARKUP_MARKDOWN = 4
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

/* ---- The call: cancellation, deadline, errors, log, progress -------------------------------- */

/* Passed to every fallible plugin function. Owned by the host, valid until that function returns;
 * may be used from any thread the plugin started, until then. */
typedef struct sheaf_call {
  uint32_t struct_size;
  uint32_t flags;
  int64_t deadline_ms; /* SHEAF_TIME_UNKNOWN: none */
  sheaf_str run_id;    /* one execution of a pipeline */
  sheaf_str step_id;   /* the `id:` of this step in the pipeline file */

  /* Non-zero once the plugin must return SHEAF_E_CANCELLED (within 2 s); poll it at least once a
   * second. Host services return SHEAF_E_CANCELLED by themselves. [thread-safe] */
  uint8_t(SHEAF_CALL* is_cancelled)(const struct sheaf_call* call);

  /* Records why the current function is about to return `code`; the last one wins. `message` is for
   * the user, says what to do, and holds no secret. Returns `code`. [thread-safe] */
  sheaf_status(SHEAF_CALL* fail)(const struct sheaf_call* call, sheaf_status code,
                                 int64_t retry_after_ms, sheaf_str message);

  /* Values of SECRET fields are scrubbed by the host. [thread-safe] */
  void(SHEAF_CALL* log)(const struct sheaf_call* call, sheaf_log_level level, sheaf_str message,
                        const sheaf_kv* fields, size_t field_count);

  /* done of total; total 0 if unknown. [thread-safe] */
  void(SHEAF_CALL* progress)(const struct sheaf_call* call, uint64_t done, uint64_t total);
} sheaf_call;

/* ---- The host ------------------------------------------------------------------------------ */

typedef struct sheaf_host {
  uint32_t struct_size;
  uint32_t abi_minor; /* the host's */
  sheaf_str name;     /* "sheaf" */
  sheaf_str version;  /* "0.3.1" */

  /* A service table, or NULL if this host lacks it. Ids are "sheaf.NAME/REV", third parties use
   * "com.example.NAME/REV". Each instance gets its own sheaf_host in create(); the tables live
   * until that instance's destroy(). Services may be looked up in create(), and used (I/O) only
   * inside a later call. [thread-safe] */
  const void*(SHEAF_CALL* service)(const struct sheaf_host* host, const char* service_id);
} sheaf_host;

/* ---- Configuration ------------------------------------------------------------------------- */

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
  const char* since;                  /* component version that added it */
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

/* ---- Components ---------------------------------------------------------------------------- */

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

/* The one exported symbol. Its first members, up to abi_minor_required, never move. */
typedef struct sheaf_plugin_entry_t {
  uint32_t magic; /* SHEAF_MAGIC */
  uint32_t struct_size;
  uint16_t abi_major;
  uint16_t abi_minor;          /* compiled against */
  uint16_t abi_minor_required; /* oldest host it accepts */
  uint16_t reserved;
  const char* sdk; /* "sheaf-sdk-cpp 1.0.0, GCC 12.2.0" */

  sheaf_status(SHEAF_CALL* init)(const sheaf_host* host, const sheaf_call* call); /* [init] */
  void(SHEAF_CALL* deinit)(void);                                                 /* [init] */
  size_t(SHEAF_CALL* component_count)(void); /* [thread-safe] */
  /* NULL for index >= component_count(). [thread-safe] */
  const sheaf_component*(SHEAF_CALL* component)(size_t index);
} sheaf_plugin_entry_t;

extern SHEAF_EXPORT const sheaf_plugin_entry_t sheaf_plugin_entry;

/* ---- Records ------------------------------------------------------------------------------- */

typedef uint32_t sheaf_record_type;
enum {
  SHEAF_TYPE_UNKNOWN = 0,
  SHEAF_TYPE_RESEARCH = 1,
  SHEAF_TYPE_REVIEW = 2,
  SHEAF_TYPE_NEWS = 3,
  SHEAF_TYPE_EDITORIAL = 4,
  SHEAF_TYPE_LETTER = 5,
  SHEAF_TYPE_CORRECTION = 6,
  SHEAF_TYPE_RETRACTION = 7,
  SHEAF_TYPE_OTHER = 8
};

typedef uint32_t sheaf_announce; /* announce type */
enum {
  SHEAF_ANNOUNCE_UNKNOWN = 0,
  SHEAF_ANNOUNCE_NEW = 1,
  SHEAF_ANNOUNCE_CROSS = 2,        /* new as a cross-list */
  SHEAF_ANNOUNCE_REPLACE = 3,      /* a new version */
  SHEAF_ANNOUNCE_REPLACE_CROSS = 4 /* a new version, seen in a cross-list */
};

enum { SHEAF_PERSON_GROUP = 1u << 0 }; /* sheaf_person.flags: a collaboration, not a human */

typedef struct sheaf_person {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_markup markup; /* of the name and affiliation strings */
  uint32_t reserved;
  sheaf_str name; /* as printed; mandatory */
  sheaf_str family;
  sheaf_str given;
  sheaf_str orcid; /* bare: 0000-0002-1825-0097 */
  sheaf_str affiliation;
} sheaf_person;

typedef uint32_t sheaf_relation_type;
enum {
  SHEAF_REL_PREPRINT_OF = 1,  /* this record is the preprint of ID: one work, merged by the host */
  SHEAF_REL_HAS_PREPRINT = 2, /* the other way round; merged too */
  SHEAF_REL_CORRECTS = 3,
  SHEAF_REL_RETRACTS = 4,
  SHEAF_REL_COMMENTS_ON = 5,
  SHEAF_REL_RELATED = 6,
  SHEAF_REL_CORRECTED_BY = 7, /* ID corrects this record; readers who saw it are told once */
  SHEAF_REL_RETRACTED_BY = 8  /* ID retracts it: counts as SHEAF_R_WITHDRAWN; told once, too */
};

typedef struct sheaf_relation { /* frozen */
  sheaf_relation_type type;
  uint32_t reserved;
  sheaf_kv id; /* scheme ("doi") and value, as in sheaf_record.identifiers */
} sheaf_relation;

typedef uint32_t sheaf_link_rel;
enum {
  SHEAF_LINK_OTHER = 0,
  SHEAF_LINK_LANDING = 1,
  SHEAF_LINK_PDF = 2,
  SHEAF_LINK_FULLTEXT = 3,
  SHEAF_LINK_CODE = 4,
  SHEAF_LINK_DATA = 5
};

typedef struct sheaf_link { /* frozen */
  sheaf_link_rel rel;
  uint32_t reserved;
  sheaf_str url;
  sheaf_str label; /* may be empty */
} sheaf_link;

enum { /* sheaf_record.flags */
       SHEAF_R_WITHDRAWN = 1u << 0,
       SHEAF_R_PREPRINT = 1u << 1,
       SHEAF_R_TRUNCATED = 1u << 2, /* the abstract is a teaser, not the whole */
       /* The source has it no more; nothing but `id` is read. A reader's library loses it; among a
        * pipeline's sources it means nothing: what was listed stays listed. */
       SHEAF_R_REMOVED = 1u << 3
};

/* What one source said of one paper. A source undoes its publisher's notations (announcement
 * prefixes, bylines) before it emits; markup is declared, the host cleans it. Towards scorers,
 * editors and outputs the host hands over *works* in the same struct: all text PLAIN, in canonical
 * form, `id` the work's id. */
typedef struct sheaf_record {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id;     /* stable within the source, without version; mandatory */
  uint32_t version; /* 1, 2, ...; 0: unknown */
  sheaf_record_type type;
  sheaf_announce announce;
  uint32_t reserved;
  sheaf_text title; /* mandatory */
  sheaf_text abstract;
  sheaf_text summary; /* an editor's teaser, apart from the abstract */
  sheaf_text comment; /* the authors' remark: "12 pages, accepted at ..." */
  sheaf_text venue;   /* journal name or reference */
  sheaf_str url;      /* landing page */
  sheaf_str language; /* BCP 47 */
  sheaf_str license;  /* SPDX or URL */
  sheaf_str primary_category;
  int64_t published_ms; /* first version */
  int64_t updated_ms;   /* this version */
  int64_t announced_ms; /* when the source listed it */
  const sheaf_person* const* authors;
  size_t author_count;
  const sheaf_str* categories; /* canonical ids: cs.CL, quant-ph; the primary one included */
  size_t category_count;
  /* Scheme and value: {"arxiv","2406.01234"}, {"doi","10.1000/x"} (bare, lower case), {"pmid","1"}.
   * Two records that share one are one work. Schemes are opaque to the host. */
  const sheaf_kv* identifiers;
  size_t identifier_count;
  const sheaf_relation* relations;
  size_t relation_count;
  const sheaf_link* links; /* PDF, code, data; the landing page is `url` */
  size_t link_count;
  const sheaf_kv* extras; /* "report-no" = "..."; plain text */
  size_t extra_count;
} sheaf_record;

/* ---- Profiles ------------------------------------------------------------------------------ */

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

/* ---- sheaf.source/1 ------------------------------------------------------------------------ */

#define SHEAF_SOURCE "sheaf.source/1"

typedef uint32_t sheaf_source_state;
enum {
  SHEAF_STATE_OK = 0,
  SHEAF_STATE_EMPTY_EXPECTED = 1,   /* nothing new, and that is normal: a Sunday, a holiday */
  SHEAF_STATE_EMPTY_UNEXPECTED = 2, /* nothing, on a day that should have something */
  SHEAF_STATE_STALE = 3,            /* upstream still serves an older batch */
  SHEAF_STATE_TRUNCATED = 4,        /* upstream or transport cut the list: some are missing */
  SHEAF_STATE_FORMAT_CHANGED = 5,   /* upstream's format is not what this plugin reads */
  SHEAF_STATE_FAILED = 6
};

typedef struct sheaf_fetch_request {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str cursor; /* what checkpoint() last stored for this step; empty: first run */
  int64_t since_ms; /* fetch what was announced since then (`--since`); UNKNOWN: from the cursor */
  int64_t until_ms; /* UNKNOWN: now */
  uint64_t max_records; /* 0: no limit */
} sheaf_fetch_request;

typedef struct sheaf_record_sink {
  uint32_t struct_size;
  uint32_t flags;

  /* Copies the record. May block (back-pressure). SHEAF_STOP: return SHEAF_OK soon. A record
   * without id or title is refused with SHEAF_E_UPSTREAM and counted. [thread-safe] */
  sheaf_status(SHEAF_CALL* emit)(const struct sheaf_record_sink*, const sheaf_record* record);

  /* "Starting again from `cursor` repeats none and loses none of what was emitted before this
   * call." UTF-8, at most 64 KiB. The host stores it only together with everything emitted before,
   * so a record may be emitted twice, never lost. [thread-safe] */
  sheaf_status(SHEAF_CALL* checkpoint)(const struct sheaf_record_sink*, sheaf_str cursor);

  /* How the source is, beside the return code, with one sentence for the report. The worst state
   * reported counts; none reported and SHEAF_OK returned counts as OK. [thread-safe] */
  sheaf_status(SHEAF_CALL* report)(const struct sheaf_record_sink*, sheaf_source_state state,
                                   sheaf_str detail);
} sheaf_record_sink;

typedef struct sheaf_source {
  uint32_t struct_size;
  uint32_t flags;
  /* Emits what is new since the cursor, oldest first where upstream allows. [serial] */
  sheaf_status(SHEAF_CALL* fetch)(sheaf_instance* self, const sheaf_call* call,
                                  const sheaf_fetch_request* request,
                                  const sheaf_record_sink* sink);
} sheaf_source;

/* ---- sheaf.scorer/1 ------------------------------------------------------------------------ */

#define SHEAF_SCORER "sheaf.scorer/1"

typedef struct sheaf_usage {
  uint32_t struct_size;
  uint32_t flags;
  uint64_t requests;
  uint64_t input_tokens; /* all input, cached included */
  uint64_t cached_input_tokens;
  uint64_t output_tokens; /* all output, reasoning included */
  uint64_t reasoning_tokens;
  int64_t cost_micros; /* millionths of `currency`; -1: unknown */
  sheaf_str currency;  /* "USD" */
  sheaf_str model;     /* as resolved by the provider */
} sheaf_usage;

typedef struct sheaf_rubric_level { /* frozen */
  double value;                     /* on the axis' scale */
  sheaf_str text;
} sheaf_rubric_level;

/* One scale of a score. */
typedef struct sheaf_axis {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id;    /* [a-z][a-z0-9_-]* */
  sheaf_str title; /* for readers; empty: the id */
  double scale;    /* values run from 0 to this */
  const sheaf_rubric_level* rubric;
  size_t rubric_count;
} sheaf_axis;

typedef struct sheaf_axis_value { /* frozen */
  sheaf_str id;
  double value; /* 0 .. the axis' scale */
} sheaf_axis_value;

typedef uint32_t sheaf_evidence_kind;
enum {
  SHEAF_EVIDENCE_TERM = 1,   /* subject: the term; detail: where ("title, abstract") */
  SHEAF_EVIDENCE_PERSON = 2, /* subject: the followed person; strength decides the bypass */
  SHEAF_EVIDENCE_OTHER = 3
};
typedef uint32_t sheaf_strength;
enum {
  SHEAF_STRENGTH_NONE = 0,
  SHEAF_STRENGTH_WEAK = 1,  /* a name only: could be someone else */
  SHEAF_STRENGTH_STRONG = 2 /* ORCID, or name with affiliation or co-authors */
};

typedef struct sheaf_evidence { /* frozen */
  sheaf_evidence_kind kind;
  sheaf_strength strength;
  sheaf_str subject;
  sheaf_str detail;
  double contribution; /* to `value`, before saturation; 0 if not additive */
} sheaf_evidence;

typedef struct sheaf_score {
  uint32_t struct_size;
  uint32_t flags;
  size_t record;       /* index into sheaf_score_request.records */
  size_t profile;      /* index into sheaf_score_request.profiles */
  sheaf_status status; /* SHEAF_OK, or why this pair has no score */
  uint32_t reserved;
  double value; /* 0 (irrelevant) .. 1; ignored if status != SHEAF_OK */
  const sheaf_axis_value* axes;
  size_t axis_count;
  const sheaf_str* matched; /* criterion ids */
  size_t matched_count;
  const sheaf_evidence* evidence;
  size_t evidence_count;
  sheaf_str comment; /* for the reader of the digest */
  sheaf_str error;   /* for status != SHEAF_OK */
} sheaf_score;

typedef struct sheaf_score_request {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_record* const* records;
  size_t record_count;
  const sheaf_profile* const* profiles;
  size_t profile_count; /* 1 .. sheaf_scorer.max_profiles */
} sheaf_score_request;

/* What a scorer asked a service about records of this request, and what that answered. */
typedef struct sheaf_exchange {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str to;          /* where it was sent, on one line: "POST https://..." */
  sheaf_str request;     /* the body as it was sent; no header, no secret */
  sheaf_str answer;      /* the body as it came */
  const size_t* records; /* indexes into sheaf_score_request.records */
  size_t record_count;
  size_t profile;   /* index into sheaf_score_request.profiles */
  int64_t until_ms; /* how long it is to be kept */
} sheaf_exchange;

typedef struct sheaf_score_sink {
  uint32_t struct_size;
  uint32_t flags;
  /* At most once per (record, profile), any order. NaN and values outside their scale are refused
   * with SHEAF_E_INTERNAL. [thread-safe] */
  sheaf_status(SHEAF_CALL* score)(const struct sheaf_score_sink*, const sheaf_score* score);
  /* After every billed request, failed ones too; the host adds them up. [thread-safe] */
  sheaf_status(SHEAF_CALL* usage)(const struct sheaf_score_sink*, const sheaf_usage* usage);
  /* Before or after the scores it gave. The host keeps it at once and shows it, as
   * `sheaf show --llm WORK` and at the end of the digest. SHEAF_E_INTERNAL for an index outside the
   * request; one of more than 4 MiB is not kept, without a word. [thread-safe] */
  sheaf_status(SHEAF_CALL* exchange)(const struct sheaf_score_sink*,
                                     const sheaf_exchange* exchange);
} sheaf_score_sink;

enum {                           /* sheaf_scorer.flags */
       SHEAF_S_SPARSE = 1u << 0, /* reports only values above zero; else silence is TRANSIENT */
       SHEAF_S_LOCAL = 1u << 1,  /* no network, no cost: never cached, may be repeated freely */
       SHEAF_S_NEEDS_ABSTRACT = 1u << 2 /* enrichers may run before it */
};

typedef struct sheaf_scorer {
  uint32_t struct_size;
  uint32_t flags;
  size_t max_profiles; /* in one request; 0: no limit */
  size_t max_records;  /* in one request; 0: no limit */

  /* [serial] */
  sheaf_status(SHEAF_CALL* score)(sheaf_instance* self, const sheaf_call* call,
                                  const sheaf_score_request* request, const sheaf_score_sink* sink);

  /* One pair again, with evidence; asked afterwards for what was selected. May be NULL: then
   * score() itself reports evidence. [serial] */
  sheaf_status(SHEAF_CALL* explain)(sheaf_instance* self, const sheaf_call* call,
                                    const sheaf_record* record, const sheaf_profile* profile,
                                    const sheaf_score_sink* sink);

  /* All that a score of this profile depends on, beside the work's text: model, prompt, the
   * profile's parts it reads. Two equal strings may share cached scores; with an empty one nothing
   * is cached. [thread-safe] */
  sheaf_status(SHEAF_CALL* fingerprint)(sheaf_instance* self, const sheaf_profile* profile,
                                        const sheaf_string_sink* sink);

  /* What score() would use; no network. May be NULL: nothing. [serial] */
  sheaf_status(SHEAF_CALL* estimate)(sheaf_instance* self, const sheaf_call* call,
                                     const sheaf_score_request* request,
                                     const sheaf_score_sink* sink);

  /* The axes this instance reports; the array lives until destroy. [thread-safe] */
  const sheaf_axis* const*(SHEAF_CALL* axes)(const sheaf_instance* self, size_t* count);
} sheaf_scorer;

/* ---- What editors and outputs see ---------------------------------------------------------- */

typedef struct sheaf_item { /* a work in a digest */
  uint32_t struct_size;
  uint32_t flags; /* SHEAF_ITEM_* */
  const sheaf_record* record;
  const sheaf_score* const* scores; /* one per scorer that scored it, in pipeline order */
  const sheaf_str* scorers;         /* their step ids, parallel to `scores` */
  size_t score_count;
  uint64_t rank;            /* 1 is best; dense within the digest */
  double rank_value;        /* what `rank` came from */
  const sheaf_str* sources; /* step ids of the sources that brought it */
  size_t source_count;
  const sheaf_str* suggestions; /* ids of works that may be the same paper */
  size_t suggestion_count;
} sheaf_item;
enum {
  SHEAF_ITEM_FOLLOWED = 1u << 0,  /* by a followed person with strong evidence: own section */
  SHEAF_ITEM_CHANGED = 1u << 1,   /* shown before; shown again because it changed */
  SHEAF_ITEM_SUSPENDED = 1u << 2, /* chosen while conditions on missing axes were suspended */
  SHEAF_ITEM_NOTICE = 1u << 3,    /* shown before, retracted or corrected since: comes first */
  /* A scorer valued it far more than the one before it did, unlike the other works: its text may
   * have been written to sway a model. */
  SHEAF_ITEM_OUTLIER = 1u << 4
};

typedef uint32_t sheaf_block_kind;
enum { SHEAF_BLOCK_HEADING = 1, SHEAF_BLOCK_PARAGRAPH = 2, SHEAF_BLOCK_LIST_ITEM = 3 };

typedef struct sheaf_block {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_block_kind kind;
  uint32_t level;          /* of a heading or list item, from 1 */
  sheaf_str text;          /* canonical PLAIN, no markup */
  const size_t* citations; /* indexes into the digest's items */
  size_t citation_count;
} sheaf_block;

typedef struct sheaf_section { /* text an editor added */
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id; /* the editor's step id */
  sheaf_str title;
  const sheaf_block* const* blocks;
  size_t block_count;
} sheaf_section;

typedef struct sheaf_source_report {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str id;     /* step id */
  sheaf_str plugin; /* component id */
  sheaf_source_state state;
  uint32_t reserved;
  sheaf_str detail; /* a sentence; may be empty when OK */
  uint64_t records; /* emitted */
  uint64_t refused; /* emitted without id or title, or unreadable */
} sheaf_source_report;

typedef struct sheaf_count { /* frozen: one line of the funnel */
  sheaf_str id;              /* "fetched", "filtered", ... */
  sheaf_str label;
  uint64_t value;
  uint32_t level; /* 0: a total; 1: a part of the last total above it */
  uint32_t reserved;
} sheaf_count;

typedef uint32_t sheaf_notice_level;
enum { SHEAF_NOTICE_INFO = 0, SHEAF_NOTICE_WARNING = 1, SHEAF_NOTICE_ERROR = 2 };

typedef struct sheaf_notice { /* frozen: what a reader must know, before the items */
  sheaf_notice_level level;
  uint32_t reserved;
  sheaf_str step; /* may be empty */
  sheaf_str text;
} sheaf_notice;

typedef struct sheaf_step_usage { /* frozen */
  sheaf_str step;
  const sheaf_usage* usage;
} sheaf_step_usage;

typedef struct sheaf_unscored { /* frozen: a work that should have a score and has none */
  sheaf_str work;
  sheaf_str title;
  sheaf_str scorer;
  sheaf_str reason;
} sheaf_unscored;

typedef struct sheaf_run {
  uint32_t struct_size;
  uint32_t flags; /* SHEAF_RUN_* */
  sheaf_str id;
  sheaf_str pipeline;
  sheaf_str sheaf_version;
  sheaf_str date;      /* local date of the run in the pipeline's time zone: 2026-09-24 */
  sheaf_str time_zone; /* IANA name */
  int64_t started_ms;
  uint32_t sequence; /* 1 for the day's first delivery of this output to this reader, then 2, ... */
  uint32_t reserved;
  const sheaf_source_report* const* sources;
  size_t source_count;
  const sheaf_notice* notices; /* of the whole run */
  size_t notice_count;
  const sheaf_step_usage* usage;
  size_t usage_count;
  /* The pipeline as it ran, secrets scrubbed: path, YAML value in one line. Beside it, of several
   * lines, STEP.request: the first request to a model as it was sent. */
  const sheaf_kv* settings;
  size_t setting_count;
} sheaf_run;
enum {                              /* sheaf_run.flags */
       SHEAF_RUN_PARTIAL = 1u << 0, /* something failed: exit code 3 */
       /* Handed over again by `sheaf run --rebuild`: to SHEAF_O_PER_RUN outputs the newest run
        * only, which make everything anew from sheaf.history/1. */
       SHEAF_RUN_REBUILD = 1u << 1
};

/* One reader's part of a run. */
typedef struct sheaf_digest {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_profile* profile;
  const sheaf_axis* const* axes; /* of all scorers of the pipeline */
  size_t axis_count;
  const sheaf_count* funnel; /* adds up; each work counted once */
  size_t funnel_count;
  const sheaf_notice* notices; /* this reader's, beside the run's */
  size_t notice_count;
  const sheaf_section* const* sections;
  size_t section_count;
  const sheaf_item* const* items; /* by rank; followed people's first */
  size_t item_count;
  const sheaf_unscored* unscored;
  size_t unscored_count;
} sheaf_digest;

/* ---- sheaf.editor/1 ------------------------------------------------------------------------ */

#define SHEAF_EDITOR "sheaf.editor/1"

typedef struct sheaf_section_sink {
  uint32_t struct_size;
  uint32_t flags;
  /* Opens a section; blocks that follow belong to it. [serial] */
  sheaf_status(SHEAF_CALL* section)(const struct sheaf_section_sink*, sheaf_str title);
  /* A block of the open section. Citations out of range: SHEAF_E_INTERNAL. [serial] */
  sheaf_status(SHEAF_CALL* block)(const struct sheaf_section_sink*, const sheaf_block* block);
  sheaf_status(SHEAF_CALL* usage)(const struct sheaf_section_sink*, const sheaf_usage* usage);
  /* What the reader must know of how the sections came about, in a sentence. A warning or error
   * says that they are less than asked for: the run is then delivered in part. [serial] */
  sheaf_status(SHEAF_CALL* notice)(const struct sheaf_section_sink*, sheaf_notice_level level,
                                   sheaf_str text);
} sheaf_section_sink;

typedef struct sheaf_editor {
  uint32_t struct_size;
  uint32_t flags;
  /* Writes sections about one reader's selected works. [serial] */
  sheaf_status(SHEAF_CALL* edit)(sheaf_instance* self, const sheaf_call* call, const sheaf_run* run,
                                 const sheaf_digest* digest, const sheaf_section_sink* sink);
} sheaf_editor;

/* ---- sheaf.enricher/1 ---------------------------------------------------------------------- */

#define SHEAF_ENRICHER "sheaf.enricher/1"

typedef struct sheaf_enrich_sink {
  uint32_t struct_size;
  uint32_t flags;
  /* A partial record for works[index]: only the fields it knows; `id` is the enricher's own id of
   * the paper, a title may be missing. It fills gaps, it never overwrites what a source said.
   * [thread-safe] */
  sheaf_status(SHEAF_CALL* emit)(const struct sheaf_enrich_sink*, size_t index,
                                 const sheaf_record* partial);
  sheaf_status(SHEAF_CALL* usage)(const struct sheaf_enrich_sink*, const sheaf_usage* usage);
} sheaf_enrich_sink;

typedef struct sheaf_enricher {
  uint32_t struct_size;
  uint32_t flags;
  size_t max_batch;           /* works in one call; 0: no limit */
  const char* const* schemes; /* identifier schemes it can look up; NULL-terminated */
  /* Looks works up by their identifiers; silence about an index means "knows nothing". [serial] */
  sheaf_status(SHEAF_CALL* enrich)(sheaf_instance* self, const sheaf_call* call,
                                   const sheaf_record* const* works, size_t work_count,
                                   const sheaf_enrich_sink* sink);
} sheaf_enricher;

/* ---- sheaf.output/1 ------------------------------------------------------------------------ */

#define SHEAF_OUTPUT "sheaf.output/1"

/* Nothing is visible to anybody before commit() returns SHEAF_OK, and after abort() nothing is left
 * behind. In order: begin, digest (once, or once per reader for SHEAF_O_PER_RUN), commit or abort,
 * destroy. */
typedef struct sheaf_output_tx {
  uint32_t struct_size;
  uint32_t flags;
  void* plugin_data;
  /* [serial] */
  sheaf_status(SHEAF_CALL* digest)(struct sheaf_output_tx*, const sheaf_call* call,
                                   const sheaf_digest* digest);
  /* The same delivery committed twice has the effect of once. [serial] */
  sheaf_status(SHEAF_CALL* commit)(struct sheaf_output_tx*, const sheaf_call* call);
  void(SHEAF_CALL* abort)(struct sheaf_output_tx*);   /* cannot fail [serial] */
  void(SHEAF_CALL* destroy)(struct sheaf_output_tx*); /* after commit or abort [serial] */
} sheaf_output_tx;

enum {                               /* sheaf_output.flags */
       SHEAF_O_ATOMIC = 1u << 0,     /* all or nothing (file + rename, one SQL transaction) */
       SHEAF_O_IDEMPOTENT = 1u << 1, /* a repeated commit of a delivery id is harmless */
       SHEAF_O_PER_RUN = 1u << 2,    /* one delivery covers all readers; else one per reader */
       /* An earlier digest handed over again restores what it left and disturbs nobody (files, not
        * mail): `sheaf run --rebuild` asks it to. */
       SHEAF_O_REBUILDS = 1u << 3
};

typedef struct sheaf_output {
  uint32_t struct_size;
  uint32_t flags;
  /* `delivery_id` is stable over retries: the idempotency key. [serial] */
  sheaf_status(SHEAF_CALL* begin)(sheaf_instance* self, const sheaf_call* call,
                                  sheaf_str delivery_id, const sheaf_run* run,
                                  sheaf_output_tx** out);
  /* Where this reader's digest of that run would go (a path, a URL), so that `check` finds two
   * readers who would overwrite each other. `run` may lack everything but date and sequence. May be
   * NULL. [thread-safe] */
  sheaf_status(SHEAF_CALL* target)(sheaf_instance* self, const sheaf_profile* profile,
                                   const sheaf_run* run, const sheaf_string_sink* sink);
} sheaf_output;

/* ---- Optional: sheaf.probe/1 - may I reach it, are the credentials good? -------------------- */

#define SHEAF_PROBE "sheaf.probe/1"
typedef struct sheaf_probe {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_status(SHEAF_CALL* probe)(sheaf_instance* self, const sheaf_call* call); /* [serial] */
} sheaf_probe;

/* ---- Service: sheaf.http/1 ------------------------------------------------------------------ */

#define SHEAF_SERVICE_HTTP "sheaf.http/1"

enum {                             /* sheaf_http_request.flags */
       SHEAF_H_NO_CACHE = 1u << 0, /* default: conditional GET against the shared cache */
       SHEAF_H_NO_RETRY = 1u << 1, /* default: idempotent methods are retried, Retry-After obeyed */
       SHEAF_H_RETRY_POST = 1u << 2,  /* this POST is safe to repeat (an LLM completion) */
       SHEAF_H_ALLOW_ERROR = 1u << 3, /* a 4xx/5xx is a response, not a failed call */
       SHEAF_H_COOKIES = 1u << 4      /* keep cookies for this instance; default: none */
};

typedef struct sheaf_http_request {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str method; /* empty: GET */
  sheaf_str url;    /* http, https; file only if written in the pipeline */
  const sheaf_kv* headers;
  size_t header_count;
  const sheaf_kv* secret_headers; /* sent, but kept out of logs, cache keys and cassettes */
  size_t secret_header_count;
  sheaf_str body;
  sheaf_str body_type;
  uint64_t max_body;  /* of the answer, decoded; 0: the host's limit */
  int64_t timeout_ms; /* 0: the host's limit */
} sheaf_http_request;

enum { /* sheaf_http_response.flags */
       SHEAF_HR_FROM_CACHE = 1u << 0,
       SHEAF_HR_REVALIDATED = 1u << 1, /* a 304: same body as last time */
       SHEAF_HR_REPLAYED = 1u << 2     /* from a cassette */
};

typedef struct sheaf_http_response {
  uint32_t struct_size;
  uint32_t flags;
  int32_t status;
  uint32_t reserved;
  sheaf_str url;           /* after redirects */
  const sheaf_kv* headers; /* names in lower case */
  size_t header_count;
  sheaf_str body; /* decoded, length-capped; empty for a stream */
  /* Frees the response and everything it points to. [thread-safe] */
  void(SHEAF_CALL* release)(const struct sheaf_http_response* self);
} sheaf_http_response;

/* A response whose body is pulled: big files into a SAX parser. */
typedef struct sheaf_http_stream {
  uint32_t struct_size;
  uint32_t flags;                      /* SHEAF_HR_* */
  const sheaf_http_response* response; /* status and headers; lives as long as the stream */
  /* Blocks until at least one byte, the end (*got == 0) or an error; bytes before an error have
   * been handed over already. [serial] */
  sheaf_status(SHEAF_CALL* read)(struct sheaf_http_stream*, const sheaf_call* call, char* buffer,
                                 size_t capacity, size_t* got);
  void(SHEAF_CALL* close)(struct sheaf_http_stream*); /* at any time; frees it [serial] */
} sheaf_http_stream;

/* `response` is NULL unless status == SHEAF_OK, and borrowed; `error` is for the user. Called on
 * the thread that called perform_many, one at a time. Anything but SHEAF_OK returned: start no
 * more. */
typedef sheaf_status(SHEAF_CALL* sheaf_http_done)(void* context, size_t index, sheaf_status status,
                                                  const sheaf_http_response* response,
                                                  int64_t retry_after_ms, sheaf_str error);

typedef struct sheaf_http {
  uint32_t struct_size;
  uint32_t flags;
  /* Blocks. Handles User-Agent, per-host rates, retries, cache, gzip, TLS, proxy, cancellation,
   * size limits, record and replay. On failure it has called call->fail. [thread-safe] */
  sheaf_status(SHEAF_CALL* perform)(const struct sheaf_http*, const sheaf_call* call,
                                    const sheaf_http_request* request,
                                    const sheaf_http_response** out);
  /* Many at once, at most `max_in_flight`; returns when all are done. A failed request is reported
   * to `done` and fails nothing else. [thread-safe] */
  sheaf_status(SHEAF_CALL* perform_many)(const struct sheaf_http*, const sheaf_call* call,
                                         const sheaf_http_request* const* requests,
                                         size_t request_count, size_t max_in_flight,
                                         sheaf_http_done done, void* context);
  /* As perform, but returns when the headers are there. [thread-safe] */
  sheaf_status(SHEAF_CALL* open)(const struct sheaf_http*, const sheaf_call* call,
                                 const sheaf_http_request* request, sheaf_http_stream** out);
} sheaf_http;

/* ---- Service: sheaf.clock/1 - so that replays are reproducible ------------------------------- */

#define SHEAF_SERVICE_CLOCK "sheaf.clock/1"
typedef struct sheaf_clock {
  uint32_t struct_size;
  uint32_t flags;
  int64_t(SHEAF_CALL* now_ms)(const struct sheaf_clock*); /* [thread-safe] */
  /* SHEAF_E_CANCELLED if the call was cancelled meanwhile. In replay time moves on at once.
   * [thread-safe] */
  sheaf_status(SHEAF_CALL* sleep_ms)(const struct sheaf_clock*, const sheaf_call* call, int64_t ms);
} sheaf_clock;

/* ---- Service: sheaf.state/1 - small values that outlive the run ------------------------------ */

#define SHEAF_SERVICE_STATE "sheaf.state/1"
/* Keyed by this component, step and, where it is not empty, profile. What is written is seen by the
 * same run at once and committed with it; a run that dies leaves the old values. An output's is
 * stored at once: its run is committed. Keys at most 1 KiB, values at most 4 MiB. */
typedef struct sheaf_state {
  uint32_t struct_size;
  uint32_t flags;
  /* SHEAF_E_NOT_FOUND if there is none or it expired. [thread-safe] */
  sheaf_status(SHEAF_CALL* get)(const struct sheaf_state*, const sheaf_call* call,
                                sheaf_str profile, sheaf_str key, const sheaf_string_sink* value);
  /* expires_ms: an instant, or SHEAF_TIME_UNKNOWN for never. [thread-safe] */
  sheaf_status(SHEAF_CALL* put)(const struct sheaf_state*, const sheaf_call* call,
                                sheaf_str profile, sheaf_str key, sheaf_str value,
                                int64_t expires_ms);
  sheaf_status(SHEAF_CALL* remove)(const struct sheaf_state*, const sheaf_call* call,
                                   sheaf_str profile, sheaf_str key); /* [thread-safe] */
  /* Every key that starts with `prefix`, in byte order. [thread-safe] */
  sheaf_status(SHEAF_CALL* keys)(const struct sheaf_state*, const sheaf_call* call,
                                 sheaf_str profile, sheaf_str prefix,
                                 const sheaf_string_sink* sink);
} sheaf_state;

/* ---- Service: sheaf.history/1 - what was shown ----------------------------------------------- */

#define SHEAF_SERVICE_HISTORY "sheaf.history/1"
typedef struct sheaf_history_query {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str profile; /* empty: all profiles of the pipeline */
  int64_t since_ms;  /* by the time it was delivered; UNKNOWN: from the first */
  int64_t until_ms;
} sheaf_history_query;

typedef struct sheaf_history_entry {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_item* item;
  sheaf_str profile;
  sheaf_str run_id;
  sheaf_str date; /* local date of that run */
  int64_t shown_ms;
} sheaf_history_entry;

/* A work that some source of the pipeline listed, shown to somebody or not. */
typedef struct sheaf_history_work {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_record* work;
  const sheaf_str* sources; /* step ids of the sources that brought it */
  size_t source_count;
  int64_t listed_ms; /* when the pipeline met it first */
} sheaf_history_work;

/* Of the pipeline's runs so far: towards an output its own run is among them, towards an editor it
 * is not. What `visit` gets is borrowed until it returns; SHEAF_STOP from it ends the walk. */
typedef struct sheaf_history {
  uint32_t struct_size;
  uint32_t flags;
  /* Calls `visit` for every item of a digest, oldest digest first, then by rank. [thread-safe] */
  sheaf_status(SHEAF_CALL* items)(const struct sheaf_history*, const sheaf_call* call,
                                  const sheaf_history_query* query,
                                  sheaf_status(SHEAF_CALL* visit)(void* context,
                                                                  const sheaf_history_entry* entry),
                                  void* context);
  /* Every digest with its sections and items, also empty ones; oldest run first, then by reader in
   * the byte order of their ids. `run` is as its outputs saw it, with sequence 1. [thread-safe] */
  sheaf_status(SHEAF_CALL* digests)(const struct sheaf_history*, const sheaf_call* call,
                                    const sheaf_history_query* query,
                                    sheaf_status(SHEAF_CALL* visit)(void* context,
                                                                    const sheaf_run* run,
                                                                    const sheaf_digest* digest),
                                    void* context);
  /* Every work that a source listed at or after `since_ms` (UNKNOWN: from the first) and that is
   * still in the store, in the order in which the store met them. [thread-safe] */
  sheaf_status(SHEAF_CALL* works)(const struct sheaf_history*, const sheaf_call* call,
                                  int64_t since_ms,
                                  sheaf_status(SHEAF_CALL* visit)(void* context,
                                                                  const sheaf_history_work* work),
                                  void* context);
} sheaf_history;

/* ---- Service: sheaf.feedback/1 - what a reader liked ----------------------------------------- */

#define SHEAF_SERVICE_FEEDBACK "sheaf.feedback/1"
typedef struct sheaf_label {
  uint32_t struct_size;
  uint32_t flags;
  const sheaf_record* work;
  double value;     /* 1 liked .. -1 disliked */
  sheaf_str origin; /* "feedback" or "library" */
  int64_t at_ms;
} sheaf_label;

typedef struct sheaf_feedback {
  uint32_t struct_size;
  uint32_t flags;
  /* Every labelled work of the profile, ordered by time then id. [thread-safe] */
  sheaf_status(SHEAF_CALL* labels)(
      const struct sheaf_feedback*, const sheaf_call* call, sheaf_str profile,
      sheaf_status(SHEAF_CALL* visit)(void* context, const sheaf_label* label), void* context);
} sheaf_feedback;

/* ---- Service: sheaf.budget/1 - reserve before, settle after ---------------------------------- */

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

/* ---- Service: sheaf.mail/1 ------------------------------------------------------------------- */

#define SHEAF_SERVICE_MAIL "sheaf.mail/1"
typedef struct sheaf_mail_message {
  uint32_t struct_size;
  uint32_t flags;
  sheaf_str server; /* smtp://host:587 (STARTTLS required) or smtps://host:465 */
  sheaf_str user;
  sheaf_str password;
  sheaf_str sender;           /* envelope */
  const sheaf_str* receivers; /* envelope */
  size_t receiver_count;
  sheaf_str message; /* RFC 5322, CRLF */
  sheaf_str idempotency_key;
} sheaf_mail_message;

typedef struct sheaf_mail {
  uint32_t struct_size;
  uint32_t flags;
  /* Sends to each receiver; `refused` gets "address: reason" for those the server refused. OK if
   * one took it and nobody is left to try again; TRANSIENT if somebody is. [thread-safe] */
  sheaf_status(SHEAF_CALL* send)(const struct sheaf_mail*, const sheaf_call* call,
                                 const sheaf_mail_message* message,
                                 const sheaf_string_sink* refused);
} sheaf_mail;

/* ---- Threads ---------------------------------------------------------------------------------
 * [init]        never concurrent with anything else in this shared object.
 * [serial]      never two at a time on one instance, but on any thread; instances run in parallel.
 * [thread-safe] any thread, concurrently.
 * A plugin may start threads; none may outlive the call that started it.
 */

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_PLUGIN_H */
