// The program among other processes: several runs at once, hanging and crashing plugins, notices,
// metrics, signals.
#include <signal.h>

#include <chrono>
#include <thread>

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
using testing::StartsWith;

class ProcessTest : public Sheaf {
 protected:
  void with_bad_plugins() {
    env["SHEAF_PLUGIN_PATH"] += ":" + std::string(SHEAF_BUILD_DIR) + "/bad_plugins";
  }
  // The pipeline of words with one more source; its `deadline` is a second.
  void with_source(const std::string& component) {
    write("papers.txt", paper("p1", "On sparse things"));
    write("base.yaml", words_pipeline());
    write("p.yaml", "extends: base.yaml\nname: words\nsources: [ { id: bad, use: " + component +
                        ", deadline: 1s } ]\n");
  }
  // Waits until a run has begun to fetch.
  bool fetching() const {
    for (int i = 0; i < 6000 && !exists("asked.txt"); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return exists("asked.txt");
  }
  const std::vector<std::string> ask_{"--set", "sources.papers.with.asked=asked.txt"};
};

TEST_F(ProcessTest, ASecondRunOfAPipelineSaysWhoHoldsIt) {
  write("papers.txt", "act sleep 60000\n\n" + paper("p1", "On sparse things"));
  write("p.yaml", words_pipeline());
  const auto first = start(run_words("p.yaml", kDay1, ask_));
  ASSERT_TRUE(fetching());
  const Ran second = run("p.yaml", kDay1, {"--wait", "0s"});
  EXPECT_EQ(second.code, 4);
  EXPECT_THAT(second.err,
              AllOf(HasSubstr("another run holds the store"), HasSubstr("pipeline words"),
                    HasSubstr("process " + std::to_string(first->pid()))));
  ::kill(first->pid(), SIGKILL);
  first->wait();
  write("papers.txt", paper("p1", "On sparse things"));
  EXPECT_EQ(run("p.yaml").code, 0) << "a lock dies with its process";
}

TEST_F(ProcessTest, ASecondRunOfAPipelineWaitsForTheFirst) {
  write("papers.txt", "act sleep 700\n\n" + paper("p1", "On sparse things"));
  write("p.yaml", words_pipeline());
  const auto first = start(run_words("p.yaml", kDay1, ask_));
  ASSERT_TRUE(fetching());
  // without --at it waits in real time
  const Ended second = sheaf({"run", "p.yaml", "--json", "--wait", "2m"});
  EXPECT_EQ(first->wait().code, 0);
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(read_report(second.out).readers.at("ada").items, 0u);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
}

TEST_F(ProcessTest, PipelinesThatShareAStoreRunAtOnce) {
  std::string many;
  for (int i = 0; i < 300; ++i) {
    const std::string n = std::to_string(i);
    many += paper("p" + n, "On sparse thing " + n, "identifier e2e:p" + n);
    if (i % 100 == 50) many += "act sleep 100\n\n";
  }
  write("papers.txt", many);
  for (const char* name : {"one", "two", "three"}) {
    const std::string n = name;
    write(n + "/p.yaml", "extends: ../base.yaml\nname: " + n +
                             "\noutputs: [ { id: post, with: { path: " + n + ".txt } } ]\n");
  }
  write("base.yaml", words_pipeline());
  std::vector<std::unique_ptr<Child>> children;
  for (const char* name : {"one", "two", "three"}) {
    children.push_back(
        start(run_words(std::string(name) + "/p.yaml", kDay1, {"--without", "output-markdown"})));
  }
  for (auto& child : children) {
    const Ended ended = child->wait();
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(read_report(ended.out).readers.at("ada").items, 300u);
  }
  EXPECT_THAT(sheaf({"doctor", "--store", "sheaf.db"}).out,
              HasSubstr("healthy: 300 works, 3 runs"));
}

TEST_F(ProcessTest, ASourceThatNeverReturnsIsLeftBehind) {
  with_bad_plugins();
  with_source("never-returns");
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 3);
  EXPECT_LT(ran.seconds, 30);
  EXPECT_EQ(ran.report.sources.at("bad").state, "failed");
  EXPECT_THAT(ran.report.sources.at("bad").detail,
              AllOf(HasSubstr("plugin never-returns"), HasSubstr("did not return from fetch()")));
  EXPECT_THAT(posted()["ada"], ElementsAre("p1")) << "the other source is delivered";
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("never-returns"));
}

