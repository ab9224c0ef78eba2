// Whatever the outside sends: a message that says what is wrong, the right state, the right exit
// code, and the other source is delivered all the same.
#include <sys/stat.h>

#include "e2e/pipelines.h"
#include "e2e/sheaf.h"
#include "support/http_server.h"

namespace e2e {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kHead =
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>x</title>";

std::string item(const std::string& id, const std::string& title) {
  return "<item><guid>" + id + "</guid><title>" + title + "</title></item>";
}

class BadInputTest : public Sheaf {
 protected:
  // The good source `papers` and the bad one, `feed`, which reads `url`.
  void feed_at(const std::string& url, const std::string& rest = "") {
    write("papers.txt", paper("p1", "On sparse things"));
    write("base.yaml", words_pipeline());
    write("p.yaml",
          "extends: base.yaml\nname: words\nsources: [ { id: feed, use: own-feed, with: { url: \"" +
              url + "\" } } ]\n" + rest);
  }
  SourceLine fetch(test::Answer answer, const std::string& at = kDay1) {
    server_.on("/feed", std::move(answer));
    feed_at(server_.url("/feed"));
    last_ = run("p.yaml", at);
    return last_.report.sources["feed"];
  }
  void expect_partial(const SourceLine& feed, const std::string& state, const std::string& words) {
    EXPECT_EQ(last_.code, 3) << last_.err;
    EXPECT_EQ(feed.state, state);
    EXPECT_THAT(feed.detail, HasSubstr(words));
    EXPECT_EQ(posted()["ada"].back(), "p1") << "the other source is delivered";
    EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("feed")) << "the digest says so";
  }

  test::HttpServer server_;
  Ran last_;
};

TEST_F(BadInputTest, XmlThatBreaksHalfWayKeepsWhatCameBefore) {
  const SourceLine feed = fetch(
      {.body = kHead + item("a", "A sparse one") + item("b", "A sparse two") + "<item><gu<id>"});
  EXPECT_EQ(feed.records, 2u);
  EXPECT_EQ(last_.report.readers.at("ada").items, 3u);
  EXPECT_EQ(last_.code, 3);
  EXPECT_EQ(feed.state, "format-changed");
  EXPECT_THAT(feed.detail, HasSubstr("line"));
}

TEST_F(BadInputTest, ABodyThatEndsHalfWayIsTruncated) {
  const SourceLine feed = fetch({.body = kHead + item("a", "A sparse one") + "<item><guid>"});
  EXPECT_EQ(feed.records, 1u);
  EXPECT_EQ(feed.state, "truncated");
  EXPECT_EQ(last_.code, 3);
}

TEST_F(BadInputTest, AConnectionThatBreaksHalfWayIsAFailureThatKeepsWhatCame) {
  std::string body = kHead;
  for (int i = 0; i < 3000; ++i) body += item(std::to_string(i), "A sparse number");
  const SourceLine feed = fetch({.body = body, .cut_at = body.size() / 2});
  EXPECT_EQ(feed.state, "failed");
  EXPECT_GT(feed.records, 0u);
  EXPECT_EQ(last_.code, 3);
}

TEST_F(BadInputTest, AnHtmlPageWithStatus200IsNoFeed) {
  expect_partial(
      fetch({.headers = {{"Content-Type", "text/html"}},
             .body = "<!DOCTYPE html><html><body>We are updating our site.</body></html>"}),
      "format-changed", "HTML");
}

TEST_F(BadInputTest, AnEmptyBodyIsNoQuietDay) {
  expect_partial(fetch({.body = ""}), "failed", "the body is empty");
}

TEST_F(BadInputTest, AnEndlessBodyIsReadWithBoundedMemory) {
  // 1 GB of one title: the reader stops at its limit
  const SourceLine feed = fetch({.body = "x", .repeat = 1});  // warms the server up
  const std::string megabyte(1 << 20, 'x');
  server_.react("/feed", [&](const test::Asked&) {
    return test::Answer{.body = megabyte, .repeat = 1000, .chunked = true};
  });
  feed_at(server_.url("/feed"));
  last_ = run("p.yaml", kDay2);
  EXPECT_EQ(last_.code, 3);
  EXPECT_EQ(last_.report.sources["feed"].state, "format-changed");
  EXPECT_LT(last_.peak_kib, 200 * 1024);
  EXPECT_LT(server_.bytes_sent(), 900u << 20) << "the rest was not asked for";
}

