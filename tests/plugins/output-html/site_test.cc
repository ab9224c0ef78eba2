// The plugin as the host loads it: the whole site, judged by an HTML parser, and how it gets there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "fixture.h"
#include "names.h"
#include "support/programs.h"
#include "support/temp_dir.h"

namespace output_html {
namespace {

using namespace sheaf::testing;
using test::Day;
using test::days;
using ::test::Judged;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
namespace fs = std::filesystem;

class SiteTest : public ::testing::Test {
 protected:
  static const sheaf_component* component() {
    static const Library plugin(SHEAF_HTML_PLUGIN);
    return plugin.component(SHEAF_OUTPUT, "output-html");
  }
  std::string path() const { return (dir_.path() / "out/site").string(); }
  fs::path at(const std::string& name) const { return fs::path(path()) / name; }
  std::string page(const std::string& name) const { return ::test::read_file(at(name)); }

  // The delivery of the last of these days, with all of them in the history; `settings` is JSON
  // that follows the path.
  sheaf_status deliver(const std::vector<Day>& told, const std::string& settings = "",
                       std::size_t plain_works = 20) {
    FakeHost host;
    tell(host.history, told);
    test::tell_plain_works(host.history, plain_works, 20);
    const auto config =
        FakeConfig::json(component(), "{\"path\": \"" + path() + "\"" + settings + "}");
    const Instance output(component(), host, config, call_);
    EXPECT_EQ(output.status(), SHEAF_OK) << call_.message();
    return sheaf::testing::deliver(output, call_, "d-" + told.back().run.id, told.back().run,
                                   told.back().digests);
  }
  Judged judged(const std::string& pages = "") const {
    return ::test::judge("/usr/bin/python3 " SHEAF_SOURCE_DIR
                         "/tests/plugins/output-html/check_site.py '" +
                         path() + "' " + pages + " 2>&1");
  }

