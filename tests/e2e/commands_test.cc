// The commands beside `run`.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <signal.h>

#include <chrono>
#include <nlohmann/json.hpp>
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
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

class CommandsTest : public Sheaf {
 protected:
  void one_run() {
    write("papers.txt", paper("p1", "On sparse things", "identifier e2e:p1\nauthor Ada Lovelace") +
                            paper("p2", "On dense things", "identifier e2e:p2"));
    write("p.yaml", words_pipeline());
    ASSERT_EQ(run("p.yaml").code, 0);
  }
};

TEST_F(CommandsTest, WrongUsageExitsWithOneAndSaysWhatIsRight) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{}, ""},
      {{"rum"}, "there is no command `rum`"},
      {{"run"}, "`sheaf run` needs PIPELINE"},
      {{"run", "a.yaml", "b.yaml"}, "one argument too many"},
      {{"run", "a.yaml", "--jsn"}, "--jsn"},
      {{"state", "forget"}, "expected show, reset, retry or drop"},
      {{"state", "reset"}, "needs a step's id"},
      {{"show", "work"}, "sheaf show work ID"},
      {{"feedback", "love", "e2e:p1"}, "expected like, dislike or forget"},
      {{"info", "keyword"}, "keywords"},
      {{"create", "own-feed"}, "SOURCE/SCORER/OUTPUT"},
      {{"create", "own-fed/keywords/output-markdown"}, "own-feed"},
  };
  for (const auto& [words, says] : cases) {
    const Ended ended = sheaf(words);
    EXPECT_EQ(ended.code, 1) << testing::PrintToString(words);
    EXPECT_THAT(ended.err, HasSubstr(says));
  }
  EXPECT_EQ(sheaf({"--help"}).code, 0);
  EXPECT_EQ(sheaf({"run", "--help"}).code, 0);
  EXPECT_THAT(sheaf({"--version"}).out, StartsWith("sheaf 0."));
}

TEST_F(CommandsTest, CheckReportsEveryMistakeOfAFileWithItsPlace) {
  write("p.yaml", R"(name: words
sources:
  - { use: own-fed, with: { url: "https://feed.example/x" } }
  - { id: two, use: own-feed, with: { ulr: "https://feed.example/x" } }
profiles: [ { id: ada, terms: { sparse: heavy } } ]
outputs: [ { use: output-markdown } ]
slect: { limit: 3 }
)");
  const Ended ended = sheaf({"check", "p.yaml"});
  EXPECT_EQ(ended.code, 2);
  std::istringstream lines(ended.err);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_THAT(line, MatchesRegex("p\\.yaml:[0-9]+:[0-9]+: (error|warning): .*")) << line;
  }
  EXPECT_GE(count, 5);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("own-feed"), HasSubstr("url"), HasSubstr("select")));
  EXPECT_EQ(sheaf({"run", "p.yaml"}).err, ended.err) << "run says the same";
  EXPECT_EQ(sheaf({"run", "p.yaml"}).code, 2);
  EXPECT_EQ(sheaf({"check", "nowhere.yaml"}).code, 2);
}

