// A web server on 127.0.0.1 that gives scripted answers and remembers what it was asked. For tests
// of everything that goes through HTTP; free of GoogleTest.
//
//   test::HttpServer server;
//   server.script("/feed", {{.status = 503}, {.body = "<rss/>"}});   // the last answer repeats
//   ... ask server.url("/feed") ...
//   EXPECT_EQ(server.asked("/feed").size(), 2u);
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace test {

// One request as it arrived.
struct Asked {
  std::string method;
  std::string path;                                          // without the query
  std::string query;                                         // without `?`, as sent
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::int64_t at_ms = 0;  // steady time since the server began
  int in_flight = 0;       // requests waiting for their answer at that moment, this one included

  // The first value, or "".
  std::string header(const std::string& lower_name) const;
  bool has_header(const std::string& lower_name) const;
};

// What to answer. Faults combine: delay, then head, then the body in its own way.
struct Answer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::uint64_t repeat = 1;   // sends the body so often; kEndless: until the client hangs up
  bool chunked = false;       // no Content-Length
  bool gzip = false;          // compresses the (repeated) body
  std::int64_t delay_ms = 0;  // before the head
  bool hang = false;          // no answer until the client or the server goes
  std::int64_t drip_ms = 0;   // the body byte by byte with this pause
  std::optional<std::size_t> cut_at{};  // announces the whole body, sends so much, hangs up
  std::string raw{};                    // these bytes instead of an HTTP answer; then hangs up

  static constexpr std::uint64_t kEndless = ~std::uint64_t{0};
};

// Thread-safe. A path ending in `/*` stands for all below it. A path without answers is 404. Up to
// 300 requests at once, each in its own thread.
class HttpServer {
 public:
  HttpServer();   // listens at once, on a free port
  ~HttpServer();  // ends hanging answers

  int port() const;
  std::string url(const std::string& path) const;  // "http://127.0.0.1:PORT/path"
  std::string authority() const;                   // "127.0.0.1:PORT"

  void on(const std::string& path, Answer answer);                    // always the same
  void script(const std::string& path, std::vector<Answer> answers);  // in turn; the last repeats
  void react(const std::string& path, std::function<Answer(const Asked&)> answer);  // as it says

  std::vector<Asked> asked() const;                         // all, in order of arrival
  std::vector<Asked> asked(const std::string& path) const;  // of one path
  int most_in_flight() const;
  int connections() const;           // accepted so far
  std::uint64_t bytes_sent() const;  // of bodies, as far as the socket took them
  // Waits until that many requests have arrived; false after ten seconds.
  bool wait_for(std::size_t requests) const;

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace test
