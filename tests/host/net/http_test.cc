// The service against a real server: what is asked, and what comes back.
#include <atomic>
#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include "host/net/net_fixture.h"

namespace host::net {
namespace {

using test::Answer;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST_F(NetTest, GetsABodyWithItsHeadAndSaysWhoAsks) {
  server_.on("/feed", {.headers = {{"X-Thing", "one"}, {"X-Thing", "two"}}, .body = "hello"});
  Request request = get("/feed?b=2&a=1%2B1+x#part");
  request.headers = {{"Accept", "application/xml"}, {"X-Empty", ""}};
  const auto answer = http().perform(context(), request);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->url, server_.url("/feed?b=2&a=1%2B1+x"));
  EXPECT_FALSE(answer->from_cache);
  std::vector<std::string> things;
  for (const auto& [name, value] : answer->headers) {
    if (name == "x-thing") things.push_back(value);
  }
  EXPECT_THAT(things, ElementsAre("one", "two"));
  const auto asked = server_.asked();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].method, "GET");
  EXPECT_EQ(asked[0].query, "b=2&a=1%2B1+x");
  EXPECT_EQ(asked[0].header("user-agent"), "sheaf/9.9 (+mailto:reader@example.org)");
  EXPECT_THAT(asked[0].header("accept-encoding"), AllOf(HasSubstr("gzip"), HasSubstr("br")));
  EXPECT_EQ(asked[0].header("accept"), "application/xml");
  EXPECT_TRUE(asked[0].has_header("x-empty"));
  EXPECT_FALSE(asked[0].has_header("content-type"));
  EXPECT_FALSE(asked[0].has_header("cookie"));
}

TEST_F(NetTest, PostsABodyWithItsTypeAndSecretHeaders) {
  server_.on("/v1", {.body = "ok"});
  const std::string big(3u << 20, 'x');  // large enough for "Expect: 100-continue" elsewhere
  const auto answer = http().perform(context(), {.method = "POST",
                                                 .url = server_.url("/v1"),
                                                 .secret_headers = {{"Authorization", "Bearer k"}},
                                                 .body = big,
                                                 .body_type = "application/json"});
  ASSERT_TRUE(answer) << answer.error().message;
  const auto asked = server_.asked();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].method, "POST");
  EXPECT_EQ(asked[0].body, big);
  EXPECT_EQ(asked[0].header("content-type"), "application/json");
  EXPECT_EQ(asked[0].header("authorization"), "Bearer k");
  EXPECT_FALSE(asked[0].has_header("expect"));
}

TEST_F(NetTest, OtherMethods) {
  server_.on("/thing", {.headers = {{"X-Size", "7"}}, .body = "1234567"});
  const auto head = http().perform(context(), {.method = "HEAD", .url = server_.url("/thing")});
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(*find_header(head->headers, "x-size"), "7");
  ASSERT_TRUE(http().perform(context(), {.method = "DELETE", .url = server_.url("/thing")}));
  ASSERT_TRUE(
      http().perform(context(), {.method = "PUT", .url = server_.url("/thing"), .body = "new"}));
  const auto asked = server_.asked();
  ASSERT_EQ(asked.size(), 3u);
  EXPECT_EQ(asked[0].method, "HEAD");
  EXPECT_EQ(asked[1].method, "DELETE");
  EXPECT_EQ(asked[2].method, "PUT");
  EXPECT_EQ(asked[2].body, "new");
}

TEST_F(NetTest, EmptyBodyAndNoContent) {
  server_.on("/empty", {.body = ""});
  server_.on("/none", {.status = 204});
  const auto empty = http().perform(context(), get("/empty"));
  ASSERT_TRUE(empty) << empty.error().message;
  EXPECT_EQ(empty->body, "");
  const auto none = http().perform(context(), get("/none"));
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_EQ(none->status, 204);
  EXPECT_EQ(none->body, "");
}

TEST_F(NetTest, DecodesGzip) {
  server_.on("/packed", {.body = "abc", .repeat = 1000, .gzip = true});
  const auto answer = http().perform(context(), get("/packed"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body.size(), 3000u);
  EXPECT_EQ(answer->body.substr(0, 6), "abcabc");
}

TEST_F(NetTest, AnErrorNamesMethodUrlStatusAndWhatTheServerSaid) {
  server_.on("/bad", {.status = 400,
                      .headers = {{"Content-Type", "application/json"}},
                      .body = "{\"error\":\n  \"no such field\"}"});
  const auto answer = http().perform(context(), get("/bad?x=1"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM);
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr("GET " + server_.url("/bad?x=1")), HasSubstr("400"),
                    HasSubstr("It says: {\"error\": \"no such field\"}")));
  EXPECT_EQ(server_.asked().size(), 1u) << "a 400 is never asked again";
}

