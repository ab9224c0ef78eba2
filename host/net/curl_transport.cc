#include "net/curl_transport.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "net/guard.h"
#include "sheaf/text/ascii.hpp"

namespace host::net {
namespace {

constexpr std::size_t kBuffer = 256u << 10;       // of a body, waiting to be read
constexpr std::size_t kHeaderBytes = 256u << 10;  // of one answer's head
constexpr long kKeptConnections = 256;
constexpr auto kPoll = std::chrono::milliseconds(100);

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeShare {
  void operator()(CURLSH* share) const { curl_share_cleanup(share); }
};

bool is_loopback_name(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         host.starts_with("127.");
}

// Shared by the reader (any thread) and the loop; `mutex` guards what says so.
struct Transfer {
  Hop hop;
  bool through_proxy = false;

  // The loop's thread only.
  std::unique_ptr<CURL, FreeEasy> easy;
  std::unique_ptr<curl_slist, FreeList> header_list;
  std::array<char, CURL_ERROR_SIZE> message{};
  std::size_t header_bytes = 0;
  std::uint64_t body_bytes = 0;
  long standstill_s = 0;
  std::string refused;  // the address that was not allowed
  bool header_bomb = false;
  Head incoming;

  std::mutex mutex;
  std::condition_variable changed;
  // Under the mutex:
  Head head;
  bool head_ready = false;
  std::string buffer;
  std::size_t taken = 0;  // of the buffer
  bool paused = false;
  bool done = false;
  std::optional<Error> error;
};
using TransferPtr = std::shared_ptr<Transfer>;

bool address_allowed(Transfer& transfer, const sockaddr* address, socklen_t size) {
  if (transfer.hop.allow_private || transfer.through_proxy) return true;
  if (is_public_address(address, size)) return true;
  std::array<char, 64> text{};
  if (getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0) {
    transfer.refused = text.data();
  } else {
    transfer.refused = "an unknown kind of address";
  }
  return false;
}

curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  if (!address_allowed(*static_cast<Transfer*>(self), &address->addr, address->addrlen)) {
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// A kept connection opens no socket, so its address is checked before each request as well.
int before_request(void* self, char* ip, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.hop.allow_private || transfer.through_proxy || looks_public(ip)) {
    return CURL_PREREQFUNC_OK;
  }
  transfer.refused = ip;
  return CURL_PREREQFUNC_ABORT;
}

void head_is_complete(Transfer& transfer) {
  long status = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  transfer.incoming.status = static_cast<int>(status);
  if (status < 200) return;  // 100 and 103 come before the answer
  if (transfer.hop.watch_speed) {
    curl_easy_setopt(transfer.easy.get(), CURLOPT_LOW_SPEED_LIMIT, 10L);
    curl_easy_setopt(transfer.easy.get(), CURLOPT_LOW_SPEED_TIME, transfer.standstill_s);
  }
  const std::lock_guard lock(transfer.mutex);
  transfer.head = std::move(transfer.incoming);
  transfer.head_ready = true;
  transfer.changed.notify_one();
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view line(data, size * count);
  transfer.header_bytes += line.size();
  if (transfer.header_bytes > kHeaderBytes) {
    transfer.header_bomb = true;
    return 0;
  }
  if (transfer.head_ready) return line.size();  // trailers; only this thread sets head_ready
  if (line.starts_with("HTTP/")) {
    transfer.incoming = Head{};
  } else if (sheaf::text::trimmed(line).empty()) {
    head_is_complete(transfer);
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    transfer.incoming.headers.emplace_back(
        sheaf::text::lowered(sheaf::text::trimmed(line.substr(0, colon))),
        std::string(sheaf::text::trimmed(line.substr(colon + 1))));
  }
  return line.size();
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t bytes = size * count;
  const std::lock_guard lock(transfer.mutex);
  const std::size_t waiting = transfer.buffer.size() - transfer.taken;
  if (waiting > 0 && waiting + bytes > kBuffer) {
    transfer.paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  if (transfer.taken > 0) {
    transfer.buffer.erase(0, transfer.taken);
    transfer.taken = 0;
  }
  transfer.buffer.append(data, bytes);
  transfer.body_bytes += bytes;
  transfer.changed.notify_one();
  return bytes;
}

Error error_of(const Transfer& transfer, CURLcode code, std::int64_t standstill_ms) {
  const auto url = parse_url(transfer.hop.url);
  const std::string host = url ? url->authority() : "the host";
  const std::string detail =
      transfer.message[0] != '\0' ? transfer.message.data() : curl_easy_strerror(code);
  if (!transfer.refused.empty()) {
    return {SHEAF_E_CONFIG,
            fmt::format("{} leads to {}, an address of this machine or network, which is only "
                        "asked if the pipeline names the host.",
                        host, transfer.refused)};
  }
  if (transfer.header_bomb) {
    return {SHEAF_E_UPSTREAM,
            fmt::format("the headers of {}'s answer exceed {} KiB.", host, kHeaderBytes >> 10)};
  }
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {SHEAF_E_TRANSIENT, fmt::format("the name {} was not found (DNS): check the address "
                                             "and the network.",
                                             url ? url->host : host)};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {SHEAF_E_TRANSIENT, "the proxy's name was not found (DNS): check http.proxy."};
    case CURLE_COULDNT_CONNECT:
      return {SHEAF_E_TRANSIENT, fmt::format("no connection to {} ({}).", host, detail)};
    case CURLE_OPERATION_TIMEDOUT:
      if (transfer.head_ready) {
        return {SHEAF_E_TRANSIENT,
                fmt::format("{} sent next to nothing for {} s.", host, standstill_ms / 1000)};
      }
      return {SHEAF_E_TRANSIENT, fmt::format("no connection to {} in time ({}).", host, detail)};
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return {SHEAF_E_TRANSIENT, fmt::format("{} broke the answer off after {} bytes ({}).", host,
                                             transfer.body_bytes, detail)};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {SHEAF_E_UPSTREAM,
              fmt::format("the TLS certificate of {} is not valid ({}).", host, detail)};
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WRITE_ERROR:
      return {SHEAF_E_UPSTREAM, fmt::format("{} did not answer in valid HTTP ({}).", host, detail)};
    case CURLE_OUT_OF_MEMORY:
      return {SHEAF_E_INTERNAL, "out of memory."};
    default:
      return {SHEAF_E_TRANSIENT, fmt::format("{}: {}.", host, detail)};
  }
}

void finish(Transfer& transfer, std::optional<Error> error) {
  const std::lock_guard lock(transfer.mutex);
  if (transfer.done) return;
  transfer.done = true;
  transfer.error = std::move(error);
  transfer.changed.notify_one();
}

void global_init() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);
}

}  // namespace