TEST_F(BadInputTest, AnEndlessTitleEndsAtTheReadersLimit) {
  const std::string megabyte(1 << 20, 'x');
  server_.react("/feed", [&](const test::Asked&) {
    return test::Answer{.body = kHead + item("a", "A sparse one") + "<item><title>" + megabyte,
                        .repeat = test::Answer::kEndless,
                        .chunked = true};
  });
  feed_at(server_.url("/feed"));
  last_ = run("p.yaml");
  EXPECT_EQ(last_.code, 3);
  EXPECT_LT(last_.peak_kib, 250 * 1024);
  EXPECT_EQ(last_.report.sources["feed"].records, 1u);
}

TEST_F(BadInputTest, ABodyAboveMaxBodyIsRefused) {
  server_.on("/", {.body = std::string(1 << 20, 'x'), .repeat = 1000});
  write("papers.txt", paper("p1", "On sparse things"));
  write("base.yaml", words_pipeline());
  write("p.yaml",
        "extends: base.yaml\nname: words\nhttp: { max_body: 5MiB }\n"
        "sources: [ { id: big, use: scripted, with: { file: papers.txt, url: \"" +
            server_.url("/") + "\" } } ]\n");
  last_ = run("p.yaml");
  EXPECT_EQ(last_.code, 3);
  EXPECT_EQ(last_.report.sources["big"].state, "failed");
  EXPECT_THAT(last_.report.sources["big"].detail, HasSubstr("limit"));
  EXPECT_LT(last_.peak_kib, 150 * 1024);
}

TEST_F(BadInputTest, ABillionLaughsAreNotLaughed) {
  std::string body = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"ha\">";
  for (int i = 1; i < 10; ++i) {
    std::string value;
    for (int k = 0; k < 10; ++k) value += "&l" + std::to_string(i - 1) + ";";
    body += "<!ENTITY l" + std::to_string(i) + " \"" + value + "\">";
  }
  body += "]><rss version=\"2.0\"><channel>" + item("a", "A sparse one") + item("b", "&l9;") +
          "</channel></rss>";
  const SourceLine feed = fetch({.body = body});
  expect_partial(feed, "format-changed", "entit");
  EXPECT_LT(last_.peak_kib, 150 * 1024);
  EXPECT_LT(last_.seconds, 30);
}

TEST_F(BadInputTest, AWrongEncodingIsReadByTheBytes) {
  const SourceLine feed = fetch(
      {.headers = {{"Content-Type", "application/xml; charset=utf-8"}},
       .body = std::string(kHead) + item("a", "A sparse caf\xe9 \xff\xfe") + "</channel></rss>"});
  EXPECT_EQ(feed.records, 1u);
  EXPECT_EQ(last_.code, 0) << last_.err;
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("A sparse café ÿþ"));
}

TEST_F(BadInputTest, AskedToWaitAnHourItGivesUpAtOnceAndDoesNotAskAgainWithinIt) {
  const SourceLine feed =
      fetch({.status = 429, .headers = {{"Retry-After", "3600"}}, .body = "later"});
  expect_partial(feed, "failed", "429");
  EXPECT_THAT(feed.detail,
              AnyOf(HasSubstr("3600 s"), HasSubstr("60 min"), HasSubstr("1 h"), HasSubstr("07:00")))
      << "how long is named";
  EXPECT_LT(last_.seconds, 30);
  const std::size_t asked = server_.asked("/feed").size();
  EXPECT_EQ(asked, 1u);
  last_ = run("p.yaml", "2026-09-24T06:30:00Z");
  EXPECT_EQ(last_.code, 3);
  EXPECT_EQ(last_.report.sources["feed"].state, "failed");
  EXPECT_EQ(server_.asked("/feed").size(), asked) << "not asked within the hour";
  server_.on("/feed",
             {.body = std::string(kHead) + item("a", "A sparse one") + "</channel></rss>"});
  last_ = run("p.yaml", "2026-09-24T07:30:00Z");
  EXPECT_EQ(last_.code, 0) << last_.report.sources["feed"].detail;
  EXPECT_EQ(last_.report.readers.at("ada").items, 1u);
}

