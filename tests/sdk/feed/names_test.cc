#include "sheaf/feed/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

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
  EXPECT_THAT(comma("Ada One, B. Ló"), ElementsAre("Ada|One", "B.|Ló"));
  EXPECT_THAT(comma("ADA ONE, B. LI"), ElementsAre("ADA|ONE", "B.|LI"));
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

std::vector<std::string> any(std::string_view text) {
  return split(text, AuthorStyle::kAuto);
}

std::vector<std::string> one(std::string_view text) {
  return split(text, AuthorStyle::kOne);
}

TEST(EasternNames, HaveTheFamilyNameFirst) {
  for (const auto style : {AuthorStyle::kComma, AuthorStyle::kSemicolon, AuthorStyle::kCommaPairs,
                           AuthorStyle::kAuto, AuthorStyle::kOne}) {
    EXPECT_THAT(split("王伟, 李明", style), ElementsAre("伟|王", "明|李"));
    EXPECT_THAT(split("王伟，李明；张三", style), ElementsAre("伟|王", "明|李", "三|张"));
    EXPECT_THAT(split("李 明", style), ElementsAre("明|李"));
    EXPECT_THAT(split("王小伟、李明", style), ElementsAre("小伟|王", "明|李"));
    EXPECT_THAT(split("김철수, 이영희", style), ElementsAre("철수|김", "영희|이"));
    EXPECT_THAT(split("山田 太郎", style), ElementsAre("太郎|山田"));
    EXPECT_THAT(split("山田　太郎、鈴木　花子", style), ElementsAre("太郎|山田", "花子|鈴木"));
  }
  EXPECT_THAT(any("王伟, Ada Moor, 李明 and 赵六"),
              ElementsAre("伟|王", "Ada|Moor", "明|李", "六|赵"));
  EXPECT_THAT(any("王伟, 李明, 等"), ElementsAre("伟|王", "明|李"));
  EXPECT_THAT(any("王伟等"), ElementsAre("伟|王"));
  EXPECT_THAT(any("王伟（北方大学，北城）、李明"), ElementsAre("伟|王 (北方大学,北城)", "明|李"));
}

TEST(EasternNames, FamilyNamesOfTwoCharacters) {
  EXPECT_THAT(any("欧阳娜, 司马相如, 諸葛亮, 上官云"),
              ElementsAre("娜|欧阳", "相如|司马", "亮|諸葛", "云|上官"));
  EXPECT_THAT(any("남궁민, 제갈은별"), ElementsAre("민|남궁", "은별|제갈"));
  EXPECT_THAT(any("山田太郎"), ElementsAre("太郎|山田"));
  EXPECT_THAT(any("高橋みなみ, 北方编辑委员会"), ElementsAre("|高橋みなみ", "|北方编辑委员会"));
}

TEST(EasternNames, MayBeInverted) {
  EXPECT_THAT(any("王, 伟"), ElementsAre("伟|王"));
  EXPECT_THAT(any("王, 伟, 欧阳, 娜娜"), ElementsAre("伟|王", "娜娜|欧阳"));
  EXPECT_THAT(any("山田, 太郎; 鈴木, 花子"), ElementsAre("太郎|山田", "花子|鈴木"));
  EXPECT_EQ(shown(split_name("김, 철수")), "철수|김");
}

TEST(EasternNames, StayAsPrinted) {
  EXPECT_EQ(split_name("王伟").full, "王伟");
  EXPECT_EQ(split_name(" 李 明 ").full, "李 明");
  EXPECT_EQ(split_name("王, 伟").full, "王伟");
  EXPECT_EQ(names_of_fields("王", "伟").at(0).full, "王伟");
  EXPECT_EQ(names_of_fields("Wang", "Wei").at(0).full, "Wei Wang");
}

