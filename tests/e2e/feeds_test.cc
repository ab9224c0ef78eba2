// Feeds as the world serves them, from the publisher's answer to the digest.
#include "e2e/pipelines.h"
#include "e2e/sheaf.h"
#include "support/http_server.h"

namespace e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class FeedsTest : public Sheaf {
 protected:
  Ran serve(const std::string& items, const std::string& at, const std::string& rest = "",
            const std::string& channel = "") {
    server_.on("/feed",
               {.body = "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
                        "<channel><title>Bogs</title>" +
                        channel + items + "</channel></rss>"});
    write(
        "p.yaml",
        "name: feeds\nstore: sheaf.db\nsources: [ { id: bogs, use: feed, with: { feeds: [ \"" +
            server_.url("/feed") +
            "\" ] } } ]\nprofiles: [ { id: ada, terms: { sparse: 2 } } ]\n"
            "scorers: [ { id: words, use: keywords } ]\n"
            "outputs: [ { use: output-markdown, with: { path: \"out/{profile}/{date}.md\" } } ]\n" +
            rest);
    return run("p.yaml", at);
  }
  static std::string item(const std::string& title, const std::string& link,
                          const std::string& guid) {
    return "<item><title>" + title + "</title><link>" + link +
           "</link><guid isPermaLink=\"false\">" + guid + "</guid></item>";
  }
  test::HttpServer server_;
};

TEST_F(FeedsTest, AnItemIsShownOnceHoweverItsLinkChangesOverTheDays) {
  const char* const links[] = {"http://bogs.example/a",
                               "https://bogs.example/a",
                               "https://www.bogs.example/a",
                               "https://www.bogs.example/a/",
                               "https://www.bogs.example/a?session=9",
                               "https://new.bogs.example/moved/a"};
  int day = 21;
  for (const char* link : links) {
    const Ran ran = serve(item("A sparse bog", link, "bog-00041"),
                          "2026-09-" + std::to_string(day++) + "T06:00:00Z");
    EXPECT_EQ(ran.report.readers.at("ada").items, link == links[0] ? 1u : 0u) << link;
  }
}

TEST_F(FeedsTest, ItemsThatShareALinkAreWorksOfTheirOwnOnEveryDay) {
  const std::string issue = "https://bogs.example/issue/4";
  EXPECT_EQ(serve(item("A sparse bog", issue, "h-1") + item("A sparse fen", issue, "h-2"), kDay1)
                .report.readers.at("ada")
                .items,
            2u);
  EXPECT_EQ(serve(item("A sparse fen", issue, "h-2") + item("A sparse mire", issue, "h-3"), kDay2)
                .report.readers.at("ada")
                .items,
            1u);
}

TEST_F(FeedsTest, WhatIsLeftOutIsInTheDigest) {
  std::string items;
  for (int i = 0; i < 20; ++i) {
    const std::string n = std::to_string(i);
    items += item("A sparse bog " + n, "https://bogs.example/" + n, "bog-" + n);
  }
  const Ran ran = serve(items + "<item><link>https://bogs.example/untitled</link></item>", kDay1);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.report.sources.at("bogs").state, "ok");
  EXPECT_THAT(read("out/ada/2026-09-24.md"),
              AllOf(HasSubstr("Please note."), HasSubstr("1 of 21 items left out")));
  EXPECT_THAT(read("out/ada/2026-09-24.md"), Not(HasSubstr("incomplete")));
}

TEST_F(FeedsTest, LanguagesAreUnderstoodHoweverAFeedSaysThem) {
  const std::string english = "filter: { languages: [en] }\n";
  int n = 0;
  for (const char* said : {"en_US", "eng", "English", "ENGLISH", "klingonish", ""}) {
    const std::string language =
        *said == '\0' ? "" : "<language>" + std::string(said) + "</language>";
    const std::string id = std::to_string(++n);
    const Ran ran = serve(item("A sparse bog", "https://bogs.example/" + id, "en-bog-" + id), kDay1,
                          english, language);
    EXPECT_EQ(ran.report.readers.at("ada").items, 1u) << said;
  }
  for (const char* said : {"fr", "fre", "français", "French"}) {
    const std::string id = std::to_string(++n);
    const Ran ran = serve(item("A sparse bog", "https://bogs.example/" + id, "fr-bog-" + id), kDay1,
                          english, "<language>" + std::string(said) + "</language>");
    EXPECT_EQ(ran.report.readers.at("ada").items, 0u) << said;
  }
}

}  // namespace
}  // namespace e2e
