// People in each format.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed.h"

namespace {

using import::bibtex_names;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// `given|family|suffix`
std::string parts(const sheaf::Person& p) {
  return p.given + "|" + p.family + "|" + p.suffix;
}
std::vector<std::string> parts(const std::vector<sheaf::Person>& people) {
  std::vector<std::string> out;
  for (const auto& p : people) out.push_back(parts(p));
  return out;
}
std::vector<std::string> people_of(std::string_view list) {
  std::vector<std::string> unsure;
  auto out = parts(bibtex_names(list, &unsure));
  for (const auto& text : unsure) out.push_back("? " + text);
  return out;
}

TEST(Names, SuffixesOfBibtexAreKept) {
  for (const char* name :
       {"King, Jr., Martin Luther", "King, {Jr.}, Martin Luther", "King, Martin Luther, Jr.",
        "King Jr., Martin Luther", "{King, Jr.}, Martin Luther", "King, Martin Luther Jr.",
        "Martin Luther King Jr.", "Martin Luther King, Jr."}) {
    const auto people = bibtex_names(name);
    ASSERT_THAT(people, SizeIs(1)) << name;
    EXPECT_EQ(parts(people[0]), "Martin Luther|King|Jr.") << name;
    EXPECT_EQ(people[0].name, "Martin Luther King Jr.") << name;
  }
  EXPECT_THAT(people_of("von der Ode, III, Ben and Roe, Filho, Cleo"),
              ElementsAre("Ben|von der Ode|III", "Cleo|Roe|Filho"));
  EXPECT_THAT(people_of("Lind, Ben, PhD and Roe, C. et al."),
              ElementsAre("Ben|Lind|PhD", "C.|Roe|"));
}

TEST(Names, SuffixesOfOtherFormatsAreKept) {
  const auto king = ElementsAre("Martin Luther|King|Jr.");
  EXPECT_THAT(parts(test::ris("AU  - King, Martin Luther, Jr.").authors), king);
  EXPECT_THAT(parts(test::ris("AU  - King, Martin Luther Jr.").authors), king);
  EXPECT_THAT(parts(test::ris("AU  - King, Jr., Martin Luther").authors), king);
  for (const char* name :
       {R"({"family": "King", "given": "Martin Luther", "suffix": "Jr."})",
        R"({"family": "King", "given": "Martin Luther, Jr."})",
        R"({"family": "King", "given": "Martin Luther,! Jr."})",
        R"({"family": "King Jr.", "given": "Martin Luther"})",
        R"({"literal": "Martin Luther King Jr."})", R"({"name": "Martin Luther King Jr."})",
        R"("King, Martin Luther, Jr.")"}) {
    EXPECT_THAT(parts(test::csl("\"author\": [" + std::string(name) + "]").authors), king) << name;
  }
  for (const char* name : {R"("firstName": "Martin Luther, Jr.", "lastName": "King")",
                           R"("firstName": "Martin Luther", "lastName": "King, Jr.")",
                           R"("name": "King, Martin Luther, Jr.")"}) {
    EXPECT_THAT(
        parts(test::zotero(R"("creators": [{"creatorType": "author", )" + std::string(name) + "}]")
                  .authors),
        king)
        << name;
  }
  for (
      const char* author :
      {R"({"name": "Martin Luther King Jr.", "family": "King", "given": "Martin Luther", "suffix": "Jr."})",
       R"({"name": "Martin Luther King Jr."})", R"("King, Martin Luther, Jr.")"}) {
    EXPECT_THAT(parts(test::jsonl("\"authors\": [" + std::string(author) + "]").authors), king)
        << author;
  }
  EXPECT_THAT(parts(test::jsonl(R"("authors": "Martin Luther King Jr., Ada Moor")").authors),
              ElementsAre("Martin Luther|King|Jr.", "Ada|Moor|"));
  EXPECT_THAT(parts(test::csl(R"("author": [{"family": "II", "given": "IV"}])").authors),
              ElementsAre("IV|II|"));
}

TEST(Names, BiblatexsExtendedForm) {
  EXPECT_THAT(people_of("family=Vrees, given=Nils, prefix=de, useprefix=true"),
              ElementsAre("Nils|de Vrees|"));
  EXPECT_THAT(people_of("given=Nils, given-i=N, prefix=de, prefix-i=d, family=Vrees, family-i=V"),
              ElementsAre("Nils|de Vrees|"));
  EXPECT_THAT(
      people_of("family=Ode, given=Ben, suffix=Jr and Moor, Ada and given=Cleo, family=Roe"),
      ElementsAre("Ben|Ode|Jr", "Ada|Moor|", "Cleo|Roe|"));
  EXPECT_THAT(people_of("family={Robert and Sons, Inc.}"), ElementsAre("|Robert and Sons, Inc.|"));
  EXPECT_THAT(people_of("\"family={Robert and Sons, Inc.}\" and family=Roe, given={Cleo Eve}"),
              ElementsAre("|Robert and Sons, Inc.|", "Cleo Eve|Roe|"));
  EXPECT_THAT(
      people_of("family=\"Moor and Lind\", given=\"Ada, B.\" and family = Roe , given = Cleo"),
      ElementsAre("Ada, B.|Moor and Lind|", "Cleo|Roe|"));
  EXPECT_THAT(people_of("Family=Od\\\"e, Given=Ben"), ElementsAre("Ben|Od\\\"e|"));
  EXPECT_THAT(people_of("family=Abeille, given=Zoe, prefix=d'"), ElementsAre("Zoe|d'Abeille|"));
  EXPECT_THAT(people_of("family=Ode, given=Zoe, prefix=al-"), ElementsAre("Zoe|al-Ode|"));
  EXPECT_TRUE(bibtex_names("family={Foam Board}").at(0).group);
  EXPECT_EQ(bibtex_names("family=Vrees, given=Nils, prefix=de").at(0).name, "Nils de Vrees");
  EXPECT_THAT(people_of("{\\=A}da Moor"), ElementsAre("{\\=A}da|Moor|"));
}

TEST(Names, ListsPartedByCommasAreSplitWhereThatIsSafe) {
  const auto four = ElementsAre("A.|Moor|", "B.|Lind|", "C.|Roe|", "D.|Poe|");
  for (const char* list :
       {"A. Moor, B. Lind, C. Roe, D. Poe", "Moor, A., Lind, B., Roe, C., Poe, D.",
        "A. Moor, B. Lind, C. Roe and D. Poe", "A. Moor, B. Lind, C. Roe, and D. Poe",
        "A. Moor, B. Lind, C. Roe, \\& D. Poe", "A. Moor, B. Lind and C. Roe, D. Poe",
        "Moor, A., Lind, B. and Roe, C. and Poe, D.", "Moor, A.; Lind, B.; Roe, C.; Poe, D.",
        "A. Moor; B. Lind; C. Roe; D. Poe", "A. Moor, B. Lind, C. Roe, D. Poe, et al.",
        "A. Moor, B. Lind, C. Roe, D. Poe and others"}) {
    EXPECT_THAT(people_of(list), four) << list;
  }
  EXPECT_THAT(people_of("Ada Moor, Ben van der Lind, {Foam Board}, Cleo Roe"),
              ElementsAre("Ada|Moor|", "Ben|van der Lind|", "|Foam Board|", "Cleo|Roe|"));
  EXPECT_THAT(people_of("A. Moor, B. Lind, Jr., C. Roe"),
              ElementsAre("A.|Moor|", "B.|Lind|Jr.", "C.|Roe|"));
  EXPECT_THAT(people_of("Moor, A., Lind, B., Jr., Roe, C."),
              ElementsAre("A.|Moor|", "B.|Lind|Jr.", "C.|Roe|"));
  EXPECT_THAT(people_of("Ada Moor, Ben Lind, Cleo Roe"),
              ElementsAre("Ada|Moor|", "Ben|Lind|", "Cleo|Roe|"));
  EXPECT_THAT(people_of("Moor, Ada B., Lind, Ben C."), ElementsAre("Ada B.|Moor|", "Ben C.|Lind|"));
  EXPECT_THAT(people_of("{\\'E}. Moor, B.\\,C. Lind, {\\v{C}}. Roe"), SizeIs(3));
}

TEST(Names, OneNameIsNotSplit) {
  EXPECT_THAT(people_of("A.~Moor and B.\\,C.~Lind and Mu\\~noz, Ada and {Foam~Board}"),
              ElementsAre("A.|Moor|", "B.  C.|Lind|", "Ada|Mu\\~noz|", "|Foam~Board|"));
  EXPECT_THAT(people_of("Moor Lind, Ada Cleo"), ElementsAre("Ada Cleo|Moor Lind|"));
  EXPECT_THAT(people_of("Moor, A. B."), ElementsAre("A. B.|Moor|"));
  EXPECT_THAT(people_of("St. Clair, J. Robert"), ElementsAre("J. Robert|St. Clair|"));
  EXPECT_THAT(people_of("{Moor, Lind, Roe, and Poe}"), ElementsAre("|Moor, Lind, Roe, and Poe|"));
  EXPECT_THAT(people_of("Moor,"), ElementsAre("|Moor|"));
  EXPECT_THAT(people_of("Andr&eacute;, Ada"), ElementsAre("Ada|Andr&eacute;|"));
  EXPECT_THAT(people_of("Anderson, Brand and Sand, Andy"),
              ElementsAre("Brand|Anderson|", "Andy|Sand|"));
  EXPECT_THAT(people_of("and and AND , and"), IsEmpty());
}

TEST(Names, ListsThatNobodyCanTellApartStayWholeAndAreSaid) {
  for (const char* list :
       {"Moor, Ada, Lind, Ben", "Moor, Lind, Roe, Poe, Doe", "Moor, A., Lind, B., Roe",
        "Ada Moor, University of Foam, Some Street 5, X"}) {
    const std::string text = list;
    EXPECT_THAT(people_of(list), ElementsAre("|" + text + "|", "? " + text)) << list;
  }
  EXPECT_THAT(people_of("Moor, Lind; Roe, Cleo; A, B, C, D"),
              ElementsAre("Lind|Moor|", "Cleo|Roe|", "|A, B, C, D|",
                          "? Moor, Lind; Roe, Cleo; A, B, C, D"));
  EXPECT_THAT(people_of("Moor, Lind, Roe"), ElementsAre("Roe|Moor|Lind", "? Moor, Lind, Roe"));
  const auto parsed = import::parse_bibtex(
      "\n@article{k1, title = {T},\n author = {Moor, Ada, Lind, Ben and Roe, Cleo}}");
  ASSERT_THAT(parsed.remarks, SizeIs(1));
  EXPECT_EQ(parsed.remarks[0].line, 2U);
  EXPECT_THAT(parsed.remarks[0].sentence, HasSubstr("`k1`: `Moor, Ada, Lind, Ben` is kept as one"));
  EXPECT_THAT(parts(test::only(parsed).authors),
              ElementsAre("|Moor, Ada, Lind, Ben|", "Cleo|Roe|"));
}

}  // namespace