TEST(Degrees, AreNoPeople) {
  for (const auto style : {AuthorStyle::kComma, AuthorStyle::kAuto, AuthorStyle::kOne}) {
    EXPECT_THAT(split("Jane Roe, MD, PhD, John Poe, MSc", style),
                ElementsAre("Jane|Roe", "John|Poe"));
    EXPECT_THAT(split("Jane Roe, M.D., Ph. D., John Poe, MD/PhD and Ann Ode, DPhil", style),
                ElementsAre("Jane|Roe", "John|Poe", "Ann|Ode"));
    EXPECT_THAT(split("Roe, Jane, MD and Poe, John, PhD", style),
                ElementsAre("Jane|Roe", "John|Poe"));
  }
  EXPECT_THAT(any("Jane Roe, MPH; John Poe, MBBS, FRCP; Ann Ode"),
              ElementsAre("Jane|Roe", "John|Poe", "Ann|Ode"));
  EXPECT_THAT(any("Jane Roe MD, John Poe M.D. PhD, Ann Ode Ph. D."),
              ElementsAre("Jane|Roe", "John|Poe", "Ann|Ode"));
  EXPECT_THAT(any("Roe, Jane MD; Poe, John PhD"), ElementsAre("Jane|Roe", "John|Poe"));
  EXPECT_THAT(any("Jane Roe; PhD; John Poe; RN"), ElementsAre("Jane|Roe", "John|Poe"));
  EXPECT_EQ(split_name("Jane Roe, PharmD").full, "Jane Roe");
  EXPECT_EQ(names_of_fields("Roe", "Jane", "MD, PhD").at(0).full, "Jane Roe");
  EXPECT_EQ(names_of_fields("Roe, MD", "Jane").at(0).full, "Jane Roe");
}

TEST(Degrees, AreInitialsBehindAFamilyName) {
  EXPECT_EQ(shown(split_name("Roe, MA")), "MA|Roe");
  EXPECT_THAT(any("Roe, MA"), ElementsAre("MA|Roe"));
  EXPECT_THAT(any("Roe, MD, Poe, JB"), ElementsAre("MD|Roe", "JB|Poe"));
  EXPECT_THAT(any("Roe, M.A.; van der Poe, BA"), ElementsAre("M.A.|Roe", "BA|van der Poe"));
  EXPECT_THAT(any("Lima Castro, MA; Roe, JB"), ElementsAre("MA|Lima Castro", "JB|Roe"));
  EXPECT_THAT(any("Roe, J., MD, Poe, MA, PhD"), ElementsAre("J.|Roe", "MA|Poe"));
  EXPECT_THAT(split("Roe, MA, Poe, BS", AuthorStyle::kCommaPairs), ElementsAre("MA|Roe", "BS|Poe"));
  EXPECT_THAT(any("Jack Ma, Minh Do, Md Karim, Joseph Mba"),
              ElementsAre("Jack|Ma", "Minh|Do", "Md|Karim", "Joseph|Mba"));
}

TEST(Honorifics, AreDropped) {
  EXPECT_EQ(split_name("Dr. Jane Roe").full, "Jane Roe");
  EXPECT_EQ(split_name("Prof. J. Poe").full, "J. Poe");
  EXPECT_EQ(split_name("Roe, Dr. Jane").full, "Jane Roe");
  EXPECT_THAT(any("Prof. Dr. med. Jane Roe, Dr John Poe and Mrs. Ann Ode"),
              ElementsAre("Jane|Roe", "John|Poe", "Ann|Ode"));
  EXPECT_THAT(any("MS Roe, DR Poe"), ElementsAre("MS|Roe", "DR|Poe")) << "initials";
}

TEST(Lists, OfFamilyNamesFirst) {
  const auto two = ElementsAre("Jane|Roe", "John|Poe");
  for (const char* text :
       {"Roe, Jane and Poe, John", "Roe, Jane, and Poe, John", "Roe, Jane & Poe, John",
        "Roe, Jane, Poe, John", "Roe, Jane; Poe, John", "Roe, Jane; and Poe, John"}) {
    EXPECT_THAT(any(text), two) << text;
    EXPECT_THAT(one(text), two) << text;
  }
  EXPECT_THAT(comma("Roe, Jane and Poe, John"), two);
  EXPECT_THAT(any("Lima Castro, Paulo and Vega Sol, Ana"),
              ElementsAre("Paulo|Lima Castro", "Ana|Vega Sol"));
  EXPECT_THAT(any("Roe, J., Poe, K. and de Ode, L."), ElementsAre("J.|Roe", "K.|Poe", "L.|de Ode"));
  EXPECT_THAT(any("Roe, J., Poe, K., & Ode, L., et al."),
              ElementsAre("J.|Roe", "K.|Poe", "L.|Ode"));
  EXPECT_THAT(any("Lovelace, Ada"), ElementsAre("Ada|Lovelace"));
  EXPECT_THAT(any("de Farias, Cara"), ElementsAre("Cara|de Farias"));
  EXPECT_THAT(one("Lima Castro, Paulo"), ElementsAre("Paulo|Lima Castro"));
  EXPECT_THAT(comma("Plato, Ada One"), ElementsAre("|Plato", "Ada|One"));
  EXPECT_THAT(any("Cleo Reed, J. Ló"), ElementsAre("Cleo|Reed", "J.|Ló")) << "no initials";
  EXPECT_THAT(any("Cleo Reed, J. ŁO"), ElementsAre("Cleo|Reed", "J.|ŁO"));
  EXPECT_THAT(any("Иванов Пётр, Ян Лю"), ElementsAre("Иванов|Пётр", "Ян|Лю"));
  EXPECT_THAT(any("Иванов, И. И., Лю, Я."), ElementsAre("И. И.|Иванов", "Я.|Лю"));
  EXPECT_THAT(any("Ada One, Bob Two and Carl Three, Dan Four"),
              ElementsAre("Ada|One", "Bob|Two", "Carl|Three", "Dan|Four"));
}

