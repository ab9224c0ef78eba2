#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"
#include "options.h"

namespace {

using arxiv_test::Arxiv;
using testing::HasSubstr;

TEST(ArxivOptions, RefusesWhatAsksForNothingOrContradictsItself) {
  const std::pair<const char*, const char*> kBad[] = {
      {R"({})", "categories"},
      {R"({"categories": ["cs.C1"]})", "`cs.C1` is no category"},
      {R"({"categories": ["cs.CL"], "announce": []})", "announce"},
      {R"({"url": ["file:///x"], "via": "oai"})", "url stands alone"},
      {R"({"url": ["file:///x"], "query": "au:x"})", "url stands alone"},
      {R"({"query": "au:x", "via": "rss"})", "via: api"},
      {R"({"via": "atom"})", "categories"},
      {R"({"via": "api"})", "categories"},
      {R"({"categories": ["cs.CL"], "oai_set": "cs"})", "via: oai"},
  };
  for (const auto& [config, words] : kBad) {
    Arxiv arxiv(config);
    EXPECT_EQ(arxiv.created(), SHEAF_E_CONFIG) << config;
    EXPECT_THAT(arxiv.call.message(), HasSubstr(words)) << config;
  }
}

TEST(ArxivOptions, TakesCategoriesOnceInCanonicalForm) {
  Arxiv arxiv(R"({"categories": ["CS.CL", "cs.cl", "Quant-Ph"]})");
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.CL+quant-ph",
                         {.body = arxiv_test::rss("2026-09-24", {{"2609.00001v1"}})});
  EXPECT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_THAT(arxiv.urls(), testing::ElementsAre("https://rss.arxiv.org/rss/cs.CL+quant-ph"));
}

TEST(ArxivOptions, EveryFieldIsDocumented) {
  const auto* component = sheaf::Component<arxiv::ArxivSource>::get();
  for (const auto* field : sheaf::range(component->fields, component->field_count)) {
    EXPECT_STRNE(field->summary, "") << field->name;
    for (const auto* option : sheaf::range(field->options, field->option_count)) {
      EXPECT_STRNE(option->summary, "") << field->name;
    }
  }
}

TEST(ArxivOptions, DeclaresItsHostsWithThreeSecondsAndOneConnection) {
  const auto* component = sheaf::Component<arxiv::ArxivSource>::get();
  std::vector<std::string> hosts;
  for (const auto* rule : sheaf::range(component->hosts, component->host_count)) {
    hosts.emplace_back(rule->host);
    EXPECT_EQ(rule->min_interval_ms, 3000);
    EXPECT_EQ(rule->max_connections, 1U);
  }
  EXPECT_THAT(hosts, testing::ElementsAre("rss.arxiv.org", "export.arxiv.org", "oaipmh.arxiv.org"));
}

TEST(ArxivPlugin, LoadsFromItsFile) {
  const sheaf::testing::Library library(SHEAF_BUILD_DIR "/plugins/arxiv.so");
  const auto* component = library.component(SHEAF_SOURCE, "arxiv");
  ASSERT_NE(component, nullptr);
  sheaf::testing::FakeHost host;
  sheaf::testing::FakeCall call;
  const auto config = sheaf::testing::FakeConfig::json(component, R"({"url": ["file:///f"]})");
  sheaf::testing::Instance source(component, host, config, call);
  ASSERT_EQ(source.status(), SHEAF_OK) << call.message();
  host.http.answer("file:///f", {.body = arxiv_test::data("daily.rss")});
  sheaf::testing::RecordSink sink;
  EXPECT_EQ(source.fetch(call, sink), SHEAF_OK);
  EXPECT_EQ(sink.records().size(), 3U);
  EXPECT_EQ(host.http.unreleased(), 0);
}

}  // namespace
