// The notation of the servers' texts, text-fidelity.md case 11, and small readings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cursor.h"
#include "headings.h"
#include "notation.h"
#include "options.h"
#include "paper.h"

namespace {

using biorxiv::clean_abstract;
using biorxiv::undo_notation;

struct Case {
  const char* from;
  const char* to;
};

TEST(BiorxivNotation, Case11SymbolsAreCharacters) {
  for (const Case& c : {Case{"NF-{kappa}B", "NF-κB"},
                        {"{beta}", "β"},
                        {"5 {+/-} 2", "5 ± 2"},
                        {"{Delta}F508 and {delta}", "ΔF508 and δ"},
                        {"3 {micro}m at 4{degrees}C", "3 µm at 4°C"},
                        {"ha{superscript 1}{superscript 0}", "ha¹⁰"},
                        {"TGF[beta] in 5 [mu]M", "TGFβ in 5 μM"},
                        {"n [&ge;] 3, m [&le;] 4", "n ≥ 3, m ≤ 4"},
                        {"{alpha}{beta}", "αβ"},
                        {"IFN{gamma", "IFN{gamma"},
                        {"{}", "{}"},
                        {"{unknown name}", "{unknown name}"},
                        {"{Kappa}", "{Kappa}"},
                        {"f(x) = {x : x > 0}", "f(x) = {x : x > 0}"},
                        {"[1] [A] [xi] [beta", "[1] [A] [xi] [beta"}}) {
    EXPECT_EQ(undo_notation(c.from), c.to);
  }
}

TEST(BiorxivNotation, LessAndGreaterStay) {
  for (const char* text : {"p<0.01", "G>A", "a->b", "K << n", "x < y > z", "<i>E. coli</i>", "AT&T",
                           "R&D; S&P", "a & b", "$x_1$ 100%"}) {
    EXPECT_EQ(undo_notation(text), text);
  }
}

TEST(BiorxivNotation, Case10NamesEscapedTwiceAreUndoneOnce) {
  EXPECT_EQ(undo_notation("young[-&gt;]old"), "young[->]old");
  EXPECT_EQ(undo_notation("x &lt; 3 &amp; y"), "x < 3 & y");
  EXPECT_EQ(undo_notation("&amp;lt;"), "&lt;");
}

TEST(BiorxivNotation, FlattenedElementsGo) {
  for (const Case& c :
       {Case{"MO_SCPLOWETAC_SCPLOWMO_SCPLOWUSEC_SCPLOW", "METAMUSE"},
        {"KO_SCPCAPEYC_SCPCAP", "KEY"},
        {"A.O_FIG O_LINKSMALLFIG WIDTH=200 SRC=\"x.gif\" ALT=\"F 1\">View C_FIG B.", "A. B."},
        {"A.O_TBL view C_TBLB.", "A.B."},
        {"O_LIone C_LIO_LItwo C_LI", "\n\none \n\n\n\ntwo \n\n"},
        {"HighlightsO_ST_ABSKnownC_ST_ABSLamps.", "Highlights\n\nKnown: Lamps."},
        {"Set C_LI and O_LI apart", "Set C_LI and O_LI apart"},
        {"CO_2 and O_2", "CO_2 and O_2"},
        {"O_FIG open", "O_FIG open"},
        {"O_", "O_"}}) {
    EXPECT_EQ(undo_notation(c.from), c.to);
  }
}

TEST(BiorxivNotation, HeadingsThatLostTheirLine) {
  for (const Case& c :
       {Case{"BackgroundLamps shine.\n\nMethodsWe lit TNF lamps.\nRESULTSTwo of them.",
             "Background: Lamps shine.\n\nMethods: We lit TNF lamps.\nRESULTS: Two of them."},
        {"Methods and FindingsTwo.", "Methods and Findings: Two."},
        {"Background: Lamps.", "Background: Lamps."},
        {"Background Lamps.", "Background Lamps."},
        {"Methodological lamps. MethodsWe", "Methodological lamps. MethodsWe"},
        {"RESULTSTNF", "RESULTSTNF"},
        {"AIM2 is a gene.", "AIM2 is a gene."},
        {"AimTo see.", "Aim: To see."},
        {"AbstractBackgroundLamps.", "Background: Lamps."},
        {"ABSTRACTManual lamps.", "Manual lamps."},
        {"Abstract\nLamps.", "Lamps."},
        {"Abstract lamps are art.", "Abstract lamps are art."},
        {"AbstractionNet", "AbstractionNet"},
        {"AO_SCPLOWBSTRACTC_SCPLOWManual lamps.", "Manual lamps."},
        {"", ""}}) {
    EXPECT_EQ(clean_abstract(c.from), c.to);
  }
}

TEST(BiorxivNotation, AnyBytesAreTaken) {
  const std::string pieces[] = {
      "{",   "}",  "[",      "]",       "&", ";",  "O_",   "C_",
      "FIG", "LI", "ST_ABS", "Methods", "A", "\n", "\xFF", std::string(1, '\0')};
  std::string text;
  unsigned seed = 1;
  for (int i = 0; i < 4000; ++i) {
    seed = seed * 1103515245 + 12345;
    text += pieces[seed / 65536 % std::size(pieces)];
    if (i % 40 == 0) clean_abstract(text);
  }
  EXPECT_FALSE(clean_abstract(text).empty());
}

TEST(BiorxivPaper, LicencesWhereSure) {
  EXPECT_EQ(biorxiv::spdx("cc_by"), "CC-BY-4.0");
  EXPECT_EQ(biorxiv::spdx("CC_BY_NC_ND"), "CC-BY-NC-ND-4.0");
  EXPECT_EQ(biorxiv::spdx("cc0"), "CC0-1.0");
  for (const char* code : {"cc_no", "cc0_ng", "", "cc_by_sa"}) EXPECT_EQ(biorxiv::spdx(code), "");
}

TEST(BiorxivPaper, VersionsAtTheEnd) {
  for (const auto& [text, version, rest] :
       {std::tuple{"10.64898/2026.09.03.749302v12", 12U, "10.64898/2026.09.03.749302"},
        std::tuple{"857789v1", 1U, "857789"}, std::tuple{"10.1101/v", 0U, "10.1101/v"},
        std::tuple{"10.1101/1v2x", 0U, "10.1101/1v2x"},
        std::tuple{"1v99999999999", 0U, "1v99999999999"}}) {
    std::string_view view = text;
    EXPECT_EQ(biorxiv::take_version(view), version);
    EXPECT_EQ(view, rest);
  }
}

TEST(BiorxivPaper, TheCorrespondingAuthorIsOneOfThem) {
  const auto author = [](const char* list, const char* full) {
    sheaf::Record r;
    biorxiv::set_authors(r, list, sheaf::feed::AuthorStyle::kSemicolon);
    biorxiv::set_corresponding(r, full, "Lab");
    std::string out;
    for (const auto& a : r.authors) out += a.name + "(" + a.affiliation + ") ";
    return out;
  };
  EXPECT_EQ(author("Lamp, A.; de Grain, C. B.", "Cy Ben de Grain"),
            "A. Lamp() Cy Ben de Grain(Lab) ");
  EXPECT_EQ(author("Lamp, A.; Lamp, A. B.", "Ada Lamp"), "A. Lamp() A. B. Lamp() ") << "which?";
  EXPECT_EQ(author("Lamp, A.", "Bo Lamp"), "A. Lamp() ");
  EXPECT_EQ(author("Lamp, A.", "Ada Headlamp"), "A. Lamp() ");
  EXPECT_EQ(author("Lamp, A.", "Lamp"), "A. Lamp() ");
  EXPECT_EQ(author("Lamp, A.", ""), "A. Lamp() ");
}

TEST(BiorxivOptions, CategoriesAreSpeltInManyWays) {
  for (const char* text : {"Cell Biology", "cell_biology", "CELL-BIOLOGY", " cell  biology "}) {
    EXPECT_EQ(biorxiv::folded_category(text), "cell biology");
  }
  EXPECT_EQ(biorxiv::folded_category("HIV/AIDS"), "hiv aids");
}

TEST(BiorxivCursor, IsReadBackAndChecked) {
  biorxiv::Cursor cursor;
  cursor.advance(biorxiv::day_of(1'790'000'000'000));
  cursor.take(*cursor.from, 7);
  cursor.take(*cursor.from + 1, 0xFF'FFFF'FFFF);
  EXPECT_EQ(cursor.text(), "v1|from=2026-09-21|2026-09-21=0000000007|2026-09-22=ffffffffff");
  EXPECT_EQ(biorxiv::parse_cursor(cursor.text()), cursor);
  for (const char* bad : {"v1", "v2|from=2026-09-21", "v1|from=2026-09", "v1|from=2026-09-31",
                          "v1|2026-09-21=0000000007", "v1|from=2026-09-21|2026-09-21=7",
                          "v1|from=2026-09-21|x", "v1from=2026-09-21"}) {
    EXPECT_FALSE(biorxiv::parse_cursor(bad)) << bad;
  }
  for (std::uint64_t i = 0; i < 9000; ++i) cursor.take(*cursor.from + 1, i);
  cursor.take(*cursor.from + 2, 5);
  EXPECT_LT(cursor.text().size(), std::size_t{64} * 1024);
  EXPECT_THAT(cursor.text(), testing::HasSubstr("|2026-09-23=0000000005"));
  cursor.take(*cursor.from - 1, 6);
  EXPECT_FALSE(cursor.has(*cursor.from - 1, 6));
  cursor.advance(*cursor.from - 1);
  EXPECT_EQ(biorxiv::iso(*cursor.from), "2026-09-21") << "never back";
  cursor.advance(*cursor.from + 2);
  EXPECT_EQ(cursor.text(), "v1|from=2026-09-23|2026-09-23=0000000005");
}

TEST(BiorxivCursor, DaysOfTheWeek) {
  const auto day = biorxiv::day_of(1'790'000'000'000);  // a Monday
  for (int i = 0; i < 7; ++i) EXPECT_EQ(biorxiv::is_weekday(day + i), i < 5);
  EXPECT_EQ(biorxiv::day_of(-1), -1);
  EXPECT_TRUE(biorxiv::is_weekday(-1)) << "a Wednesday";
}

}  // namespace
