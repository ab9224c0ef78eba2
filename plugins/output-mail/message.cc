#include "message.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "digest/line.h"
#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"
#include "shortened.h"

namespace output_mail {
namespace {

// Cannot be in quoted-printable text ("=_" is no escape there) nor in base64.
constexpr const char* kBoundary = "=_sheaf_digest";
constexpr std::size_t kSubject = 250, kName = 100, kBracketed = 900;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

void init() {
  static const bool once = (g_mime_init(), true);
  static_cast<void>(once);
}

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : std::string(text);
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 30);
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

std::size_t quoted_size(std::string_view text) {
  std::size_t out = 0;
  for (const char c : text) out += c == '\n' || (c >= ' ' && c <= '~' && c != '=') ? 1 : 3;
  return out;
}

Ref<GMimePart> part(const char* subtype, const std::string& text) {
  Ref<GMimePart> out(GMIME_PART(g_mime_text_part_new_with_subtype(subtype)));
  const bool base64 = quoted_size(text) > text.size() / 3 * 4;
  g_mime_text_part_set_charset(GMIME_TEXT_PART(out.get()), "utf-8");
  // what base64 hides has to be canonical by itself
  g_mime_text_part_set_text(GMIME_TEXT_PART(out.get()), (base64 ? with_crlf(text) : text).c_str());
  g_mime_part_set_content_encoding(
      out.get(), base64 ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return out;
}

void add_mailbox(GMimeMessage* message, GMimeAddressType type, const Mailbox& box) {
  const std::string name = shortened(digest::one_line(box.name), kName);
  g_mime_message_add_mailbox(message, type, name.empty() ? nullptr : name.c_str(),
                             box.address.c_str());
}

// RFC 2047 section 2: words of at most 75 characters, none of which ends inside a character.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kBytes = 45;
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::max<std::size_t>(sheaf::text::beginning(text, kBytes).size(), 1);
    char* base64 = g_base64_encode(reinterpret_cast<const guchar*>(text.data()), end);
    out += (out.empty() ? "" : "\n ") + ("=?utf-8?B?" + text_of(base64)) + "?=";
    g_free(base64);
    text.remove_prefix(end);
  }
  return out;
}

// A header whose value is written as it is: in ASCII, and folded.
void set_raw(GMimeMessage* m, const char* name, const std::string& value) {
  g_mime_object_set_header(GMIME_OBJECT(m), name, "", "utf-8");
  GMimeHeader* header =
      g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(m)), name);
  g_mime_header_set_raw_value(header, (" " + value + "\n").c_str());
}

// GMime would leave ASCII as it is, even if it looks like an encoded word.
void set_subject(GMimeMessage* m, const std::string& text) {
  if (text.find("=?") != std::string::npos) {
    set_raw(m, "Subject", encoded_words(text));
  } else {
    g_mime_message_set_subject(m, text.c_str(), "utf-8");
  }
}

// In angle brackets (RFC 2369, 2919). GMime would encode a long one, and nobody would read it.
void set_bracketed(GMimeMessage* m, const char* name, const std::string& value) {
  const bool sound =
      value.size() <= kBracketed && std::all_of(value.begin(), value.end(), [](char c) {
        return c > ' ' && c <= '~' && c != '<' && c != '>';
      });
  if (!sound) {
    throw sheaf::Error(SHEAF_E_CONFIG, std::string(name) + ": `" + digest::one_line(value) +
                                           "` is too long, or holds what no address does");
  }
  set_raw(m, name, (value.size() > 60 ? "\n <" : "<") + value + ">");
}

std::string domain_of(const std::string& address) {
  return address.substr(address.rfind('@') + 1);
}

}  // namespace

std::vector<Mailbox> mailboxes(const std::string& field, const std::string& text) {
  init();
  const auto refuse = [&] {
    throw sheaf::Error(SHEAF_E_CONFIG, field + ": `" + digest::one_line(text) +
                                           "`: an address like ada@example.edu or Ada Lovelace "
                                           "<ada@example.edu> is expected");
  };
  const Ref<InternetAddressList> list(internet_address_list_parse(nullptr, text.c_str()));
  std::vector<Mailbox> out;
  const int count = list ? internet_address_list_length(list.get()) : 0;
  for (int i = 0; i < count; ++i) {
    InternetAddress* entry = internet_address_list_get_address(list.get(), i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(entry)) refuse();
    Mailbox box{text_of(internet_address_get_name(entry)),
                text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(entry)))};
    if (box.address.find('@') == std::string::npos) refuse();
    out.push_back(std::move(box));
  }
  if (out.empty()) refuse();
  return out;
}

std::string message_id(const Message& message) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : message.id) {
    const auto byte = static_cast<unsigned char>(c);
    if (sheaf::text::is_alnum(c) || c == '-' || c == '_') {
      out += c;
    } else {
      ((out += '+') += kHex[byte >> 4]) += kHex[byte & 15];
    }
  }
  return out + "@" + domain_of(message.from.address);
}

std::string compose(const Message& message) {
  init();
  const Ref<GMimeMessage> mime(g_mime_message_new(TRUE));
  GMimeMessage* m = mime.get();
  const auto set = [m](const char* name, const std::string& value) {
    g_mime_object_set_header(GMIME_OBJECT(m), name, value.c_str(), "utf-8");
  };
  add_mailbox(m, GMIME_ADDRESS_TYPE_FROM, message.from);
  for (const Mailbox& box : message.to) add_mailbox(m, GMIME_ADDRESS_TYPE_TO, box);
  set_subject(m, shortened(digest::one_line(message.subject), kSubject));
  GDateTime* date = g_date_time_new_from_unix_utc(message.date_ms / 1000);
  g_mime_message_set_date(m, date);
  g_date_time_unref(date);
  g_mime_message_set_message_id(m, message_id(message).c_str());
  set("Auto-Submitted", "auto-generated");  // RFC 3834: no vacation notes for it
  set("X-Auto-Response-Suppress", "All");   // the same for Exchange
  set("Precedence", "bulk");                // and for what is older than both
  if (!message.list_id.empty()) set_bracketed(m, "List-Id", message.list_id);
  if (!message.unsubscribe.empty()) {
    set_bracketed(m, "List-Unsubscribe", message.unsubscribe);
    if (sheaf::text::starts_with_ignoring_case(message.unsubscribe, "https:")) {
      set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");  // RFC 8058 section 3.1
    }
  }
  const Ref<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  g_mime_multipart_set_boundary(both.get(), kBoundary);
  g_mime_multipart_add(both.get(), GMIME_OBJECT(part("plain", message.plain).get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(part("html", message.html).get()));
  g_mime_message_set_mime_part(m, GMIME_OBJECT(both.get()));

  const Ref<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(GMIME_OBJECT(m), nullptr, stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return with_crlf(std::string_view(reinterpret_cast<const char*>(bytes->data), bytes->len));
}

}  // namespace output_mail
