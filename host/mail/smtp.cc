#include "mail/smtp.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "sheaf/text/ascii.hpp"

namespace host::mail {
namespace {

constexpr std::size_t kMaxMessage = std::size_t{16} << 20;
constexpr std::size_t kMaxLine = 998;
constexpr std::size_t kMaxReply = 300;     // of what the server says, shown to the user
constexpr std::chrono::seconds kLeave{2};  // for the answer to QUIT; libcurl would wait two minutes

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// How far the talk with the server got: the last command that was sent.
enum class Stage { greeting, hello, tls, login, sender, receiver, data, message };

constexpr std::pair<std::string_view, Stage> kCommands[] = {
    {"EHLO", Stage::hello}, {"HELO", Stage::hello},  {"STARTTLS", Stage::tls},
    {"AUTH", Stage::login}, {"MAIL", Stage::sender}, {"RCPT", Stage::receiver},
    {"DATA", Stage::data}};

constexpr std::string_view words_of(Stage stage) {
  constexpr std::string_view kWords[] = {
      "its greeting",           "EHLO", "STARTTLS",   "the login", "the sender (MAIL FROM)",
      "the receiver (RCPT TO)", "DATA", "the message"};
  return kWords[static_cast<std::size_t>(stage)];
}

bool is_name(std::string_view text, std::string_view more) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [more](char c) {
           return sheaf::text::is_alnum(c) || c == '.' || more.find(c) != std::string_view::npos;
         });
}

std::string part(CURLU* url, CURLUPart what) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, 0) != CURLUE_OK) return "";
  std::string out = text;
  curl_free(text);
  return out;
}

