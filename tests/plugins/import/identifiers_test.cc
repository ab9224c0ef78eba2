// Identifiers however a format writes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsed.h"
#include "tex.h"
#include "texts.h"

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

struct IdCase {
  const char *text, *id;
};

TEST(Identifiers, DoisOfBibtexAreDecoded) {
  for (const auto& [field, doi] : {
           IdCase{"10.5555/1$<$2:x$>$3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1{\\textless}2:x{\\textgreater}3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1\\textless{}2:x\\textgreater 3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1{$<$}2:x{$>$}3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1$\\langle$2:x$\\rangle$3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1$\\lt$2:x$\\gt$3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1\\ensuremath{<}2:x\\ensuremath{>}3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1{\\$<\\$}2:x{\\$}{\\textgreater}{\\$}3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1\\{$<$\\}2:x\\{$>$\\}3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1%3C2:x%3E3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1\\%3C2:x\\%3E3", "10.5555/1<2:x>3"},
           IdCase{"10.5555%2F1%3c2:x%3e3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1&lt;2:x&gt;3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1\\&lt;2:x\\&gt;3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1&amp;lt;2:x&amp;gt;3", "10.5555/1<2:x>3"},
           IdCase{"10.5555/1&#60;2:x&#x3E;3", "10.5555/1<2:x>3"},
           IdCase{"https://doi.org/10.5555/1%3C2:x%3E3", "10.5555/1<2:x>3"},
           IdCase{"\\url{https://doi.org/10.5555/1$<$2:x$>$3}", "10.5555/1<2:x>3"},
           IdCase{"\\href{https://doi.org/10.5555/ab\\_c}{10.5555/ab\\_c}", "10.5555/ab_c"},
           IdCase{"10.5555/a\\_b", "10.5555/a_b"},
           IdCase{"10.5555/a{\\_}b", "10.5555/a_b"},
           IdCase{"10.5555/a\\textunderscore{}b", "10.5555/a_b"},
           IdCase{"10.5555/a_b", "10.5555/a_b"},
           IdCase{"10.5555/a\\#b", "10.5555/a#b"},
           IdCase{"10.5555/a\\$b", "10.5555/a$b"},
           IdCase{"10.5555/a$b", "10.5555/a$b"},
           IdCase{"{10.5555/(ab)\\-c}", "10.5555/(ab)c"},
           IdCase{"10.5555/100%", "10.5555/100%"},
       }) {
    EXPECT_THAT(test::bibtex("doi = {" + std::string(field) + "}").identifiers,
                ElementsAre(Pair("doi", doi)))
        << field;
  }
  EXPECT_EQ(test::bibtex("doi = {10.5555/1$<$2:x$>$3}").url, "https://doi.org/10.5555/1%3C2:x%3E3");
  EXPECT_THAT(test::bibtex("doi = {10.5555/a b}").identifiers, IsEmpty());
}

TEST(Identifiers, DoisOfOtherFormatsAreDecoded) {
  const auto doi = ElementsAre(Pair("doi", "10.5555/1<2:x>3"));
  EXPECT_THAT(test::ris("DO  - 10.5555/1&lt;2:x&gt;3").identifiers, doi);
  EXPECT_THAT(test::ris("DO  - 10.5555/1%3C2:x%3E3").identifiers, doi);
  EXPECT_THAT(test::ris("UR  - https://doi.org/10.5555/1&lt;2:x&gt;3").identifiers, doi);
  EXPECT_THAT(test::csl(R"("DOI": "10.5555/1%3C2:x%3E3")").identifiers, doi);
  EXPECT_THAT(test::csl(R"("DOI": "10.5555/1&lt;2:x&gt;3")").identifiers, doi);
  EXPECT_THAT(test::zotero(R"("DOI": "10.5555/1%3C2:x%3E3")").identifiers, doi);
  EXPECT_THAT(test::zotero(R"("extra": "DOI: 10.5555/1&lt;2:x&gt;3")").identifiers, doi);
  EXPECT_THAT(test::jsonl(R"("doi": "10.5555/1%3C2:x%3E3")").identifiers, doi);
}

TEST(Identifiers, VolumesOfCorrAreArxivIds) {
  for (const auto& [fields, id] : {
           IdCase{"journal = {CoRR}, volume = {abs/2609.01234}", "2609.01234"},
           IdCase{"journal = {CoRR}, volume = {abs/2609.01234v2}", "2609.01234"},
           IdCase{"journal = {ArXiv}, volume = {abs/2609.01234}", "2609.01234"},
           IdCase{"journaltitle = {{CoRR}}, volume = {abs/cs/0301012}", "cs/0301012"},
           IdCase{"journal = {CoRR}, volume = {cs.CL/0301012}", "cs.CL/0301012"},
           IdCase{"journal = {Computing Research Repository (CoRR)}, volume = {2609.01234}",
                  "2609.01234"},
       }) {
    const auto r = test::bibtex(fields);
    EXPECT_THAT(r.identifiers, ElementsAre(Pair("arxiv", id))) << fields;
    EXPECT_EQ(r.flags, std::uint32_t{SHEAF_R_PREPRINT});
  }
  EXPECT_THAT(test::bibtex("journal = {Foam}, volume = {2609.01234}").identifiers, IsEmpty());
  EXPECT_THAT(test::bibtex("journal = {CoRR}, volume = {12}").identifiers, IsEmpty());
  const auto id = Contains(Pair("arxiv", "2609.01234"));
  EXPECT_THAT(test::ris("JO  - CoRR\nVL  - abs/2609.01234").identifiers, id);
  EXPECT_THAT(test::csl(R"("container-title": "CoRR", "volume": "abs/2609.01234")").identifiers,
              id);
  EXPECT_THAT(test::zotero(R"("publicationTitle": "CoRR", "volume": "abs/2609.01234")").identifiers,
              id);
  EXPECT_THAT(test::jsonl(R"("journal": "CoRR", "volume": "abs/2609.01234")").identifiers, id);
}

TEST(Identifiers, VerbatimIsWhatIsPrinted) {
  for (const auto& [text, printed] : {
           IdCase{"https://foam.example/\\~{}ada/a\\_b\\%20c", "https://foam.example/~ada/a_b%20c"},
           IdCase{"https://foam.example/$\\sim$ada", "https://foam.example/~ada"},
           IdCase{"{{ a {b} }}", "a b"},
           IdCase{"ends in \\", "ends in"},
           IdCase{"\\unknown{x}", "x"},
           IdCase{"", ""},
       }) {
    EXPECT_EQ(import::verbatim(text), printed) << text;
  }
}

}  // namespace
