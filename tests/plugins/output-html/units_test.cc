// Text, names, JSON in scripts, terms of titles.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "names.h"
#include "radar.h"
#include "script_json.h"
#include "text.h"

namespace output_html {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Text, IsTextWhateverItHolds) {
  EXPECT_EQ(escape("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c'");
  EXPECT_EQ(escape("a\x01\x7f\tb\nc"), "a   b\nc");
  EXPECT_EQ(escape("\u0085|\uFFFE|\uFDD0|\U0001FFFF|é|\uFFFD|𝔘"), " | | | |é|\uFFFD|𝔘");
}

TEST(Text, ThatTurnsItsNeighboursIsSetApart) {
  for (const char* turning :
       {"שלום", "عربي", "a\u202Eb", "a\u200Fb", "\u2067x", "\uFB1D", "\uFE8D"}) {
    EXPECT_EQ(isolated(turning), "<bdi>" + std::string(turning) + "</bdi>");
  }
  for (const char* plain : {"é–“x”…", "中文", "🧬", "Ωμέγα", "Москва", "a\u2060b"}) {
    EXPECT_EQ(isolated(plain), plain);
  }
}

TEST(Text, LinksToTheWebOnly) {
  EXPECT_EQ(link("https://x.example/?a=1&b=\"", "t"),
            "<a href=\"https://x.example/?a=1&amp;b=&quot;\" rel=\"noopener noreferrer\">t</a>");
  for (const char* url :
       {"javascript:alert(1)", " JAVASCRIPT:x", "data:text/html,x", "mailto:a@b.example",
        "//x.example", "/etc/passwd", "", "https://", "file:///etc/passwd", "httpx://a"}) {
    EXPECT_EQ(link(url, "t"), "t") << url;
  }
}

TEST(Text, MathsIsMarkedForTheScript) {
  EXPECT_EQ(element("p", "meta", "rate $x$"), "<p class=\"meta tex\">rate $x$</p>\n");
  EXPECT_EQ(element("p", "meta", "for $5"), "<p class=\"meta\">for $5</p>\n");
  EXPECT_EQ(element("p", "", ""), "");
}

TEST(Names, AreOnePlainComponent) {
  EXPECT_TRUE(slug("José Ángel  de la Peña-Ruiz").starts_with("jose-angel-de-la-pena-ruiz-"));
  EXPECT_NE(slug("Jose Angel"), slug("José Ángel"));
  EXPECT_EQ(slug("李 明"), slug("李 明"));
  for (const char* name :
       {"../../etc/passwd", "", "a/b\\c", "\n", "李 明", "\xff\xfe", "CON", "."}) {
    EXPECT_EQ(slug(name).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string::npos);
    EXPECT_GE(slug(name).size(), 6u);
  }
  EXPECT_LE(slug(std::string(5000, 'a')).size(), 70u);
  EXPECT_EQ(profile_folder("a.b_c-1"), "a.b_c-1");
  for (const char* id : {"..", "", "a/b", "A", ".x"}) {
    EXPECT_EQ(profile_folder(id), slug(id)) << id;
  }
}

TEST(Json, MayStandInAScript) {
  std::string out;
  append_json(out, "</script>\"\\\n\x01\u2028\u2029é");
  EXPECT_EQ(out, "\"\\u003c/script>\\\"\\\\\\n\\u0001\\u2028\\u2029é\"");
  EXPECT_EQ(shortened("aéé", 4), "aé…");
  EXPECT_EQ(shortened("aéé", 5), "aéé");
}

TEST(Radar, TermsAreWordsThatSaySomethingAndPairsThatStandTogether) {
  EXPECT_THAT(
      title_terms("A new Sparse-routing method, for the $k$ experts: “deep” 2026 nets"),
      ElementsAre("deep", "experts", "method", "nets", "sparse-routing", "sparse-routing method"));
  EXPECT_THAT(title_terms(""), IsEmpty());
  EXPECT_THAT(title_terms("ÜBER Ärzte"), ElementsAre("ärzte", "über", "über ärzte"));
}

TEST(Radar, RisingIsWhatIsMoreFrequentThanBefore) {
  RadarFigures radar;
  EXPECT_THAT(rising_terms(radar, 9), IsEmpty());
  radar.recent = 100;
  radar.before = 400;
  radar.title_terms = {{"steady", {10, 40}}, {"rising", {20, 20}}, {"new thing", {8, 0}},
                       {"thing", {8, 0}},    {"rare", {2, 0}},     {"falling", {3, 90}}};
  std::vector<std::string> names;
  for (const RisingTerm& r : rising_terms(radar, 9)) names.push_back(r.term);
  EXPECT_THAT(names, ElementsAre("new thing", "rising"));
  EXPECT_EQ(rising_terms(radar, 1).size(), 1u);
}

TEST(Radar, DaysAndTheirNumbers) {
  EXPECT_EQ(day_number("1970-01-01"), 0);
  EXPECT_EQ(date_of_day(day_number("2026-02-28") + 1), "2026-03-01");
  for (const char* no : {"", "2026-02-30", "2026-2-3", "yesterday!"})
    EXPECT_EQ(day_number(no), -1) << no;
}

}  // namespace
}  // namespace output_html