// Owns the multi handle. Everything of libcurl is touched by its thread alone.
class CurlTransport::Loop {
 public:
  explicit Loop(CurlSettings settings) : settings_(std::move(settings)) {
    global_init();
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kKeptConnections);
    for (const auto& line : settings_.resolve) {
      resolve_.reset(curl_slist_append(resolve_.release(), line.c_str()));
    }
    thread_ = std::thread([this] { run(); });
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    if (thread_.joinable()) thread_.join();
  }

  ~Loop() {
    stop();
    jars_.clear();
    curl_multi_cleanup(multi_);
  }

  bool has_proxy() const { return !settings_.proxy.empty(); }

  enum class Order { kAdd, kResume, kDrop };
  void post(Order order, TransferPtr transfer) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) {
        finish(*transfer, stopped_error());
        return;
      }
      orders_.emplace_back(order, std::move(transfer));
    }
    curl_multi_wakeup(multi_);
  }

 private:
  static Error stopped_error() { return {SHEAF_E_CANCELLED, "the program is shutting down."}; }

  void run() {
    int running = 0;
    while (take_orders()) {
      curl_multi_perform(multi_, &running);
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
      }
      curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    for (auto& [easy, transfer] : active_) {
      curl_multi_remove_handle(multi_, easy);
      finish(*transfer, stopped_error());
      transfer->easy.reset();
    }
    active_.clear();
  }

  bool take_orders() {
    std::vector<std::pair<Order, TransferPtr>> orders;
    bool stopping = false;
    {
      const std::lock_guard lock(mutex_);
      orders.swap(orders_);
      stopping = stopping_;
    }
    for (auto& [order, transfer] : orders) {
      switch (order) {
        case Order::kAdd:
          if (stopping) {
            finish(*transfer, stopped_error());
          } else {
            add(transfer);
          }
          break;
        case Order::kResume:
          if (transfer->easy) curl_easy_pause(transfer->easy.get(), CURLPAUSE_CONT);
          break;
        case Order::kDrop:
          if (transfer->easy) {
            curl_multi_remove_handle(multi_, transfer->easy.get());
            active_.erase(transfer->easy.get());
            transfer->easy.reset();
          }
          break;
      }
    }
    return !stopping;
  }

  CURLSH* jar(const std::string& name) {
    auto& share = jars_[name];
    if (!share) {
      share.reset(curl_share_init());
      curl_share_setopt(share.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
    }
    return share.get();
  }

  void add(const TransferPtr& transfer) {
    transfer->easy.reset(curl_easy_init());
    CURL* easy = transfer->easy.get();
    if (easy == nullptr) {
      finish(*transfer, Error{SHEAF_E_INTERNAL, "out of memory."});
      return;
    }
    const Hop& hop = transfer->hop;
    curl_easy_setopt(easy, CURLOPT_URL, hop.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->message.data());
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, settings_.user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(settings_.connect_timeout_ms));
    if (!settings_.ca_file.empty()) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.ca_file.c_str());
    }
    // Also with an empty proxy: that keeps libcurl from reading the environment.
    curl_easy_setopt(easy, CURLOPT_PROXY, transfer->through_proxy ? settings_.proxy.c_str() : "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer.get());
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &before_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer.get());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer.get());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
    transfer->standstill_s = std::max(1L, static_cast<long>(settings_.standstill_ms / 1000));
    if (hop.method == "HEAD") {
      curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (hop.method != "GET" || !hop.body.empty()) {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(hop.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, hop.body.data());
      curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, hop.method.c_str());
    }
    // No waiting for "100 Continue"; no type that we were not told.
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    if (find_header(hop.headers, "content-type") == nullptr) {
      list = curl_slist_append(list, "Content-Type:");
    }
    for (const auto& [name, value] : hop.headers) {
      // "Name;" is how libcurl is told to send a header without a value.
      const std::string line = value.empty() ? name + ";" : name + ": " + value;
      list = curl_slist_append(list, line.c_str());
    }
    transfer->header_list.reset(list);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    if (resolve_) curl_easy_setopt(easy, CURLOPT_RESOLVE, resolve_.get());
    if (!hop.cookie_jar.empty()) {
      curl_easy_setopt(easy, CURLOPT_SHARE, jar(hop.cookie_jar));
      curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");
    }
    active_[easy] = transfer;
    curl_multi_add_handle(multi_, easy);
  }

  void end(CURL* easy, CURLcode code) {
    const auto found = active_.find(easy);
    if (found == active_.end()) return;
    const TransferPtr transfer = found->second;
    active_.erase(found);
    curl_multi_remove_handle(multi_, easy);
    if (code == CURLE_OK && !transfer->head_ready) code = CURLE_WEIRD_SERVER_REPLY;
    if (code == CURLE_OK) {
      finish(*transfer, std::nullopt);
    } else {
      finish(*transfer, error_of(*transfer, code, settings_.standstill_ms));
    }
    transfer->easy.reset();
  }

  const CurlSettings settings_;
  std::unique_ptr<curl_slist, FreeList> resolve_;
  CURLM* multi_ = nullptr;
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<std::pair<Order, TransferPtr>> orders_;
  // The loop's thread only.
  std::map<CURL*, TransferPtr> active_;
  std::map<std::string, std::unique_ptr<CURLSH, FreeShare>> jars_;
  std::thread thread_;
};

