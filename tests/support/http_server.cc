#include "support/http_server.h"

#include <Poco/DeflatingStream.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/ThreadPool.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <sstream>
#include <thread>
#include <utility>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
// Threads of Poco hand sockets and delegates on by reference counts inside Poco, which is not
// instrumented, so that ThreadSanitizer does not see the order in which they go away. This leaves
// out the server's own threads; whatever asks the server is watched as ever.
extern "C" __attribute__((used, visibility("default"))) const char* __tsan_default_suppressions() {
  return "race:Poco::Net::\nrace:Poco::Delegate\n";
}
#endif
#endif

namespace test {
namespace {

using SteadyClock = std::chrono::steady_clock;
namespace net = Poco::Net;

constexpr int kThreads = 300;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::string Asked::header(const std::string& lower_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_name) return value;
  }
  return "";
}

bool Asked::has_header(const std::string& lower_name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return header.first == lower_name; });
}

struct HttpServer::State {
  struct Script {
    std::vector<Answer> answers;
    std::size_t next = 0;
    std::function<Answer(const Asked&)> make;
  };

  // Sleeps; false when the server ends meanwhile.
  bool pause(std::int64_t ms) {
    std::unique_lock lock(mutex);
    return !ended.wait_for(lock, std::chrono::milliseconds(ms), [this] { return ending; });
  }

  // The script of a path, else of the nearest `/*` above it. Under the mutex.
  std::map<std::string, Script>::iterator find(const std::string& path) {
    auto found = scripts.find(path);
    for (std::size_t end = path.rfind('/'); found == scripts.end() && end != std::string::npos;
         end = end == 0 ? std::string::npos : path.rfind('/', end - 1)) {
      found = scripts.find(path.substr(0, end) + "/*");
    }
    return found;
  }
  void handle(net::HTTPServerRequest& request, net::HTTPServerResponse& response);
  void send(const Answer& answer, net::HTTPServerRequest& request,
            net::HTTPServerResponse& response);
  void leave() {
    const std::lock_guard lock(mutex);
    --in_flight;
  }

  mutable std::mutex mutex;
  mutable std::condition_variable arrived;
  std::condition_variable ended;  // apart: many wait here while requests come in
  // Under the mutex:
  bool ending = false;
  std::map<std::string, Script> scripts;
  std::vector<Asked> asked;
  int in_flight = 0;
  int most_in_flight = 0;

  std::atomic<std::uint64_t> bytes_sent{0};
  const SteadyClock::time_point began = SteadyClock::now();
  net::ServerSocket listener{net::SocketAddress("127.0.0.1", 0), 512};
  Poco::ThreadPool pool{4, kThreads};
  std::unique_ptr<net::HTTPServer> server;
};

namespace {

class Handler final : public net::HTTPRequestHandler {
 public:
  explicit Handler(HttpServer::State& state) : state_(state) {}
  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    try {
      state_.handle(request, response);
    } catch (const std::exception&) {
      // The client hung up: many tests want just that.
    }
  }

 private:
  HttpServer::State& state_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(HttpServer::State& state) : state_(state) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(state_);  // the server deletes it
  }

 private:
  HttpServer::State& state_;
};

void hang_up(net::HTTPServerRequest& request) {
  auto socket = static_cast<net::HTTPServerRequestImpl&>(request).detachSocket();
  socket.shutdownSend();
  socket.close();
}

}  // namespace

void HttpServer::State::handle(net::HTTPServerRequest& request, net::HTTPServerResponse& response) {
  Asked asking;
  asking.method = request.getMethod();
  const std::string& uri = request.getURI();
  const auto mark = std::min(uri.find('?'), uri.size());
  asking.path = uri.substr(0, mark);
  asking.query = uri.substr(std::min(mark + 1, uri.size()));
  for (const auto& [name, value] : request) asking.headers.emplace_back(lower(name), value);
  asking.at_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - began).count();
  Poco::StreamCopier::copyToString(request.stream(), asking.body);
  Answer answer{.status = 404, .body = "no such path in this test"};
  std::function<Answer(const Asked&)> make;
  {
    const std::lock_guard lock(mutex);
    asking.in_flight = ++in_flight;
    most_in_flight = std::max(most_in_flight, in_flight);
    asked.push_back(asking);
    if (const auto found = find(asking.path); found != scripts.end()) {
      Script& script = found->second;
      make = script.make;
      if (!script.answers.empty()) {
        answer = script.answers[std::min(script.next, script.answers.size() - 1)];
        ++script.next;
      }
    }
    arrived.notify_all();
  }
  if (make) answer = make(asking);
  // A client may ask again as soon as it has the answer: an ordinary one is not in flight any more
  // when its head goes out.
  struct Leave {
    State* state;
    void now() {
      if (State* left = std::exchange(state, nullptr)) left->leave();
    }
    ~Leave() { now(); }
  } in_flight_until{this};
  if (answer.delay_ms > 0 && !pause(answer.delay_ms)) return;
  if (!answer.hang && answer.drip_ms == 0) in_flight_until.now();
  send(answer, request, response);
}

