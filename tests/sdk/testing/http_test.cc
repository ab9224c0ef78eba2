// FakeHttp: scripts, cassettes, streams, failures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sdk/testing/toys.h"

namespace {

using namespace sheaf::testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Http : public ::testing::Test {
 protected:
  sheaf_status code_of(const std::string& url, std::uint32_t flags = 0) {
    try {
      (void)host.get(call, url, flags);
      return SHEAF_OK;
    } catch (const sheaf::Reported& r) {
      return r.code;
    }
  }
  std::string read_all(sheaf::Stream& stream) {
    std::string out;
    char buffer[7];
    while (const std::size_t n = stream.read(buffer, sizeof buffer)) {
      out.append(buffer, n);
      ++reads_;
    }
    return out;
  }

  FakeHost fake_;
  FakeCall fake_call_;
  sheaf::Host host{&fake_};
  sheaf::Call call{&fake_call_};
  int reads_ = 0;
};

TEST_F(Http, AnswersInOrderAndThenTheLastAgain) {
  fake_.http.answer("https://a/", {.body = "1", .headers = {{"etag", "x"}}});
  fake_.http.answer("https://a/", {.body = "2"});
  const auto first = host.get(call, "https://a/");
  EXPECT_EQ(first.body(), "1");
  EXPECT_EQ(first.header("etag"), "x");
  EXPECT_EQ(first.header("none"), "");
  EXPECT_EQ(first.url(), "https://a/");
  EXPECT_EQ(first.status(), 200);
  EXPECT_EQ(host.get(call, "https://a/").body(), "2");
  EXPECT_EQ(host.get(call, "https://a/").body(), "2");
  EXPECT_EQ(fake_.http.unreleased(), 1) << "`first` is still held";
}

TEST_F(Http, RecordsWhatWasAsked) {
  fake_.http.answer("https://a/?x=1&y=2", {.body = "ok"});
  sheaf::HttpRequest rq;
  rq.url = "https://a/?y=2&x=1";
  rq.method = "POST";
  rq.headers = {{"accept", "text/xml"}};
  rq.secret_headers = {{"authorization", "k"}};
  rq.body = "{}";
  rq.body_type = "application/json";
  rq.flags = SHEAF_H_RETRY_POST;
  rq.max_body = 10;
  rq.timeout_ms = 5;
  EXPECT_EQ(host.send(call, rq).body(), "ok");
  const Asked asked = fake_.http.asked().at(0);
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.url, "https://a/?y=2&x=1");
  EXPECT_EQ(asked.headers, rq.headers);
  EXPECT_EQ(asked.secret_headers, rq.secret_headers);
  EXPECT_EQ(asked.body, "{}");
  EXPECT_EQ(asked.body_type, "application/json");
  EXPECT_EQ(asked.flags, std::uint32_t{SHEAF_H_RETRY_POST});
  EXPECT_EQ(asked.max_body, 10u);
  EXPECT_EQ(asked.timeout_ms, 5);
}

TEST_F(Http, StatusesBecomeCodesUnlessAllowed) {
  const std::pair<int, sheaf_status> cases[] = {
      {401, SHEAF_E_AUTH},      {403, SHEAF_E_AUTH},         {404, SHEAF_E_NOT_FOUND},
      {410, SHEAF_E_NOT_FOUND}, {429, SHEAF_E_RATE_LIMITED}, {408, SHEAF_E_TRANSIENT},
      {503, SHEAF_E_TRANSIENT}, {400, SHEAF_E_UPSTREAM}};
  for (const auto& [status, code] : cases) {
    const std::string url = "https://a/" + std::to_string(status);
    fake_.http.answer(url, {.body = "error", .status = status});
    EXPECT_EQ(code_of(url), code) << status;
    EXPECT_THAT(fake_call_.message(), HasSubstr(std::to_string(status)));
    EXPECT_EQ(host.get(call, url, SHEAF_H_ALLOW_ERROR).status(), status);
  }
}

