// Messages to a webhook through the whole program: what an output remembers is stored at once, so
// that a run that is killed between two messages repeats none of those that were answered.
#include <signal.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "e2e/sheaf.h"
#include "support/http_server.h"

namespace e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kHook = "/services/T0/verysecret";

class WebhookTest : public Sheaf {
 protected:
  WebhookTest() {
    env["HOOK"] = server_.url(kHook);
    write("p.yaml", R"(name: hooked
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ { id: ada, terms: { sparse: 2 } } ]
scorers: [ { id: words, use: keywords } ]
outputs: [ { id: hook, use: output-webhook, with: { format: mattermost, url: "${HOOK}", max_items: 1000 } } ]
)");
    std::string papers;
    for (int i = 1; i <= 300; ++i) {
      const std::string n = std::to_string(i);
      papers += paper("p" + n, "On sparse thing " + n + " and " + std::string(200, 'x'));
    }
    write("papers.txt", papers);
  }
  std::vector<std::string> posted() const {
    std::vector<std::string> out;
    for (const test::Asked& a : server_.asked(kHook)) out.push_back(a.body);
    return out;
  }
  // In nothing that the run leaves behind the address is found.
  void expect_no_address() const {
    for (const auto& e : std::filesystem::recursive_directory_iterator(root())) {
      if (!e.is_regular_file()) continue;
      const std::string name = std::filesystem::relative(e.path(), root()).string();
      EXPECT_THAT(read(name), Not(HasSubstr("verysecret"))) << name;
    }
  }
  test::HttpServer server_;
};

TEST_F(WebhookTest, AKilledRunRepeatsNothingThatWasAnswered) {
  constexpr std::size_t kAnswered = 2;
  server_.react(kHook, [this](const test::Asked&) {
    test::Answer answer{.body = "ok"};
    answer.hang = server_.asked(kHook).size() == kAnswered + 1;
    return answer;
  });
  const auto killed = start(run_words("p.yaml"));
  ASSERT_TRUE(server_.wait_for(kAnswered + 1));
  ::kill(killed->pid(), SIGKILL);
  EXPECT_EQ(killed->wait().signal, SIGKILL);

  const Ran ran = run("p.yaml", kDay1Later);
  EXPECT_EQ(ran.code, 0) << ran.err;
  const std::vector<std::string> all = posted();
  ASSERT_GT(all.size(), kAnswered + 2);
  std::multiset<std::string> times(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    // what was on its way when the process died is the one that may be repeated, and is
    const bool on_its_way = i == kAnswered || i == kAnswered + 1;
    EXPECT_EQ(times.count(all[i]), on_its_way ? 2u : 1u) << i;
  }
  const Ran again = run("p.yaml", kDay2);
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(posted().size(), all.size());
  std::string text;
  for (const std::string& body : all)
    text += nlohmann::json::parse(body)["text"].get<std::string>();
  for (int i = 1; i <= 300; ++i) {
    EXPECT_THAT(text, HasSubstr("On sparse thing " + std::to_string(i) + " and"));
  }
  expect_no_address();
}

TEST_F(WebhookTest, AFailureIsToldWithoutTheAddressAndMendedByTheNextRun) {
  server_.script(kHook, {{.body = "ok"},
                         {.status = 500, .body = "no"},
                         {.status = 500},
                         {.status = 500},
                         {.body = "ok"}});
  const Ran first = run("p.yaml");
  EXPECT_EQ(first.code, 4);
  ASSERT_EQ(first.report.deliveries.size(), 1u);
  EXPECT_THAT(first.report.deliveries[0].error, HasSubstr("the webhook answered 500"));
  EXPECT_THAT(first.out + first.err, Not(HasSubstr("verysecret")));
  const std::string opening = posted().front();
  const Ran second = run("p.yaml", kDay2);
  EXPECT_EQ(second.code, 0) << second.err;
  const auto all = posted();
  EXPECT_EQ(std::multiset<std::string>(all.begin(), all.end()).count(opening), 1u);
  expect_no_address();
}

}  // namespace
}  // namespace e2e
