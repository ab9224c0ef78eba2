#include "stages/filter.h"

#include <gtest/gtest.h>

namespace host::stages {
namespace {

Record work(std::string title, std::string abstract = "") {
  Record r;
  r.title = std::move(title);
  r.abstract = std::move(abstract);
  return r;
}

TEST(Filter, AnEmptyOneAcceptsEverything) {
  EXPECT_TRUE(Filter({}).accepts(work("A")));
}

TEST(Filter, UnknownTypeLanguageAndAnnounceTypePass) {
  FilterRules rules;
  rules.types = {SHEAF_TYPE_RESEARCH};
  rules.languages = {"en"};
  rules.announce = {SHEAF_ANNOUNCE_NEW};
  const Filter filter(rules);
  Record r = work("A");
  EXPECT_TRUE(filter.accepts(r));
  r.type = SHEAF_TYPE_NEWS;
  EXPECT_FALSE(filter.accepts(r));
  r.type = SHEAF_TYPE_RESEARCH;
  r.language = "de";
  EXPECT_FALSE(filter.accepts(r));
  r.language = "EN-gb";
  EXPECT_TRUE(filter.accepts(r)) << "en covers en-GB";
  r.announce = SHEAF_ANNOUNCE_REPLACE;
  EXPECT_FALSE(filter.accepts(r));
}

TEST(Filter, ExcludesWholeWordsWhateverTheirCaseAndAccents) {
  FilterRules rules;
  rules.exclude = {"Survey", "étale cohomology"};
  const Filter filter(rules);
  EXPECT_FALSE(filter.accepts(work("A survey of everything")));
  EXPECT_FALSE(filter.accepts(work("Rings", "We compute ETALE-cohomology.")));
  EXPECT_TRUE(filter.accepts(work("Surveying land")));
  EXPECT_TRUE(filter.accepts(work("Ends in étale", "cohomology begins"))) << "not across fields";
}

TEST(Filter, OneOfTheCategoriesSuffices) {
  FilterRules rules;
  rules.categories = {"b", "c"};
  Record r = work("A");
  EXPECT_FALSE(Filter(rules).accepts(r));
  r.categories = {"a", "c"};
  EXPECT_TRUE(Filter(rules).accepts(r));
}

}  // namespace
}  // namespace host::stages
