// The import plugin against a fake host: files and a library of Zotero, run after run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "sheaf/testing.hpp"
#include "source.h"
#include "support/temp_dir.h"

namespace {

namespace fs = std::filesystem;
namespace st = sheaf::testing;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const sheaf_component* component() {
  return sheaf::Component<import::ImportSource>::get();
}

class Fetch {
 public:
  explicit Fetch(const std::string& config)
      : config_(st::FakeConfig::json(component(), config)),
        source_(component(), host, config_, call) {}
  sheaf_status created() const { return source_.status(); }
  // Goes on from the last cursor.
  sheaf_status go(std::uint64_t max_records = 0) {
    const std::string cursor = sink_ && !sink_->cursor().empty() ? sink_->cursor() : cursor_;
    cursor_ = cursor;
    sink_ = std::make_unique<st::RecordSink>();
    st::FetchRequest request;
    request.cursor = cursor;
    request.max_records = max_records;
    return source_.fetch(call, *sink_, request);
  }
  sheaf_status probe() { return source_.probe(call); }
  // Ids; of what was removed with a minus in front.
  std::vector<std::string> ids() const {
    std::vector<std::string> out;
    for (const auto& r : sink_->records())
      out.push_back((r.flags & SHEAF_R_REMOVED ? "-" : "") + r.id);
    return out;
  }
  sheaf_source_state state() const { return sink_->state(); }
  std::string detail() const {
    std::string out;
    for (const auto& r : sink_->reports()) out += r.detail;
    return out;
  }
  std::string cursor() const { return sink_->cursor(); }

  st::FakeHost host;
  st::FakeCall call;

 private:
  st::FakeConfig config_;
  st::Instance source_;
  std::unique_ptr<st::RecordSink> sink_;
  std::string cursor_;
};

std::string bib(const std::string& n) {
  return "@article{k" + n + ", title = {Number " + n + "}, doi = {10.1000/" + n + "}}\n";
}

class Files : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const fs::path path = folder_.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    // whatever the clock of the file system can tell apart
    fs::last_write_time(path, fs::file_time_type(std::chrono::seconds(++seconds_)));
    return path.string();
  }
  static std::string config(const std::vector<std::string>& files) {
    std::string out;
    for (const auto& f : files) out += (out.empty() ? "\"" : ", \"") + f + "\"";
    return "{\"files\": [" + out + "]}";
  }

  test::TempDir folder_;
  int seconds_ = 1'000'000;
};

TEST_F(Files, UnchangedOnesAreNotReadAgain) {
  const std::string a = write("a.bib", bib("1") + bib("2"));
  Fetch fetch(config({a}));
  ASSERT_EQ(fetch.go(), SHEAF_OK) << fetch.call.message();
  EXPECT_THAT(fetch.ids(), ElementsAre("10.1000/1", "10.1000/2"));
  EXPECT_EQ(fetch.state(), SHEAF_STATE_OK);
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_THAT(fetch.ids(), IsEmpty());
  EXPECT_EQ(fetch.state(), SHEAF_STATE_EMPTY_EXPECTED);
  write("a.bib", bib("2") + bib("3"));
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_THAT(fetch.ids(), ElementsAre("10.1000/2", "10.1000/3", "-10.1000/1"));
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_THAT(fetch.ids(), IsEmpty());
}

TEST_F(Files, WhatAnotherFileStillHasIsNotRemoved) {
  const std::string a = write("a.bib", bib("1")), b = write("b.bib", bib("1") + bib("2"));
  Fetch fetch(config({a, b}));
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  write("b.bib", bib("3"));
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_THAT(fetch.ids(), ElementsAre("10.1000/3", "-10.1000/2"));
}

TEST_F(Files, OneThatIsMissingLeavesTheOthersAndLosesNothing) {
  const std::string a = write("a.bib", bib("1")), b = write("b.bib", bib("2"));
  Fetch fetch(config({a, b}));
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  fs::remove(a);
  write("b.bib", bib("3"));
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_EQ(fetch.state(), SHEAF_STATE_FAILED);
  EXPECT_THAT(fetch.detail(), HasSubstr("a.bib: there is no such file."));
  EXPECT_THAT(fetch.ids(), ElementsAre("10.1000/3", "-10.1000/2"));
  fs::remove(b);
  EXPECT_EQ(fetch.go(), SHEAF_E_NOT_FOUND);
  write("a.bib", bib("1"));
  write("b.bib", "");
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_EQ(fetch.state(), SHEAF_STATE_FORMAT_CHANGED);  // b.bib is nothing now
  EXPECT_THAT(fetch.ids(), ElementsAre("10.1000/1"));
}