  ::test::TempDir dir_;
  FakeCall call_;
};

TEST_F(SiteTest, IsWellFormedWhateverTheTextsSay) {
  ASSERT_EQ(deliver(days(), "", 2100), SHEAF_OK) << call_.message();
  const Judged verdict = judged();
  EXPECT_EQ(verdict.code, 0) << verdict.said;
  EXPECT_THAT(verdict.said, HasSubstr(", 0 faults"));
  EXPECT_THAT(page("p/ada/2026-09-24-2.html"),
              AllOf(HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"),
                    HasSubstr("<bdi>Right\u202Eto left"), Not(HasSubstr("javascript:alert(1)\"")),
                    HasSubstr("href=\"https://example.org/a&quot;b&lt;c&gt;{d}|e f\"")));
  // what the judge is worth
  for (const char* smuggled : {"<img src=x>", "<b onclick=x>y</b>", "<p style=\"x\">y</p>",
                               "<a href=\"javascript:x\">y</a>", "<h2>a</h2><h4>b</h4>",
                               "<a href=\"gone.html\">y</a>", "<script>x</script>"}) {
    std::string broken = page("p/ada/archive.html");
    const std::string good = broken;
    broken.insert(broken.find("</main>"), smuggled);
    std::ofstream(at("p/ada/archive.html"), std::ios::binary) << broken;
    EXPECT_EQ(judged("p/ada/archive.html").code, 1) << smuggled;
    std::ofstream(at("p/ada/archive.html"), std::ios::binary) << good;
  }
}

TEST_F(SiteTest, SaysWhatADigestHolds) {
  ASSERT_EQ(deliver(days()), SHEAF_OK) << call_.message();
  const std::string digest = page("p/ada/2026-09-24.html");
  EXPECT_THAT(digest,
              AllOf(HasSubstr("<div class=\"banner failed\" role=\"note\">"),
                    HasSubstr("The list ended early."), HasSubstr("<time datetime=\"2026-09-24\">"),
                    HasSubstr("By people you follow"), HasSubstr("Retracted or corrected"),
                    HasSubstr("<a href=\"#item-2\">[2]</a>"), HasSubstr("data-value=\"0.85\""),
                    HasSubstr("Relevance 9/10"), HasSubstr("Conditional computation"),
                    HasSubstr("May be the same as"), HasSubstr("On *stars* in titles"),
                    HasSubstr("<details class=\"more\">\n<summary>Settings</summary>")));
  EXPECT_THAT(digest, AllOf(HasSubstr("<a rel=\"prev\" href=\"../../p/ada/2026-09-23.html\">"),
                            HasSubstr("<a rel=\"next\" href=\"../../p/ada/2026-09-24-2.html\">")));
  // a bad night does not look quiet
  EXPECT_THAT(page("p/ada/2026-09-23.html"),
              AllOf(HasSubstr("this is not a quiet day"), HasSubstr("HTTP 503 &lt;b&gt;")));
  EXPECT_THAT(page("p/ada/2026-09-22.html"), HasSubstr("A quiet day"));
  EXPECT_THAT(page("p/ada/archive.html"),
              AllOf(HasSubstr("5 digests"), HasSubstr("<li class=\"failed\">"),
                    HasSubstr("24 September 2026 (2)")));
  EXPECT_THAT(page("index.html"), AllOf(HasSubstr("p/ada/index.html"), HasSubstr("p/bob.2/")));
  EXPECT_THAT(page("works.html"), HasSubstr("On the number 19"));
}

TEST_F(SiteTest, ShowsEachReadersOwnRadarAndPeople) {
  ASSERT_EQ(deliver(days(4)), SHEAF_OK) << call_.message();
  EXPECT_THAT(page("p/ada/radar.html"),
              AllOf(HasSubstr("Works by criterion and week"), HasSubstr("Conditional computation"),
                    HasSubstr("2026-09-21: Training methods 2"), HasSubstr("Works by source")));
  const std::string folder = "p/bob.2/people/";
  EXPECT_THAT(page(folder + slug("Ada Lovelace") + ".html"),
              AllOf(HasSubstr("evidence: name and affiliation"), Not(HasSubstr("weak")),
                    HasSubstr("../../../p/bob.2/2026-09-24.html#item-2")));
  EXPECT_THAT(page(folder + slug("../../..") + ".html"), HasSubstr("Maybe theirs"));
  EXPECT_THAT(page(folder + slug("李 明") + ".html"), HasSubstr("No work in any digest yet."));
  EXPECT_THAT(page(folder + "index.html"), HasSubstr("0 works, and 1 on weak evidence"));
  EXPECT_THAT(page("p/ada/people/index.html"), HasSubstr("no longer followed"));
}

TEST_F(SiteTest, WithOneReaderTheirDigestIsTheWayIn) {
  ASSERT_EQ(deliver(days(1)), SHEAF_OK) << call_.message();
  EXPECT_THAT(page("index.html"),
              AllOf(HasSubstr("id=\"item-4\""), HasSubstr("href=\"p/ada/archive.html\"")));
  const Judged verdict = judged();
  EXPECT_EQ(verdict.code, 0) << verdict.said;
  ASSERT_EQ(deliver(days(2)), SHEAF_OK) << call_.message();
  EXPECT_THAT(page("index.html"), Not(HasSubstr("id=\"item-4\"")));
}

TEST_F(SiteTest, NightAfterNightGivesTheBytesOfARebuild) {
  for (std::size_t n = 1; n <= days().size(); ++n) {
    ASSERT_EQ(deliver(days(n)), SHEAF_OK) << call_.message();
  }
  const auto grown = test::hashes(path());
  EXPECT_EQ(deliver(days()), SHEAF_OK) << "the same delivery again";
  EXPECT_EQ(test::hashes(path()), grown);
  fs::remove_all(path());
  ASSERT_EQ(deliver(days()), SHEAF_OK);
  EXPECT_EQ(test::hashes(path()), grown);
}

TEST_F(SiteTest, LeavesAloneWhatNeedNotChange) {
  ASSERT_EQ(deliver(days(3)), SHEAF_OK);
  std::ofstream(at("CNAME")) << "reading.example";
  std::ofstream(at("p/ada/2026-09-21.html"), std::ios::app) << "as it is";
  std::ofstream(at("data/old.js")) << "gone";
  fs::create_directories(at("p/zoe/people"));
  std::ofstream(at("p/zoe/people/x.html")) << "gone";
  fs::remove(at("p/ada/2026-09-22.html"));
  ASSERT_EQ(deliver(days(4)), SHEAF_OK);
  EXPECT_EQ(page("CNAME"), "reading.example");
  EXPECT_THAT(page("p/ada/2026-09-22.html"), HasSubstr("A quiet day"));
  EXPECT_THAT(page("p/ada/2026-09-23.html"), HasSubstr("rel=\"next\""));
  EXPECT_FALSE(fs::exists(at("data/old.js")));
  EXPECT_FALSE(fs::exists(at("p/zoe")));
  EXPECT_FALSE(fs::exists(at(".sheaf-staging")));
  // the page before a missing one is made again, others stay until something of all pages changes
  ASSERT_EQ(deliver(days(5)), SHEAF_OK);
  std::ofstream(at("p/ada/2026-09-21.html"), std::ios::app) << "as it is";
  ASSERT_EQ(deliver(days(5)), SHEAF_OK);
  EXPECT_THAT(page("p/ada/2026-09-21.html"), HasSubstr("as it is"));
  ASSERT_EQ(deliver(days(5), R"(, "title": "Other", "base_url": "https://x.example/s")"), SHEAF_OK);
  EXPECT_THAT(
      page("p/ada/2026-09-21.html"),
      AllOf(Not(HasSubstr("as it is")), HasSubstr("· Other</title>"),
            HasSubstr("rel=\"canonical\" href=\"https://x.example/s/p/ada/2026-09-21.html\"")));
}

TEST_F(SiteTest, ForgetsWhatTheStoreForgets) {
  // the last cut leaves the second digest of a day as the only one
  for (const std::ptrdiff_t gone : {1, 2, 4}) {
    fs::remove_all(path());
    ASSERT_EQ(deliver(days()), SHEAF_OK);
    if (gone == 2) {  // a site of before oldest digests were noted: its first three lines
      const std::string marker = page(".sheaf-site");
      std::ofstream(at(".sheaf-site")) << marker.substr(0, marker.find("p/"));
    }
    std::vector<Day> rest = days();
    rest.erase(rest.begin(), rest.begin() + gone);
    ASSERT_EQ(deliver(rest), SHEAF_OK);
    const auto shrunk = test::hashes(path());
    fs::remove_all(path());
    ASSERT_EQ(deliver(rest), SHEAF_OK);
    EXPECT_EQ(test::hashes(path()), shrunk) << gone;
  }
}

TEST_F(SiteTest, KeepsReadersWhoLeft) {
  ASSERT_EQ(deliver(days(4)), SHEAF_OK);
  std::vector<Day> without_bob = days();
  without_bob.back().digests.pop_back();
  ASSERT_EQ(deliver(without_bob), SHEAF_OK);
  EXPECT_THAT(page("index.html"), HasSubstr("Earlier readers"));
  EXPECT_TRUE(fs::exists(at("p/bob.2/2026-09-24.html")));
}

TEST_F(SiteTest, TakesTheNewestWorksOnly) {
  ASSERT_EQ(deliver(days(1), R"(, "works": {"max": 10, "days": 3})", 30), SHEAF_OK);
  EXPECT_THAT(
      page("works.html"),
      AllOf(HasSubstr("10 works of the last 3 days"), HasSubstr("24 older ones are left out"),
            HasSubstr("On the number 29"), Not(HasSubstr("On the number 20<"))));
  const Judged verdict = judged();
  EXPECT_EQ(verdict.code, 0) << verdict.said;
}

TEST_F(SiteTest, RefusesFoldersThatAreNotItsOwn) {
  fs::create_directories(path());
  std::ofstream(at("thesis.tex")) << "years of work";
  EXPECT_EQ(deliver(days(1)), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(), HasSubstr("has files that are not of a site"));
  EXPECT_EQ(test::hashes(path()).size(), 1u);
  fs::remove(at("thesis.tex"));
  ASSERT_EQ(deliver(days(1)), SHEAF_OK) << "an empty folder will do";

  std::vector<Day> other = days(1);
  other.back().run.pipeline = "other";
  EXPECT_EQ(deliver(other), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(), HasSubstr("is the site of the pipeline examples"));

  fs::remove_all(path());
  std::ofstream(fs::path(path())) << "a file";
  EXPECT_EQ(deliver(days(1)), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(), HasSubstr("is not a folder"));
}

TEST_F(SiteTest, NothingIsThereBeforeCommitAndAfterAFailure) {
  const auto config = FakeConfig::json(component(), "{\"path\": \"" + path() + "\"}");
  FakeHost host;
  tell(host.history, days(1));
  const Instance output(component(), host, config, call_);
  EXPECT_EQ(output.target({}, days(1)[0].run), path());
  EXPECT_EQ(output.interface<sheaf_output>(SHEAF_OUTPUT)->flags,
            uint32_t{SHEAF_O_PER_RUN | SHEAF_O_REBUILDS});
  {
    Delivery delivery(output, call_, "d", days(1)[0].run);
    ASSERT_EQ(delivery.digest(call_, days(1)[0].digests[0]), SHEAF_OK);
    delivery.abort();
  }
  EXPECT_THAT(test::hashes(dir_.path()), IsEmpty());
  EXPECT_FALSE(fs::exists(dir_.path() / "out"));
  {
    Delivery delivery(output, call_, "d", days(1)[0].run);
    ASSERT_EQ(delivery.digest(call_, days(1)[0].digests[0]), SHEAF_OK);
    call_.cancel_after(3);
    EXPECT_EQ(delivery.commit(call_), SHEAF_E_CANCELLED);
  }
  EXPECT_FALSE(fs::exists(dir_.path() / "out"));
}

}  // namespace
}  // namespace output_html
