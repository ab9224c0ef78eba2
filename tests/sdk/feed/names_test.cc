#include "sheaf/feed/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace sheaf::feed;
using testing::ElementsAre;
using testing::IsEmpty;

// `given|family[|suffix]`, `=group`, `(affiliation)`.
std::string shown(const Name& name) {
  std::string out = name.group ? "=" + name.family : name.given + "|" + name.family;
  if (!name.suffix.empty()) out += "|" + name.suffix;
  if (!name.affiliation.empty()) out += " (" + name.affiliation + ")";
  return out;
}

std::vector<std::string> split(std::string_view text, AuthorStyle style) {
  std::vector<std::string> out;
  for (const Name& name : split_authors(text, style)) out.push_back(shown(name));
  return out;
}

std::vector<std::string> comma(std::string_view text) {
  return split(text, AuthorStyle::kComma);
}

TEST(Names, CommaList) {
  EXPECT_THAT(comma("Fabien Example"), ElementsAre("Fabien|Example"));
  EXPECT_THAT(comma("A. B. One, Two Three,Four Five"),
              ElementsAre("A. B.|One", "Two|Three", "Four|Five"));
  EXPECT_THAT(comma(""), IsEmpty());
  EXPECT_THAT(comma(" , ,, "), IsEmpty());
  EXPECT_THAT(comma("Plato"), ElementsAre("|Plato"));
}

TEST(Names, CommasInParenthesesBelongToAffiliations) {
  EXPECT_THAT(
      comma("Ada One (Some Institute, City (Old Town)), Bob Two (1) (MIT), Carl Three"),
      ElementsAre("Ada|One (Some Institute, City (Old Town))", "Bob|Two (1; MIT)", "Carl|Three"));
  EXPECT_THAT(comma("Ada One (broken, Bob Two"), ElementsAre("Ada One|(broken", "Bob|Two"));
  EXPECT_THAT(comma("Ada One), Bob Two ()"), ElementsAre("Ada|One)", "Bob|Two"));
}

TEST(Names, Suffixes) {
  EXPECT_THAT(
      comma("Ada One, Jr., Bob Two Sr., Carl Three III, Dan Four, II (MIT), Eve Iv"),
      ElementsAre("Ada|One|Jr.", "Bob|Two|Sr.", "Carl|Three|III", "Dan|Four|II (MIT)", "Eve|Iv"));
  EXPECT_EQ(split_authors("Ada One, Jr", AuthorStyle::kComma)[0].full, "Ada One Jr");
  EXPECT_THAT(comma("Jr., Bob Two"), ElementsAre("|Jr.", "Bob|Two"));
}

TEST(Names, Groups) {
  EXPECT_THAT(comma(" Planck Collaboration, Ada One"),
              ElementsAre("=Planck Collaboration", "Ada|One"));
  EXPECT_THAT(comma("Ada One,  ATLAS Collaboration (CERN)"),
              ElementsAre("Ada|One", "=ATLAS Collaboration (CERN)"));
  EXPECT_THAT(comma("the Genome Sequencing Consortium"),
              ElementsAre("=the Genome Sequencing Consortium"));
  EXPECT_THAT(comma("LIGO and Virgo Collaborations, Ada One and the Foo Team"),
              ElementsAre("=LIGO and Virgo Collaborations", "Ada|One", "=the Foo Team"));
  EXPECT_THAT(comma("LIGO and Virgo Collaboration"), ElementsAre("=LIGO and Virgo Collaboration"));
  EXPECT_THAT(comma("Group"), ElementsAre("|Group")) << "one word is a name";
}

TEST(Names, Conjunctions) {
  EXPECT_THAT(comma("A One and B Two"), ElementsAre("A|One", "B|Two"));
  EXPECT_THAT(comma("A One, B Two, and C Three"), ElementsAre("A|One", "B|Two", "C|Three"));
  EXPECT_THAT(comma("A One & B Two, et al."), ElementsAre("A|One", "B|Two"));
  EXPECT_THAT(comma("A One et al"), ElementsAre("A|One"));
  EXPECT_THAT(comma("Alexander Andrews"), ElementsAre("Alexander|Andrews"));
  EXPECT_THAT(comma("and, A One"), ElementsAre("A|One"));
}

