#include "net/cassette.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/sha256.h"
#include "host/net/fake_transport.h"
#include "host/net/now.h"
#include "net/http.h"
#include "sheaf/text/base64.hpp"
#include "support/http_server.h"
#include "support/temp_dir.h"

namespace host::net {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kWorksUrl = "https://api.example.org/v1/works";

std::string slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

class CassetteTest : public testing::Test {
 protected:
  // A service with a cassette in front of scripted answers.
  std::unique_ptr<Http> with(CassetteMode mode) {
    HttpSettings settings;
    settings.clock = &clock_;
    settings.state_dir = folder_.path() / "state";
    settings.replay = mode == CassetteMode::kReplay;
    std::unique_ptr<Transport> inner;
    if (!settings.replay) inner = std::make_unique<FakeTransport>(log_);
    auto cassette = open_cassette(tapes_, mode, clock_, std::move(inner));
    EXPECT_TRUE(cassette) << cassette.error().message;
    return std::make_unique<Http>(std::move(settings), std::move(*cassette));
  }

  static CallContext context() {
    CallContext context;
    context.step = "s";
    context.hosts = {{.host = "api.example.org"}};
    context.scrubber = std::make_shared<const Scrubber>(std::vector<std::string>{"sesame"});
    return context;
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(tapes_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  test::TempDir folder_;
  const std::filesystem::path tapes_ = folder_.path() / "tapes";
  VirtualClock clock_{kNow};
  std::shared_ptr<FakeTransport::Log> log_ = std::make_shared<FakeTransport::Log>();
};

TEST_F(CassetteTest, WhatWasRecordedIsReplayed) {
  log_->answers[kWorksUrl + "?b=2&a=1"] = {{.headers = {{"content-type", "application/json"},
                                                        {"etag", "\"e\""},
                                                        {"date", "Mon, 21 Sep 2026 14:13:20 GMT"},
                                                        {"set-cookie", "id=cookie-value"},
                                                        {"x-rate-limit-limit", "50"},
                                                        {"link", "</1>; rel=next"},
                                                        {"link", "</9>; rel=last"}},
                                            .body = "{\n \"title\": \"Gr\xc3\xbc\xc3\x9f\"\n}"}};
  const Request request{.url = kWorksUrl + "?b=2&a=1"};
  ASSERT_TRUE(with(CassetteMode::kRecord)->perform(context(), request));
  const auto names = files();
  ASSERT_THAT(names, ElementsAre(HasSubstr("get_api.example.org_v1_works_")));
  EXPECT_TRUE(names[0].ends_with("_01.json"));
  const std::string text = slurp(tapes_ / names[0]);
  EXPECT_THAT(text, AllOf(HasSubstr("\"recorded_at\": \"2026-09-21T14:13:20Z\""),
                          HasSubstr("\"x-rate-limit-limit\": \"50\""), HasSubstr("\"{\\n\",\n"),
                          HasSubstr("Gr\xc3\xbc\xc3\x9f")))
      << "a line of the body is a line of the file";
  EXPECT_THAT(text, AllOf(Not(HasSubstr("cookie-value")), Not(HasSubstr("\"date\""))));

  log_->answers.clear();
  auto replay = with(CassetteMode::kReplay);
  const auto answer = replay->perform(context(), {.url = kWorksUrl + "?a=1&b=2"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "{\n \"title\": \"Gr\xc3\xbc\xc3\x9f\"\n}");
  EXPECT_TRUE(answer->replayed);
  EXPECT_EQ(*find_header(answer->headers, "etag"), "\"e\"");
  EXPECT_EQ(std::count_if(answer->headers.begin(), answer->headers.end(),
                          [](const auto& header) { return header.first == "link"; }),
            2);
  EXPECT_EQ(cassette_recorded_ms(tapes_), kNow);
}

TEST_F(CassetteTest, BinaryBodiesAndEmptyOnes) {
  const std::string binary("\x00\xff\xfe gzip?", 9);
  log_->answers[kWorksUrl] = {{.body = binary}, {.status = 204}};
  auto record = with(CassetteMode::kRecord);
  ASSERT_TRUE(record->perform(context(), {.url = kWorksUrl}));
  ASSERT_TRUE(record->perform(context(), {.url = kWorksUrl}));
  EXPECT_THAT(slurp(tapes_ / files()[0]),
              HasSubstr("\"base64\": \"" + sheaf::text::base64_encode(binary)));
  auto replay = with(CassetteMode::kReplay);
  EXPECT_EQ(replay->perform(context(), {.url = kWorksUrl})->body, binary);
  const auto second = replay->perform(context(), {.url = kWorksUrl});
  EXPECT_EQ(second->status, 204);
  EXPECT_EQ(second->body, "");
}

TEST_F(CassetteTest, AnswersToOneKeyComeInOrderAndRunOut) {
  log_->answers[kWorksUrl] = {{.status = 503}, {.body = "one"}, {.body = "two"}};
  auto record = with(CassetteMode::kRecord);
  ASSERT_TRUE(record->perform(context(), {.url = kWorksUrl}));
  ASSERT_TRUE(record->perform(context(), {.url = kWorksUrl}));
  EXPECT_EQ(files().size(), 3u);

  clock_.sleep_ms(86'400'000, {});
  const auto start = clock_.now_ms();
  auto replay = with(CassetteMode::kReplay);
  EXPECT_EQ(replay->perform(context(), {.url = kWorksUrl})->body, "one")
      << "after the 503 and its wait";
  EXPECT_GT(clock_.now_ms(), start) << "virtual time moved on";
  EXPECT_EQ(replay->perform(context(), {.url = kWorksUrl})->body, "two");
  const auto miss = replay->perform(context(), {.url = kWorksUrl});
  ASSERT_FALSE(miss);
  EXPECT_EQ(miss.error().code, SHEAF_E_CONFIG);
  EXPECT_THAT(miss.error().message, AllOf(HasSubstr("GET " + kWorksUrl), HasSubstr(tapes_.string()),
                                          HasSubstr("--record")));
}

TEST_F(CassetteTest, TheBodyIsPartOfTheKey) {
  log_->answers[kWorksUrl] = {{.body = "for a"}, {.body = "for b"}};
  auto record = with(CassetteMode::kRecord);
  const auto post = [](const std::string& body) {
    return Request{
        .method = "POST", .url = kWorksUrl, .body = body, .body_type = "application/json"};
  };
  ASSERT_TRUE(record->perform(context(), post("a")));
  ASSERT_TRUE(record->perform(context(), post("b")));
  auto replay = with(CassetteMode::kReplay);
  EXPECT_EQ(replay->perform(context(), post("b"))->body, "for b");
  EXPECT_EQ(replay->perform(context(), post("a"))->body, "for a");
  const auto miss = replay->perform(context(), post("c"));
  ASSERT_FALSE(miss);
  EXPECT_THAT(miss.error().message, AllOf(HasSubstr("POST"), HasSubstr(sha256_hex("c"))));
}

TEST_F(CassetteTest, SecretsAreStarsAndNotNeededForReplay) {
  log_->answers[kWorksUrl + "?key=sesame"] = {
      {.status = 302, .headers = {{"location", "/next?key=sesame"}}}};
  log_->answers["https://api.example.org/next?key=sesame"] = {
      {.headers = {{"link", "</2?key=sesame>"}}, .body = "you sent sesame and open-barley"}};
  const auto request = [](const std::string& key, const std::string& header) {
    return Request{.method = "POST",
                   .url = kWorksUrl + "?key=" + key,
                   .secret_headers = {{"Authorization", "Bearer " + header}},
                   .body = "{\"key\":\"" + key + "\"}",
                   .body_type = "application/json"};
  };
  ASSERT_TRUE(with(CassetteMode::kRecord)->perform(context(), request("sesame", "open-barley")));
  ASSERT_EQ(files().size(), 2u);
  for (const auto& name : files()) {
    EXPECT_THAT(slurp(tapes_ / name),
                AllOf(Not(HasSubstr("sesame")), Not(HasSubstr("open-barley")), HasSubstr("***")));
    EXPECT_THAT(name, Not(HasSubstr("sesame")));
  }
  CallContext without = context();
  without.scrubber = std::make_shared<const Scrubber>(std::vector<std::string>{"***"});
  auto replay = with(CassetteMode::kReplay);
  const auto answer = replay->perform(without, request("***", ""));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "you sent *** and ***");
}

TEST_F(CassetteTest, RecordAddsWhatIsMissingRefreshAsksAnew) {
  log_->answers[kWorksUrl] = {{.body = "old"}};
  log_->answers[kWorksUrl + "/2"] = {{.body = "second"}};
  ASSERT_TRUE(with(CassetteMode::kRecord)->perform(context(), {.url = kWorksUrl}));
  log_->answers[kWorksUrl] = {{.body = "new"}};
  auto record = with(CassetteMode::kRecord);
  EXPECT_EQ(record->perform(context(), {.url = kWorksUrl})->body, "old");
  EXPECT_EQ(record->perform(context(), {.url = kWorksUrl + "/2"})->body, "second");
  EXPECT_EQ(files().size(), 2u);
  const auto before = files();
  EXPECT_EQ(with(CassetteMode::kRefresh)->perform(context(), {.url = kWorksUrl})->body, "new");
  EXPECT_EQ(files(), before) << "the names stay, so a diff shows what changed";
  auto replay = with(CassetteMode::kReplay);
  EXPECT_EQ(replay->perform(context(), {.url = kWorksUrl})->body, "new");
  EXPECT_EQ(replay->perform(context(), {.url = kWorksUrl + "/2"})->body, "second");
}

TEST_F(CassetteTest, AStreamThatWasLeftEarlyReplaysAsFar) {
  log_->answers[kWorksUrl] = {{.body = std::string(200'000, 'x')}};
  std::string buffer(1000, '\0');
  {
    auto record = with(CassetteMode::kRecord);
    auto stream = record->open(context(), {.url = kWorksUrl});
    ASSERT_TRUE((*stream)->read(context(), buffer.data(), buffer.size()));
  }
  EXPECT_THAT(slurp(tapes_ / files().at(0)), HasSubstr("\"truncated\": true"));
  auto replay = with(CassetteMode::kReplay);
  auto stream = replay->open(context(), {.url = kWorksUrl});
  EXPECT_EQ((*stream)->read(context(), buffer.data(), buffer.size()), 1000u);
  const auto more = (*stream)->read(context(), buffer.data(), buffer.size());
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, SHEAF_E_CONFIG);
}

TEST_F(CassetteTest, WhatBrokeOffIsNotRecorded) {
  log_->answers[kWorksUrl] = {{.body = "ha", .body_error = Error{SHEAF_E_TRANSIENT, "cut"}},
                              {.error = Error{SHEAF_E_TRANSIENT, "refused"}},
                              {.body = "whole"}};
  ASSERT_TRUE(with(CassetteMode::kRecord)->perform(context(), {.url = kWorksUrl}));
  EXPECT_EQ(files().size(), 1u);
  EXPECT_EQ(with(CassetteMode::kReplay)->perform(context(), {.url = kWorksUrl})->body, "whole");
}

TEST_F(CassetteTest, ReplayKnowsNoRatesAndAsksManyInOrder) {
  log_->answers[kWorksUrl] = {{.body = "0"}, {.body = "1"}, {.body = "2"}, {.body = "3"}};
  auto record = with(CassetteMode::kRecord);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(record->perform(context(), {.url = kWorksUrl}));
  auto replay = with(CassetteMode::kReplay);
  CallContext slow = context();
  slow.hosts = {{.host = "api.example.org", .min_interval_ms = 3'600'000, .max_connections = 1}};
  const auto before = clock_.now_ms();
  const std::vector<Request> requests(4, Request{.url = kWorksUrl});
  std::string order;
  replay->perform_many(slow, requests, 64, [&](std::size_t index, Result<Response> answer) {
    order += std::to_string(index) + answer->body + " ";
    return true;
  });
  EXPECT_EQ(order, "00 11 22 33 ");
  EXPECT_EQ(clock_.now_ms(), before);
}

TEST_F(CassetteTest, ABadFileIsNamed) {
  std::filesystem::create_directories(tapes_);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{", "parse error"},
      {"[]", "is not a cassette"},
      {"{\"sheaf_cassette\": 2}", "newer version"},
      {"{\"sheaf_cassette\": 1" + std::string(50, '0') + "}", "no number from 0 to 999"},
      {R"({"sheaf_cassette":1,"recorded_at":"2026-09-24T06:00:00Z",
          "request":{"method":"GET","url":"u"},"response":{"status":-1}})",
       "\"status\" is no number"},
      {R"({"sheaf_cassette":1,"recorded_at":"yesterday","request":{"method":"GET","url":"u"},
          "response":{"status":200}})",
       "recorded_at"},
      {R"({"sheaf_cassette":1,"recorded_at":"2026-09-24T06:00:00Z",
          "request":{"method":"GET","url":"u"},"response":{"status":200,"base64":"*"}})",
       "base64"}};
  for (const auto& [text, said] : cases) {
    std::ofstream(tapes_ / "bad.json", std::ios::trunc) << text;
    const auto opened = open_cassette(tapes_, CassetteMode::kReplay, clock_, nullptr);
    ASSERT_FALSE(opened) << text;
    EXPECT_EQ(opened.error().code, SHEAF_E_CONFIG);
    EXPECT_THAT(opened.error().message, AllOf(HasSubstr("bad.json"), HasSubstr(said)));
  }
  const auto missing =
      open_cassette(folder_.path() / "nowhere", CassetteMode::kReplay, clock_, nullptr);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("nowhere"));
}