TEST_F(Files, BrokenEntriesAreReportedByFileAndLine) {
  const std::string a = write(
      "a.bib", bib("1") + "@article{x, author = {A}}\n" + bib("2") + "@article{y, title = {\n");
  Fetch fetch(config({a}));
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_EQ(fetch.state(), SHEAF_STATE_TRUNCATED);
  EXPECT_EQ(
      fetch.detail(),
      "a.bib:2: `x` has no title. a.bib:4: a value is not closed. 2 entries are left out, 2 read.");
  EXPECT_THAT(fetch.ids(), ElementsAre("10.1000/1", "10.1000/2"));
}

TEST_F(Files, WhatIsNotSureIsReportedByFileAndLineAndRead) {
  const std::string a =
      write("a.bib", "@article{k1, title = {Na\xC3\xAFve},\n author = {Caf\xE9, Ada}}\n" +
                         bib("2") + "@article{k3, title = {T}, author = {Moor, Ada, Lind, Ben}}\n");
  Fetch fetch(config({a}));
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_EQ(fetch.state(), SHEAF_STATE_OK);
  EXPECT_THAT(fetch.ids(), SizeIs(3));
  EXPECT_EQ(fetch.detail(),
            "a.bib:2: what is no UTF-8 is read as Windows-1252. a.bib:4: `k3`: `Moor, Ada, Lind, "
            "Ben` is kept as one name; `and` parts names. 2 remarks.");
  const std::string b = write("b.ris",
                              "TY  - JOUR\r\nTI  - Na\xC3\xAFve\r\nAU  - Caf\xE9, Ada\r\n"
                              "ER  - \r\n");
  Fetch ris(config({b}));
  ASSERT_EQ(ris.go(), SHEAF_OK);
  EXPECT_EQ(ris.state(), SHEAF_STATE_OK);
  EXPECT_THAT(ris.detail(), HasSubstr("b.ris:3: what is no UTF-8"));
}

TEST_F(Files, AStopHalfWayLosesNothing) {
  const std::string a = write("a.bib", bib("1") + bib("2") + bib("3"));
  Fetch fetch(config({a}));
  ASSERT_EQ(fetch.go(2), SHEAF_OK);
  EXPECT_THAT(fetch.ids(), SizeIs(2));
  EXPECT_EQ(fetch.cursor(), "");
  ASSERT_EQ(fetch.go(), SHEAF_OK);
  EXPECT_THAT(fetch.ids(), SizeIs(3));
}

TEST_F(Files, FoldersAndOtherThingsAreRefused) {
  Fetch folder(config({folder_.path().string()}));
  EXPECT_EQ(folder.go(), SHEAF_E_CONFIG);
  EXPECT_THAT(folder.call.message(), HasSubstr("this is no file"));
  Fetch words(config({write("words.txt", "just words")}));
  EXPECT_EQ(words.go(), SHEAF_E_UPSTREAM);
  EXPECT_THAT(words.call.message(), HasSubstr("neither BibTeX nor"));
  EXPECT_EQ(Fetch(config({"/no/such.bib"})).probe(), SHEAF_E_NOT_FOUND);
}

const std::string kItems =
    "https://api.zotero.org/users/1/items/"
    "top?format=json&include=data&includeTrashed=1&sort=dateAdded"
    "&direction=asc&limit=100";

std::string items(int first, int count) {
  std::string out;
  for (int i = first; i < first + count; ++i) {
    const std::string key = "K" + std::to_string(i);
    out += std::string(out.empty() ? "" : ",") + R"({"key": ")" + key + R"(", "data": {"key": ")" +
           key + R"(", "itemType": "journalArticle", "title": "T)" + std::to_string(i) + "\"}}";
  }
  return "[" + out + "]";
}

