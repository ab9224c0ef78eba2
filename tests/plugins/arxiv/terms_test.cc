// How arXiv is asked, and what its refusals and accidents become.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.h"

namespace {

using namespace arxiv_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ArxivTerms, ItsThreeHostsShareOnePace) {
  Arxiv daily(kDailyConfig);
  const auto ask = [&](const std::string& url) {
    auto rq = sheaf::sized<sheaf_http_request>();
    rq.url = sheaf::str(url);
    const auto& http = sheaf::Host(&daily.host).need<sheaf_http>(SHEAF_SERVICE_HTTP);
    const sheaf_http_response* out = nullptr;
    daily.host.http.answer(url, {.body = "x"});
    ASSERT_EQ(http.perform(&http, &daily.call, &rq, &out), SHEAF_OK);
    out->release(out);
  };
  ask("https://rss.arxiv.org/a");
  ask("https://export.arxiv.org/b");
  ask("https://oaipmh.arxiv.org/c");
  ask("https://rss.arxiv.org/d");
  const std::int64_t first = daily.starts().at(0);
  EXPECT_THAT(daily.starts(), ElementsAre(first, first + 3000, first + 6000, first + 9000));
}

TEST(ArxivTerms, TooManyRequestsEndTheRunWithThePauseAskedFor) {
  st::Answer limited;
  limited.status = 429;
  limited.body = "Rate exceeded.";
  limited.headers = {{"retry-after", "600"}, {"content-type", "text/plain"}};
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, limited);
  EXPECT_EQ(arxiv.fetch(), SHEAF_E_RATE_LIMITED);
  EXPECT_EQ(arxiv.call.failure().retry_after_ms, 600'000);
  EXPECT_EQ(arxiv.urls().size(), 1U) << "it does not ask again by itself";
}

TEST(ArxivTerms, OtherStatusesBecomeWhatTheHostCanActOn) {
  const std::pair<int, sheaf_status> kStatuses[] = {
      {403, SHEAF_E_AUTH},      {404, SHEAF_E_NOT_FOUND}, {500, SHEAF_E_TRANSIENT},
      {503, SHEAF_E_TRANSIENT}, {418, SHEAF_E_UPSTREAM},  {400, SHEAF_E_UPSTREAM}};
  for (const auto& [status, code] : kStatuses) {
    st::Answer answer;
    answer.status = status;
    answer.body = "<html><body>no</body></html>";
    Arxiv arxiv(kDailyConfig);
    arxiv.host.http.answer(kFeed, answer);
    EXPECT_EQ(arxiv.fetch(), code) << status;
    EXPECT_THAT(arxiv.call.message(), HasSubstr(std::to_string(status)));
    EXPECT_EQ(arxiv.host.http.unreleased(), 0);
  }
}

TEST(ArxivErrors, AnUnknownCategoryIsExplainedInArxivsWords) {
  for (const int status : {400, 200}) {
    Arxiv arxiv(kDailyConfig);
    st::Answer answer;
    answer.status = status;
    answer.body = data("error.rss");
    arxiv.host.http.answer(kFeed, answer);
    EXPECT_EQ(arxiv.fetch(), SHEAF_E_CONFIG);
    EXPECT_THAT(arxiv.call.message(), HasSubstr("Bad archive or category 'cs.ZZ'"));
    EXPECT_THAT(arxiv.sink().checkpoints(), IsEmpty());
  }
}

TEST(ArxivErrors, AnHtmlPageWithStatus200SaysThatTheFormatChanged) {
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, {.body = "<!DOCTYPE html><html><body>Down for maintenance"});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_THAT(arxiv.records(), IsEmpty());
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(arxiv.detail(), HasSubstr(kFeed));
  EXPECT_THAT(arxiv.sink().checkpoints(), IsEmpty());
}

TEST(ArxivErrors, PlainTextWithStatus200SaysSoToo) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, "Rate exceeded."), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
}

TEST(ArxivErrors, AnEmptyBodyIsAFailure) {
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, {.body = ""});
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_FAILED);
  EXPECT_THAT(arxiv.sink().checkpoints(), IsEmpty());
}

TEST(ArxivErrors, WhatCameBeforeAMistakeIsKept) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv, with(data("daily.rss"), "<dc:creator>Ida Rope</dc:creator>", "<oops>")),
            SHEAF_OK);
  EXPECT_THAT(arxiv.sink().ids(), ElementsAre("2609.20001", "2609.20002", "2205.06001"));
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
  EXPECT_THAT(arxiv.detail(), HasSubstr("line"));
}

TEST(ArxivErrors, AnEntityBombIsRefused) {
  Arxiv arxiv(kAnyUrl);
  ASSERT_EQ(read(arxiv,
                 "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c "
                 "\"&b;&b;&b;&b;\">]><rss><channel><title>&c;</title></channel></rss>"),
            SHEAF_OK);
  EXPECT_EQ(arxiv.state(), SHEAF_STATE_FORMAT_CHANGED);
}