TEST_F(ProcessTest, ATestOfAPipelineThatHangsFails) {
  with_bad_plugins();
  with_source("never-returns");
  std::filesystem::create_directories(path("tapes"));
  write("p.yaml", read("p.yaml") +
                      "tests: [ { name: hangs, cassettes: tapes, at: \"2026-09-24T06:00:00Z\", "
                      "expect: { exit: 3 } } ]\n");
  const Ended ended = sheaf({"test", "p.yaml"});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("FAIL p.yaml: hangs: a plugin did not return"));
  EXPECT_LT(ended.seconds, 30);
}

TEST_F(ProcessTest, ASourceThatThrowsCostsOnlyItself) {
  with_bad_plugins();
  for (const char* name : {"throws-exception", "throws-int"}) {
    with_source(name);
    const Ran ran = run("p.yaml");
    EXPECT_EQ(ran.code, 3);
    EXPECT_EQ(ran.report.sources.at("bad").state, "failed");
    EXPECT_THAT(ran.report.sources.at("bad").detail,
                AnyOf(HasSubstr("something broke in fetch"), HasSubstr("unknown exception")));
  }
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
}

TEST_F(ProcessTest, WhatAPluginPrintsDoesNotGarbleTheReport) {
  with_bad_plugins();
  with_source("writes-to-stdout");
  const Ran ran = run("p.yaml");  // read_report() fails the test if it is no JSON
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.report.sources.at("bad").records, 1u);
  EXPECT_THAT(ran.err, HasSubstr("to standard output; they are dropped"));
}

TEST_F(ProcessTest, ACrashInCreateNamesPluginAndStep) {
  with_bad_plugins();
  with_source("crashes-in-create");
  for (const char* command : {"check", "run"}) {
    const Ended ended = sheaf({command, "p.yaml"});
    EXPECT_NE(ended.signal, 0);
    EXPECT_THAT(ended.err, AllOf(HasSubstr("crashed in plugin crashes-in-create"),
                                 HasSubstr("step `bad`, in create()")));
  }
}

TEST_F(ProcessTest, AScorerThatHangsOrCrashesLosesNothing) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("base.yaml", words_pipeline());
  write("p.yaml",
        "extends: base.yaml\nname: words\n"
        "scorers: [ { id: grade, use: grade, with: { mood: mood.txt }, deadline: 1s } ]\n");
  write("mood.txt", "crash");
  const Ran crashed = run("p.yaml", kDay1);
  EXPECT_NE(crashed.signal, 0);
  EXPECT_THAT(crashed.err, HasSubstr("crashed in plugin grade 1.0.0, step `grade`, in score()"));
  write("mood.txt", "hang");
  const Ran hung = run("p.yaml", kDay2);
  EXPECT_EQ(hung.code, 3);
  EXPECT_THAT(hung.report.notices, ElementsAre(HasSubstr("plugin grade 1.0.0 did not return")));
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
  EXPECT_THAT(sheaf({"show", "runs", "-p", "p.yaml"}).out,
              AllOf(HasSubstr("running or died"), HasSubstr("delivered in part")));
}

TEST_F(ProcessTest, AnEditorAndAnEnricherThatHangAreLeftBehind) {
  write("papers.txt", paper("p1", "On sparse things", "identifier doi:10.1/a"));
  write("p.yaml", words_pipeline(R"(editors:
  - { use: moody, with: { mood: mood.txt }, deadline: 1s }
  - { use: by-category }
enrichers: [ { use: lookup, with: { file: known.txt, mood: mood.txt }, deadline: 1s } ]
)"));
  write("known.txt", "");
  write("mood.txt", "hang");
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.report.notices, ElementsAre(HasSubstr("plugin lookup 1.0.0 did not return")));
  EXPECT_THAT(ran.report.readers.at("ada").notices,
              ElementsAre(HasSubstr("plugin moody 1.0.0 did not return")));
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("By category"));
}