TEST_F(NetTest, StatusesBecomeDecisions) {
  const std::vector<std::pair<int, sheaf_status>> cases = {
      {401, SHEAF_E_AUTH},      {403, SHEAF_E_AUTH},      {404, SHEAF_E_NOT_FOUND},
      {410, SHEAF_E_NOT_FOUND}, {422, SHEAF_E_UPSTREAM},  {429, SHEAF_E_RATE_LIMITED},
      {500, SHEAF_E_TRANSIENT}, {501, SHEAF_E_TRANSIENT}, {451, SHEAF_E_UPSTREAM}};
  for (const auto& [status, code] : cases) {
    const std::string path = "/" + std::to_string(status);
    server_.on(path, {.status = status, .body = "<html><body>No</body></html>"});
    Request request = get(path);
    request.no_retry = true;
    Service fresh(folder_.path() / path.substr(1));  // a 429 closes the door for the next
    const auto answer = fresh.http().perform(context(), request);
    ASSERT_FALSE(answer) << status;
    EXPECT_EQ(answer.error().code, code) << status;
    EXPECT_THAT(answer.error().message, HasSubstr(std::to_string(status)));
    EXPECT_THAT(answer.error().message, Not(HasSubstr("<html>")));
  }
}

TEST_F(NetTest, AllowErrorHandsTheAnswerOver) {
  server_.on("/missing", {.status = 404, .body = "Resource not found."});
  Request request = get("/missing");
  request.allow_error = true;
  const auto answer = http().perform(context(), request);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->body, "Resource not found.");
}

