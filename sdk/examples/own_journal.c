/* A source in C: new papers from a list that a journal puts on its web site, or that lies in a
 * file. One paper a line, oldest first, only ever appended to; lines that begin with # are
 * comments:
 *
 *   id TAB date TAB title TAB authors, with ; between them TAB link
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sheaf/plugin.h"

typedef struct journal {
  sheaf_instance instance; /* first: the host's pointer to it is ours */
  const sheaf_host* host;
  char* url;
} journal;

static sheaf_str text_of(const char* s) {
  const sheaf_str out = {s, strlen(s)};
  return out;
}

static int equal(sheaf_str a, sheaf_str b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Takes what stands before `separator` off the front of *rest, or all of it, without blanks around.
 */
static sheaf_str take(sheaf_str* rest, char separator) {
  const char* end = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
  sheaf_str out = {rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len};
  rest->ptr = end ? end + 1 : rest->ptr + rest->len;
  rest->len -= end ? out.len + 1 : out.len;
  while (out.len && strchr(" \r", out.ptr[0])) out.ptr++, out.len--;
  while (out.len && strchr(" \r", out.ptr[out.len - 1])) out.len--;
  return out;
}

/* "2026-09-24" as milliseconds since 1970, or SHEAF_TIME_UNKNOWN. */
static int64_t day_ms(sheaf_str s) {
  int year = 0, month = 0, day = 0;
  char copy[11];
  if (s.len != 10) return SHEAF_TIME_UNKNOWN;
  memcpy(copy, s.ptr, 10);
  copy[10] = '\0';
  if (sscanf(copy, "%4d-%2d-%2d", &year, &month, &day) != 3) return SHEAF_TIME_UNKNOWN;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return SHEAF_TIME_UNKNOWN;
  /* Years begin in March, so that the leap day is the last. */
  const int64_t y = month > 2 ? year : year - 1;
  const int64_t m = month > 2 ? month - 3 : month + 9;
  const int64_t days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
  return days * 86400000;
}

/* ---- Reading ----------------------------------------------------------------------------------
 */

typedef struct paper {
  sheaf_str id, title, authors, link;
  int64_t published_ms;
} paper;

/* 0 if the line is no paper. */
static int parse(sheaf_str line, paper* out) {
  out->id = take(&line, '\t');
  out->published_ms = day_ms(take(&line, '\t'));
  out->title = take(&line, '\t');
  out->authors = take(&line, '\t');
  out->link = take(&line, '\t');
  return out->id.len != 0 && out->title.len != 0;
}

static sheaf_status emit(const paper* p, const sheaf_record_sink* sink) {
  size_t most = 1;
  for (size_t i = 0; i < p->authors.len; ++i) most += p->authors.ptr[i] == ';';
  sheaf_person* people = calloc(most, sizeof *people);
  const sheaf_person** pointers = calloc(most, sizeof *pointers);
  sheaf_status status = SHEAF_E_INTERNAL;
  if (people && pointers) {
    sheaf_record record = {
        .struct_size = sizeof record,
        .id = p->id,
        .title = {p->title.ptr, p->title.len, SHEAF_MARKUP_PLAIN, 0},
        .url = p->link,
        .published_ms = p->published_ms,
        .updated_ms = SHEAF_TIME_UNKNOWN,
        .announced_ms = SHEAF_TIME_UNKNOWN,
        .authors = pointers,
    };
    sheaf_str rest = p->authors;
    while (rest.len) {
      const sheaf_str name = take(&rest, ';');
      if (name.len == 0) continue;
      people[record.author_count].struct_size = sizeof *people;
      people[record.author_count].name = name;
      pointers[record.author_count] = &people[record.author_count];
      ++record.author_count;
    }
    status = sink->emit(sink, &record);
  }
  free(pointers);
  free(people);
  return status;
}

/* The cursor is the id of the last paper emitted. If it is gone from the list, all are new: nothing
 * is lost, and the host knows the ones it has shown. */
static sheaf_str behind_cursor(sheaf_str list, sheaf_str cursor) {
  sheaf_str rest = list;
  while (cursor.len && rest.len) {
    sheaf_str line = take(&rest, '\n');
    if (equal(take(&line, '\t'), cursor)) return rest;
  }
  return list;
}

static sheaf_status read_list(sheaf_str list, const sheaf_call* call,
                              const sheaf_fetch_request* request, const sheaf_record_sink* sink) {
  const int backfill = request->since_ms != SHEAF_TIME_UNKNOWN;
  sheaf_str rest = backfill ? list : behind_cursor(list, request->cursor);
  uint64_t emitted = 0, unreadable = 0;
  while (rest.len && (request->max_records == 0 || emitted < request->max_records)) {
    const sheaf_str line = take(&rest, '\n');
    paper p;
    if (call->is_cancelled(call)) return SHEAF_E_CANCELLED;
    if (line.len == 0 || line.ptr[0] == '#') continue;
    if (!parse(line, &p)) {
      ++unreadable;
      continue;
    }
    if (p.published_ms != SHEAF_TIME_UNKNOWN && p.published_ms < request->since_ms) continue;
    const sheaf_status taken = emit(&p, sink);
    if (taken < 0) return taken;
    ++emitted;
    const sheaf_status stored = sink->checkpoint(sink, p.id);
    if (stored < 0) return stored;
    if (taken == SHEAF_STOP) return SHEAF_OK;
  }
  if (unreadable) {
    char detail[80];
    snprintf(detail, sizeof detail, "%llu lines are not: id, date, title, authors, link.",
             (unsigned long long)unreadable);
    return sink->report(sink, SHEAF_STATE_FORMAT_CHANGED, text_of(detail));
  }
  if (emitted) return SHEAF_OK;
  return sink->report(sink, SHEAF_STATE_EMPTY_EXPECTED, text_of("Nothing new."));
}

static sheaf_status fetch(sheaf_instance* self, const sheaf_call* call,
                          const sheaf_fetch_request* request, const sheaf_record_sink* sink) {
  const journal* j = (const journal*)self;
  const sheaf_http* http = j->host->service(j->host, SHEAF_SERVICE_HTTP);
  if (!http) return call->fail(call, SHEAF_E_UNSUPPORTED, 0, text_of("this host has no HTTP"));
  sheaf_http_request question = {.struct_size = sizeof question, .url = text_of(j->url)};
  const sheaf_http_response* answer = NULL;
  sheaf_status status = http->perform(http, call, &question, &answer);
  if (status != SHEAF_OK) return status; /* it has told the host why */
  status = read_list(answer->body, call, request, sink);
  answer->release(answer);
  return status;
}

/* ---- The component ----------------------------------------------------------------------------
 */

static void destroy(sheaf_instance* self) {
  journal* j = (journal*)self;
  free(j->url);
  free(j);
}

static const void* get_interface(const sheaf_instance* self, const char* id) {
  static const sheaf_source source = {sizeof source, 0, fetch};
  (void)self;
  return strcmp(id, SHEAF_SOURCE) == 0 ? &source : NULL;
}

static sheaf_status create(const sheaf_component* self, const sheaf_host* host,
                           const sheaf_config* config, const sheaf_call* call,
                           sheaf_instance** out) {
  sheaf_str url = {NULL, 0};
  const sheaf_status status = config->get_string(config, "url", &url);
  journal* j = calloc(1, sizeof *j);
  (void)self;
  if (status == SHEAF_OK && j) j->url = calloc(url.len + 1, 1);
  if (!j || !j->url) {
    free(j);
    return status < 0 ? status : call->fail(call, SHEAF_E_INTERNAL, 0, text_of("out of memory"));
  }
  memcpy(j->url, url.ptr, url.len);
  j->host = host;
  j->instance.struct_size = sizeof j->instance;
  j->instance.destroy = destroy;
  j->instance.get_interface = get_interface;
  *out = &j->instance;
  return SHEAF_OK;
}

static const sheaf_field kUrl = {
    .struct_size = sizeof(sheaf_field),
    .flags = SHEAF_F_REQUIRED | SHEAF_F_IDENTITY,
    .type = SHEAF_T_URL,
    .name = "url",
    .summary = "Where the list is.",
    .example_yaml = "https://journal.example/new.txt",
    .min = -INFINITY,
    .max = INFINITY,
};
static const sheaf_field* const kFields[] = {&kUrl};

static const sheaf_component kComponent = {
    .struct_size = sizeof(sheaf_component),
    .kind = SHEAF_SOURCE,
    .id = "own-journal",
    .version = "1.0.0",
    .summary = "New papers from a plain list, one a line.",
    .license = "MIT",
    .fields = kFields,
    .field_count = 1,
    .create = create,
};

static sheaf_status init(const sheaf_host* host, const sheaf_call* call) {
  (void)host;
  (void)call;
  return SHEAF_OK;
}
static void deinit(void) {}
static size_t component_count(void) {
  return 1;
}
static const sheaf_component* component(size_t index) {
  return index == 0 ? &kComponent : NULL;
}

const sheaf_plugin_entry_t sheaf_plugin_entry = {
    .magic = SHEAF_MAGIC,
    .struct_size = sizeof(sheaf_plugin_entry_t),
    .abi_major = SHEAF_ABI_MAJOR,
    .abi_minor = SHEAF_ABI_MINOR,
    .sdk = "plain C",
    .init = init,
    .deinit = deinit,
    .component_count = component_count,
    .component = component,
};