TEST_F(ProcessTest, WhatAnEditorWasPaidForOutlivesARunThatDies) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("p.yaml",
        words_pipeline("editors:\n  - { id: paid, use: moody, with: { log: edits.txt } }\n"
                       "  - { id: bad, use: moody, with: { mood: mood.txt } }\n"));
  write("mood.txt", "crash");
  EXPECT_NE(sheaf(run_words("p.yaml")).signal, 0);
  EXPECT_EQ(read("edits.txt"), "ada\n");
  write("mood.txt", "ok");
  const Ran second = run("p.yaml");
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(read("edits.txt"), "ada\n") << "asked and paid twice";
  EXPECT_EQ(second.report.requests.count("paid"), 0u);
  const std::string digest = read("out/ada/2026-09-24.md");
  EXPECT_NE(digest.find("There are 1 papers."), digest.rfind("There are 1 papers."));
  write("papers.txt", paper("p2", "On other sparse things"));
  ASSERT_EQ(run("p.yaml", kDay2).code, 0);
  EXPECT_EQ(read("edits.txt"), "ada\nada\n") << "another digest";
}

TEST_F(ProcessTest, AnInterruptedRunSaysSoAndTheNextOneIsClean) {
  write("papers.txt", paper("p1", "On sparse things") + "act sleep 60000\n\n");
  write("p.yaml", words_pipeline());
  for (const int signal : {SIGINT, SIGTERM}) {
    std::filesystem::remove(path("asked.txt"));
    const auto child = start(run_words("p.yaml", kDay1, ask_));
    ASSERT_TRUE(fetching());
    ::kill(child->pid(), signal);
    const Ended ended = child->wait();
    EXPECT_EQ(ended.code, 130) << ended.err;
    EXPECT_LT(ended.seconds, 30);
    EXPECT_THAT(ended.err, HasSubstr("interrupted"));
    EXPECT_EQ(ended.out, "");
  }
  EXPECT_THAT(files("out"), IsEmpty());
  EXPECT_THAT(sheaf({"show", "runs", "-p", "p.yaml"}).out, HasSubstr("interrupted"));
  write("papers.txt", paper("p1", "On sparse things"));
  EXPECT_EQ(run("p.yaml", kDay2, ask_).code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
  EXPECT_THAT(read("asked.txt"), testing::EndsWith("fetch=1\n"))
      << "what a plugin kept in a run that did not end is gone";
}

TEST_F(ProcessTest, AnInterruptDuringDeliveryLeavesTheRestToTheNextRun) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("base.yaml", words_pipeline());
  write("p.yaml",
        "extends: base.yaml\nname: words\noutputs:\n  - { id: a, use: post, with: { path: a.txt, "
        "mood: mood.txt }, deadline: 60s }\n  - { id: post, with: { path: post.txt } }\n");
  write("mood.txt", "hang");
  const auto child = start(run_words("p.yaml", kDay1));
  // post comes before markdown by name; `a` hangs before both
  for (int i = 0; i < 1000 && sheaf({"show", "runs", "-p", "p.yaml"}).out.find("committed") ==
                                  std::string::npos;
       ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ::kill(child->pid(), SIGTERM);
  const Ended ended = child->wait();
  EXPECT_EQ(ended.code, 130) << ended.err;
  write("mood.txt", "ok");
  EXPECT_EQ(run("p.yaml", kDay2).code, 0);
  EXPECT_THAT(posted("a.txt")["ada"], ElementsAre("p1"));
  EXPECT_THAT(posted("post.txt")["ada"], ElementsAre("p1"));
}

TEST_F(ProcessTest, AUrlIsToldHowARunEnded) {
  test::HttpServer server;
  server.on("/good", {.body = "thanks"});
  server.on("/bad", {.body = "thanks"});
  write("papers.txt", paper("p1", "On sparse things"));
  write("p.yaml", words_pipeline("notify: { success: \"" + server.url("/good") + "\", failure: \"" +
                                 server.url("/bad") + "\" }\n"));
  EXPECT_EQ(run("p.yaml", kDay1).code, 0);
  ASSERT_THAT(server.asked("/good"), SizeIs(1));
  const auto told = server.asked("/good").front();
  EXPECT_EQ(told.method, "POST");
  EXPECT_EQ(read_report(told.body).readers.at("ada").items, 1u);
  EXPECT_THAT(server.asked("/bad"), IsEmpty());

  write("papers.txt", "act mood transient gone\n\n");
  EXPECT_EQ(run("p.yaml", kDay2).code, 4);
  ASSERT_THAT(server.asked("/bad"), SizeIs(1));
  EXPECT_EQ(read_report(server.asked("/bad").front().body).exit_code, 4);

  write("sheaf.db", "this is no database, it is a poem of some length about nothing at all");
  EXPECT_EQ(run("p.yaml", kDay3).code, 2);
  ASSERT_THAT(server.asked("/bad"), SizeIs(2)) << "also of a run that could not begin";
  EXPECT_THAT(server.asked("/bad").back().body, HasSubstr("\"exit_code\":2"));
}

TEST_F(ProcessTest, ACommandIsToldHowARunEnded) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("tell.sh",
        "printf '%s|%s|' \"$SHEAF_EXIT\" \"$SHEAF_MESSAGE\" > told.txt; wc -l >> told.txt\n");
  write("p.yaml", words_pipeline("notify: { success: [sh, tell.sh] }\n"));
  EXPECT_EQ(run("p.yaml", kDay1).code, 0);
  EXPECT_THAT(read("told.txt"), StartsWith("0|words 2026-09-24: delivered, 1 record fetched"));

  write("q.yaml", "extends: p.yaml\nname: q\nnotify: { success: [no-such-command] }\n");
  const Ran ran = run("q.yaml", kDay1);
  EXPECT_EQ(ran.code, 0) << "a failure to tell changes nothing";
  EXPECT_THAT(ran.err, HasSubstr("notify: no-such-command"));
}

