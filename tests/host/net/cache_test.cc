#include "net/cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "host/net/fake_transport.h"
#include "host/net/now.h"
#include "net/http.h"
#include "support/temp_dir.h"

namespace host::net {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kDay = 86'400'000;
const std::string kFeedUrl = "https://feeds.example.org/daily";

std::string key_of(char c) {
  return std::string(64, c);
}

std::int64_t fresh_for(Headers headers) {
  return fresh_until_ms(headers, kNow) - kNow;
}

TEST(Freshness, FromCacheControlOrExpires) {
  EXPECT_EQ(fresh_for({{"cache-control", "public, max-age=600"}}), 600'000);
  EXPECT_EQ(fresh_for({{"cache-control", "Max-Age=\"60\""}}), 60'000);
  EXPECT_EQ(fresh_for({{"cache-control", "max-age=600"}, {"age", "100"}}), 500'000);
  EXPECT_EQ(fresh_for({{"cache-control", "max-age=600"}, {"age", "1000"}}), 0);
  EXPECT_EQ(fresh_for({{"cache-control", "max-age=31536000"}}), kDay) << "at most a day";
  EXPECT_EQ(fresh_for({{"cache-control", "max-age=600, no-cache"}}), 0);
  EXPECT_EQ(fresh_for({{"cache-control", "max-age=600"}, {"cache-control", "no-store"}}), 0);
  EXPECT_EQ(fresh_for({{"cache-control", "max-age=-1"}}), 0);
  EXPECT_EQ(
      fresh_for({{"cache-control", "max-age=x"}, {"expires", "Mon, 21 Sep 2026 15:13:20 GMT"}}), 0)
      << "max-age wins";
  EXPECT_EQ(fresh_for({{"expires", "Mon, 21 Sep 2026 15:13:20 GMT"}}), 3'600'000);
  EXPECT_EQ(fresh_for({{"expires", "0"}}), 0);
  EXPECT_EQ(fresh_for({{"expires", "-1"}}), 0);
  EXPECT_EQ(fresh_for({{"expires", "Thu, 01 Jan 1970 00:00:00 GMT"}}), 0);
  EXPECT_EQ(fresh_for({{"cache-control", ",,=,"}}), 0);
  EXPECT_EQ(fresh_for({}), 0) << "no guessing";
}

TEST(Freshness, WhatIsWorthStoring) {
  EXPECT_TRUE(worth_storing({{"etag", "x"}}, kNow));
  EXPECT_TRUE(worth_storing({{"last-modified", "x"}}, kNow));
  EXPECT_TRUE(worth_storing({{"cache-control", "max-age=5"}}, kNow));
  EXPECT_FALSE(worth_storing({}, kNow));
  EXPECT_FALSE(worth_storing({{"etag", "x"}, {"cache-control", "private, no-store"}}, kNow));
  EXPECT_FALSE(worth_storing({{"etag", "x"}, {"vary", "*"}}, kNow));
  EXPECT_TRUE(worth_storing({{"etag", "x"}, {"vary", "Accept-Encoding"}}, kNow));
}

class CacheTest : public testing::Test {
 protected:
  CacheTest() {
    settings_.clock = &clock_;
    settings_.state_dir = folder_.path() / "state";
    settings_.cache_dir = folder_.path() / "cache";
  }

  Http& http() {
    if (!http_) http_ = std::make_unique<Http>(settings_, std::make_unique<FakeTransport>(log_));
    return *http_;
  }

  static CallContext context() {
    CallContext context;
    context.step = "s";
    context.hosts = {{.host = "feeds.example.org"}};
    context.scrubber = std::make_shared<const Scrubber>(std::vector<std::string>{"sesame"});
    return context;
  }

  void answers(std::deque<FakeAnswer> list) { log_->answers[kFeedUrl] = std::move(list); }

  std::string sent(std::size_t request, const std::string& header) const {
    const auto* value = find_header(log_->asked.at(request).headers, header);
    return value ? *value : "(none)";
  }

  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> out;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder_.path() / "cache")) {
      if (entry.is_regular_file()) out.push_back(entry.path());
    }
    return out;
  }

  test::TempDir folder_;
  VirtualClock clock_{kNow};
  HttpSettings settings_;
  std::shared_ptr<FakeTransport::Log> log_ = std::make_shared<FakeTransport::Log>();
  std::unique_ptr<Http> http_;
};

TEST_F(CacheTest, AFreshAnswerAsksNothing) {
  answers(
      {{.headers = {{"cache-control", "max-age=600"}, {"content-type", "text/xml"}}, .body = "one"},
       {.body = "two"}});
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
  http_.reset();  // another run
  clock_.sleep_ms(599'000, {});
  const auto again = http().perform(context(), {.url = kFeedUrl});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->body, "one");
  EXPECT_EQ(again->url, kFeedUrl);
  EXPECT_EQ(*find_header(again->headers, "content-type"), "text/xml");
  EXPECT_TRUE(again->from_cache);
  EXPECT_FALSE(again->revalidated);
  EXPECT_EQ(log_->asked.size(), 1u);
  EXPECT_EQ(http().stats().at("s").cache_hits, 1u);
  clock_.sleep_ms(2'000, {});
  EXPECT_EQ(http().perform(context(), {.url = kFeedUrl})->body, "two");
}

TEST_F(CacheTest, ValidatorsGoBackExactlyAsTheyCame) {
  for (const char* etag : {"\"strong\"", "W/\"weak\"", "0a1b2c3d4e5f (unquoted)"}) {
    answers({{.headers = {{"etag", etag}, {"last-modified", "Sat,  19 Sep 2026 00:00:00 GMT"}},
              .body = "one"},
             {.status = 304, .headers = {{"etag", etag}, {"x-new", "1"}}}});
    log_->asked.clear();
    ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
    EXPECT_EQ(sent(0, "if-none-match"), "(none)");
    const auto again = http().perform(context(), {.url = kFeedUrl});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(sent(1, "if-none-match"), etag);
    EXPECT_EQ(sent(1, "if-modified-since"), "Sat,  19 Sep 2026 00:00:00 GMT");
    EXPECT_EQ(again->status, 200);
    EXPECT_EQ(again->body, "one");
    EXPECT_TRUE(again->from_cache);
    EXPECT_TRUE(again->revalidated);
    EXPECT_EQ(*find_header(again->headers, "x-new"), "1");
    std::filesystem::remove_all(settings_.cache_dir);
  }
}

TEST_F(CacheTest, A304RenewsTheFreshness) {
  answers({{.headers = {{"etag", "x"}, {"cache-control", "max-age=0"}}, .body = "one"},
           {.status = 304, .headers = {{"cache-control", "max-age=60"}}}});
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
  EXPECT_TRUE(http().perform(context(), {.url = kFeedUrl})->revalidated);
  const auto third = http().perform(context(), {.url = kFeedUrl});
  EXPECT_TRUE(third->from_cache);
  EXPECT_FALSE(third->revalidated);
  EXPECT_EQ(log_->asked.size(), 2u);
}

TEST_F(CacheTest, AnAnswerOfTheFutureIsAskedForAgain) {
  answers({{.headers = {{"cache-control", "max-age=86400"}, {"etag", "1"}}, .body = "one"},
           {.headers = {{"cache-control", "max-age=600"}, {"etag", "2"}}, .body = "two"}});
  VirtualClock wrong(kNow + 366 * 86'400'000LL);
  settings_.clock = &wrong;
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
  http_.reset();
  settings_.clock = &clock_;
  EXPECT_EQ(http().perform(context(), {.url = kFeedUrl})->body, "two");
  EXPECT_EQ(sent(1, "if-none-match"), "1");
  EXPECT_TRUE(http().perform(context(), {.url = kFeedUrl})->from_cache) << "and is fresh from now";
}

TEST_F(CacheTest, AChangedAnswerReplacesTheOld) {
  answers(
      {{.headers = {{"etag", "1"}}, .body = "one"}, {.headers = {{"etag", "2"}}, .body = "two"}});
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
  const auto second = http().perform(context(), {.url = kFeedUrl});
  EXPECT_EQ(second->body, "two");
  EXPECT_FALSE(second->from_cache);
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
  EXPECT_EQ(sent(2, "if-none-match"), "2");
}

TEST_F(CacheTest, OnlyPlainGetsWithStatus200AreKept) {
  const Headers fresh = {{"cache-control", "max-age=600"}};
  answers({{.status = 203, .headers = fresh}});
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
  EXPECT_EQ(log_->asked.size(), 2u);
  answers({{.headers = fresh}});
  ASSERT_TRUE(http().perform(context(), {.method = "POST", .url = kFeedUrl}));
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl, .no_cache = true}));
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl, .headers = {{"Range", "bytes=0-1"}}}));
  answers({{.status = 404, .headers = fresh}});
  ASSERT_FALSE(http().perform(context(), {.url = kFeedUrl}));
  EXPECT_FALSE(std::filesystem::exists(settings_.cache_dir));
}