TEST(Lists, KeepSuffixes) {
  for (const char* text : {"King, Jr., Martin Luther", "King, Martin Luther, Jr.",
                           "King Jr., Martin Luther", "King, Martin Luther Jr."}) {
    EXPECT_THAT(any(text), ElementsAre("Martin Luther|King|Jr.")) << text;
    EXPECT_EQ(shown(split_name(text)), "Martin Luther|King|Jr.") << text;
    EXPECT_EQ(split_name(text).full, "Martin Luther King Jr.") << text;
  }
  EXPECT_THAT(any("King, Jr., Martin Luther and Roe, Jane"),
              ElementsAre("Martin Luther|King|Jr.", "Jane|Roe"));
  EXPECT_THAT(any("King, Martin Luther, III; Roe, J."),
              ElementsAre("Martin Luther|King|III", "J.|Roe"));
  EXPECT_THAT(any("Martin Luther King, Jr., MD, Jane Roe"),
              ElementsAre("Martin Luther|King|Jr.", "Jane|Roe"));
  EXPECT_EQ(shown(names_of_fields("King", "Martin Luther", "Jr.").at(0)), "Martin Luther|King|Jr.");
  EXPECT_EQ(shown(names_of_fields("King Jr.", "Martin Luther").at(0)), "Martin Luther|King|Jr.");
}

TEST(Groups, StandBesideTheirPeople) {
  for (const auto style : {AuthorStyle::kComma, AuthorStyle::kAuto, AuthorStyle::kOne}) {
    EXPECT_THAT(split("WEIR Collaboration: A. Adler", style),
                ElementsAre("=WEIR Collaboration", "A.|Adler"));
    EXPECT_THAT(split("WEIR Collaboration : A. Adler, B. Bee and C. Cho", style),
                ElementsAre("=WEIR Collaboration", "A.|Adler", "B.|Bee", "C.|Cho"));
    EXPECT_THAT(split("M. Bar and the LIGO and Virgo Collaborations", style),
                ElementsAre("M.|Bar", "=the LIGO and Virgo Collaborations"));
    EXPECT_THAT(split("Ada One and Bob Two and the Foo Team", style),
                ElementsAre("Ada|One", "Bob|Two", "=the Foo Team"));
    EXPECT_THAT(split("on behalf of the X Study Group", style), ElementsAre("=the X Study Group"));
    EXPECT_THAT(split("Jane Roe, Ann Ode, on behalf of WEIR", style),
                ElementsAre("Jane|Roe", "Ann|Ode", "=WEIR"));
    EXPECT_THAT(split("Jane Roe for the X Study Group", style),
                ElementsAre("Jane|Roe", "=the X Study Group"));
    EXPECT_THAT(split("J. Roe (on behalf of the WEIR Collaboration)", style),
                ElementsAre("J.|Roe", "=the WEIR Collaboration"));
    EXPECT_THAT(split("WEIR Collaboration and J. Ades", style),
                ElementsAre("=WEIR Collaboration", "J.|Ades"));
    EXPECT_THAT(split("LIGO and Virgo Collaborations", style),
                ElementsAre("=LIGO and Virgo Collaborations"));
    EXPECT_THAT(split("the Surgery and Anaesthesia Study Group", style),
                ElementsAre("=the Surgery and Anaesthesia Study Group"));
  }
  EXPECT_THAT(any("WEIR Collaboration: Adler, A.; Bee, B."),
              ElementsAre("=WEIR Collaboration", "A.|Adler", "B.|Bee"));
  EXPECT_THAT(one("Sleep Care and Rest Study Group"),
              ElementsAre("=Sleep Care and Rest Study Group"));
  EXPECT_THAT(any("Ada One (Lab: City)"), ElementsAre("Ada|One (Lab: City)"));
  EXPECT_EQ(shown(names_of_fields("Collaboration", "WEIR").at(0)), "=WEIR Collaboration");
}