TEST_F(ProcessTest, MetricsArePrometheusText) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("p.yaml", words_pipeline("metrics: sheaf.prom\n"));
  EXPECT_EQ(run("p.yaml").code, 0);
  const std::string text = read("sheaf.prom");
  EXPECT_FALSE(exists("sheaf.prom.tmp"));
  std::istringstream lines(text);
  int samples = 0;
  std::string described;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) {
      described = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(line.ends_with(" gauge")) << line;
    } else if (!line.starts_with("# HELP ")) {
      ++samples;
      EXPECT_TRUE(line.starts_with(described + "{")) << line;
      EXPECT_NE(line.find("} "), std::string::npos) << line;
      std::size_t used = 0;
      const std::string value = line.substr(line.rfind(' ') + 1);
      EXPECT_NO_THROW((void)std::stod(value, &used)) << line;
      EXPECT_EQ(used, value.size()) << line;
    }
  }
  EXPECT_GE(samples, 5);
  EXPECT_THAT(text, HasSubstr("sheaf_items{pipeline=\"words\",profile=\"ada\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sheaf_run_finished_seconds{pipeline=\"words\"} 1790229600\n"));
}

// An alarm on the exit code is to hear of a run that could not even begin, too.
TEST_F(ProcessTest, ARunThatEndsInAnErrorWritesItsMetrics) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("sheaf.db", "no store at all, whatever its name");
  write("p.yaml", words_pipeline("metrics: sheaf.prom\n"));
  EXPECT_EQ(run("p.yaml").code, 2);
  EXPECT_THAT(read("sheaf.prom"), HasSubstr("sheaf_run_exit_code{pipeline=\"words\"} 2\n"));
}

}  // namespace
}  // namespace e2e
