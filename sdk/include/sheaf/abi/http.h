/* sheaf/abi/http.h - sheaf.http/1, a service. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_HTTP_H
#define SHEAF_ABI_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

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
  int64_t retry_after_ms;  /* what a 429 or 503 asks to wait, by Retry-After; 0: nothing */
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

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_HTTP_H */