TEST_F(NetTest, FollowsRedirectsAsBrowsersDo) {
  server_.on("/old", {.status = 301, .headers = {{"Location", "/mid dle"}}});
  server_.on("/mid%20dle", {.status = 302, .headers = {{"Location", "new?x=1"}}});
  server_.on("/new", {.body = "here"});
  const auto answer = http().perform(context(), get("/old"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "here");
  EXPECT_EQ(answer->url, server_.url("/new?x=1"));

  for (const int status : {301, 302, 303, 307, 308}) {
    const std::string path = "/post" + std::to_string(status);
    const std::string target = path + "-target";
    server_.on(path, {.status = status, .headers = {{"Location", target}}});
    server_.on(target, {.body = "done"});
    ASSERT_TRUE(http().perform(
        context(),
        {.method = "POST", .url = server_.url(path), .body = "data", .body_type = "text/plain"}));
    const auto asked = server_.asked(target);
    ASSERT_EQ(asked.size(), 1u) << status;
    EXPECT_EQ(asked[0].method, status < 307 ? "GET" : "POST") << status;
    EXPECT_EQ(asked[0].body, status < 307 ? "" : "data") << status;
    EXPECT_EQ(asked[0].has_header("content-type"), status >= 307) << status;
  }
}

TEST_F(NetTest, ARedirectLoopEnds) {
  server_.on("/loop", {.status = 302, .headers = {{"Location", "/loop"}}});
  const auto answer = http().perform(context(), get("/loop"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM);
  EXPECT_THAT(answer.error().message, HasSubstr("more than 10 redirects"));
  EXPECT_EQ(server_.asked().size(), 11u) << "once, then ten redirects, never again";
}

TEST_F(NetTest, SecretHeadersStayWithTheirOrigin) {
  test::HttpServer other;
  other.on("/b", {.body = "b"});
  server_.on("/a", {.status = 302, .headers = {{"Location", "/a2"}}});
  server_.on("/a2", {.status = 302, .headers = {{"Location", other.url("/b")}}});
  CallContext both = context();
  both.allow_private.insert(other.authority());
  Request request = get("/a");
  request.headers = {{"Authorization", "Basic abc"}, {"X-Plain", "kept"}};
  request.secret_headers = {{"X-Api-Key", "sesame"}};
  const auto answer = http().perform(both, request);
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(server_.asked("/a2").size(), 1u);
  EXPECT_EQ(server_.asked("/a2")[0].header("x-api-key"), "sesame");
  ASSERT_EQ(other.asked("/b").size(), 1u);
  EXPECT_FALSE(other.asked("/b")[0].has_header("x-api-key"));
  EXPECT_FALSE(other.asked("/b")[0].has_header("authorization"));
  EXPECT_EQ(other.asked("/b")[0].header("x-plain"), "kept");
}

TEST_F(NetTest, ABodyWithASecretDoesNotFollowToAnotherOrigin) {
  test::HttpServer other;
  other.on("/b", {.body = "b"});
  server_.on("/a", {.status = 307, .headers = {{"Location", other.url("/b")}}});
  CallContext both = context();
  both.allow_private.insert(other.authority());
  both.scrubber = std::make_shared<const Scrubber>(std::vector<std::string>{"sesame"});
  const auto answer = http().perform(
      both, {.method = "POST", .url = server_.url("/a"), .body = "key=sesame", .body_type = "x/y"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM);
  EXPECT_TRUE(other.asked().empty());
}

TEST_F(NetTest, CookiesOnlyWhereAskedAndPerStep) {
  server_.on("/login",
             {.status = 302, .headers = {{"Set-Cookie", "id=42; Path=/"}, {"Location", "/in"}}});
  server_.react("/in", [](const test::Asked& asked) {
    return asked.header("cookie") == "id=42"
               ? Answer{.body = "welcome"}
               : Answer{.status = 302, .headers = {{"Location", "/login"}}};
  });
  const auto without = http().perform(context(), get("/in"));
  ASSERT_FALSE(without) << "without a jar the two redirect to each other for ever";
  Request request = get("/in");
  request.cookies = true;
  const auto with = http().perform(context(), request);
  ASSERT_TRUE(with) << with.error().message;
  EXPECT_EQ(with->body, "welcome");
  const std::size_t before = server_.asked().size();
  ASSERT_TRUE(http().perform(context(), request));
  EXPECT_EQ(server_.asked().size(), before + 1) << "the jar lasts";
  CallContext other = context();
  other.step = "another";
  ASSERT_TRUE(http().perform(other, request));
  EXPECT_FALSE(server_.asked()[before + 1].has_header("cookie")) << "each step has its own";
}

TEST_F(NetTest, RetriesWhatMayHelpAndCountsIt) {
  server_.script("/shaky", {{.status = 503}, {.body = "xx", .cut_at = 0}, {.body = "steady"}});
  const auto answer = http().perform(context(), get("/shaky"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "steady");
  EXPECT_EQ(server_.asked().size(), 3u);
  const auto stats = http().stats().at("step");
  EXPECT_EQ(stats.requests, 3u);
  EXPECT_EQ(stats.retries, 2u);
  EXPECT_EQ(stats.bytes, 6u);
  EXPECT_EQ(stats.failures, 0u);
}

TEST_F(NetTest, APostIsRepeatedOnlyIfItSaysSo) {
  server_.script("/once", {{.status = 503}, {.body = "second"}});
  Request request{.method = "POST", .url = server_.url("/once"), .body = "x", .body_type = "a/b"};
  const auto once = http().perform(context(), request);
  ASSERT_FALSE(once);
  EXPECT_EQ(once.error().code, SHEAF_E_TRANSIENT);
  EXPECT_EQ(server_.asked().size(), 1u);
  server_.script("/once", {{.status = 503}, {.body = "second"}});
  request.retry_post = true;
  const auto twice = http().perform(context(), request);
  ASSERT_TRUE(twice) << twice.error().message;
  EXPECT_EQ(server_.asked().size(), 3u);
  EXPECT_EQ(server_.asked()[2].body, "x") << "the body goes out again";
}

TEST_F(NetTest, CancellationIsPrompt) {
  server_.on("/hang", {.hang = true});
  std::atomic<bool> cancel{false};
  std::chrono::steady_clock::time_point cancelled_at;
  CallContext call = context();
  call.cancelled = [&] { return cancel.load(); };
  std::jthread canceller([&] {
    server_.wait_for(1);
    cancelled_at = std::chrono::steady_clock::now();
    cancel = true;
  });
  const auto answer = http().perform(call, get("/hang"));
  const auto returned_at = std::chrono::steady_clock::now();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_CANCELLED);
  EXPECT_LT(returned_at - cancelled_at, std::chrono::seconds(1));
  EXPECT_EQ(server_.asked().size(), 1u) << "what was cancelled is not retried";
}

TEST_F(NetTest, ATimeoutIsTransientAndADeadlineCancels) {
  server_.on("/hang", {.hang = true});
  Request request = get("/hang");
  request.timeout_ms = 100;
  request.no_retry = true;
  const auto slow = http().perform(context(), request);
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(slow.error().message, HasSubstr("in time"));
  CallContext call = context();
  call.deadline_ms = system_clock().now_ms() + 150;
  const auto late = http().perform(call, get("/hang"));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, SHEAF_E_CANCELLED);
}

TEST_F(NetTest, WhoRepeatsRefusalsItselfIsNotKeptAwayUnlessATimeWasNamed) {
  server_.script("/limited",
                 {{.status = 429}, {.status = 429, .headers = {{"retry-after", "60"}}}});
  Request request = get("/limited");
  request.no_retry = request.allow_error = true;
  for (int i = 0; i < 2; ++i) {
    const auto answer = http().perform(context(), request);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 429);
  }
  const auto kept_away = http().perform(context(), request);
  ASSERT_FALSE(kept_away);
  EXPECT_EQ(kept_away.error().code, SHEAF_E_RATE_LIMITED);
  EXPECT_GT(kept_away.error().retry_after_ms, 50'000);
  EXPECT_EQ(server_.asked().size(), 2u);
}

TEST_F(NetTest, ASlowDripRunsIntoTheTimeout) {
  server_.on("/drip", {.body = std::string(1000, 'x'), .drip_ms = 20});
  Request request = get("/drip");
  request.timeout_ms = 200;
  request.no_retry = true;
  const auto answer = http().perform(context(), request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_TRANSIENT);
}

TEST_F(NetTest, ManyAtOnceUpToTheLimitAndReportedOnThisThread) {
  server_.react(
      "/n", [](const test::Asked& asked) { return Answer{.body = asked.query, .delay_ms = 30}; });
  std::vector<Request> requests;
  for (int i = 0; i < 60; ++i) requests.push_back(get("/n?" + std::to_string(i)));
  requests.push_back(get("/absent"));
  std::set<std::size_t> seen;
  const auto here = std::this_thread::get_id();
  http().perform_many(context(), requests, 20, [&](std::size_t index, Result<Response> answer) {
    EXPECT_EQ(std::this_thread::get_id(), here);
    EXPECT_TRUE(seen.insert(index).second);
    if (index == 60) {
      EXPECT_FALSE(answer);
      EXPECT_EQ(answer.error().code, SHEAF_E_NOT_FOUND);
    } else {
      EXPECT_TRUE(answer);
      EXPECT_EQ(answer->body, std::to_string(index));
    }
    return true;
  });
  EXPECT_EQ(seen.size(), 61u);
  EXPECT_LE(server_.most_in_flight(), 20);
  EXPECT_GE(server_.most_in_flight(), 10);
}

TEST_F(NetTest, ManyStopsWhenToldAndReportsWhatWasStarted) {
  server_.on("/n", {.body = "x", .delay_ms = 10});
  const std::vector<Request> requests(100, get("/n"));
  std::size_t reported = 0;
  http().perform_many(context(), requests, 4, [&](std::size_t, Result<Response> answer) {
    EXPECT_TRUE(answer);
    ++reported;
    return reported < 3;
  });
  EXPECT_GE(reported, 3u);
  EXPECT_LT(reported, 30u);
  EXPECT_EQ(server_.asked().size(), reported);
  http().perform_many(context(), {}, 4, [&](std::size_t, Result<Response>) { return true; });
}

TEST_F(NetTest, ReadsAFileOnlyIfThePipelineNamesIt) {
  const auto path = folder_.path() / "a feed.xml";
  std::ofstream(path) << "<rss/>";
  const std::string url = "file://" + folder_.path().string() + "/a%20feed.xml";
  CallContext call = context();
  const auto refused = http().perform(call, {.url = url});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, SHEAF_E_CONFIG);
  call.files = {url, "file:///no/such/file", "file:///dev/zero"};
  const auto answer = http().perform(call, {.url = url});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "<rss/>");
  EXPECT_EQ(http().perform(call, {.url = "file:///no/such/file"}).error().code, SHEAF_E_NOT_FOUND);
  EXPECT_EQ(http().perform(call, {.url = "file:///dev/zero"}).error().code, SHEAF_E_CONFIG);
  Request small{.url = url, .max_body = 3};
  EXPECT_EQ(http().perform(call, small).error().code, SHEAF_E_UPSTREAM);
}

