#include "config/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/build.h"
#include "host/config/fixture.h"

namespace host::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Loaded load(const std::string& yaml, std::map<std::string, std::string> env = {}) {
  const Folder folder;
  return load_pipeline(folder.write("p.yaml", yaml), components(), options(std::move(env)));
}

Pipeline loaded(const std::string& yaml, std::map<std::string, std::string> env = {}) {
  const auto l = load(yaml, std::move(env));
  EXPECT_THAT(lines(l.diagnostics), IsEmpty());
  return l.pipeline.value_or(Pipeline{});
}

// The pipeline in the design note, word for word.
TEST(Load, TheExampleOfTheDesign) {
  const std::string file = SHEAF_TEST_DATA "/config/example.yaml";
  const auto o = options({{"OPENAI_API_KEY", "sk-1"}, {"HTTPS_PROXY", "http://ada:pw@proxy:3128"}});
  const auto l = load_pipeline(file, components(), o);
  ASSERT_THAT(
      lines(l.diagnostics),
      ElementsAre(file + ":23:44: warning: profiles[0].people[0].orcid: 0000-0000-0000-0000 "
                         "has a wrong check digit; is it mistyped? [orcid-checksum]"));
  const Pipeline& p = *l.pipeline;
  EXPECT_EQ(p.file, file);
  EXPECT_EQ(p.name, "ml-architecture");
  EXPECT_EQ(p.store, "/home/ada/.local/share/sheaf/sheaf.db");
  EXPECT_EQ(p.contact, "library@example.edu");
  EXPECT_EQ(p.timezone, "Europe/Berlin");
  EXPECT_EQ(p.http.proxy, "http://ada:pw@proxy:3128");
  EXPECT_EQ(p.http.timeout_ms, 60000);
  EXPECT_EQ(p.http.max_body, 100u << 20);
  EXPECT_EQ(p.http.cache, "/home/ada/.cache/sheaf");
  EXPECT_EQ(p.keep_works_ms, 400 * 86400000LL);
  EXPECT_EQ(p.fresh_ms, 7 * 86400000LL);
  ASSERT_EQ(p.sources.size(), 3u);
  EXPECT_EQ(p.sources[0].id, "arxiv");
  EXPECT_EQ(p.sources[0].component->kind, std::string(SHEAF_SOURCE));
  EXPECT_EQ(p.sources[1].id, "biorxiv");
  EXPECT_EQ(to_json(p.sources[2].settings.root), R"({"journals":["nature","nmeth"]})");
  EXPECT_THAT(p.filter.types, ElementsAre(SHEAF_TYPE_RESEARCH, SHEAF_TYPE_REVIEW));
  EXPECT_THAT(p.filter.languages, ElementsAre("en"));
  EXPECT_THAT(p.filter.exclude, ElementsAre("survey"));
  ASSERT_EQ(p.profiles.size(), 1u);
  const Profile& r = p.profiles[0];
  EXPECT_EQ(r.id, "architecture");
  EXPECT_EQ(r.title, "architecture");
  EXPECT_EQ(r.language, "en");
  EXPECT_EQ(r.criteria[0].irrelevant, "Using an existing MoE model for a task");
  EXPECT_THAT(r.terms, ElementsAre(Pair("mixture of experts", 3), Pair("quantization", 2),
                                   Pair("medical imaging", -2)));
  EXPECT_EQ(r.people[0].name, "Ada Lovelace");
  ASSERT_EQ(r.library.size(), 1u);
  EXPECT_EQ(r.library[0].id, "library:architecture:refs.bib");
  EXPECT_EQ(r.library[0].use, "refs");
  EXPECT_EQ(to_json(r.library[0].settings.root),
            R"({"files":[")" SHEAF_TEST_DATA R"(/config/refs.bib"]})");
  EXPECT_DOUBLE_EQ(p.scorers[0].pass.top_share.value(), 0.3);
  EXPECT_EQ(p.scorers[1].id, "llm");
  EXPECT_EQ(p.scorers[1].budget.run.cost_micros, 500000);
  EXPECT_EQ(p.scorers[1].budget.run.currency, "USD");
  EXPECT_EQ(p.scorers[1].budget.run.tokens, 300000u);
  EXPECT_EQ(p.scorers[1].budget.month.cost_micros, 10000000);
  EXPECT_EQ(p.scorers[1].budget.day.cost_micros, std::nullopt);
  EXPECT_EQ(p.scorers[1].settings.root.find("api_key")->text, "sk-1");
  EXPECT_EQ(p.enrichers[0].use, "crossref");
  EXPECT_THAT(p.select.min, ElementsAre(Pair("relevance", 8), Pair("novelty", 7)));
  EXPECT_THAT(p.select.rank, ElementsAre(Pair("relevance", 1), Pair("novelty", 1)));
  EXPECT_EQ(p.select.limit, 40u);
  EXPECT_EQ(p.select.per_source, 20u);
  EXPECT_EQ(p.editors[0].id, "briefing");
  EXPECT_EQ(p.outputs[0].deadline_ms, 1800000);
  ASSERT_EQ(p.tests.size(), 1u);
  EXPECT_EQ(p.tests[0].name, "test 1");
  EXPECT_EQ(p.tests[0].cassettes, SHEAF_TEST_DATA "/config/tests/2026-09-24");
  EXPECT_EQ(p.tests[0].at_ms, 1790229600000);
  EXPECT_EQ(p.tests[0].profile, "architecture");
  EXPECT_EQ(p.tests[0].expect.delivered, 12u);
  EXPECT_EQ(p.tests[0].expect.first, "arxiv:2609.26811");
  EXPECT_THAT(l.secrets, ::testing::UnorderedElementsAre("sk-1", "pw"));
}

