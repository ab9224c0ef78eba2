// Hands a message to a mail server, one receiver at a time (RFC 5321, over libcurl). One
// transaction per receiver, on one connection, because then each receiver has an answer of its own:
// who is refused holds up nobody, and what was taken need not be sent again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"

namespace host::mail {

struct Account {
  // smtp://HOST[:587] with STARTTLS, which the server has to offer, or smtps://HOST[:465]. A path
  // is the name that the client gives itself (EHLO); without it, that of this machine. Any address
  // may be written, private ones too.
  std::string server;
  std::string user{}, password{};  // no user: no authentication
};

struct Options {
  std::string ca_file{};  // of trusted certificates; empty: the system's
  std::int64_t connect_timeout_ms = 20'000;
  std::int64_t timeout_ms = 120'000;  // of one receiver's transaction, connection included
  std::function<bool()> cancelled{};  // asked about once a second, on the caller's thread
};

// Why a receiver did not get the message. error.code: SHEAF_E_TRANSIENT: may work later; else the
// user or the server's keeper has to act.
struct Failure {
  Error error;
  bool everyone = false;  // not this receiver's fault: the next one would meet the same
};

// A connection to one server, made by the first message. Not thread-safe.
class Smtp {
 public:
  // No network. SHEAF_E_CONFIG for a server that is no such URL, or a user without a password.
  static Result<Smtp> open(Account account, Options options);
  Smtp(Smtp&&) noexcept;
  ~Smtp();

  // Blocks. Absent: the server has taken the message. If the connection breaks after the message
  // and before the answer, nobody can know, and it counts as not taken. `sender` and `receiver` are
  // addresses (check_address); `message` is RFC 5322 text (check_message). `last`: takes leave of
  // the server afterwards, for two or three seconds at most.
  std::optional<Failure> send(const std::string& sender, const std::string& receiver,
                              const std::string& message, bool last);

 private:
  struct Connection;
  explicit Smtp(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

// SHEAF_E_CONFIG unless it is a bare address, local@domain in ASCII without quotes, comments or
// anything that could end an SMTP command (RFC 5321 section 4.1.2, Dot-string).
Result<void> check_address(const std::string& address);

// SHEAF_E_INTERNAL unless the lines end in CRLF, hold at most 998 bytes, all of them ASCII, and the
// whole is at most 16 MiB (RFC 5322 section 2.1.1; libcurl does not announce 8BITMIME).
Result<void> check_message(const std::string& message);

}  // namespace host::mail
