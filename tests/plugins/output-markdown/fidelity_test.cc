// The cases of text fidelity that an output owns, by their numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "fixture.h"
#include "parsed.h"
#include "render.h"

namespace output_markdown {
namespace {

using namespace test;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

sheaf::Person person(const std::string& name) {
  sheaf::Person p;
  p.name = name;
  return p;
}

std::vector<std::string> headings(const Case& c) {
  return parse(c.render(), Dialect::kGitHub).headings;
}

TEST(TextFidelity, Case02ReplacementsStandApartWithThreeDates) {
  Case c = empty_case();
  auto old = paper("2509.1", "Old, replaced");
  old.announce = SHEAF_ANNOUNCE_REPLACE;
  old.version = 3;
  old.published_ms = september(1);
  old.updated_ms = september(23);
  auto cross = paper("2509.2", "Old, replaced, cross-listed");
  cross.announce = SHEAF_ANNOUNCE_REPLACE_CROSS;
  auto fresh = paper("2609.1", "New");
  fresh.published_ms = fresh.updated_ms = fresh.announced_ms = september(24);
  c.digest.items = {item(old), item(fresh), item(cross)};
  const std::string md = c.render();
  EXPECT_THAT(headings(c),
              ElementsAre("Network architecture · 24 September 2026", "Contents", "New works",
                          "1. New", "New versions and other changes", "2. Old, replaced",
                          "3. Old, replaced, cross-listed", "Sources"));
  EXPECT_THAT(md, HasSubstr("- replacement · published 1 Sep 2026 · version 3 of 23 Sep 2026 · "
                            "announced 24 Sep 2026\n"));
  EXPECT_THAT(md, HasSubstr("- replacement, cross-list · published 22 Sep 2026"));
  EXPECT_THAT(md, HasSubstr("- new · published 24 Sep 2026\n"));  // one date where they agree
}

TEST(TextFidelity, Case03ACrossListShowsItsPrimaryCategoryFirst) {
  auto r = paper("1", "T");
  r.announce = SHEAF_ANNOUNCE_CROSS;
  r.primary_category = "quant-ph";
  r.categories = {"cs.CL", "math.PR", "quant-ph"};
  EXPECT_THAT(one_item(item(r)).render(),
              HasSubstr("- **quant-ph**, cs.CL, math.PR · cross-list ·"));
}

TEST(TextFidelity, Case09NoLabelWithoutAuthors) {
  auto r = paper("1", "T");
  r.authors = {person(""), person("  ")};
  const std::string md = one_item(item(r)).render();
  EXPECT_THAT(md, HasSubstr("[T](https://arxiv.org/abs/1)\n\n- new"));
  EXPECT_THAT(md, Not(HasSubstr("uthor")));
}

TEST(TextFidelity, Case14DollarsNeverBreakTheRenderer) {
  for (const std::string text : {"at $$80$\\times$ lower$$ FLOPs", "$5 of 10$", "$\\frac{1}{2",
                                 "a $ b $ c", "$$$$", "US$ 5 and $x_i$ and $\\{y\\}_{i}$"}) {
    auto r = paper("1", text);
    r.abstract.value = text;
    const std::string md = one_item(item(r)).render();
    for (const Dialect dialect : kDialects) {
      const Parsed parsed = parse(md, dialect);
      EXPECT_THAT(parsed.text, HasSubstr("\n" + text + "\n"));  // the abstract: source text
      EXPECT_THAT(parsed.headings[3], ::testing::StartsWith("1. " + text));
    }
  }
}

TEST(TextFidelity, Case15AsterisksOfTheAuthorsAreShown) {
  auto r = paper("1", "**Diffusion-Proof** of *everything*");
  r.abstract.value = "We call it **Diffusion-Proof**.";
  const Case c = one_item(item(r));
  for (const Dialect dialect : kDialects) {
    const Parsed parsed = parse(c.render({}, {"t",
                                              "{{#groups}}{{#items}}{{heading}} {{#abstract}}{{.}}"
                                              "{{/abstract}}{{/items}}{{/groups}}"}),
                                dialect);
    EXPECT_EQ(parsed.text, "**Diffusion-Proof** of *everything* We call it **Diffusion-Proof**.\n");
    EXPECT_THAT(parsed.types, ElementsAre("link", "paragraph"));
  }
}

TEST(TextFidelity, Case16DenseNumbering) {
  Case c = empty_case();
  for (int n = 0; n < 15; ++n) {
    auto i = item(paper(std::to_string(n), "T" + std::to_string(n)));
    if (n % 3 == 1) i.record.announce = SHEAF_ANNOUNCE_REPLACE;
    if (n % 5 == 4) i.flags = SHEAF_ITEM_FOLLOWED;
    c.digest.items.push_back(std::move(i));
  }
  std::vector<int> numbers;
  for (const auto& h : headings(c)) {
    if (std::isdigit(static_cast<unsigned char>(h.front()))) numbers.push_back(std::stoi(h));
  }
  ASSERT_EQ(numbers.size(), 15u);
  for (int n = 0; n < 15; ++n) EXPECT_EQ(numbers[static_cast<std::size_t>(n)], n + 1);
}

TEST(TextFidelity, Case18EveryItemHasItsLinkAndId) {
  Case c = full_day();
  auto no_page = paper("7", "Only a DOI");
  no_page.url.clear();
  no_page.identifiers.emplace_back("doi", "10.1000/x");
  auto only_pdf = paper("8", "Only a PDF");
  only_pdf.url.clear();
  only_pdf.links = {{SHEAF_LINK_PDF, "https://x.example/8.pdf", ""}};
  auto nothing = paper("9", "Only an id");
  nothing.url.clear();
  for (const auto& r : {no_page, only_pdf, nothing}) c.digest.items.push_back(item(r));
  const std::string md = c.render();
  for (const auto& i : c.digest.items) EXPECT_THAT(md, HasSubstr(i.record.id));
  EXPECT_THAT(md, AllOf(HasSubstr(" [Only a DOI](https://doi.org/10.1000/x)\n"),
                        HasSubstr(" [Only a PDF](https://x.example/8.pdf)\n"),
                        HasSubstr(" Only an id\n\n- new")));
  EXPECT_THAT(md, HasSubstr("[arxiv:2609.26811](https://arxiv.org/abs/2609.26811) v1 · [doi:"));
  // GitHub shows no maths inside links: such a title has its link beside it.
  EXPECT_THAT(md, HasSubstr("$O(n \\log n)$ cost [↗](https://www.nature.com/"));
}

TEST(TextFidelity, Case22LongAuthorListsAreShortened) {
  auto r = paper("1", "T");
  for (int n = 1; n <= 574; ++n) r.authors.push_back(person(" Author " + std::to_string(n)));
  EXPECT_THAT(one_item(item(r)).render(),
              HasSubstr("\nAuthor 1, Author 2, Author 3, Author 4, Author 5, Author 6, Author 7, "
                        "Author 8, … and 566 more\n"));
  r.authors[573] = person(" Planck Collaboration");
  r.authors[573].group = true;
  EXPECT_THAT(one_item(item(r)).render(),
              HasSubstr(", Author 8, …, Planck Collaboration and 565 more\n"));
}

TEST(TextFidelity, Case22FollowedPeopleAreAlwaysNamed) {
  auto r = paper("1", "T");
  for (int n = 1; n <= 30; ++n) r.authors.push_back(person("Author " + std::to_string(n)));
  r.authors[20] = person("A. Lovelace");
  r.authors[20].orcid = "0000-0001";
  r.authors[25] = person("A. Lovelace");  // of the same name, another person
  r.authors[25].orcid = "0000-0002";
  auto i = item(r);
  sheaf::Score s;
  s.evidence = {{SHEAF_EVIDENCE_PERSON, SHEAF_STRENGTH_STRONG, "Ada Lovelace", "ORCID", 0}};
  i.scores = {{"fast", s}};
  Case c = one_item(i);
  c.digest.profile.people = {person("Ada Lovelace")};
  c.digest.profile.people[0].orcid = "0000-0001";
  EXPECT_THAT(c.render(), HasSubstr("Author 8, …, **A. Lovelace**, … and 21 more\n"));
}

// The numbers of the cost column, without their currency.
std::vector<std::string> costs(const std::string& md) {
  std::vector<std::string> out;
  std::istringstream lines(md.substr(md.find("```text")));
  std::string line;
  while (std::getline(lines, line) && line != "```") {
    const auto end = line.find(" USD");
    if (end != std::string::npos)
      out.push_back(line.substr(line.rfind(' ', end - 1) + 1, end - line.rfind(' ', end - 1) - 1));
  }
  return out;
}

TEST(TextFidelity, Case23PrintedCostsAddUp) {
  Case c = full_day();
  c.run.usage[0].second.cost_micros = 70'004;
  c.run.usage[1].second.cost_micros = 466'600;
  const auto printed = costs(c.render());
  EXPECT_THAT(printed, ElementsAre("0.070004", "0.466600", "0.536604"));
  c.run.usage[0].second.cost_micros = 70'000;
  c.run.usage[1].second.cost_micros = 470'000;
  EXPECT_THAT(costs(c.render()), ElementsAre("0.07", "0.47", "0.54"));
}

TEST(TextFidelity, Case23UnknownCostsAndOtherCurrenciesAreNotAddedIn) {
  Case c = full_day();
  c.run.usage.push_back({"other", {1, 2, 0, 3, 0, 120'000, "EUR", "m"}});
  c.run.usage.push_back({"local", {1, 2, 0, 3, 0, -1, "", "m"}});
  const std::string md = c.render();
  EXPECT_THAT(md, HasSubstr("0.1200 EUR + 0.5412 USD + unknown\n```"));
  EXPECT_THAT(md, HasSubstr("unknown\ntotal"));
  c.run.usage.clear();
  EXPECT_THAT(c.render(), Not(HasSubstr("Cost")));
}

TEST(TextFidelity, Case24NothingHangsOnSoftBreaks) {
  for (const Case& c : {full_day(), bad_day()}) {
    for (const Dialect dialect : kDialects) {
      const Parsed parsed = parse(c.render(), dialect);
      EXPECT_THAT(parsed.types, Not(::testing::Contains("softbreak")));
      EXPECT_THAT(parsed.types, Not(::testing::Contains("linebreak")));
      EXPECT_THAT(parsed.text, HasSubstr("Relevance 7.5/10 · Novelty 8/10 (llm)"));
    }
  }
}

TEST(TextFidelity, Case25TheAppendixIsTheStoredRequest) {
  Case c = full_day();
  const std::string prompt = "\"Judge **this**: {title}\\n``` and $x$ <b>\"";
  c.run.settings = {{"scorers.llm.with.prompt", prompt}};
  for (const Dialect dialect : kDialects) {
    EXPECT_THAT(parse(c.render(), dialect).text,
                HasSubstr("Settings\nscorers.llm.with.prompt: " + prompt + "\n"));
  }
  // what is more than a line is read by people
  c.run.settings = {{"model", "m"},
                    {"llm.request",
                     "POST /v1\n\n{\"a\": \""
                     R"(1\n``` \"$x$\" \\alpha)"
                     "\"}"}};
  for (const Dialect dialect : kDialects) {
    EXPECT_THAT(parse(c.render(), dialect).text,
                HasSubstr("Settings\nmodel: m\nllm.request, its line ends and quotes written out:\n"
                          "POST /v1\n\n{\"a\": \"1\n``` \"$x$\" \\alpha\"}\n"));
  }
}

TEST(TextFidelity, Case26FollowedPeopleWithEvidenceAndScores) {
  const Case c = full_day();
  const std::string md = c.render();
  EXPECT_EQ(headings(c)[4], "By people you follow");
  EXPECT_THAT(md, HasSubstr("- By **Ada Lovelace**, whom you follow: name and affiliation\n"
                            "- **0.02/1** (fast)\n"));
  EXPECT_THAT(md, HasSubstr("**A. Lovelace**"));

  auto i = item(paper("1", "T"));
  sheaf::Score weak;
  weak.evidence = {
      {SHEAF_EVIDENCE_PERSON, SHEAF_STRENGTH_WEAK, "Ada Lovelace", "initials only", 0}};
  i.scores = {{"fast", weak}};
  EXPECT_THAT(
      one_item(i).render(),
      HasSubstr("- Maybe by **Ada Lovelace**, whom you follow: initials only (weak evidence)\n"));
  i.scores.clear();
  i.flags = SHEAF_ITEM_FOLLOWED;
  EXPECT_THAT(one_item(i).render(), HasSubstr("- No score.\n"));
}

TEST(TextFidelity, Case28TheFunnelIsPrintedAsASum) {
  EXPECT_THAT(
      full_day().render(),
      HasSubstr("- **143** fetched = 100 new + 30 cross-listed + 13 replaced\n"
                "- **143** scanned = 31 filtered out + 12 seen before + 96 below the bar + 4 "
                "selected\n"));
}

constexpr const char* kQuiet = "A quiet day";
constexpr const char* kFailed = "> **Something failed: this is not a quiet day.**";

TEST(TextFidelity, Case30AQuietDaySaysSo) {
  Case c = empty_case();
  EXPECT_THAT(c.render(),
              HasSubstr("A quiet day: all sources were read, and nothing in them was for "
                        "this digest.\n"));
  c.run.sources[0] = {"arxiv", "arxiv", SHEAF_STATE_EMPTY_EXPECTED, "No list on Sundays.", 0, 0};
  EXPECT_THAT(c.render(),
              AllOf(HasSubstr("A quiet day: the sources had nothing new, as expected.\n"),
                    HasSubstr("- **arxiv**: nothing new, as expected. No list on Sundays.")));
}

TEST(TextFidelity, Case30AFailureNeverLooksLikeAQuietDay) {
  for (const sheaf_source_state state :
       {SHEAF_STATE_EMPTY_UNEXPECTED, SHEAF_STATE_STALE, SHEAF_STATE_TRUNCATED,
        SHEAF_STATE_FORMAT_CHANGED, SHEAF_STATE_FAILED}) {
    Case c = empty_case();
    c.run.sources[0].state = state;
    c.run.sources[0].detail = "This is why.";
    EXPECT_THAT(c.render(),
                AllOf(HasSubstr(kFailed), HasSubstr("This is why."), Not(HasSubstr(kQuiet))));
  }
  Case partial = empty_case();
  partial.run.partial = true;
  EXPECT_THAT(partial.render(), AllOf(HasSubstr(kFailed), Not(HasSubstr(kQuiet))));

  Case error = empty_case();
  error.run.notices = {{SHEAF_NOTICE_ERROR, "llm", "No answer."}};
  EXPECT_THAT(error.render(), AllOf(HasSubstr(kFailed), HasSubstr("> - **llm**: No answer.\n"),
                                    Not(HasSubstr(kQuiet))));

  Case unscored = empty_case();
  unscored.digest.unscored = {{"arxiv:1", "T", "llm", "no answer"}};
  EXPECT_THAT(unscored.render(),
              AllOf(HasSubstr(kFailed), HasSubstr("](#not-scored)"),
                    HasSubstr("<a id=\"not-scored\"></a>"), Not(HasSubstr(kQuiet))));
}

TEST(TextFidelity, Case30AWarningIsOnTopButNoFailure) {
  Case c = empty_case();
  c.digest.notices = {{SHEAF_NOTICE_WARNING, "llm", "Its price is unknown."},
                      {SHEAF_NOTICE_INFO, "", "By the way."}};
  const std::string md = c.render();
  EXPECT_THAT(md, AllOf(HasSubstr("> **Please note.**\n>\n> - **llm**: Its price is unknown.\n"),
                        HasSubstr(kQuiet), HasSubstr("\n*Note:* By the way.\n")));
}

TEST(TextFidelity, Case30TheBannerTellsEachThingOnce) {
  Case c = bad_day();
  c.digest.notices = c.run.notices;
  const std::string md = c.render();
  const std::string banner = md.substr(0, md.find("**4 works**"));
  EXPECT_EQ(banner.find("2,000 items"), banner.rfind("2,000 items"));
  EXPECT_EQ(banner.find("HTTP 503"), banner.rfind("HTTP 503"));
}

TEST(TextFidelity, Case30UnscoredWorksAreListedByReason) {
  EXPECT_THAT(bad_day().render(), HasSubstr("- **llm**: HTTP 503 (2 works)\n"
                                            "  - On \\*stars\\* in titles (arxiv:2609.00002)\n"
                                            "  - Pipes \\| and dollars: $5 (arxiv:2609.00003)\n"
                                            "- **llm**: over the token limit (1 work)\n"));
}

}  // namespace
}  // namespace output_markdown