TEST(Names, NothingIsSplitInBraces) {
  EXPECT_THAT(comma("Ada {van der One, Two and Three}, Paulo Andr\\'e Lima de Castro"),
              ElementsAre("Ada|{van der One, Two and Three}", "Paulo Andr\\'e Lima|de Castro"));
  EXPECT_THAT(comma("Ada {One, Bob Two"), ElementsAre("Ada|{One", "Bob|Two"));
}

TEST(Names, Particles) {
  EXPECT_EQ(shown(split_name("Paulo Lima de Castro")), "Paulo Lima|de Castro");
  EXPECT_EQ(shown(split_name("Maria van der Berg")), "Maria|van der Berg");
  EXPECT_EQ(shown(split_name("Maria Van der Berg")), "Maria|Van der Berg");
  EXPECT_EQ(shown(split_name("Nguyen Van Anh")), "Nguyen Van|Anh");
  EXPECT_EQ(shown(split_name("Juan de la Cruz")), "Juan|de la Cruz");
  EXPECT_EQ(shown(split_name("Ludwig von")), "Ludwig|von");
  EXPECT_EQ(shown(split_name("de Castro")), "de|Castro");
  EXPECT_EQ(shown(split_name("Svala Sverrisdóttir")), "Svala|Sverrisdóttir");
  EXPECT_EQ(shown(split_name("")), "|");
}

TEST(Names, FamilyFirst) {
  EXPECT_EQ(shown(split_name("de Farias, C. B.")), "C. B.|de Farias");
  EXPECT_EQ(shown(split_name("Smith, Jr., John")), "John|Smith|Jr.");
  EXPECT_EQ(shown(split_name("Smith, John, III")), "John|Smith|III");
  EXPECT_EQ(split_name("Vanini, J.").full, "J. Vanini");
}

TEST(Names, SemicolonList) {
  const auto names =
      split_authors("Vanini, J.; de Farias, C. B.; Zhao, Y.-Y.; ; Example Consortium; Ada One",
                    AuthorStyle::kSemicolon);
  std::vector<std::string> out;
  for (const Name& name : names) out.push_back(shown(name));
  EXPECT_THAT(out, ElementsAre("J.|Vanini", "C. B.|de Farias", "Y.-Y.|Zhao", "=Example Consortium",
                               "Ada|One"));
  EXPECT_EQ(names[1].full, "C. B. de Farias");
  EXPECT_THAT(split("One, A. (Lab; City); Two, B.", AuthorStyle::kSemicolon),
              ElementsAre("A.|One (Lab; City)", "B.|Two"));
}

TEST(Names, CommaPairs) {
  const auto pairs = [](std::string_view text) { return split(text, AuthorStyle::kCommaPairs); };
  EXPECT_THAT(pairs(" Kukla, D., Crampton, A., de Wood, D. K. "),
              ElementsAre("D.|Kukla", "A.|Crampton", "D. K.|de Wood"));
  EXPECT_THAT(pairs("One, A., Jr., Two, J.-P."), ElementsAre("A.|One|Jr.", "J.-P.|Two"));
  EXPECT_THAT(pairs("One, A., Example Consortium, Two, B."),
              ElementsAre("A.|One", "=Example Consortium", "B.|Two"));
  EXPECT_THAT(pairs("One, A., Plato, Two, É."), ElementsAre("A.|One", "|Plato", "É.|Two"));
  EXPECT_THAT(pairs("One, Ada, Two, Bob"), ElementsAre("Ada|One", "Bob|Two"));
  EXPECT_THAT(pairs("One, A., Two"), ElementsAre("A.|One", "|Two"));
}

TEST(Names, FiveHundredAuthorsKeepTheirOrder) {
  std::string text;
  for (int i = 0; i < 574; ++i)
    text += (i == 0 ? "" : ", ") + std::string("N") + std::to_string(i) + " F" + std::to_string(i);
  const auto names = split_authors(text, AuthorStyle::kComma);
  ASSERT_EQ(names.size(), 574U);
  EXPECT_EQ(names[573].full, "N573 F573");
}

}  // namespace