// What of the server's answer can be shown: one line, no control characters.
std::string shown(std::string_view reply) {
  std::string out;
  for (const char c : reply.substr(0, kMaxReply)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (!control) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

struct Smtp::Connection {
  Account account;
  Options options;
  std::string url, place;              // place: "mail.example.edu:587", for messages
  std::vector<curl_socket_t> sockets;  // that are open; outlives `easy`, which closes them
  std::unique_ptr<CURL, FreeEasy> easy;

  // Of the transaction that runs.
  Stage stage = Stage::greeting;
  std::string reply;                                          // the last one, without line ends
  std::optional<std::chrono::steady_clock::time_point> quit;  // when QUIT was said
  std::string_view rest;  // of the message, still to be read by libcurl
  std::array<char, CURL_ERROR_SIZE> said{};

  static int on_talk(CURL*, curl_infotype type, char* data, std::size_t size, void* self);
  static std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static int on_open(void* self, curl_socket_t socket, curlsocktype);
  static int on_close(void* self, curl_socket_t socket);
  bool cancelled() const { return options.cancelled && options.cancelled(); }
  Failure failure(CURLcode code) const;
  std::optional<Failure> refusal(long status) const;
};

// Only the verb of a command is kept: what follows AUTH is the password in another form.
int Smtp::Connection::on_talk(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
  auto& c = *static_cast<Connection*>(self);
  const std::string_view line(data, size);
  if (type == CURLINFO_HEADER_OUT) {
    if (line.starts_with("QUIT")) c.quit = std::chrono::steady_clock::now();
    if (c.quit) return 0;  // what failed was before
    c.reply.clear();
    for (const auto& [verb, stage] : kCommands) {
      if (line.starts_with(verb)) c.stage = stage;
    }
  } else if (type == CURLINFO_HEADER_IN && !c.quit) {
    if (c.reply.size() < kMaxReply) c.reply += line;
    if (c.stage == Stage::data && line.starts_with("354")) {
      c.stage = Stage::message;
      c.reply.clear();
    }
  }
  return 0;
}

std::size_t Smtp::Connection::on_read(char* buffer, std::size_t size, std::size_t count,
                                      void* self) {
  auto& c = *static_cast<Connection*>(self);
  const std::size_t bytes = std::min(size * count, c.rest.size());
  std::memcpy(buffer, c.rest.data(), bytes);
  c.rest.remove_prefix(bytes);
  return bytes;
}

int Smtp::Connection::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& c = *static_cast<const Connection*>(self);
  if (c.cancelled()) {
    // or libcurl would say QUIT and wait for the answer of a server that may hang
    for (const curl_socket_t s : c.sockets) ::shutdown(s, SHUT_RDWR);
    return 1;
  }
  return c.quit && std::chrono::steady_clock::now() - *c.quit > kLeave ? 1 : 0;
}

int Smtp::Connection::on_open(void* self, curl_socket_t socket, curlsocktype) {
  static_cast<Connection*>(self)->sockets.push_back(socket);
  return CURL_SOCKOPT_OK;
}

int Smtp::Connection::on_close(void* self, curl_socket_t socket) {
  std::erase(static_cast<Connection*>(self)->sockets, socket);
  return ::close(socket);
}

// What the server's own answer means; absent if it is not that which failed. RFC 5321 section
// 4.2.1: 4yz may work later, 5yz will not; RFC 4954 section 6 lists those of authentication.
std::optional<Failure> Smtp::Connection::refusal(long status) const {
  const auto told = [&](sheaf_status code, std::string_view what_to_do) {
    return Error{code,
                 fmt::format("{} answers {} to {}{}", place,
                             reply.empty() ? std::to_string(status) : shown(reply), words_of(stage),
                             what_to_do),
                 0};
  };
  const bool own = stage == Stage::receiver || stage == Stage::data || stage == Stage::message;
  if (status / 100 == 4) return Failure{told(SHEAF_E_TRANSIENT, "."), !own || status == 421};
  if (status / 100 != 5) return std::nullopt;
  if (status == 530 || status == 534 || status == 535 || status == 538 || stage == Stage::login) {
    return Failure{told(SHEAF_E_AUTH, ": check user and password."), true};
  }
  if (own) return Failure{told(SHEAF_E_CONFIG, "."), false};
  if (stage == Stage::sender) {
    return Failure{told(SHEAF_E_CONFIG, ": check the sender's address."), true};
  }
  return Failure{told(SHEAF_E_UPSTREAM, "."), true};
}

Failure Smtp::Connection::failure(CURLcode code) const {
  const std::string detail = said[0] != '\0' ? shown(said.data()) : curl_easy_strerror(code);
  const auto everyone = [](sheaf_status status, std::string message) {
    return Failure{{status, std::move(message), 0}, true};
  };
  const bool implicit = url.starts_with("smtps:");
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return everyone(SHEAF_E_CANCELLED, fmt::format("cancelled while {} had not answered {}.",
                                                     place, words_of(stage)));
    case CURLE_USE_SSL_FAILED:
      if (stage == Stage::hello) {
        return everyone(SHEAF_E_CONFIG,
                        fmt::format("{} does not offer STARTTLS, so nothing was sent: try smtps:// "
                                    "(port 465), or ask its keeper.",
                                    place));
      }
      break;
    case CURLE_SSL_CACERT_BADFILE:
      return everyone(SHEAF_E_CONFIG, fmt::format("http.ca_file cannot be used ({}).", detail));
    case CURLE_PEER_FAILED_VERIFICATION:
      return everyone(SHEAF_E_UPSTREAM,
                      fmt::format("the TLS certificate of {} is not valid, so nothing was sent "
                                  "({}). If it is signed by your own authority, name that in "
                                  "http.ca_file.",
                                  place, detail));
    case CURLE_SSL_CONNECT_ERROR:
      return everyone(SHEAF_E_TRANSIENT,
                      fmt::format("no TLS with {} ({}): {}", place, detail,
                                  implicit ? "a port that begins without TLS wants smtp://."
                                           : "its keeper can tell why."));
    case CURLE_COULDNT_RESOLVE_HOST:
      return everyone(SHEAF_E_TRANSIENT,
                      fmt::format("the name of {} was not found (DNS): check `server`.", place));
    case CURLE_COULDNT_CONNECT:
      return everyone(SHEAF_E_TRANSIENT, fmt::format("no connection to {} ({}).", place, detail));
    case CURLE_OPERATION_TIMEDOUT:
      return everyone(SHEAF_E_TRANSIENT,
                      fmt::format("{} did not answer {} in time{}", place, words_of(stage),
                                  stage == Stage::greeting && !implicit
                                      ? " (a port that begins with TLS, like 465, wants smtps://)."
                                      : "."));
    case CURLE_LOGIN_DENIED:
      if (reply.empty() || reply.front() != '4') {
        return everyone(SHEAF_E_AUTH,
                        fmt::format("{} refuses the login ({}): check user and password.", place,
                                    reply.empty() ? detail : shown(reply)));
      }
      break;
    default:
      break;
  }
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  if (reply.empty()) status = 0;  // it is the answer to an earlier command
  if (auto refused = refusal(status)) return *refused;
  return everyone(SHEAF_E_TRANSIENT,
                  fmt::format("{} broke off after {} ({}).", place, words_of(stage), detail));
}