namespace {

template <class Post>
class CurlExchange final : public Exchange {
 public:
  // `post(resume)` asks the loop to go on, or to drop the transfer.
  CurlExchange(TransferPtr transfer, Post post)
      : transfer_(std::move(transfer)), post_(std::move(post)) {}

  ~CurlExchange() override {
    {
      const std::lock_guard lock(transfer_->mutex);
      if (transfer_->done) return;
    }
    post_(false);
  }

  Result<Head> head(const Patience& patience) override {
    std::unique_lock lock(transfer_->mutex);
    TRY(wait(lock, patience, [&] { return transfer_->head_ready || transfer_->done; }));
    if (!transfer_->head_ready) return tl::unexpected(*transfer_->error);
    return std::move(transfer_->head);
  }

  Result<std::size_t> read(char* buffer, std::size_t capacity, const Patience& patience) override {
    bool resume = false;
    std::size_t count = 0;
    {
      std::unique_lock lock(transfer_->mutex);
      const auto waiting = [&] { return transfer_->buffer.size() - transfer_->taken; };
      TRY(wait(lock, patience, [&] { return waiting() > 0 || transfer_->done; }));
      if (waiting() == 0) {
        if (transfer_->error) return tl::unexpected(*transfer_->error);
        return 0;
      }
      count = std::min(capacity, waiting());
      std::memcpy(buffer, transfer_->buffer.data() + transfer_->taken, count);
      transfer_->taken += count;
      if (waiting() == 0) {
        transfer_->buffer.clear();
        transfer_->taken = 0;
      }
      resume = transfer_->paused && waiting() < kBuffer / 2;
      if (resume) transfer_->paused = false;
    }
    if (resume) post_(true);
    return count;
  }