TEST(Nobody, IsNoAuthor) {
  for (const char* text :
       {":", "-", "–", ".", "&NA;", "[Anonymous]", "Anonymous", "N/A", "n/a", "no author",
        "[No authors listed]", "NA", "unknown", "", " , ", "et al."}) {
    for (const auto style : {AuthorStyle::kComma, AuthorStyle::kSemicolon, AuthorStyle::kCommaPairs,
                             AuthorStyle::kAuto, AuthorStyle::kOne}) {
      EXPECT_THAT(split(text, style), IsEmpty()) << text;
    }
    EXPECT_EQ(split_name(text).full, "") << text;
    EXPECT_THAT(names_of_fields(text, ""), IsEmpty()) << text;
  }
  EXPECT_THAT(names_of_fields("Roe", "-").at(0).full, "Roe");
  EXPECT_THAT(names_of_fields(".", "Adi").at(0).full, "Adi");
  EXPECT_THAT(any("Anonymous; Roe, J."), ElementsAre("J.|Roe"));
  EXPECT_THAT(any("Jan Null, Na Li"), ElementsAre("Jan|Null", "Na|Li"));
  EXPECT_THAT(one("C. Cho et al."), ElementsAre("C.|Cho"));
  EXPECT_THAT(any("C. Cho and others"), ElementsAre("C.|Cho"));
}

TEST(Lists, EntitiesHoldNoSeparator) {
  EXPECT_THAT(any("M&uuml;ller, J.; Roe, K."), ElementsAre("J.|M&uuml;ller", "K.|Roe"));
  EXPECT_THAT(any("A One &amp; B Two"), ElementsAre("A|One", "B|Two"));
}

TEST(Names, BecomePeople) {
  const auto person = person_of(split_name("King, Martin Luther, Jr. (Lab)"), SHEAF_MARKUP_HTML);
  EXPECT_EQ(person.name, "Martin Luther King Jr.");
  EXPECT_EQ(person.family, "King");
  EXPECT_EQ(person.given, "Martin Luther");
  EXPECT_EQ(person.suffix, "Jr.");
  EXPECT_EQ(person.affiliation, "Lab");
  EXPECT_EQ(person.markup, SHEAF_MARKUP_HTML);
  EXPECT_FALSE(person.group);
  EXPECT_TRUE(person_of(split_name("WEIR Collaboration")).group);
}

// Most fields take a short way. A suffix of nothing but a comma says the same by the long one.
TEST(Names, PlainFieldsAreReadAsAnyOthers) {
  const std::vector<std::string> words = {
      "Roe", "roe", "Jane", "J.", "J",    "J.-P.", "MA",   "Ma",   "MD",   "Dr",     "Prof.",
      "Jr",  "III", "de",   "La", "van",  "Group", "team", "none", "NA",   "others", "et al",
      "PhD", "-",   "Anon", ".",  "A.B.", "Ed.",   "Ph.",  "D.",   "de la"};
  std::vector<std::string> texts = words;
  for (const auto& first : words) {
    for (const auto& second : words) texts.push_back(first + " " + second);
  }
  std::size_t count = 0;
  for (const auto& family : words) {
    for (const auto& given : texts) {
      std::vector<std::string> plain, any;
      for (const auto& name : names_of_fields(family, given)) plain.push_back(shown(name));
      for (const auto& name : names_of_fields(family, given, ",")) any.push_back(shown(name));
      EXPECT_EQ(plain, any) << family << " | " << given;
      ++count;
    }
  }
  EXPECT_EQ(count, words.size() * texts.size());
}

// Quadratic, each of these takes many seconds.
TEST(Lists, MayBeHostile) {
  const auto times = [](std::size_t count, std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
  };
  const auto start = std::chrono::steady_clock::now();
  for (const auto style : {AuthorStyle::kComma, AuthorStyle::kSemicolon, AuthorStyle::kOne}) {
    for (const char* text : {"and ",       "A and B ", "J. R and the X Group and ",
                             "(",          "{",        ")",
                             "()",         "MD, ",     "Jr., ",
                             ": ",         "A Team: ", "on behalf of ",
                             "for the X ", "; ",       "Dr. ",
                             "A MD ",      "&",        "王",
                             "王伟, ",     "et al. "}) {
      split_authors(times(10'000, text) + " Group", style);
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  const std::string long_name = "A " + times(1022, "B");
  EXPECT_EQ(split_authors(times(1100, long_name + ","), AuthorStyle::kComma).size(), 1024U);
}

}  // namespace