TEST_F(BadInputTest, AServerErrorIsTriedAgain) {
  server_.script("/feed",
                 {{.status = 503},
                  {.status = 502},
                  {.body = std::string(kHead) + item("a", "A sparse one") + "</channel></rss>"}});
  feed_at(server_.url("/feed"));
  EXPECT_EQ(run("p.yaml").code, 0);
  EXPECT_THAT(server_.asked("/feed"), SizeIs(3));
}

TEST_F(BadInputTest, ANameThatIsNotInTheDnsIsNamed) {
  feed_at("http://nowhere.invalid/feed");
  last_ = run("p.yaml");
  expect_partial(last_.report.sources["feed"], "failed", "nowhere.invalid");
  EXPECT_THAT(last_.report.sources["feed"].detail, AnyOf(HasSubstr("DNS"), HasSubstr("not found")));
}

TEST_F(BadInputTest, NobodyListeningIsNamed) {
  feed_at("http://127.0.0.1:1/feed");
  last_ = run("p.yaml");
  expect_partial(last_.report.sources["feed"], "failed", "127.0.0.1:1");
}

TEST_F(BadInputTest, ARedirectToAFileIsRefused) {
  expect_partial(fetch({.status = 302, .headers = {{"Location", "file:///etc/passwd"}}}), "failed",
                 "redirect");
  EXPECT_THAT(last_.out + last_.err, Not(HasSubstr("root:")));
}

TEST_F(BadInputTest, ARedirectToAPrivateAddressIsRefused) {
  test::HttpServer secret;
  secret.on("/", {.body = std::string(kHead) + item("s", "A sparse secret") + "</channel></rss>"});
  // 127.0.0.1 is written in the pipeline, another loopback name is not
  const std::string target = "http://localhost:" + std::to_string(secret.port()) + "/";
  const SourceLine feed = fetch({.status = 302, .headers = {{"Location", target}}});
  expect_partial(feed, "failed", "localhost");
  EXPECT_THAT(secret.asked(), IsEmpty());
  const SourceLine metadata = fetch(
      {.status = 302, .headers = {{"Location", "http://169.254.169.254/latest/meta-data"}}}, kDay2);
  EXPECT_EQ(metadata.state, "failed");
  EXPECT_THAT(metadata.detail, HasSubstr("169.254.169.254"));
}

TEST_F(BadInputTest, AFullDiskIsNamed) {
  // No file of the child may grow beyond 64 KiB, as if the disk were full.
  write("papers.txt", paper("p1", "On sparse things"));
  write("p.yaml", words_pipeline());
  std::vector<std::string> words{"-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh",
                                 std::string(SHEAF_BUILD_DIR) + "/bin/sheaf"};
  const auto more = run_words("p.yaml");
  words.insert(words.end(), more.begin(), more.end());
  const Ended ended = other("sh", words)->wait();
  EXPECT_EQ(ended.code, 4) << ended.err;
  EXPECT_THAT(ended.err, AnyOf(HasSubstr("disk"), HasSubstr("File too large"), HasSubstr("space")));
  EXPECT_EQ(run("p.yaml", kDay1Later).code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
}

TEST_F(BadInputTest, AnOutputThatCannotWriteIsADeadLetterWithTheReason) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("out", "a file where a folder should be");
  write("p.yaml", words_pipeline());
  Ran ran = run("p.yaml", kDay1);
  EXPECT_EQ(ran.code, 3);
  std::string letter, reason;
  for (const DeliveryLine& d : ran.report.deliveries) {
    if (d.state == "dead") std::tie(letter, reason) = std::pair(d.id, d.error);
  }
  EXPECT_THAT(reason, AllOf(HasSubstr("Not a directory"), HasSubstr("out/ada")));
  EXPECT_THAT(posted()["ada"], ElementsAre("p1")) << "the other output is not held back";
  std::filesystem::remove(path("out"));
  ASSERT_EQ(sheaf({"state", "retry", letter, "-p", "p.yaml"}).code, 0);
  ran = run("p.yaml", "2100-01-01T06:00:00Z");
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("On sparse things"));
}

TEST_F(BadInputTest, AStoreThatCannotBeMadeIsNamed) {
  write("papers.txt", "");
  write("sheaf.db/x", "");
  write("p.yaml", words_pipeline());
  EXPECT_EQ(run("p.yaml").code, 2);
  EXPECT_THAT(run("p.yaml").err, HasSubstr("sheaf.db"));
}

}  // namespace
}  // namespace e2e