TEST_F(CassetteTest, WrittenByHand) {
  std::filesystem::create_directories(tapes_);
  std::ofstream(tapes_ / "any-name.json") << R"({
    "sheaf_cassette": 1,
    "recorded_at": "2026-09-24T06:00:00Z",
    "request": {"method": "POST", "url": "https://API.example.org", "text": "ask"},
    "response": {"status": 200, "headers": {"Content-Type": "text/plain"}, "text": "all in one\n"}
  })";
  auto replay = with(CassetteMode::kReplay);
  const auto answer = replay->perform(
      context(), {.method = "POST", .url = "https://api.example.org/", .body = "ask"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "all in one\n");
  EXPECT_EQ(*find_header(answer->headers, "content-type"), "text/plain");
  EXPECT_EQ(cassette_recorded_ms(tapes_), 1'790'229'600'000);
}

// The service as a run opens it.
TEST_F(CassetteTest, ARunRecordsAndReplays) {
  std::string url;
  CallContext call;
  call.step = "s";
  HttpConfig config{.settings = {.clock = &system_clock(),
                                 .state_dir = folder_.path() / "state",
                                 .cache_dir = folder_.path() / "cache"},
                    .curl = {.user_agent = user_agent("1.0", "a@b.example")},
                    .cassettes = tapes_,
                    .mode = CassetteMode::kRecord};
  {
    test::HttpServer server;
    server.on("/feed", {.headers = {{"Cache-Control", "max-age=600"}}, .body = "<rss/>"});
    url = server.url("/feed");
    call.hosts = {{.host = server.authority()}};
    call.allow_private = {server.authority()};
    auto http = open_http(config);
    ASSERT_TRUE(http) << http.error().message;
    ASSERT_TRUE((*http)->perform(call, {.url = url}));
    EXPECT_EQ(server.asked().at(0).header("user-agent"), "sheaf/1.0 (+mailto:a@b.example)");
    EXPECT_FALSE(std::filesystem::exists(config.settings.cache_dir))
        << "a cassette leaves the cache alone";
  }
  config.mode = CassetteMode::kReplay;
  config.settings.clock = &clock_;
  auto http = open_http(config);
  ASSERT_TRUE(http) << http.error().message;
  const auto answer = (*http)->perform(call, {.url = url});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "<rss/>");
  config.cassettes = folder_.path() / "nowhere";
  EXPECT_FALSE(open_http(config));
}

}  // namespace
}  // namespace host::net
