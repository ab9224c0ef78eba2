// A scorer that compares works with a reader's library, over real sockets.
#include "e2e/pipelines.h"
#include "e2e/sheaf.h"
#include "support/fake_embeddings.h"
#include "support/http_server.h"

namespace e2e {
namespace {

using test::EmbeddingFault;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr const char* kEmbeddingsPath = "/v1/embeddings";
constexpr const char* kEmbeddingsKey = "sk-emb-0123456789";

class EmbeddingsTest : public Sheaf {
 protected:
  EmbeddingsTest() {
    env["EMB_KEY"] = kEmbeddingsKey;
    http.react(kEmbeddingsPath, [this](const test::Asked& asked) {
      test::FakeEmbeddings::Reply made = fake.answer(asked.body);
      return test::Answer{.status = made.status, .headers = made.headers, .body = made.body};
    });
    write(
        "papers.txt",
        paper("crabs", "Moult of shore crabs", "abstract Crabs moult below stones of the shore.") +
            paper("loops", "Parallel loops", "abstract Compilers reorder nested loops.") +
            paper("trade", "Medieval trade", "abstract Merchants shipped cloth and spices."));
    write("refs.txt", paper("r1", "Shore crabs of the tidal zone",
                            "abstract Crabs, stones and tides.\nidentifier e2e:r1"));
  }
  std::string pipeline(const std::string& profiles, const std::string& with = "",
                       const std::string& rest = "") const {
    return R"(name: alike
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ )" +
           profiles + R"( ]
scorers:
  - id: alike
    use: embeddings
    with: { model: text-embedding-3-small, api_key: "${EMB_KEY}", base_url: ")" +
           http.url("/v1") + "\"" + with + R"( }
    budget: { run: { requests: 100 } }
outputs:
  - { use: output-markdown, with: { path: "out/{profile}/{date}.md" } }
  - { use: post, with: { path: post.txt } }
)" + rest;
  }
  static std::string crab_lover() {
    return "{ id: ada, library: [ { use: scripted, with: { file: refs.txt } } ] }";
  }
  std::size_t asked() const { return http.asked(kEmbeddingsPath).size(); }

  test::FakeEmbeddings fake;
  test::HttpServer http;
};

TEST_F(EmbeddingsTest, TheLibraryRanksAndIsPaidForOnce) {
  write("p.yaml", pipeline(crab_lover(), "", "select: { limit: 1 }\n"));
  const Ran dry = run("p.yaml", kDay1, {"--dry-run"});
  EXPECT_EQ(asked(), 0u);
  EXPECT_GT(dry.report.cost_micros, 0);
  const Ran ran = run("p.yaml");
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(posted()["ada"], ElementsAre("crabs"));
  EXPECT_EQ(asked(), 2u);
  EXPECT_GT(ran.report.cost_micros, 0);
  EXPECT_GT(ran.report.tokens, 100u);
  const std::string digest = read("out/ada/2026-09-24.md");
  EXPECT_THAT(digest, AllOf(HasSubstr("close to: Shore crabs of the tidal zone (0."),
                            HasSubstr("Library"), Not(HasSubstr("Parallel loops"))));

  // the others are considered again: their vectors are kept
  write("p.yaml", pipeline(crab_lover(), ", neighbours: 2", "select: { limit: 2 }\n"));
  EXPECT_EQ(run("p.yaml", kDay2).report.readers.at("ada").items, 2u);
  EXPECT_EQ(asked(), 2u);
  for (const auto& [name, text] : files("."))
    EXPECT_THAT(text, Not(HasSubstr(kEmbeddingsKey))) << name;
  EXPECT_EQ(http.asked(kEmbeddingsPath)[0].header("authorization"),
            std::string("Bearer ") + kEmbeddingsKey);
}

TEST_F(EmbeddingsTest, AReaderWithNothingDoesNotSpoilTheOthers) {
  write("p.yaml",
        pipeline("{ id: empty }, " + crab_lover() + ", { id: bo, interests: Trade in cloth }"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").items, 3u) << ran.err;
  EXPECT_EQ(ran.report.readers.at("bo").items, 3u);
  EXPECT_EQ(posted()["bo"].at(0), "trade");
  EXPECT_THAT(ran.report.readers.at("empty").unscored, SizeIs(3));
  EXPECT_THAT(read("out/empty/2026-09-24.md"), HasSubstr("nothing to compare with"));
  EXPECT_EQ(asked(), 3u) << "what two readers share is asked about once";
}

TEST_F(EmbeddingsTest, AnOutageIsNoQuietDay) {
  fake.plan = [](std::size_t, const std::vector<std::string>&) { return EmbeddingFault::kQuota; };
  write("p.yaml", pipeline(crab_lover(), "", "select: { min: { library: 0.9 } }\n"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.report.notices, Contains(HasSubstr("the account has no credit left")));
  EXPECT_EQ(asked(), 1u);
  EXPECT_NE(sheaf({"probe", "p.yaml"}).code, 0);
  fake.plan = nullptr;
  EXPECT_EQ(sheaf({"probe", "p.yaml"}).code, 0);
}

}  // namespace
}  // namespace e2e