TEST_F(NetTest, AProxyIsUsedForOthersAndNotForLoopback) {
  server_.on("/direct", {.body = "direct"});
  test::HttpServer proxy;
  proxy.on("http://example.invalid/feed", {.body = "through"});
  Service service(folder_.path() / "proxied", system_clock(),
                  {.user_agent = "x", .proxy = "http://" + proxy.authority()});
  const auto direct = service.http().perform(context(), get("/direct"));
  ASSERT_TRUE(direct) << direct.error().message;
  EXPECT_TRUE(proxy.asked().empty());
  CallContext call = context();
  call.hosts.push_back({.host = "example.invalid"});
  const auto through = service.http().perform(call, {.url = "http://example.invalid/feed"});
  ASSERT_TRUE(through) << through.error().message;
  EXPECT_EQ(through->body, "through");
  ASSERT_EQ(proxy.asked().size(), 1u);
}

TEST(UserAgent, NamesTheContactAndNothingElse) {
  EXPECT_EQ(user_agent("1.0", ""), "sheaf/1.0");
  EXPECT_EQ(user_agent("1.0", "https://lib.example.edu"), "sheaf/1.0 (+https://lib.example.edu)");
  EXPECT_EQ(user_agent("1.0", "a@b\r\nX: 1"), "sheaf/1.0 (+a@bX: 1)");
}

}  // namespace
}  // namespace host::net