TEST_F(CommandsTest, CheckAndRunFindWhatOnlyPluginsCanTell) {
  write("p.yaml", R"(name: words
store: sheaf.db
sources:
  - { id: papers, use: scripted, with: { file: papers.txt, refuse: I do not like Thursdays } }
  - { id: more, use: scripted, with: { file: papers.txt, refuse: nor Fridays } }
profiles: [ { id: ada }, { id: bob } ]
scorers: [ { id: grade, use: grade } ]
select:
  min: { relevance: 8,
         noveltee: 7 }
  rank: { beauty: 1 }
outputs:
  - { use: output-markdown, with: { path: "out/{date}.md" } }
)");
  for (const char* command : {"check", "run"}) {
    const Ended ended = sheaf({command, "p.yaml"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(
        ended.err,
        AllOf(HasSubstr("p.yaml:4:5: error: papers (scripted): I do not like Thursdays\n"),
              HasSubstr("p.yaml:5:5: error: more (scripted): nor Fridays\n"),
              HasSubstr("p.yaml:10:20: error: select.min: no scorer has an axis `noveltee`; did "
                        "you mean \"novelty\"?\n"),
              HasSubstr("p.yaml:11:19: error: select.rank: no scorer has an axis `beauty`"),
              HasSubstr("p.yaml:13:5: error: output `output-markdown` for `ada` and output "
                        "`output-markdown` for `bob` would both write"),
              HasSubstr("use {profile} in the path")));
  }
  EXPECT_THAT(files("out"), IsEmpty());
}

TEST_F(CommandsTest, CheckNeedsNoSecretAndNoNetwork) {
  write("p.yaml", R"(name: words
sources: [ { use: scripted, with: { file: papers.txt, url: "http://127.0.0.1:1/", token: "${TOKEN}" } } ]
profiles: [ { id: ada } ]
outputs: [ { use: post, with: { path: post.txt } } ]
)");
  const Ended ended = sheaf({"check", "p.yaml"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "p.yaml: ok: 1 source, 0 scorers, 1 reader, 1 output\n");
  const Ended unset = sheaf({"run", "p.yaml"});
  EXPECT_EQ(unset.code, 2);
  EXPECT_THAT(unset.err, HasSubstr("TOKEN"));
  EXPECT_FALSE(exists("home/data/sheaf/sheaf.db"));
}

TEST_F(CommandsTest, ListAndInfoTellOfAllComponents) {
  const Ended list = sheaf({"list"});
  EXPECT_EQ(list.code, 0) << list.err;
  for (const char* id :
       {"keywords", "output-markdown", "own-feed", "by-category", "local-abstracts"}) {
    EXPECT_THAT(list.out, HasSubstr(id));
    const Ended info = sheaf({"info", id});
    EXPECT_EQ(info.code, 0);
    EXPECT_THAT(info.out, StartsWith(std::string("# ") + id));
  }
  EXPECT_THAT(sheaf({"info", "keywords"}).out,
              AllOf(HasSubstr("title_weight"), HasSubstr("keywords.so")));
  env["SHEAF_PLUGIN_PATH"] = std::string(SHEAF_BUILD_DIR) + "/bad_plugins";
  const Ended bad = sheaf({"list"});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err,
              AllOf(HasSubstr("wrong-magic.so: not a sheaf plugin"), HasSubstr("no-symbol.so"),
                    HasSubstr("other-major.so was built for plugin ABI")));
  env["SHEAF_PLUGIN_PATH"] = path("nowhere");
  EXPECT_THAT(sheaf({"list"}).err, AnyOf(HasSubstr("no plugin found in"), IsEmpty()));
}

TEST_F(CommandsTest, WhatCreatePrintsPassesCheck) {
  for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--small"}}) {
    std::vector<std::string> words{"create", "own-feed,scripted/keywords/output-markdown", "--name",
                                   "mine"};
    words.insert(words.end(), more.begin(), more.end());
    const Ended created = sheaf(words);
    ASSERT_EQ(created.code, 0) << created.err;
    write("mine.yaml", created.out);
    const Ended check = sheaf({"check", "mine.yaml"});
    EXPECT_EQ(check.code, 0) << check.err << created.out;
  }
  EXPECT_EQ(sheaf({"create", "own-feed//post"}).code, 0) << "a pipeline may have no scorer";
}

TEST_F(CommandsTest, TheSchemaIsJsonAndKnowsThePlugins) {
  const Ended schema = sheaf({"schema"});
  ASSERT_EQ(schema.code, 0);
  const auto json = nlohmann::json::parse(schema.out, nullptr, false);
  ASSERT_FALSE(json.is_discarded());
  EXPECT_TRUE(json.contains("$schema"));
  EXPECT_THAT(schema.out, AllOf(HasSubstr("own-feed"), HasSubstr("title_weight")));
  EXPECT_EQ(sheaf({"schema", "--output", "sheaf.schema.json"}).code, 0);
  EXPECT_EQ(read("sheaf.schema.json"), schema.out);
  EXPECT_EQ(sheaf({"schema", "--output", "no/such/folder/x.json"}).code, 4);
  EXPECT_THAT(sheaf({"schema", "--reference"}).out, HasSubstr("keywords"));
}

TEST_F(CommandsTest, TestRunsFromCassettesOfflineAndUpdates) {
  test::HttpServer server;
  server.on("/feed",
            {.headers = {{"Content-Type", "application/rss+xml"}},
             .body = "<rss version=\"2.0\"><channel><title>x</title><item><guid>a</guid>"
                     "<title>On sparse things</title><description>words</description></item>"
                     "<item><guid>b</guid><title>Dense</title></item></channel></rss>"});
  write("p.yaml", R"(name: taped
store: sheaf.db
sources: [ { id: feed, use: own-feed, with: { url: ")" +
                      server.url("/feed") + R"(" } } ]
profiles: [ { id: ada, terms: { sparse: 1 } } ]
scorers: [ { use: keywords } ]
outputs: [ { use: post, with: { path: post.txt } } ]
tests:
  - { name: thursday, cassettes: tapes, at: "2026-09-24T06:00:00Z", expect: { delivered: 1, first: "record:taped/feed/a" } }
  - { name: wrong, cassettes: tapes, at: "2026-09-24T06:00:00Z", expect: { delivered: 7, first: "e2e:x", lacks: ["record:taped/feed/a"], states: { feed: failed } } }
)");
  EXPECT_EQ(run("p.yaml", kDay1, {"--record", "tapes"}).code, 0);
  const std::size_t asked = server.asked().size();
  const std::string posted_before = read("post.txt");
  Ended ended = sheaf({"test", "p.yaml"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(
      ended.out,
      AllOf(HasSubstr("ok   p.yaml: thursday\n"), HasSubstr("FAIL p.yaml: wrong\n"),
            HasSubstr("delivered: expected 7, got 1"),
            HasSubstr("first: expected e2e:x, got record:taped/feed/a"),
            HasSubstr("lacks: record:taped/feed/a is in the digest"),
            HasSubstr("states.feed: expected failed, got ok"), HasSubstr("1 passed, 1 failed\n")));
  EXPECT_EQ(server.asked().size(), asked) << "offline";
  EXPECT_EQ(read("post.txt"), posted_before) << "nothing is delivered";

  std::string yaml = read("p.yaml");
  const std::string wrong = ", lacks: [\"record:taped/feed/a\"], states: { feed: failed }";
  yaml.erase(yaml.find(wrong), wrong.size());
  write("p.yaml", yaml);
  ended = sheaf({"test", "p.yaml", "--update"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("updated p.yaml: wrong"));
  EXPECT_THAT(read("p.yaml"), Not(HasSubstr("delivered: 7")));
  EXPECT_EQ(sheaf({"test", "."}).code, 0) << "a folder of pipelines";

  const Ran replayed = run("p.yaml", kDay2, {"--replay", "tapes"});
  EXPECT_EQ(replayed.report.sources.at("feed").records, 2u);
  EXPECT_EQ(server.asked().size(), asked);
}

TEST_F(CommandsTest, ARunAtAnotherTimeLeavesNothingInTheCacheOfRealOnes) {
  test::HttpServer server;
  server.on("/feed", {.headers = {{"Content-Type", "application/rss+xml"},
                                  {"ETag", "\"1\""},
                                  {"Cache-Control", "max-age=86400"}},
                      .body = "<rss version=\"2.0\"><channel><title>x</title></channel></rss>"});
  write("p.yaml", "name: cached\nstore: sheaf.db\nsources: [ { use: own-feed, with: { url: \"" +
                      server.url("/feed") +
                      "\" } } ]\nprofiles: [ { id: ada } ]\n"
                      "outputs: [ { use: post, with: { path: post.txt } } ]\n");
  sheaf({"run", "p.yaml", "--at", "2036-01-01T06:00:00Z"});
  ASSERT_THAT(server.asked("/feed"), SizeIs(1));
  sheaf({"run", "p.yaml", "--at", "2036-01-01T06:00:01Z"});
  EXPECT_THAT(server.asked("/feed"), SizeIs(1)) << "such runs share theirs";
  sheaf({"run", "p.yaml"});
  ASSERT_THAT(server.asked("/feed"), SizeIs(2));
  EXPECT_EQ(server.asked("/feed").back().header("if-none-match"), "");
}

TEST_F(CommandsTest, ShowTellsOfRunsAndWorks) {
  one_run();
  const Ended runs = sheaf({"show", "runs", "--store", "sheaf.db"});
  EXPECT_THAT(runs.out, AllOf(HasSubstr("20260924T060000Z"), HasSubstr("  delivered\n")));
  const std::vector<std::string> one = {"show", "run", "20260924T060000Z", "--store", "sheaf.db"};
  EXPECT_THAT(sheaf(one).out, AllOf(HasSubstr("Run 20260924T060000Z of "), HasSubstr("Sources\n"),
                                    HasSubstr("Reader ada: 1 item\n"), HasSubstr(": delivered")));
  std::vector<std::string> machine = one;
  machine.push_back("--json");
  EXPECT_EQ(read_report(sheaf(machine).out).readers.at("ada").items, 1u);
  const Ended shown = sheaf({"show", "work", "e2e:p1", "-p", "p.yaml"});
  EXPECT_THAT(shown.out, AllOf(HasSubstr("On sparse things"), HasSubstr("Ada Lovelace"),
                               HasSubstr("from papers as p1"), HasSubstr("shown to ada"),
                               HasSubstr("rank 1"), HasSubstr("words: "), HasSubstr("sparse")));
  const Ended missed = sheaf({"show", "work", "e2e:p2", "-p", "p.yaml"});
  EXPECT_THAT(missed.out, HasSubstr("shown to nobody"));
  EXPECT_EQ(sheaf({"show", "work", "e2e:p9", "-p", "p.yaml"}).code, 1);
  EXPECT_EQ(sheaf({"show", "run", "x", "-p", "p.yaml"}).code, 1);
  const Ended none = sheaf({"show", "runs", "--store", "none.db"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("there is no store"));
  EXPECT_FALSE(exists("none.db"));
}

TEST_F(CommandsTest, StateShowsAndResetsCursors) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("p.yaml", words_pipeline());
  const std::vector<std::string> cursors{"--set", "sources.papers.with.cursors=true", "--set",
                                         "sources.papers.with.asked=asked.txt"};
  run("p.yaml", kDay1, cursors);
  EXPECT_THAT(sheaf({"state", "show", "-p", "p.yaml"}).out,
              AllOf(HasSubstr("1 works"),
                    MatchesRegex("(.|\n)*cursor papers +1 .stored 2026-09-24T06(.|\n)*")));
  EXPECT_EQ(sheaf({"state", "reset", "papers", "-p", "p.yaml"}).code, 0);
  const Ran again = run("p.yaml", kDay2, cursors);
  EXPECT_THAT(read("asked.txt"), Not(HasSubstr("cursor=1")));
  EXPECT_EQ(again.report.readers.at("ada").count("seen"), 1u) << "what readers have seen stays";
  EXPECT_EQ(sheaf({"state", "reset", "paper", "-p", "p.yaml"}).code, 1);
}

TEST_F(CommandsTest, FeedbackIsNotedForAReader) {
  one_run();
  const Ended like = sheaf({"feedback", "like", "e2e:p1", "e2e:p2", "-p", "p.yaml"});
  EXPECT_EQ(like.code, 0) << like.err;
  EXPECT_EQ(like.out, "like: 2 noted for ada\n");
  EXPECT_EQ(sheaf({"feedback", "forget", "e2e:p2", "-p", "p.yaml", "--profile", "ada"}).code, 0);
  EXPECT_EQ(sheaf({"feedback", "like", "e2e:p9", "-p", "p.yaml"}).code, 4);
  const Ended who = sheaf({"feedback", "like", "e2e:p1", "-p", "p.yaml", "--profile", "bob"});
  EXPECT_EQ(who.code, 1);
  EXPECT_THAT(who.err, HasSubstr("--profile must be one of: ada"));
}

TEST_F(CommandsTest, DoctorReadsTheWholeStore) {
  one_run();
  std::string text = read("sheaf.db");
  ASSERT_GT(text.size(), 16384u);
  // pages that no statistics read
  for (std::size_t at = 8192; at + 4096 <= text.size(); at += 4096)
    text.replace(at, 512, 512, '\xaa');
  write("sheaf.db", text);
  const Ended doctor = sheaf({"doctor", "--store", "sheaf.db"});
  EXPECT_EQ(doctor.code, 2);
  EXPECT_THAT(doctor.out, Not(HasSubstr("healthy")));
  EXPECT_THAT(doctor.err, HasSubstr("sheaf doctor --mend"));
}

TEST_F(CommandsTest, DoctorFindsADamagedStoreAndMendsIt) {
  one_run();
  EXPECT_THAT(sheaf({"doctor", "--store", "sheaf.db"}).out, HasSubstr("healthy: 2 works, 1 runs"));
  const std::string whole = read("sheaf.db");
  ASSERT_GT(whole.size(), 16384u);
  std::string damaged = whole;
  damaged.replace(0, 4096, 4096, '\xaa');
  write("sheaf.db", damaged);
  const Ran refused = run("p.yaml", kDay2);
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("sheaf doctor --mend"));
  EXPECT_EQ(read("sheaf.db"), damaged) << "a damaged store is left as it is";
  const Ended mend = sheaf({"doctor", "--mend", "sheaf.db"});
  EXPECT_EQ(mend.code, 0) << mend.err;
  EXPECT_EQ(read("sheaf.db.broken-1"), damaged);
  const Ran next = run("p.yaml", kDay2);
  EXPECT_EQ(next.code, 0) << next.err;
  EXPECT_EQ(next.report.readers.at("ada").count("seen"), 1u)
      << "nothing is shown twice after mending";
}

TEST_F(CommandsTest, AStoreOfANewerSheafIsRefusedAndLeftAsItIs) {
  one_run();
  std::string newer = read("sheaf.db");
  newer.replace(60, 4, std::string("\0\0\0\x63", 4));  // user_version of the header
  write("sheaf.db", newer);
  const Ran refused = run("p.yaml", kDay2);
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("newer"));
  EXPECT_EQ(read("sheaf.db"), newer);
}

TEST_F(CommandsTest, ProbeAsksHostsAndKeys) {
  test::HttpServer server;
  server.script("/key", {{.body = "fine"}, {.status = 401, .body = "who are you"}});
  write("papers.txt", "");
  write("p.yaml", words_pipeline());
  const std::string set = "sources.papers.with.url=" + server.url("/key");
  const Ended good = sheaf({"probe", "p.yaml", "--set", set});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(good.out, AllOf(MatchesRegex("(.|\n)*papers +ok\n(.|\n)*"),
                              MatchesRegex("(.|\n)*words +nothing to probe\n(.|\n)*")));
  const Ended bad = sheaf({"probe", "p.yaml", "--set", set});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.out, MatchesRegex("(.|\n)*papers +FAILED: refused: who are you\n(.|\n)*"));
}

// ---- serve

// "STATUS TYPE BODY" of a request to `sheaf serve`.
std::string ask(std::uint16_t port, const std::string& target,
                const std::string& host = "localhost", const std::string& method = "GET") {
  Poco::Net::HTTPClientSession session("127.0.0.1", port);
  Poco::Net::HTTPRequest request(method, target, "HTTP/1.1");
  request.setHost(host);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  const std::string more = response.has("Location") ? response.get("Location") : body;
  return std::to_string(response.getStatus()) + " " + response.getContentType() + " " + more;
}

TEST_F(CommandsTest, ServeShowsAFolderAndNothingElse) {
  write("site/index.html", "<p>home");
  write("site/p/ada/index.html", "<p>ada");
  write("site/data/a.js", "sheaf()");
  write("site/.sheaf-site", "ours");
  write("secret.txt", "secret");
  std::filesystem::create_symlink(path("secret.txt"), path("site/link.txt"));
  const auto child = start({"serve", "site", "--port", "0"});
  while (child->said().find("Ctrl-C") == std::string::npos) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const std::string said = child->said();
  const auto port =
      static_cast<std::uint16_t>(std::stoi(said.substr(said.find("127.0.0.1:") + 10)));
  EXPECT_EQ(ask(port, "/"), "200 text/html; charset=utf-8 <p>home");
  EXPECT_EQ(ask(port, "/p/ada/?x#y"), "200 text/html; charset=utf-8 <p>ada");
  EXPECT_EQ(ask(port, "/p/ada"), "302 text/plain; charset=utf-8 ada/");
  EXPECT_EQ(ask(port, "/data/a.js"), "200 text/javascript; charset=utf-8 sheaf()");
  EXPECT_EQ(ask(port, "/data/a.js", "localhost", "HEAD"), "200 text/javascript; charset=utf-8 ");
  for (const char* target :
       {"/none", "/../secret.txt", "/%2e%2e/secret.txt", "/p/..%2f../secret.txt", "/link.txt",
        "/.sheaf-site", "/data", "/%00", "/%zz", "//etc/passwd"}) {
    EXPECT_THAT(ask(port, target), testing::StartsWith("404 ")) << target;
  }
  EXPECT_THAT(ask(port, "/", "evil.example"), testing::StartsWith("421 "));
  EXPECT_THAT(ask(port, "/", "localhost", "POST"), testing::StartsWith("405 "));
  ::kill(child->pid(), SIGINT);
  EXPECT_EQ(child->wait(10).code, 0);
  EXPECT_EQ(sheaf({"serve", "none"}).code, 1);
  EXPECT_EQ(sheaf({"serve", "site", "--port", "70000"}).code, 1);
}

}  // namespace
}  // namespace e2e