TEST_F(CacheTest, APluginsOwnConditionGetsItsOwn304) {
  answers({{.status = 304}});
  const auto answer =
      http().perform(context(), {.url = kFeedUrl, .headers = {{"If-None-Match", "\"mine\""}}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 304);
}

TEST_F(CacheTest, DifferentHeadersDifferentAnswers) {
  answers({{.headers = {{"cache-control", "max-age=600"}}, .body = "x"}});
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl, .headers = {{"Accept", "a"}}}));
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl, .headers = {{"Accept", "b"}}}));
  EXPECT_EQ(log_->asked.size(), 2u);
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl, .headers = {{"accept", "a"}}}));
  EXPECT_EQ(log_->asked.size(), 2u);
}

TEST_F(CacheTest, NoSecretReachesTheDisk) {
  const std::string url = kFeedUrl + "?key=sesame";
  log_->answers[url] = {{.status = 302, .headers = {{"location", "/x?key=sesame"}}}};
  log_->answers["https://feeds.example.org/x?key=sesame"] = {
      {.headers = {{"etag", "e"}, {"set-cookie", "id=secret-cookie"}, {"link", "</y?key=sesame>"}},
       .body = "body"}};
  const Request request{.url = url,
                        .headers = {{"X-Note", "sesame"}},
                        .secret_headers = {{"X-Api-Key", "open-barley"}}};
  ASSERT_TRUE(http().perform(context(), request));
  const auto all = files();
  ASSERT_EQ(all.size(), 1u);
  std::ifstream in(all[0], std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_THAT(text, HasSubstr("body"));
  EXPECT_THAT(text, HasSubstr("key=***"));
  for (const char* secret : {"sesame", "open-barley", "secret-cookie"}) {
    EXPECT_THAT(text, Not(HasSubstr(secret)));
    EXPECT_THAT(all[0].string(), Not(HasSubstr(secret)));
  }
  // The same request with another key is the same request.
  const Scrubber one({"sesame"});
  const Scrubber other({"barley"});
  EXPECT_EQ(Cache::key({.url = kFeedUrl + "?key=sesame"}, one),
            Cache::key({.url = kFeedUrl + "?key=barley"}, other));
}

TEST_F(CacheTest, ADamagedEntryIsNone) {
  answers({{.headers = {{"cache-control", "max-age=600"}}, .body = "one"}});
  ASSERT_TRUE(http().perform(context(), {.url = kFeedUrl}));
  const auto file = files().at(0);
  std::ifstream in(file, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  in.close();
  std::size_t asked = 1;
  for (std::size_t at = 0; at < text.size(); at += 7) {
    std::string bad = text;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bad;
    EXPECT_EQ(http().perform(context(), {.url = kFeedUrl})->body, "one");
    EXPECT_EQ(log_->asked.size(), ++asked) << "byte " << at;
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text.substr(0, at);
    EXPECT_EQ(http().perform(context(), {.url = kFeedUrl})->body, "one");
    EXPECT_EQ(log_->asked.size(), ++asked) << "cut at " << at;
  }
}

TEST_F(CacheTest, StreamsAreKeptOnceReadToTheEnd) {
  answers({{.headers = {{"etag", "e"}}, .body = std::string(300'000, 's')}, {.status = 304}});
  std::string buffer(1000, '\0');
  {
    auto partly = http().open(context(), {.url = kFeedUrl});
    ASSERT_TRUE(partly);
    ASSERT_TRUE((*partly)->read(context(), buffer.data(), buffer.size()));
  }
  EXPECT_FALSE(std::filesystem::exists(settings_.cache_dir));
  answers({{.headers = {{"etag", "e"}}, .body = std::string(300'000, 's')}, {.status = 304}});
  for (const bool revalidated : {false, true}) {
    auto stream = http().open(context(), {.url = kFeedUrl});
    ASSERT_TRUE(stream);
    EXPECT_EQ((*stream)->response().revalidated, revalidated);
    std::size_t total = 0;
    while (const std::size_t got =
               (*stream)->read(context(), buffer.data(), buffer.size()).value()) {
      total += got;
    }
    EXPECT_EQ(total, 300'000u);
  }
}

TEST_F(CacheTest, ABodyThatBrokeOffIsNotKept) {
  answers({{.headers = {{"etag", "e"}},
            .body = "half",
            .body_error = Error{SHEAF_E_TRANSIENT, "cut"}}});
  EXPECT_FALSE(http().perform(context(), {.url = kFeedUrl, .no_retry = true}));
  EXPECT_FALSE(std::filesystem::exists(settings_.cache_dir));
}

TEST_F(CacheTest, AnUnwritableFolderCostsOnlyTheCache) {
  std::ofstream(settings_.cache_dir) << "a file where the folder should be";
  answers({{.headers = {{"etag", "e"}}, .body = "one"}});
  EXPECT_EQ(http().perform(context(), {.url = kFeedUrl})->body, "one");
}

TEST_F(CacheTest, CleaningDropsTheUnusedAndTheExcess) {
  const auto folder = folder_.path() / "cache";
  const auto entry = [](char c) {
    return CacheEntry{.url = "u",
                      .headers = {},
                      .body = std::string(1000, c),
                      .stored_ms = 1,
                      .fresh_until_ms = 2};
  };
  const Cache cache(folder, clock_, {.total_bytes = 2600, .unused_ms = 10 * kDay});
  cache.store(key_of('a'), entry('a'));
  clock_.sleep_ms(9 * kDay, {});
  for (const char c : {'b', 'c', 'd'}) {
    clock_.sleep_ms(1000, {});
    cache.store(key_of(c), entry(c));
  }
  clock_.sleep_ms(1000, {});
  EXPECT_TRUE(cache.find(key_of('b'))) << "used now, so younger than c";
  clock_.sleep_ms(2 * kDay, {});
  cache.clean();
  EXPECT_FALSE(cache.find(key_of('a'))) << "unused for 11 days";
  EXPECT_FALSE(cache.find(key_of('c'))) << "the longest unused of three, and only two fit";
  EXPECT_EQ(cache.find(key_of('b'))->body, std::string(1000, 'b'));
  EXPECT_TRUE(cache.find(key_of('d')));
  cache.store(key_of('e'),
              {.url = "u", .headers = {}, .body = std::string(Cache::kLargestBody + 1, 'x')});
  EXPECT_FALSE(cache.find(key_of('e')));
}

}  // namespace
}  // namespace host::net
