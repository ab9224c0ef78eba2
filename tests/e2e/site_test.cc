// The site of all readers: made by runs, made again from the store, finished after kill -9.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "e2e/pipelines.h"
#include "e2e/sheaf.h"
#include "support/programs.h"

namespace e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class SiteTest : public Sheaf {
 protected:
  SiteTest() {
    write("p.yaml", R"(name: group
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ { id: ada, title: Ada's list, terms: { sparse: 2 }, people: [ { name: Grace Hopper } ] }, { id: bob, terms: { dense: 2 } } ]
scorers: [ { id: words, use: keywords } ]
outputs:
  - { use: post, with: { path: post.txt } }
  - { use: output-html, with: { path: site, title: Reading group } }
)");
  }
  void paper_of(const std::string& id, const std::string& title) const {
    write("papers.txt", paper(id, title, "author Grace Hopper\nextra relevance 9\n"));
  }
  std::map<std::string, std::string> site() const { return test::files_below(path("site")); }
};

TEST_F(SiteTest, IsTheSameFromNightsAndFromTheStore) {
  paper_of("p1", "On sparse </title><script>x</script> things");
  ASSERT_EQ(run("p.yaml", kDay1).code, 0);
  paper_of("p2", "On dense things");
  ASSERT_EQ(run("p.yaml", kDay1Later).code, 0);
  paper_of("p3", "On sparse and dense things");
  const Ran last = run("p.yaml", kDay2);
  ASSERT_EQ(last.code, 0) << last.err;
  const auto grown = site();
  EXPECT_THAT(grown.at("p/ada/2026-09-24.html"),
              AllOf(HasSubstr("On sparse &lt;/title&gt;&lt;script&gt;x"), HasSubstr("Grace Hopper"),
                    HasSubstr("href=\"../../p/ada/2026-09-24-2.html\"")));
  EXPECT_EQ(grown.count("p/bob/2026-09-24-2.html"), 1u);
  EXPECT_THAT(grown.at("index.html"), AllOf(HasSubstr("Ada's list"), HasSubstr("p/bob/")));
  EXPECT_THAT(grown.at("works.html"), HasSubstr("3 works of the last 90 days"));
  std::filesystem::remove_all(path("site"));
  const std::string posts = read("post.txt");
  const Ran rebuilt = run("p.yaml", kDay3, {"--rebuild"});
  EXPECT_EQ(rebuilt.code, 0) << rebuilt.err;
  EXPECT_EQ(site(), grown);
  EXPECT_EQ(read("post.txt"), posts);
}

// Dead at each rename: tests/plugins/output-html/crash_test.cc.
TEST_F(SiteTest, IsFinishedByTheRunAfterAKill) {
  paper_of("p1", "On sparse things");
  const auto dying = start(run_words("p.yaml", kDay1));
  for (int i = 0; i < 60000 && !exists("site/.sheaf-staging") && !exists("site/index.html"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(dying->pid(), SIGKILL);
  dying->wait();
  paper_of("p2", "On sparse things again");
  const Ran next = run("p.yaml", kDay2);
  EXPECT_EQ(next.code, 0) << next.err;
  const auto finished = site();
  EXPECT_EQ(finished.count("p/ada/2026-09-24.html"), 1u);
  EXPECT_THAT(finished.at("p/ada/index.html"), HasSubstr("On sparse things again"));
  std::filesystem::remove_all(path("site"));
  ASSERT_EQ(run("p.yaml", kDay3, {"--rebuild"}).code, 0);
  EXPECT_EQ(site(), finished);
}

TEST_F(SiteTest, WillNotWriteIntoSomebodysFolder) {
  paper_of("p1", "On sparse things");
  write("site/thesis.tex", "years of work");
  const Ran ran = run("p.yaml", kDay1);
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err + ran.out, HasSubstr("has files that are not of a site made by sheaf"));
  EXPECT_EQ(site().size(), 1u);
}

}  // namespace
}  // namespace e2e