void HttpServer::State::send(const Answer& answer, net::HTTPServerRequest& request,
                             net::HTTPServerResponse& response) {
  if (answer.hang) {
    while (pause(50)) {
      net::StreamSocket& socket = static_cast<net::HTTPServerRequestImpl&>(request).socket();
      char byte = 0;
      if (socket.poll(0, net::Socket::SELECT_READ) && socket.receiveBytes(&byte, 1) <= 0) return;
    }
    return;
  }
  if (!answer.raw.empty()) {
    auto socket = static_cast<net::HTTPServerRequestImpl&>(request).detachSocket();
    socket.sendBytes(answer.raw.data(), static_cast<int>(answer.raw.size()));
    socket.shutdownSend();
    return;
  }
  response.setStatus(std::to_string(answer.status));
  response.setReason(net::HTTPResponse::getReasonForStatus(
      static_cast<net::HTTPResponse::HTTPStatus>(answer.status)));
  for (const auto& [name, value] : answer.headers) response.add(name, value);
  std::string body = answer.body;
  std::uint64_t repeat = answer.repeat;
  if (answer.gzip) {
    std::ostringstream packed;
    Poco::DeflatingOutputStream deflater(packed, Poco::DeflatingStreamBuf::STREAM_GZIP);
    for (; repeat > 0; --repeat) {
      deflater.write(body.data(), static_cast<std::streamsize>(body.size()));
    }
    deflater.close();
    body = packed.str();
    repeat = 1;
    response.set("Content-Encoding", "gzip");
  }
  const bool no_body = answer.status == 204 || answer.status == 304;
  if (answer.chunked || repeat == Answer::kEndless) {
    response.setChunkedTransferEncoding(true);
  } else if (!no_body) {
    response.setContentLength64(static_cast<Poco::Int64>(body.size() * repeat));
  }
  if (answer.cut_at) response.setKeepAlive(false);
  std::ostream& out = response.send();
  if (request.getMethod() == "HEAD" || no_body) return;
  if (answer.cut_at) {
    out.write(body.data(), static_cast<std::streamsize>(std::min(*answer.cut_at, body.size())));
    out.flush();
    hang_up(request);
    return;
  }
  if (answer.drip_ms > 0) {
    for (std::size_t i = 0; i < body.size() && out && pause(answer.drip_ms); ++i) {
      out.put(body[i]).flush();
    }
    return;
  }
  for (std::uint64_t i = 0; i < repeat && out; ++i) {
    if (i % 64 == 63) {
      const std::lock_guard lock(mutex);
      if (ending) return;
    }
    out.write(body.data(), static_cast<std::streamsize>(body.size()));
    if (out) bytes_sent += body.size();
  }
  out.flush();
}

HttpServer::HttpServer() : state_(std::make_shared<State>()) {
  net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
  params->setMaxThreads(kThreads);
  params->setMaxQueued(1000);
  params->setKeepAlive(true);
  params->setMaxKeepAliveRequests(0);
  params->setKeepAliveTimeout(Poco::Timespan(30, 0));
  state_->server = std::make_unique<net::HTTPServer>(new Factory(*state_), state_->pool,
                                                     state_->listener, params);
  state_->server->start();
}

HttpServer::~HttpServer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
    state_->ended.notify_all();
  }
  // The server looks up from its listening socket four times a second, or when that is closed.
  ::shutdown(state_->listener.impl()->sockfd(), SHUT_RDWR);
  state_->server->stopAll(true);
  // A thread that was started but has not begun would forget its task, which then leaks.
  state_->pool.joinAll();
  state_->pool.stopAll();
}

int HttpServer::port() const {
  return state_->listener.address().port();
}

std::string HttpServer::authority() const {
  return "127.0.0.1:" + std::to_string(port());
}

std::string HttpServer::url(const std::string& path) const {
  return "http://" + authority() + path;
}

void HttpServer::script(const std::string& path, std::vector<Answer> answers) {
  const std::lock_guard lock(state_->mutex);
  state_->scripts[path] = {std::move(answers), 0, nullptr};
}

void HttpServer::on(const std::string& path, Answer answer) {
  script(path, {std::move(answer)});
}

void HttpServer::react(const std::string& path, std::function<Answer(const Asked&)> answer) {
  const std::lock_guard lock(state_->mutex);
  state_->scripts[path] = {{}, 0, std::move(answer)};
}

std::vector<Asked> HttpServer::asked() const {
  const std::lock_guard lock(state_->mutex);
  return state_->asked;
}

std::vector<Asked> HttpServer::asked(const std::string& path) const {
  std::vector<Asked> out = asked();
  std::erase_if(out, [&](const Asked& one) { return one.path != path; });
  return out;
}

int HttpServer::most_in_flight() const {
  const std::lock_guard lock(state_->mutex);
  return state_->most_in_flight;
}

int HttpServer::connections() const {
  return state_->server->totalConnections();
}

std::uint64_t HttpServer::bytes_sent() const {
  return state_->bytes_sent;
}

bool HttpServer::wait_for(std::size_t requests) const {
  std::unique_lock lock(state_->mutex);
  return state_->arrived.wait_for(lock, std::chrono::seconds(10),
                                  [&] { return state_->asked.size() >= requests; });
}

}  // namespace test
