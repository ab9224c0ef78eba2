#include "stages/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sheaf/plugin.hpp"

namespace host::stages {
namespace {

using testing::HasSubstr;

sheaf::Record good() {
  sheaf::Record r;
  r.id = "1";
  r.title = {"On $x<1$ and Lov\\'{a}sz", SHEAF_MARKUP_TEX};
  return r;
}

Result<Record> take(const sheaf::Record& r) {
  return intake(*sheaf::RecordView(r).get());
}

TEST(Intake, CleansEachTextByItsMarkup) {
  sheaf::Record in = good();
  in.abstract = {"<p>CO<sub>2</sub> &amp; more</p><p>Second.</p>", SHEAF_MARKUP_HTML};
  sheaf::Person& author = in.authors.emplace_back();
  author.name = "Andrej Jovanovi\\'c";
  author.markup = SHEAF_MARKUP_TEX;
  in.venue = {"J. de l'\\'Ecole", SHEAF_MARKUP_TEX};
  const auto r = take(in);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->title, "On $x<1$ and Lovász");
  EXPECT_EQ(r->abstract, "CO₂ & more\n\nSecond.");
  EXPECT_EQ(r->authors.at(0).name, "Andrej Jovanović");
  EXPECT_EQ(r->venue, "J. de l'École");
}

TEST(Intake, RefusesARecordWithoutIdOrTitle) {
  sheaf::Record in = good();
  in.id = " \x01 ";
  EXPECT_THAT(take(in).error().message, HasSubstr("without id"));
  in = good();
  in.title = {"<b> </b>", SHEAF_MARKUP_HTML};
  EXPECT_THAT(take(in).error().message, HasSubstr("record 1 has no title"));
  EXPECT_EQ(take(in).error().code, SHEAF_E_UPSTREAM);
}

TEST(Intake, KeepsOnlyWebLinksAndFindsCodeInTheText) {
  sheaf::Record in = good();
  in.url = "javascript:alert(1)";
  in.links.push_back({SHEAF_LINK_PDF, "file:///etc/passwd", ""});
  in.links.push_back({SHEAF_LINK_PDF, "https://a.example/x.pdf", ""});
  in.abstract = {"Code: github.com/a/b.git.", SHEAF_MARKUP_PLAIN};
  const auto r = take(in);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->url, "");
  ASSERT_EQ(r->links.size(), 2u);
  EXPECT_EQ(r->links[0].url, "https://a.example/x.pdf");
  EXPECT_EQ(r->links[1].url, "https://github.com/a/b");
  EXPECT_EQ(r->links[1].rel, SHEAF_LINK_CODE);
}

TEST(Intake, UnknownConstantsOfANewerPluginAreHarmless) {
  const sheaf::Record in = good();
  const sheaf::RecordView view(in);
  sheaf_record raw = *view.get();
  raw.type = 999;
  raw.announce = 999;
  raw.flags = 0xffffffff;
  const auto r = intake(raw);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->type, SHEAF_TYPE_UNKNOWN);
  EXPECT_EQ(r->announce, SHEAF_ANNOUNCE_UNKNOWN);
  EXPECT_EQ(r->flags, SHEAF_R_WITHDRAWN | SHEAF_R_PREPRINT | SHEAF_R_TRUNCATED | SHEAF_R_REMOVED);
}

TEST(Intake, LanguagesBecomeTagsAndUnknownOnesNone) {
  const auto language = [](const char* said) {
    sheaf::Record in = good();
    in.language = said;
    return take(in)->language;
  };
  EXPECT_EQ(language("en_US"), "en-US");
  EXPECT_EQ(language("ger"), "de");
  EXPECT_EQ(language("français"), "fr");
  EXPECT_EQ(language("mul"), "");
}

TEST(Intake, KeepsTheSuffixAndThePrecision) {
  sheaf::Record in = good();
  in.published_ms = 0;
  in.published_precision = SHEAF_PRECISION_YEAR;
  in.authors.emplace_back().name = "Martin King Jr.";
  in.authors.back().suffix = "Jr.";
  const auto r = take(in);
  ASSERT_TRUE(r);
  EXPECT_EQ(r->published_precision, std::uint32_t{SHEAF_PRECISION_YEAR});
  EXPECT_EQ(r->authors.at(0).suffix, "Jr.");
}

TEST(Intake, AnEndlessTitleIsCut) {
  sheaf::Record in = good();
  in.title = {std::string(5 << 20, 'x') + "é"};
  EXPECT_LT(take(in)->title.size(), 2100u);
  in.title = {std::string(1999, 'x') + "éé"};
  EXPECT_TRUE(take(in)->title.ends_with("x…")) << "never inside a character";
}

TEST(Intake, CategoriesAndIdentifiersAreTrimmedAndNotRepeated) {
  sheaf::Record in = good();
  in.categories = {" a ", "b", "a", ""};
  in.identifiers = {{"doi", " 10.1/x\n"}, {"", "y"}, {"pmid", ""}};
  const auto r = take(in);
  ASSERT_TRUE(r);
  EXPECT_THAT(r->categories, testing::ElementsAre("a", "b"));
  ASSERT_EQ(r->identifiers.size(), 1u);
  EXPECT_EQ(r->identifiers[0].key(), "doi:10.1/x");
}

}  // namespace
}  // namespace host::stages