TEST(ArxivErrors, ABrokenConnectionIsTheHostsToRepeat) {
  Arxiv arxiv(kDailyConfig);
  st::Answer cut;
  cut.body = rss("2026-09-24", papers(50, 1));
  cut.cut_off = 9000;
  arxiv.host.http.answer(kFeed, cut);
  EXPECT_EQ(arxiv.fetch(), SHEAF_E_TRANSIENT);
  EXPECT_THAT(arxiv.sink().checkpoints(), IsEmpty());
  EXPECT_EQ(arxiv.host.http.unreleased(), 0);
}

TEST(ArxivErrors, ACancelledCallEndsAsSuch) {
  Arxiv arxiv(kDailyConfig);
  arxiv.host.http.answer(kFeed, {.body = rss("2026-09-24", papers(50, 1))});
  arxiv.host.http.chunk_size(512);
  arxiv.call.cancel_after(5);
  EXPECT_EQ(arxiv.fetch(), SHEAF_E_CANCELLED);
}

TEST(ArxivErrors, AHostWithoutHttpIsToldSo) {
  st::FakeHost bare;
  bare.without_services();
  st::FakeCall call;
  const auto* component = sheaf::Component<arxiv::ArxivSource>::get();
  const auto config = st::FakeConfig::json(component, R"({"url": ["file:///x"]})");
  st::Instance source(component, bare, config, call);
  ASSERT_EQ(source.status(), SHEAF_OK);
  st::RecordSink sink;
  EXPECT_EQ(source.fetch(call, sink), SHEAF_E_UNSUPPORTED);
}

TEST(ArxivHttp, BodiesMayComeInAnyPieces) {
  for (const std::size_t size : {1u, 7u, 4095u, 4096u, 4097u}) {
    for (const char* name : {"daily.rss", "oai_arxiv.xml"}) {
      Arxiv arxiv(kAnyUrl);
      arxiv.host.http.chunk_size(size);
      ASSERT_EQ(read(arxiv, data(name)), SHEAF_OK);
      EXPECT_EQ(arxiv.records().size(), std::string(name) == "daily.rss" ? 5U : 3U) << size;
    }
  }
}

TEST(ArxivHttp, AnAnswerFromTheCacheIsAsGoodAsAny) {
  Arxiv arxiv(kDailyConfig);
  st::Answer cached;
  cached.body = rss("2026-09-24", papers(2, 1));
  cached.flags = SHEAF_HR_FROM_CACHE | SHEAF_HR_REVALIDATED;
  arxiv.host.http.answer(kFeed, cached);
  ASSERT_EQ(arxiv.fetch(), SHEAF_OK);
  EXPECT_EQ(arxiv.records().size(), 2U);
}

// ---- Probe

TEST(ArxivProbe, AsksForTheHeadOfTheFeed) {
  Arxiv arxiv(R"({"categories": ["cs.CL", "quant-ph"]})");
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.CL+quant-ph", {});
  ASSERT_EQ(arxiv.probe(), SHEAF_OK) << arxiv.call.message();
  ASSERT_EQ(arxiv.host.http.asked().size(), 1U);
  EXPECT_EQ(arxiv.host.http.asked()[0].method, "HEAD");
}

TEST(ArxivProbe, FindsAnUnknownCategory) {
  Arxiv arxiv(R"({"categories": ["cs.ZZ"]})");
  st::Answer refused;
  refused.status = 400;
  arxiv.host.http.answer("https://rss.arxiv.org/rss/cs.ZZ", refused);
  EXPECT_EQ(arxiv.probe(), SHEAF_E_CONFIG);
  EXPECT_THAT(arxiv.call.message(), HasSubstr("category_taxonomy"));
}

TEST(ArxivProbe, AsksTheOtherServicesForLittle) {
  Arxiv search(R"({"query": "au:x"})");
  search.host.http.answer(
      "https://export.arxiv.org/api/query?search_query=%28au:x%29&max_results=1",
      {.body = data("api_error.xml")});
  EXPECT_EQ(search.probe(), SHEAF_E_CONFIG);
  Arxiv oai(R"({"via": "oai"})");
  oai.host.http.answer("https://oaipmh.arxiv.org/oai?verb=Identify", {});
  EXPECT_EQ(oai.probe(), SHEAF_OK);
  Arxiv file(R"({"url": ["file:///x"]})");
  file.host.http.answer("file:///x", st::Answer::fail(SHEAF_E_NOT_FOUND, "no such file"));
  EXPECT_EQ(file.probe(), SHEAF_E_NOT_FOUND);
}

}  // namespace
