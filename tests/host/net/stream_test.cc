// Bodies that are pulled, and answers that are broken, endless or hostile.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "host/net/net_fixture.h"

namespace host::net {
namespace {

using test::Answer;
using testing::AllOf;
using testing::HasSubstr;

// The sanitizers hold freed memory back: under them a peak says nothing, and this stays at 0.
std::int64_t peak_mib() {
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return 0;
#endif
#endif
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// Reads to the end or the error.
struct ReadAll {
  std::string body;
  std::optional<Error> error;
};
ReadAll read_all(Stream& stream, const CallContext& context, std::size_t piece = 16384) {
  ReadAll out;
  std::string buffer(piece, '\0');
  for (;;) {
    const auto got = stream.read(context, buffer.data(), buffer.size());
    if (!got) {
      out.error = got.error();
      return out;
    }
    if (*got == 0) return out;
    out.body.append(buffer, 0, *got);
  }
}

using StreamTest = NetTest;

TEST_F(StreamTest, GivesTheWholeBodyInPieces) {
  std::string body;
  for (int i = 0; i < 300'000; ++i) body += std::to_string(i) + "\n";
  server_.on("/big", {.headers = {{"X-A", "b"}}, .body = body, .chunked = true});
  auto stream = http().open(context(), get("/big"));
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ((*stream)->response().status, 200);
  EXPECT_EQ(*find_header((*stream)->response().headers, "x-a"), "b");
  EXPECT_EQ((*stream)->response().body, "");
  const auto read = read_all(**stream, context(), 1000);
  EXPECT_FALSE(read.error);
  EXPECT_EQ(read.body, body);
  char byte = 0;
  EXPECT_EQ((*stream)->read(context(), &byte, 1), 0u) << "the end stays the end";
}

TEST_F(StreamTest, GzipIsUnpackedOnTheWay) {
  server_.on("/big", {.body = std::string(1u << 20, 'z'), .repeat = 8, .gzip = true});
  auto stream = http().open(context(), get("/big"));
  ASSERT_TRUE(stream);
  const auto read = read_all(**stream, context(), 777);
  EXPECT_FALSE(read.error);
  EXPECT_EQ(read.body, std::string(8u << 20, 'z'));
}

TEST_F(StreamTest, ASlowReaderHoldsTheServerBack) {
  server_.on("/endless", {.body = std::string(64 << 10, 'e'), .repeat = Answer::kEndless});
  auto stream = http().open(context(), get("/endless"));
  ASSERT_TRUE(stream);
  std::string buffer(1000, '\0');
  ASSERT_TRUE((*stream)->read(context(), buffer.data(), buffer.size()));
  // Until the sockets between are full; nothing moves from then on.
  std::uint64_t sent = 0;
  for (int still = 0; still < 4;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto now = server_.bytes_sent();
    still = now == sent && now > 0 ? still + 1 : 0;
    sent = now;
    ASSERT_LT(sent, 64u << 20) << "nobody reads, yet it flows";
  }
  // And it goes on when somebody reads.
  std::uint64_t total = 0;
  buffer.resize(1u << 20);
  while (total < sent + (4u << 20)) {
    const auto got = (*stream)->read(context(), buffer.data(), buffer.size());
    ASSERT_TRUE(got) << got.error().message;
    ASSERT_GT(*got, 0u);
    total += *got;
  }
  EXPECT_GT(server_.bytes_sent(), sent);
}

TEST_F(StreamTest, ACutBodyIsAnErrorAfterItsBytes) {
  server_.on("/cut", {.body = "0123456789", .cut_at = 4});
  auto stream = http().open(context(), get("/cut"));
  ASSERT_TRUE(stream);
  const auto read = read_all(**stream, context());
  EXPECT_EQ(read.body, "0123");
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(read.error->message,
              AllOf(HasSubstr(server_.authority()), HasSubstr("after 4 bytes")));
  const auto whole = http().perform(context(), get("/cut"));
  ASSERT_FALSE(whole);
  EXPECT_EQ(whole.error().code, SHEAF_E_TRANSIENT);
  EXPECT_EQ(server_.asked().size(), 1u + 4u) << "perform tries again, a stream does not";
}

TEST_F(StreamTest, ACutChunkedBodyIsAnErrorToo) {
  server_.on("/cut",
             {.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"});
  auto stream = http().open(context(), get("/cut"));
  ASSERT_TRUE(stream);
  const auto read = read_all(**stream, context());
  EXPECT_EQ(read.body, "hello");
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->code, SHEAF_E_TRANSIENT);
}

TEST_F(StreamTest, ReadingCanBeCancelledAndTheStreamLeftAtAnyTime) {
  server_.on("/drip", {.body = std::string(100'000, 'd'), .drip_ms = 10});
  auto stream = http().open(context(), get("/drip"));
  ASSERT_TRUE(stream);
  std::atomic<bool> cancel{false};
  CallContext call = context();
  call.cancelled = [&] { return cancel.load(); };
  std::jthread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    cancel = true;
  });
  const auto read = read_all(**stream, call);
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->code, SHEAF_E_CANCELLED);
  stream->reset();
  server_.on("/x", {.body = "x"});
  EXPECT_TRUE(http().perform(context(), get("/x")));
}

TEST_F(StreamTest, ABodyThatStandsStillIsGivenUp) {
  server_.on("/still", {.body = std::string(50, 's'), .drip_ms = 400});
  Service service(folder_.path() / "own", system_clock(),
                  {.user_agent = "x", .standstill_ms = 1000});
  auto stream = service.http().open(context(), get("/still"));
  ASSERT_TRUE(stream);
  const auto read = read_all(**stream, context());
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(read.error->message, HasSubstr("next to nothing for 1 s"));
  EXPECT_LT(read.body.size(), 50u);
}

TEST_F(StreamTest, ErrorsAndRetriesComeBeforeTheStream) {
  server_.script("/shaky", {{.status = 503}, {.body = "ok"}});
  auto stream = http().open(context(), get("/shaky"));
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(read_all(**stream, context()).body, "ok");
  const auto absent = http().open(context(), get("/absent"));
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, SHEAF_E_NOT_FOUND);
}

using BadInputTest = NetTest;

TEST_F(BadInputTest, AGigabyteIsRefusedByItsLength) {
  server_.on("/huge", {.body = std::string(1u << 20, 'h'), .repeat = 1024});
  const auto before = peak_mib();
  const auto answer = http().perform(context(), get("/huge"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM);
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr(server_.authority()), HasSubstr("1024 MiB"), HasSubstr("64 MiB")));
  EXPECT_LT(peak_mib() - before, 50);
  EXPECT_EQ(server_.asked().size(), 1u) << "not asked again";
}

TEST_F(BadInputTest, AnEndlessBodyEndsAtTheLimit) {
  server_.on("/endless", {.body = std::string(64 << 10, 'e'), .repeat = Answer::kEndless});
  Request request = get("/endless");
  request.max_body = 5u << 20;
  const auto answer = http().perform(context(), request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM);
  EXPECT_THAT(answer.error().message, HasSubstr("5 MiB"));
  auto stream = http().open(context(), request);
  ASSERT_TRUE(stream);
  const auto read = read_all(**stream, context());
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->code, SHEAF_E_UPSTREAM);
  EXPECT_LE(read.body.size(), request.max_body);
}

TEST_F(BadInputTest, AGzipBombEndsAtTheLimit) {
  server_.on("/bomb", {.body = std::string(1u << 20, '\0'), .repeat = 100, .gzip = true});
  const auto before = peak_mib();
  Request request = get("/bomb");
  request.max_body = 4u << 20;
  const auto answer = http().perform(context(), request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM);
  EXPECT_THAT(answer.error().message, HasSubstr("larger than the limit"));
  EXPECT_LT(peak_mib() - before, 95);
}

TEST_F(BadInputTest, WhatIsNotGzipIsNotGuessed) {
  server_.on("/lie", {.headers = {{"Content-Encoding", "gzip"}}, .body = "plain text"});
  const auto answer = http().perform(context(), get("/lie"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM);
}

TEST_F(BadInputTest, HeaderBombs) {
  std::string lines = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 4000; ++i)
    lines += "X-Filler-" + std::to_string(i) + ": " + std::string(80, 'f') + "\r\n";
  server_.on("/many", {.raw = lines + "\r\nbody"});
  server_.on("/long", {.raw = "HTTP/1.1 200 OK\r\nX: " + std::string(1u << 20, 'x') + "\r\n\r\n"});
  for (const char* path : {"/many", "/long"}) {
    const auto answer = http().perform(context(), get(path));
    ASSERT_FALSE(answer) << path;
    EXPECT_THAT(answer.error().message, HasSubstr(server_.authority()));
  }
}

TEST_F(BadInputTest, WhatIsNotHttp) {
  for (const char* raw : {"hello there, this is no HTTP at all\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
                          "HTTP/1.1 \r\n\r\n"}) {
    server_.on("/odd", {.raw = raw});
    Request request = get("/odd");
    request.no_retry = true;
    const auto answer = http().perform(context(), request);
    ASSERT_FALSE(answer) << raw;
    EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM) << raw << answer.error().message;
  }
}

TEST_F(BadInputTest, RedirectsToFilesAndPrivateAddressesAreNotFollowed) {
  test::HttpServer inner;
  inner.on("/secret", {.body = "secret"});
  server_.on("/file", {.status = 302, .headers = {{"Location", "file:///etc/passwd"}}});
  server_.on("/inner", {.status = 302, .headers = {{"Location", inner.url("/secret")}}});
  server_.on("/ftp", {.status = 302, .headers = {{"Location", "ftp://127.0.0.1/x"}}});
  CallContext call = context();
  call.files = {"file:///etc/passwd"};
  const auto file = http().perform(call, get("/file"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, SHEAF_E_UPSTREAM);
  EXPECT_THAT(file.error().message, HasSubstr("file"));
  const auto private_address = http().perform(call, get("/inner"));
  ASSERT_FALSE(private_address);
  EXPECT_EQ(private_address.error().code, SHEAF_E_CONFIG);
  EXPECT_THAT(private_address.error().message, HasSubstr(inner.authority()));
  EXPECT_TRUE(inner.asked().empty());
  EXPECT_FALSE(http().perform(call, get("/ftp")));
}

TEST_F(BadInputTest, ANameThatLeadsToAPrivateAddressIsNotAsked) {
  const std::string port = std::to_string(server_.port());
  const std::string name = "rebind.example:" + port;
  server_.on("/x", {.body = "x"});
  Service service(folder_.path() / "own", system_clock(),
                  {.user_agent = "x", .resolve = {name + ":127.0.0.1"}});
  CallContext call = context();
  call.hosts = {{.host = name}};
  const Request request{.url = "http://" + name + "/x"};
  const auto refused = service.http().perform(call, request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, SHEAF_E_CONFIG);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr(name), HasSubstr("127.0.0.1")));
  EXPECT_EQ(server_.connections(), 0) << "not even knocked at";
  // A step that may ask leaves a kept connection; another step does not slip through it.
  CallContext allowed = call;
  allowed.allow_private = {name};
  ASSERT_TRUE(service.http().perform(allowed, request));
  const auto again = service.http().perform(call, request);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, SHEAF_E_CONFIG);
  EXPECT_EQ(server_.asked().size(), 1u);
}

TEST_F(BadInputTest, AnUnknownName) {
  CallContext call = context();
  call.hosts = {{.host = "no-such-host.invalid"}};
  const auto answer =
      http().perform(call, {.url = "https://no-such-host.invalid/x", .no_retry = true});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(answer.error().message, HasSubstr("no-such-host.invalid was not found"));
}

TEST_F(BadInputTest, ARefusedConnection) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  // Bound and not listening: nobody else can take the port meanwhile.
  const std::string host = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  CallContext call = context();
  call.hosts = {{.host = host}};
  call.allow_private = {host};
  const auto answer = http().perform(call, {.url = "http://" + host + "/"});
  ::close(fd);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(answer.error().message, AllOf(HasSubstr(host), HasSubstr("Asked 4 times")));
}

TEST_F(BadInputTest, AnHourOf429) {
  server_.on("/busy", {.status = 429, .headers = {{"Retry-After", "3600"}}, .body = "slow down"});
  const auto answer = http().perform(context(), get("/busy"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(answer.error().retry_after_ms, 3'600'000);
  EXPECT_FALSE(http().perform(context(), get("/busy")));
  EXPECT_EQ(server_.asked().size(), 1u);
}

}  // namespace
}  // namespace host::net
