// The bytes of a mail, made by GMime (RFC 5322, 2045-2047).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace output_mail {

struct Mailbox {
  std::string name;  // as people read it; may be empty
  std::string address;
  bool operator==(const Mailbox&) const = default;
};

// "Ada <ada@example.edu>, bob@example.edu". Throws sheaf::Error(SHEAF_E_CONFIG) that names `field`
// if that is no list of mailboxes, or an empty one.
std::vector<Mailbox> mailboxes(const std::string& field, const std::string& text);

struct Message {
  Mailbox from;
  std::vector<Mailbox> to;
  std::string subject;
  std::int64_t date_ms = 0;
  std::string id;           // what names the delivery; any bytes
  std::string list_id;      // "ada.digest.example.edu"; empty: none
  std::string unsubscribe;  // https or mailto URL in ASCII; empty: none
  std::string plain, html;  // UTF-8, lines end in \n
};

// The same message gives the same bytes: ASCII, lines of at most 998 bytes that end in CRLF. No
// header can be added by anything in a value: they are encoded, and line breaks in them are blanks.
// Throws sheaf::Error(SHEAF_E_CONFIG) if list_id or unsubscribe cannot stand in a header.
std::string compose(const Message& message);

// The Message-ID without its angle brackets: one for each id and domain of the sender.
std::string message_id(const Message& message);

}  // namespace output_mail