Smtp::Smtp(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Smtp::Smtp(Smtp&&) noexcept = default;
Smtp::~Smtp() = default;

Result<Smtp> Smtp::open(Account account, Options options) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);
  const auto refuse = [&](std::string_view why) {
    return fail(SHEAF_E_CONFIG, fmt::format("server: {}: smtp://mail.example.edu (STARTTLS) or "
                                            "smtps://mail.example.edu is expected",
                                            why));
  };
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, account.server.c_str(), 0) != CURLUE_OK ||
      account.server.find('\0') != std::string::npos) {
    return refuse("not a URL");
  }
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme != "smtp" && scheme != "smtps") return refuse("not a mail server's URL");
  if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty()) {
    return refuse("user and password have fields of their own");
  }
  const std::string name = part(url.get(), CURLUPART_PATH).substr(1);
  if ((!name.empty() && !is_name(name, "-")) || !part(url.get(), CURLUPART_QUERY).empty() ||
      !part(url.get(), CURLUPART_FRAGMENT).empty()) {
    return refuse("what follows the host is not a host's name");
  }
  // RFC 6409 section 3.1 and RFC 8314 section 3.3: where mail is submitted
  if (part(url.get(), CURLUPART_PORT).empty()) {
    curl_url_set(url.get(), CURLUPART_PORT, scheme == "smtps" ? "465" : "587", 0);
  }
  if (account.user.empty() != account.password.empty()) {
    return fail(SHEAF_E_CONFIG, "user and password belong together: one of them is missing.");
  }
  for (const std::string* secret : {&account.user, &account.password}) {
    if (secret->find_first_of(std::string_view("\0\r\n", 3)) != std::string::npos) {
      return fail(SHEAF_E_CONFIG, "user or password holds a line break or NUL.");
    }
  }
  auto c = std::make_unique<Connection>();
  c->url = part(url.get(), CURLUPART_URL);
  c->place = part(url.get(), CURLUPART_HOST) + ":" + part(url.get(), CURLUPART_PORT);
  c->account = std::move(account);
  c->options = std::move(options);
  c->easy.reset(curl_easy_init());
  if (!c->easy) return fail(SHEAF_E_INTERNAL, "libcurl has no memory.");

  CURL* easy = c->easy.get();
  const auto set = [easy](CURLoption option, auto value) {
    return curl_easy_setopt(easy, option, value);
  };
  set(CURLOPT_URL, c->url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!c->options.ca_file.empty()) set(CURLOPT_CAINFO, c->options.ca_file.c_str());
  if (!c->account.user.empty()) {
    set(CURLOPT_USERNAME, c->account.user.c_str());
    set(CURLOPT_PASSWORD, c->account.password.c_str());
  }
  set(CURLOPT_PROXY, "");  // whatever the environment says: http.proxy is for HTTP
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(c->options.connect_timeout_ms));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(c->options.timeout_ms));
  set(CURLOPT_ERRORBUFFER, c->said.data());
  set(CURLOPT_READFUNCTION, &Connection::on_read);
  set(CURLOPT_READDATA, c.get());
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Connection::on_progress);
  set(CURLOPT_XFERINFODATA, c.get());
  set(CURLOPT_SOCKOPTFUNCTION, &Connection::on_open);
  set(CURLOPT_SOCKOPTDATA, c.get());
  set(CURLOPT_CLOSESOCKETFUNCTION, &Connection::on_close);
  set(CURLOPT_CLOSESOCKETDATA, c.get());
  set(CURLOPT_VERBOSE, 1L);  // for on_talk: nothing is printed
  set(CURLOPT_DEBUGFUNCTION, &Connection::on_talk);
  set(CURLOPT_DEBUGDATA, c.get());
  return Smtp(std::move(c));
}

std::optional<Failure> Smtp::send(const std::string& sender, const std::string& receiver,
                                  const std::string& message, bool last) {
  Connection& c = *connection_;
  if (c.cancelled()) return Failure{{SHEAF_E_CANCELLED, "cancelled.", 0}, true};
  c.stage = Stage::greeting;
  c.reply.clear();
  c.quit.reset();
  c.said[0] = '\0';
  c.rest = message;
  const std::unique_ptr<curl_slist, FreeList> to(
      curl_slist_append(nullptr, ("<" + receiver + ">").c_str()));
  CURL* easy = c.easy.get();
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ("<" + sender + ">").c_str());
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, last ? 1L : 0L);
  const CURLcode code = curl_easy_perform(easy);
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, nullptr);
  if (code == CURLE_OK) return std::nullopt;
  return c.failure(code);
}

Result<void> check_address(const std::string& address) {
  const std::size_t at = address.rfind('@');
  if (at != std::string::npos && address.size() <= 254 && at <= 64 &&
      is_name(std::string_view(address).substr(0, at), "!#$%&'*+-/=?^_`{|}~") &&
      is_name(std::string_view(address).substr(at + 1), "-")) {
    return {};
  }
  return fail(SHEAF_E_CONFIG,
              fmt::format("`{}` is not a mail address like ada@example.edu (letters of other "
                          "alphabets are written as xn--...)",
                          shown(address)));
}

Result<void> check_message(const std::string& message) {
  const auto refuse = [](std::string_view why) {
    return fail(SHEAF_E_INTERNAL, fmt::format("the message {}", why));
  };
  if (message.size() > kMaxMessage) {
    return refuse(fmt::format("has more than {} MiB", kMaxMessage >> 20));
  }
  if (!message.ends_with("\r\n")) return refuse("does not end in CRLF");
  std::size_t begin = 0;  // of the line
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    if (c == '\0' || static_cast<unsigned char>(c) > 127) return refuse("is not all ASCII");
    const bool pair = c == '\r' && i + 1 < message.size() && message[i + 1] == '\n';
    if ((c == '\r' && !pair) || (c == '\n' && (i == 0 || message[i - 1] != '\r'))) {
      return refuse("has a line end other than CRLF");
    }
    if (!pair) continue;
    if (i - begin > kMaxLine) return refuse(fmt::format("has a line of over {} bytes", kMaxLine));
    begin = i + 2;
  }
  return {};
}

}  // namespace host::mail
