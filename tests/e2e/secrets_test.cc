// A secret is sent where it belongs and appears nowhere else, however careless plugin and server
// are.
#include "e2e/pipelines.h"
#include "e2e/sheaf.h"
#include "support/http_server.h"

namespace e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kToken = "hunter2/k3y+\"quoted\"";

class SecretsTest : public Sheaf {
 protected:
  SecretsTest() {
    env["TOKEN"] = kToken;
    write("papers.txt", paper("p1", "On sparse things"));
    write("base.yaml", words_pipeline());
    write("p.yaml", R"(extends: base.yaml
name: words
sources: [ { id: careful, use: scripted, with: { file: papers.txt, url: ")" +
                        server_.url("/") + R"(", token: "${TOKEN}" } } ]
notify: { failure: [sh, tell.sh] }
)");
    write("tell.sh", "printf '%s' \"$SHEAF_MESSAGE\" > told.txt; cat >> told.txt\n");
    // the server says what it was sent
    server_.react("/", [this](const test::Asked& asked) {
      return test::Answer{.status = status_,
                          .headers = {{"X-You-Sent", asked.header("authorization")}},
                          .body = "bad key: " + asked.header("authorization")};
    });
  }
  // In any file of the test's folder, whatever it is; the token is in no file that the test wrote.
  std::string where_leaked() const {
    std::string out;
    for (const auto& [name, text] : files(".")) {
      for (const char* form : {kToken, "hunter2", "aHVudGVyMi9rM3kr"}) {
        if (text.find(form) != std::string::npos) out += name + " ";
      }
    }
    return out;
  }

  test::HttpServer server_;
  int status_ = 401;
};

TEST_F(SecretsTest, AnEchoedSecretIsInNoReportDigestLogCassetteOrStore) {
  const Ran ran = run("p.yaml", kDay1, {"--verbose", "--record", "tapes"});
  EXPECT_EQ(ran.code, 3);
  ASSERT_THAT(server_.asked("/"), SizeIs(1));
  EXPECT_EQ(server_.asked("/").front().header("authorization"), std::string("Bearer ") + kToken);
  EXPECT_THAT(ran.report.sources.at("careful").detail, HasSubstr("bad key: Bearer ***"));
  EXPECT_THAT(ran.err, HasSubstr("the server says bad key: Bearer ***"));
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("hunter2")));
  EXPECT_THAT(read("told.txt"), HasSubstr("***"));
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("bad key"));
  EXPECT_FALSE(files("tapes").empty());
  EXPECT_EQ(where_leaked(), "");
  const Ended stored = sheaf({"show", "run", ran.report.run, "--store", "sheaf.db"});
  EXPECT_THAT(stored.out, Not(HasSubstr("hunter2")));
}

TEST_F(SecretsTest, NorInTheCacheOrTheDigestsSettings) {
  status_ = 200;
  EXPECT_EQ(run("p.yaml", kDay1).code, 0);
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("${TOKEN}")) << "as it was written";
  EXPECT_EQ(where_leaked(), "");
}

TEST_F(SecretsTest, NorInWhatProbeAndCheckSay) {
  const Ended probe = sheaf({"probe", "p.yaml"});
  EXPECT_EQ(probe.code, 2);
  EXPECT_THAT(probe.out, HasSubstr("bad key: Bearer ***"));
  EXPECT_THAT(probe.out + probe.err, Not(HasSubstr("hunter2")));
  write("q.yaml",
        "extends: p.yaml\nname: words\nsources: [ { id: careful, with: { token: hunter2 } } ]\n");
  const Ended check = sheaf({"check", "q.yaml"});
  EXPECT_EQ(check.code, 2);
  EXPECT_THAT(check.err, HasSubstr("q.yaml:3:"));
  EXPECT_THAT(check.out + check.err, Not(HasSubstr("hunter2"))) << "a secret in the wrong place";
}

TEST_F(SecretsTest, ASecretMayComeFromAFile) {
  write("token.txt", std::string(kToken) + "\n");
  write("q.yaml",
        "extends: p.yaml\nname: words\n"
        "sources: [ { id: careful, with: { token: { file: token.txt } } } ]\n");
  const Ran ran = run("q.yaml", kDay1);
  EXPECT_EQ(server_.asked("/").front().header("authorization"), std::string("Bearer ") + kToken);
  EXPECT_EQ(where_leaked(), "token.txt token.txt ") << "found by two of its forms";
}

}  // namespace
}  // namespace e2e