TEST_F(Http, PassesRetryAfterOn) {
  fake_.http.answer("https://a/", {.status = 503, .headers = {{"retry-after", "7"}}});
  EXPECT_EQ(code_of("https://a/"), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(fake_call_.failure().retry_after_ms, 7000);
}

TEST_F(Http, FailsWithoutAnAnswerOrAsScripted) {
  EXPECT_EQ(code_of("https://unknown/"), SHEAF_E_CONFIG);
  EXPECT_THAT(fake_call_.message(), HasSubstr("https://unknown/"));
  fake_.http.answer("https://a/", Answer::fail(SHEAF_E_TRANSIENT, "no such host: a"));
  EXPECT_EQ(code_of("https://a/"), SHEAF_E_TRANSIENT);
  EXPECT_EQ(fake_call_.message(), "no such host: a");
  fake_.http.answer("https://b/", {.body = "0123456789", .cut_off = 4});
  EXPECT_EQ(code_of("https://b/"), SHEAF_E_TRANSIENT);
  fake_.http.answer("https://c/", {.body = "0123456789"});
  sheaf::HttpRequest small;
  small.url = "https://c/";
  small.max_body = 9;
  EXPECT_THROW(host.send(call, small), sheaf::Reported);
  EXPECT_EQ(fake_call_.failure().code, SHEAF_E_UPSTREAM);
  fake_call_.cancel();
  EXPECT_EQ(code_of("https://c/"), SHEAF_E_CANCELLED);
  EXPECT_EQ(fake_.http.unreleased(), 0);
}

TEST_F(Http, FollowsRedirects) {
  fake_.http.answer("https://a/x/old", {.status = 301, .headers = {{"location", "new"}}});
  fake_.http.answer("https://a/x/new", {.status = 302, .headers = {{"location", "/top?q"}}});
  fake_.http.answer("https://a/top?q", {.status = 307, .headers = {{"location", "https://b/"}}});
  fake_.http.answer("https://b/", {.body = "here"});
  const auto r = host.get(call, "https://a/x/old");
  EXPECT_EQ(r.body(), "here");
  EXPECT_EQ(r.url(), "https://b/");
  fake_.http.answer("https://loop/", {.status = 302, .headers = {{"location", "https://loop/"}}});
  EXPECT_EQ(code_of("https://loop/"), SHEAF_E_UPSTREAM);
}

TEST_F(Http, StreamsInChunks) {
  fake_.http.answer("https://a/", {.body = "0123456789", .headers = {{"etag", "x"}}});
  {
    auto stream = host.open(call, {.url = "https://a/"});
    EXPECT_EQ(stream.header("etag"), "x");
    EXPECT_EQ(stream.body(), "") << "the body of a stream is read";
    EXPECT_EQ(read_all(stream), "0123456789");
    EXPECT_EQ(reads_, 2) << "limited by the buffer of 7";
  }
  reads_ = 0;
  fake_.http.chunk_size(3);
  auto stream = host.open(call, {.url = "https://a/"});
  EXPECT_EQ(read_all(stream), "0123456789");
  EXPECT_EQ(reads_, 4);
  EXPECT_EQ(fake_.http.unreleased(), 1);
}

TEST_F(Http, AStreamBreaksOffAfterItsBytes) {
  fake_.http.answer("https://a/", {.body = "0123456789", .cut_off = 8});
  auto stream = host.open(call, {.url = "https://a/"});
  char buffer[100];
  EXPECT_EQ(stream.read(buffer, sizeof buffer), 8u);
  EXPECT_THROW(stream.read(buffer, sizeof buffer), sheaf::Reported);
  EXPECT_EQ(fake_call_.failure().code, SHEAF_E_TRANSIENT);
  EXPECT_THAT(fake_call_.message(), HasSubstr("after 8 bytes"));
}

TEST_F(Http, AStreamIsCancelled) {
  fake_.http.answer("https://a/", {.body = "0123456789"});
  auto stream = host.open(call, {.url = "https://a/"});
  fake_call_.cancel();
  char buffer[4];
  EXPECT_THROW(stream.read(buffer, sizeof buffer), sheaf::Reported);
  EXPECT_EQ(fake_call_.failure().code, SHEAF_E_CANCELLED);
}

TEST_F(Http, ManyRequestsAreReportedOneByOne) {
  fake_.http.answer("https://a/1", {.body = "one"});
  fake_.http.answer("https://a/2", {.status = 404});
  fake_.http.answer("https://a/3", {.body = "three"});
  const std::vector<sheaf::HttpRequest> requests = {
      {.url = "https://a/1"}, {.url = "https://a/2"}, {.url = "https://a/3"}};
  std::string seen;
  host.send_many(call, requests, 2, [&](std::size_t i, const sheaf::Result& r) {
    seen += std::to_string(i) + (r ? std::string(r.response().body()) : r.error().what()) + ";";
    return true;
  });
  EXPECT_EQ(seen, "0one;1https://a/2: HTTP status 404;2three;");
  EXPECT_EQ(fake_call_.failure().code, SHEAF_OK) << "one failed request fails nothing else";
  EXPECT_EQ(fake_.http.unreleased(), 0);
}

TEST_F(Http, ManyRequestsStopWhenToldOrThrownAt) {
  fake_.http.answer("https://a/", {.body = "x"});
  const std::vector<sheaf::HttpRequest> requests(3, {.url = "https://a/"});
  int seen = 0;
  host.send_many(call, requests, 1, [&](std::size_t, const sheaf::Result&) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
  EXPECT_THROW(host.send_many(call, requests, 1,
                              [](std::size_t, const sheaf::Result&) -> bool {
                                throw std::runtime_error("cannot read it");
                              }),
               std::runtime_error)
      << "an exception crosses the host's frames as a status and goes on behind them";
  EXPECT_EQ(fake_.http.asked().size(), 3u);
  fake_call_.cancel();
  EXPECT_THROW(
      host.send_many(call, requests, 1, [](std::size_t, const sheaf::Result&) { return true; }),
      sheaf::Reported);
}

class Cassettes : public Http {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / (std::string("sheaf-kit-") + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::filesystem::path folder_;
};

TEST_F(Cassettes, AnswerOncePerRecordingInOrder) {
  write("b.json", R"({"sheaf_cassette": 1, "recorded_at": "2026-09-24T06:00:01Z",
    "request": {"method": "GET", "url": "https://a/?p=1&q=2"},
    "response": {"status": 200, "headers": {"link": ["x", "y"]}, "text": ["second"]}})");
  write("a.json", R"({"sheaf_cassette": 1, "recorded_at": "2026-09-24T06:00:00Z",
    "request": {"method": "GET", "url": "https://a/?q=2&p=1"},
    "response": {"status": 200, "headers": {"etag": "e"}, "text": ["line\n", "two"]}})");
  write("c.json", R"({"sheaf_cassette": 1, "recorded_at": "2026-09-24T07:00:00Z",
    "request": {"method": "POST", "url": "https://a/?p=1&q=2", "text": ["ask"]},
    "response": {"status": 200, "base64": "AP9B"}})");
  write("notes.txt", "not one of them");
  fake_.play(folder_);
  EXPECT_EQ(fake_.clock.now(), 1'790'229'600'000) << "2026-09-24T06:00:00Z";
  const auto first = host.get(call, "https://a/?p=1&q=2");
  EXPECT_EQ(first.body(), "line\ntwo");
  EXPECT_EQ(first.header("etag"), "e");
  const auto second = host.get(call, "https://a/?p=1&q=2");
  EXPECT_EQ(second.body(), "second");
  EXPECT_EQ(code_of("https://a/?p=1&q=2"), SHEAF_E_CONFIG);
  sheaf::HttpRequest post{.url = "https://a/?p=1&q=2", .method = "POST"};
  EXPECT_THROW(host.send(call, post), sheaf::Reported) << "another body is another request";
  post.body = "ask";
  EXPECT_EQ(host.send(call, post).body(), std::string_view("\0\xff"
                                                           "A",
                                                           3));
}

TEST_F(Cassettes, ATruncatedRecordingBreaksOff) {
  write("a.json", R"({"sheaf_cassette": 1, "recorded_at": "2026-09-24T06:00:00Z",
    "request": {"method": "GET", "url": "https://a/"},
    "response": {"status": 200, "text": ["half"], "truncated": true}})");
  fake_.play(folder_);
  EXPECT_EQ(code_of("https://a/"), SHEAF_E_TRANSIENT);
}

TEST_F(Cassettes, ABrokenFileIsNamed) {
  write("a.json", R"({"sheaf_cassette": 1})");
  try {
    fake_.play(folder_);
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_THAT(e.what(), HasSubstr("a.json is not a cassette"));
  }
}

}  // namespace
