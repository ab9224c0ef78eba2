/* sheaf/abi/mail.h - sheaf.mail/1, a service. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_MAIL_H
#define SHEAF_ABI_MAIL_H

#include <stddef.h>
#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_MAIL_H */