TEST(Load, EverythingElse) {
  const auto p = loaded(std::string(kMinimal) + R"(
http: { allow_private: [Printer.local, "10.0.0.1"], ca_file: ca.pem, timeout: 5s, max_body: 1MiB, cache: /c }
retention: { works: 30d }
fresh: 0
again: [published, retracted]
filter: { categories: [x], announce: [new, replace-cross] }
scorers:
  - { use: words, pass: { top: 20 }, deadline: 2m }
  - { id: w2, use: words, pass: { band: [0.2, 0.8] }, budget: { day: { requests: 5 } } }
notify: { success: "https://h/x", failure: [mail, -s, failed, me] }
metrics: m.prom
tests:
  - { name: t, cassettes: c, at: 2026-01-01, profile: me,
      expect: { states: { feed: stale }, contains: "x:1", lacks: ["x:2"], exit: 3 } }
)");
  EXPECT_THAT(p.http.allow_private, ElementsAre("printer.local", "10.0.0.1"));
  EXPECT_THAT(p.http.ca_file, HasSubstr("/ca.pem"));
  EXPECT_EQ(p.http.cache, "/c");
  EXPECT_EQ(p.http.proxy, "");
  EXPECT_EQ(p.keep_works_ms, 30 * 86400000LL);
  EXPECT_EQ(p.fresh_ms, 0);
  EXPECT_FALSE(p.again.replaced);
  EXPECT_TRUE(p.again.published && p.again.retracted && !p.again.corrected);
  EXPECT_THAT(p.filter.announce, ElementsAre(SHEAF_ANNOUNCE_NEW, SHEAF_ANNOUNCE_REPLACE_CROSS));
  EXPECT_EQ(p.timezone, "UTC");
  EXPECT_EQ(p.scorers[0].pass.top_count, 20u);
  EXPECT_EQ(p.scorers[0].deadline_ms, 120000);
  EXPECT_EQ(p.scorers[1].pass.band, std::pair(0.2, 0.8));
  EXPECT_EQ(p.scorers[1].budget.day.requests, 5u);
  EXPECT_EQ(p.on_success.url, "https://h/x");
  EXPECT_THAT(p.on_success.command, IsEmpty());
  EXPECT_THAT(p.on_failure.command, ElementsAre("mail", "-s", "failed", "me"));
  EXPECT_EQ(p.tests[0].name, "t");
  EXPECT_EQ(p.tests[0].expect.states.at("feed"), SHEAF_STATE_STALE);
  EXPECT_THAT(p.tests[0].expect.contains, ElementsAre("x:1"));
  EXPECT_THAT(p.tests[0].expect.lacks, ElementsAre("x:2"));
  EXPECT_EQ(p.tests[0].expect.exit, 3);
  EXPECT_EQ(p.tests[0].expect.delivered, std::nullopt);
}

TEST(Load, FoldersOfTheDesktopStandard) {
  const auto p =
      loaded(std::string(kMinimal), {{"XDG_DATA_HOME", "/data"}, {"XDG_CACHE_HOME", "/cache"}});
  EXPECT_EQ(p.store, "/data/sheaf/sheaf.db");
  EXPECT_EQ(p.http.cache, "/cache/sheaf");
}

TEST(Load, APipelineWithErrorsIsNotHandedOut) {
  const auto l = load(std::string(kMinimal) + "fresh: x\n");
  EXPECT_FALSE(l.pipeline);
  EXPECT_EQ(l.diagnostics.size(), 1u);
  EXPECT_EQ(l.diagnostics[0].code, "type");
  EXPECT_EQ(l.diagnostics[0].path, "fresh");
}

TEST(Load, WithoutPluginsItSaysSo) {
  const Folder folder;
  const auto l = load_pipeline(folder.write("p.yaml", kMinimal), Components{}, options());
  EXPECT_THAT(lines(l.diagnostics, folder.path())[0],
              HasSubstr("no source \"feed\"; no plugin offers one, see `sheaf doctor`"));
}

TEST(Timezone, IsLookedUpInTheDatabase) {
  EXPECT_EQ(check_timezone("UTC"), "");
  EXPECT_EQ(check_timezone("Europe/Berlin"), "");
  EXPECT_EQ(check_timezone("Europe/Berln"),
            "unknown time zone \"Europe/Berln\"; did you mean \"Europe/Berlin\"?");
  for (const char* bad : {"", "../Europe/Berlin", "/Europe/Berlin", "Europe", "Europe/Berlin\n",
                          "CEST", "zone.tab"}) {
    EXPECT_NE(check_timezone(bad), "") << bad;
  }
}

}  // namespace
}  // namespace host::config
