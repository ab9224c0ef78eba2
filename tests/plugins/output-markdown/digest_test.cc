// Whole digests: golden files, structure, links, and what hostile text can do to them (nothing).
#include "render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "digest/line.h"
#include "escape.h"
#include "fixture.h"
#include "parsed.h"

namespace output_markdown {
namespace {

using namespace test;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// SHEAF_UPDATE_GOLDEN=1 writes the files anew.
void expect_golden(const std::string& name, const std::string& got) {
  const std::string path = std::string(SHEAF_TEST_DATA) + "/markdown/" + name;
  if (std::getenv("SHEAF_UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << got;
  std::ostringstream wanted;
  wanted << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(got, wanted.str()) << path;
}

// The name in `<a id="name">`; empty for `</a>`.
std::string anchor(const std::string& html) {
  constexpr std::string_view kOpen = "<a id=\"";
  if (!html.starts_with(kOpen)) return {};
  return html.substr(kOpen.size(), html.find('"', kOpen.size()) - kOpen.size());
}

void expect_links_work(const Parsed& parsed) {
  std::vector<std::string> anchors;
  for (const auto& html : parsed.html) {
    if (!anchor(html).empty()) anchors.push_back(anchor(html));
  }
  EXPECT_EQ(std::set<std::string>(anchors.begin(), anchors.end()).size(), anchors.size());
  for (const auto& to : parsed.links) {
    if (!to.starts_with("#")) continue;
    EXPECT_THAT(anchors, Contains(to.substr(1)));
  }
}

TEST(Digest, FullDay) {
  expect_golden("full_day.md", full_day().render());
}
TEST(Digest, BadDay) {
  expect_golden("bad_day.md", bad_day().render());
}
TEST(Digest, QuietDay) {
  expect_golden("quiet_day.md", empty_case().render());
}

TEST(Digest, SameInputSameBytes) {
  EXPECT_EQ(bad_day().render(), bad_day().render());
}

TEST(Digest, ReadsAlikeInBothDialects) {
  for (const Case& c : {full_day(), bad_day(), empty_case()}) {
    const std::string md = c.render();
    const Parsed common = parse(md, Dialect::kCommonMark), github = parse(md, Dialect::kGitHub);
    EXPECT_EQ(common.text, github.text);
    EXPECT_EQ(common.types, github.types);
    EXPECT_EQ(common.links, github.links);
    EXPECT_EQ(common.headings, github.headings);
    EXPECT_EQ(safe_html(md, Dialect::kCommonMark), safe_html(md, Dialect::kGitHub));
    expect_links_work(github);
  }
}

TEST(Digest, NoBlankLineIsLeftOverBySkippedParts) {
  for (const Case& c : {full_day(), bad_day(), empty_case(), one_item(item(paper("1", "T")))}) {
    EXPECT_THAT(c.render(), Not(HasSubstr("\n\n\n")));
  }
}

TEST(Digest, OptionsTakeEffect) {
  Case c = one_item(item(paper("1", "T")));
  c.digest.items[0].record.abstract.value = "What it is about.";
  c.digest.items[0].record.authors.resize(5);
  for (auto& a : c.digest.items[0].record.authors) a.name = "X. Y.";
  EXPECT_THAT(c.render(), HasSubstr("\nWhat it is about.\n"));
  EXPECT_THAT(c.render({.max_authors = 8, .abstracts = false}), Not(HasSubstr("What it is about")));
  EXPECT_THAT(c.render({.max_authors = 2}), HasSubstr("\nX. Y., X. Y., … and 3 more\n"));
  EXPECT_THAT(c.render({.max_authors = 4}), HasSubstr("\nX. Y., X. Y., X. Y., X. Y., X. Y.\n"));
}

TEST(Digest, TheDaysSecondSaysSo) {
  Case c = full_day();
  c.run.sequence = 2;
  EXPECT_THAT(c.render(), StartsWith("# Network architecture · 24 September 2026 (2)\n"));
}

TEST(Digest, SectionsKeepTheirStructure) {
  Case c = full_day();
  c.digest.sections = {{"e",
                        "A | b",
                        {{SHEAF_BLOCK_LIST_ITEM, 3, "deep at once", {}},
                         {SHEAF_BLOCK_LIST_ITEM, 3, "deeper", {}},
                         {SHEAF_BLOCK_LIST_ITEM, 1, "back", {99}},
                         {SHEAF_BLOCK_HEADING, 9, "# Low", {}},
                         {SHEAF_BLOCK_PARAGRAPH, 1, "- no list", {0}},
                         {SHEAF_BLOCK_PARAGRAPH, 1, " ", {}}}},
                       {"empty", "Not printed", {}}};
  const std::string md = c.render();
  EXPECT_THAT(md, HasSubstr("## <a id=\"section-1\"></a>A \\| b\n\n"
                            "- deep at once\n  - deeper\n- back\n\n"
                            "###### \\# Low\n\n"
                            "\\- no list [\\[1\\]](#item-1)\n"));
  EXPECT_THAT(md, Not(HasSubstr("Not printed")));
  expect_links_work(parse(md, Dialect::kGitHub));
}

TEST(Digest, SuggestionsLinkToTheItemOrNameTheWork) {
  EXPECT_THAT(full_day().render(),
              HasSubstr("- May be the same as [2](#item-2), "
                        "[doi:10.1000/elsewhere](https://doi.org/10.1000/elsewhere).\n"));
}

TEST(Digest, MarksSayWhyAnItemIsHere) {
  Case c = one_item(item(paper("1", "T")));
  auto& i = c.digest.items[0];
  i.flags = SHEAF_ITEM_CHANGED | SHEAF_ITEM_SUSPENDED | SHEAF_ITEM_OUTLIER;
  i.record.flags = SHEAF_R_WITHDRAWN;
  i.record.type = SHEAF_TYPE_RETRACTION;
  i.record.relations = {{SHEAF_REL_RETRACTS, "doi", "10.1/a(b)<c>"},
                        {SHEAF_REL_CORRECTED_BY, "pmid", "7"}};
  const std::string md = c.render();
  EXPECT_THAT(
      md, AllOf(HasSubstr("- **Retracted or withdrawn.**\n"), HasSubstr("- **Changed** since"),
                HasSubstr("- **Chosen without a full check:**"), HasSubstr("- **Unusual score:**"),
                HasSubstr("retraction"), HasSubstr("- Corrected by pmid:7\n"),
                HasSubstr("(https://doi.org/10.1/a%28b%29%3Cc%3E)")));
}

TEST(Digest, NoticesComeFirst) {
  Case c = one_item(item(paper("1", "Fresh")));
  c.digest.items.push_back(item(paper("2", "Taken back")));
  c.digest.items[1].flags = SHEAF_ITEM_CHANGED | SHEAF_ITEM_NOTICE;
  const std::string md = c.render();
  EXPECT_THAT(md, HasSubstr("1 retracted or corrected, 1 new"));
  EXPECT_LT(md.find("## <a id=\"notices\"></a>Retracted or corrected since you saw them"),
            md.find("## <a id=\"new\""));
}

// ---- Hostile text

const std::vector<std::string>& hostile() {
  static const std::vector<std::string> kTexts = {
      "line one\n# line two\n\n- three",
      "</script><script>alert(1)</script>",
      "a | b | c\n|---|---|",
      "`code` ``` fence ~~~",
      "](http://evil.example) [x](javascript:alert(1))",
      "\u202eright to left\u200f \u2067mark",
      "emoji 😀👩‍🔬",
      "<img src=x onerror=alert(1)>",
      "**bold** __also__ ~~gone~~ *it*",
      "../../../etc/passwd",
      "{{title}} {{{x}}} {{#items}}",
      "$5 of 10$ and $$80$\\times$ lower$$",
      "$\\{<b>\\}$ [^1] &lt;b&gt; <!-- x",
      "1. one\n2. two",
      "> quote",
      "    code",
      "\x01\x02\x1b[31mred",
      "---",
      "user@mail.example www.evil.example",
      std::string("\xff\xfe invalid \xc3"),
      "   ",
  };
  return kTexts;
}

sheaf::Record hostile_record(const std::string& text) {
  sheaf::Record r = paper("x", text);
  r.id = text;
  r.url = "javascript:alert(" + text + ")";
  r.abstract.value = r.summary.value = r.comment.value = r.venue.value = text;
  r.primary_category = text;
  r.categories = {text, text + "2"};
  r.identifiers = {{text, text}, {"doi", text}};
  r.links = {{SHEAF_LINK_PDF, text, text},
             {SHEAF_LINK_CODE, "https://x.example/" + text, text},
             {static_cast<sheaf_link_rel>(99), "data:text/html," + text, ""}};
  r.relations = {{SHEAF_REL_RELATED, text, text}, {SHEAF_REL_CORRECTS, "doi", text}};
  r.extras = {{text, text}};
  r.authors.resize(2);
  for (auto& a : r.authors) a.name = a.family = a.given = a.orcid = a.affiliation = text;
  r.published_ms = INT64_MAX;
  r.updated_ms = INT64_MIN;
  r.announced_ms = INT64_MIN + 1;
  r.announce = 77;
  r.type = 77;
  r.version = UINT32_MAX;
  return r;
}

Case hostile_case() {
  Case c = full_day();
  c.digest.items.clear();
  c.digest.sections.clear();
  c.digest.unscored.clear();
  for (const std::string& text : hostile()) {
    auto i = item(hostile_record(text));
    i.flags = SHEAF_ITEM_FOLLOWED;
    i.sources = {text};
    i.suggestions = {text, "doi:" + text};
    sheaf::Score s;
    s.value = 0.5;
    s.comment = text;
    s.matched = {text, "moe"};
    s.axes = {{text, 3}};
    s.evidence = {{SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE, text, text, 1},
                  {SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE, text, text, -1},
                  {SHEAF_EVIDENCE_PERSON, SHEAF_STRENGTH_STRONG, text, text, 0},
                  {SHEAF_EVIDENCE_OTHER, SHEAF_STRENGTH_NONE, text, text, 0}};
    sheaf::Score failed = s;
    failed.status = SHEAF_E_UPSTREAM;
    failed.error = text;
    i.scores = {{text, s}, {text, failed}};
    c.digest.items.push_back(std::move(i));
    c.digest.axes.push_back({text, text, 10, {}});
    c.digest.funnel.push_back({text, text, 1, 1});
    c.digest.notices.push_back({SHEAF_NOTICE_ERROR, text, text});
    c.digest.notices.push_back({SHEAF_NOTICE_INFO, text, text});
    c.digest.sections.push_back({text,
                                 text,
                                 {{SHEAF_BLOCK_PARAGRAPH, 1, text, {0}},
                                  {SHEAF_BLOCK_LIST_ITEM, 7, text, {0}},
                                  {SHEAF_BLOCK_HEADING, 2, text, {0}}}});
    c.digest.unscored.push_back({text, text, text, text});
    c.run.sources.push_back({text, text, SHEAF_STATE_FAILED, text, 1, 1});
    c.run.settings.emplace_back(text, text);
    c.run.usage.push_back({text, {1, 2, 3, 4, 5, 6, text, text}});
  }
  c.run.pipeline = c.run.id = c.run.sheaf_version = c.run.time_zone = c.run.date = hostile()[0];
  c.digest.profile.title = hostile()[1];
  return c;
}

TEST(HostileText, CannotChangeTheStructure) {
  const Case c = hostile_case();
  const std::string md = c.render();
  const std::size_t sections = c.digest.sections.size();
  for (const Dialect dialect : kDialects) {
    const Parsed parsed = parse(md, dialect);
    EXPECT_THAT(parsed.types,
                ::testing::IsSubsetOf({"heading", "paragraph", "list", "item", "link", "strong",
                                       "emph", "code", "code_block", "html_inline", "block_quote",
                                       "thematic_break"}));
    for (const auto& html : parsed.html) {
      EXPECT_THAT(html, AnyOf(StartsWith("<a id=\""), "</a>", "<span>", "</span>"));
    }
    EXPECT_THAT(parsed.links, Each(AnyOf(StartsWith("#"), StartsWith("https://x.example/"),
                                         StartsWith("https://doi.org/"), "mailto:user@mail.example",
                                         "http://www.evil.example", "http://evil.example")));
    // title, contents, a heading and a block heading per section, the group, its items, the four
    // parts at the end
    EXPECT_EQ(parsed.headings.size(), 2 + 2 * sections + 1 + c.digest.items.size() + 4);
    for (std::size_t i = 0; i < c.digest.items.size(); ++i) {
      const std::string title = digest::one_line(c.digest.items[i].record.title.value);
      if (title.find('\xff') != std::string::npos) continue;  // shown with U+FFFD
      EXPECT_THAT(parsed.headings, Contains(StartsWith(std::to_string(i + 1) + ". " + title)));
    }
    expect_links_work(parsed);
    EXPECT_THAT(safe_html(md, dialect),
                AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")),
                      Not(HasSubstr("href=\"javascript")), Not(HasSubstr("<table"))));
  }
}

TEST(HostileText, MayBeLong) {
  Case c = one_item(item(paper("1", std::string(100'000, '*'))));
  std::string& text = c.digest.items[0].record.abstract.value;
  while (text.size() < 1'000'000) text += "a_b *c* `d` [e](f) $g_h$ <i> ";
  const Parsed parsed = parse(c.render(), Dialect::kGitHub);
  EXPECT_THAT(parsed.text, HasSubstr("\n" + digest::one_line(text) + "\n"));
}

TEST(HostileText, EmptyFieldsLeaveNoTrace) {
  Case c = one_item(item(sheaf::Record{}));
  c.digest.items[0].record.id = "x:1";
  c.digest.items[0].sources.clear();
  c.digest.profile.title.clear();
  c.run = {};
  c.run.date.clear();
  const std::string md = c.render();
  EXPECT_THAT(md, HasSubstr("### <a id=\"item-1\"></a>1. x:1\n\n- x:1\n"));
  EXPECT_THAT(md, StartsWith("# architecture · \n"));
}

// ---- Templates

TEST(Template, OfTheUserReplacesTheBuiltIn) {
  const Template mine{
      "mine.mustache",
      "{{title}}:{{#groups}}{{#items}} {{number}}={{{title}}}{{/items}}{{/groups}}\n"};
  Case c = full_day();
  c.digest.items.resize(2);
  EXPECT_EQ(
      c.render({}, mine),
      "Network architecture: 1=A telescope array sees 10⁴ flares of one star 2=Sparse routing "
      "for small language models\n");
}

TEST(Template, LinesOfSectionTagsAreNoLines) {
  EXPECT_EQ(empty_case().render({}, {"t",
                                     "a\n{{#cost}}\nb\n{{/cost}}\n  {{^cost}}  \nc\n{{/cost}}\n"
                                     "{{! remark }}\n\nd {{#cost}}x{{/cost}}\n"}),
            "a\nc\n\nd \n");
}

std::string refusal(const std::string& text) {
  try {
    full_day().render({}, {"my.mustache", text});
  } catch (const sheaf::Error& e) {
    EXPECT_EQ(e.code(), SHEAF_E_CONFIG);
    return e.what();
  }
  return "";
}

TEST(Template, MistakesAreNamedWithFileAndLine) {
  EXPECT_EQ(refusal("a\nb {{#items}}\n"),
            "template my.mustache: Unclosed section \"items\" in line 2");
  EXPECT_EQ(refusal("{{#title}}\nx\n{{/titel}}"),
            "template my.mustache: Unclosed section \"title\" in line 1");
  EXPECT_EQ(refusal("\n\n{{/x}}"), "template my.mustache: Unopened section \"x\" in line 3");
  EXPECT_EQ(refusal("\n{{title"), "template my.mustache: Unclosed tag in line 2");
  EXPECT_EQ(refusal("{{titel}}"), "template my.mustache: no field is called `titel`");
  EXPECT_EQ(refusal("{{#groups}}{{#items}}{{autors}}{{/items}}{{/groups}}"),
            "template my.mustache: no field is called `autors`");
  EXPECT_EQ(refusal("{{>part}}"), "template my.mustache: no field is called `> part`");
}

}  // namespace
}  // namespace output_markdown