TEST(ZoteroLibrary, IsReadPageByPageThenByVersion) {
  Fetch fetch(R"({"zotero": {"user": 1, "api_key": "sesame"}})");
  ASSERT_EQ(fetch.created(), SHEAF_OK) << fetch.call.message();
  auto& http = fetch.host.http;
  http.answer(kItems + "&since=0&start=0",
              {items(0, 100),
               200,
               {{"last-modified-version", "40"}, {"total-results", "101"}, {"backoff", "7"}}});
  http.answer(kItems + "&since=0&start=100",
              {items(100, 1), 200, {{"last-modified-version", "41"}, {"total-results", "101"}}});
  const auto begin = fetch.host.clock.now();
  ASSERT_EQ(fetch.go(), SHEAF_OK) << fetch.call.message();
  EXPECT_THAT(fetch.ids(), SizeIs(101));
  EXPECT_EQ(fetch.host.clock.now() - begin, 7000);
  for (const auto& asked : http.asked()) {
    EXPECT_THAT(asked.headers, testing::Contains(testing::Pair("Zotero-API-Version", "3")));
    EXPECT_THAT(asked.secret_headers, ElementsAre(testing::Pair("Zotero-API-Key", "sesame")));
    EXPECT_THAT(asked.url, Not(HasSubstr("sesame")));
  }
  http.answer(
      kItems + "&since=40&start=0",
      {R"([{"key": "K5", "data": {"key": "K5", "itemType": "book", "title": "T", "deleted": 1}}])",
       200,
       {{"last-modified-version", "50"}, {"total-results", "1"}}});
  http.answer("https://api.zotero.org/users/1/deleted?since=40",
              {R"({"items": ["K7"], "tags": []})"});
  ASSERT_EQ(fetch.go(), SHEAF_OK) << fetch.call.message();
  EXPECT_THAT(fetch.ids(), ElementsAre("-users/1/K5", "-users/1/K7"));
  EXPECT_THAT(fetch.cursor(), HasSubstr("zotero 50"));
}

TEST(ZoteroLibrary, FollowsTheLinkHeaderWithoutTotals) {
  Fetch fetch(R"({"zotero": {"group": 9}})");
  const std::string url = "https://api.zotero.org/groups/9" + kItems.substr(kItems.find("/items"));
  fetch.host.http.answer(
      url + "&since=0&start=0",
      {items(0, 100),
       200,
       {{"last-modified-version", "4"}, {"link", "<https://evil.example/>; rel=\"next\""}}});
  fetch.host.http.answer(url + "&since=0&start=100",
                         {items(100, 3), 200, {{"last-modified-version", "4"}}});
  ASSERT_EQ(fetch.go(), SHEAF_OK) << fetch.call.message();
  EXPECT_THAT(fetch.ids(), SizeIs(103));
}

TEST(ZoteroLibrary, FailuresSayWhatToDo) {
  struct Case {
    st::Answer answer;
    sheaf_status code;
    const char* says;
  };
  for (const auto& [answer, code, says] :
       {Case{{"Forbidden", 403}, SHEAF_E_AUTH, "`api_key` is missing"},
        Case{{"Not found", 404}, SHEAF_E_NOT_FOUND, "is the number right"},
        Case{{"", 429, {{"retry-after", "30"}}}, SHEAF_E_RATE_LIMITED, "asked too often"},
        Case{{"", 500}, SHEAF_E_TRANSIENT, "try again"},
        Case{{"[]", 200}, SHEAF_E_UPSTREAM, "Last-Modified-Version"},
        Case{{"<html>", 200, {{"last-modified-version", "1"}}}, SHEAF_E_UPSTREAM, "not JSON"},
        Case{{"[]", 200, {{"last-modified-version", "1"}, {"backoff", "4000"}}},
             SHEAF_E_RATE_LIMITED,
             "4000 s"},
        Case{st::Answer::fail(SHEAF_E_TRANSIENT, "no network"), SHEAF_E_TRANSIENT,
             "cannot be reached"}}) {
    Fetch fetch(R"({"zotero": {"user": 1, "api_key": "sesame"}})");
    fetch.host.http.answer(kItems + "&since=0&start=0", answer);
    EXPECT_EQ(fetch.go(), code);
    EXPECT_THAT(fetch.call.message(), AllOf(HasSubstr(says), Not(HasSubstr("sesame"))));
    EXPECT_EQ(fetch.cursor().find("zotero"), std::string::npos);
  }
}

TEST(ImportSource, RefusesSettingsThatContradict) {
  for (const auto& [config, says] : std::initializer_list<std::pair<const char*, const char*>>{
           {"{}", "what is to be read"},
           {R"({"files": ["/a/-", "/b/-"]})", "read once"},
           {R"({"zotero": {"user": 1, "group": 2}})", "not both"},
           {R"({"zotero": {"api_key": "x"}})", "whose library"}}) {
    Fetch fetch(config);
    EXPECT_EQ(fetch.created(), SHEAF_E_CONFIG) << config;
    EXPECT_THAT(fetch.call.message(), HasSubstr(says));
  }
  EXPECT_EQ(component()->flags, std::uint32_t{SHEAF_C_READS_LIBRARY});
}

}  // namespace