 private:
  template <class Ready>
  Result<void> wait(std::unique_lock<std::mutex>& lock, const Patience& patience, Ready ready) {
    while (!ready()) {
      if (patience.cancelled && patience.cancelled()) {
        return fail(SHEAF_E_CANCELLED, "cancelled.");
      }
      const auto now = std::chrono::steady_clock::now();
      if (now >= patience.until) {
        return fail(SHEAF_E_TRANSIENT, transfer_->head_ready ? "the answer did not end in time."
                                                             : "no answer in time.");
      }
      transfer_->changed.wait_until(lock, std::min(now + kPoll, patience.until));
    }
    return {};
  }

  TransferPtr transfer_;
  Post post_;
};

}  // namespace

CurlTransport::CurlTransport(CurlSettings settings)
    : loop_(std::make_shared<Loop>(std::move(settings))) {}

CurlTransport::~CurlTransport() {
  loop_->stop();
}

std::unique_ptr<Exchange> CurlTransport::start(Hop hop) {
  auto transfer = std::make_shared<Transfer>();
  const auto url = parse_url(hop.url);
  transfer->through_proxy = loop_->has_proxy() && url && !is_loopback_name(url->host);
  transfer->hop = std::move(hop);
  loop_->post(Loop::Order::kAdd, transfer);
  // The loop outlives the exchange, so that a late destructor finds it stopped and not gone.
  auto post = [loop = loop_, transfer](bool resume) {
    loop->post(resume ? Loop::Order::kResume : Loop::Order::kDrop, transfer);
  };
  return std::make_unique<CurlExchange<decltype(post)>>(transfer, std::move(post));
}

}  // namespace host::net
