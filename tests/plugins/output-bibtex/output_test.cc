// The plugin as the host loads it; what it writes is read back by pandoc, strict and as TeX reads,
// and by our importer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "bibtex.h"
#include "formats.h"
#include "json_formats.h"
#include "library.h"
#include "ris.h"
#include "sheaf/canonical/clean.hpp"
#include "support/programs.h"
#include "support/sample_digest.h"
#include "support/temp_dir.h"
#include "tex.h"

namespace output_bibtex {
namespace {

using namespace sheaf::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string clean(const std::string& text, sheaf_markup markup = SHEAF_MARKUP_PLAIN) {
  return sheaf::canonical::clean(text, static_cast<sheaf::canonical::Markup>(markup),
                                 {.drop_citations = false, .single_line = true});
}

// The day as the host hands it over: all texts in canonical form.
test::SampleDay canonical(test::SampleDay day) {
  for (Item& i : day.digest.items) {
    for (sheaf::Text* t : {&i.record.title, &i.record.comment, &i.record.venue}) {
      t->value = clean(t->value);
    }
    i.record.abstract.value =
        sheaf::canonical::clean(i.record.abstract.value, sheaf::canonical::Markup::kPlain);
    for (sheaf::Person& p : i.record.authors) {
      p.name = clean(p.name);
      p.family = clean(p.family);
      p.given = clean(p.given);
    }
  }
  return day;
}

std::string written(const test::SampleDay& day, Format format, bool abstracts = true) {
  Library library(format, abstracts);
  const DigestView view(day.digest);
  for (const auto* i : sheaf::range(view.get()->items, view.get()->item_count)) library.add(*i);
  return library.text();
}

import::Parsed read_back(const std::string& text, Format format){
    return format == Format::kBibtex ? import::parse_bibtex(text)
           : format == Format::kRis  ? import::parse_ris(text)
                                     : import::parse_csl(text);
}  // namespace

std::string identifier(const sheaf::Record& r, const std::string& scheme) {
  for (const auto& [s, value] : r.identifiers) {
    if (s == scheme) return value;
  }
  return "";
}

const std::vector<Format> kAll = {Format::kBibtex, Format::kRis, Format::kCsl};

void expect_same(const test::SampleDay& day, Format format) {
  SCOPED_TRACE(static_cast<int>(format));
  const import::Parsed back = read_back(written(day, format), format);
  EXPECT_THAT(back.problems, IsEmpty());
  ASSERT_EQ(back.entries.size(), day.digest.items.size());
  for (std::size_t n = 0; n < back.entries.size(); ++n) {
    const sheaf::Record& in = day.digest.items[n].record;
    const sheaf::Record& out = back.entries[n].record;
    SCOPED_TRACE(in.title.value);
    // references' own markup is the importer's guess; a reader of plain text sees what follows
    const bool is_tex = format == Format::kBibtex;
    const sheaf_markup markup = is_tex ? SHEAF_MARKUP_TEX : SHEAF_MARKUP_PLAIN;
    std::string title = clean(out.title.value, markup);
    for (const auto& [word, brace] : {std::pair("$\\lbrace$", "{"), {"$\\rbrace$", "}"}}) {
      for (auto at = title.find(word); is_tex && at != title.npos; at = title.find(word)) {
        title.replace(at, 9, brace);
      }
    }
    if (in.title.value.find("$a%b$") == std::string::npos || !is_tex) {
      EXPECT_EQ(title, in.title.value);
    }
    ASSERT_EQ(out.authors.size(), in.authors.size());
    for (std::size_t a = 0; a < in.authors.size(); ++a) {
      std::string family = clean(out.authors[a].family, markup), wanted = in.authors[a].family;
      const std::string name = in.authors[a].name;
      if (format == Format::kRis) {
        wanted.erase(std::remove(wanted.begin(), wanted.end(), ','), wanted.end());
      }
      if (!in.authors[a].given.empty()) {
        for (const auto& [word, brace] : {std::pair("$\\lbrace$", "{"), {"$\\rbrace$", "}"}}) {
          for (auto at = family.find(word); at != family.npos; at = family.find(word)) {
            family.replace(at, 9, brace);
          }
        }
        EXPECT_EQ(family, wanted);
      }
      if (format == Format::kBibtex) {
        EXPECT_EQ(out.authors[a].group, in.authors[a].group);
      }
    }
    if (identifier(in, "doi").find('{') == std::string::npos) {
      EXPECT_EQ(identifier(out, "doi"), identifier(in, "doi"));
    }
    EXPECT_EQ(identifier(out, "arxiv"), identifier(in, "arxiv"));
    if (format == Format::kBibtex) {
      if (in.published_ms != SHEAF_TIME_UNKNOWN) {
        EXPECT_EQ(out.published_ms, test::september(1));  // year and month
      }
    } else {
      EXPECT_EQ(out.published_ms, in.published_ms);
    }
  }
}

TEST(References, GoBackThroughTheImporter) {
  for (const Format format : kAll) {
    expect_same(canonical(test::sample_day()), format);
    expect_same(canonical(test::hostile_day()), format);
  }
}

// A work like those that a library holds.
Item work(std::int64_t published_ms, sheaf_date_precision precision) {
  Item i;
  i.record.id = "w" + std::to_string(precision);
  i.record.title.value = "On foam";
  i.record.venue.value = "Journal of Foam";
  i.record.published_ms = published_ms;
  i.record.published_precision = precision;
  for (const char* suffix : {"Jr.", "", "III"}) {
    sheaf::Person& p = i.record.authors.emplace_back();
    p.given = "Martin Luther";
    p.family = "van der King";
    p.suffix = suffix;
    p.name = p.given + " " + p.family + (p.suffix.empty() ? "" : " ") + p.suffix;
  }
  return i;
}

TEST(References, KeepWhatIsKnownOfADateAndSuffixes) {
  const std::int64_t year = 820'454'400'000;  // 1996-01-01
  const std::int64_t month = year + 121 * std::int64_t{86'400'000};
  auto day = test::sample_day();
  day.digest.items = {work(year, SHEAF_PRECISION_YEAR), work(month, SHEAF_PRECISION_MONTH),
                      work(month + 3 * 86'400'000, SHEAF_PRECISION_DAY)};
  for (const Format format : kAll) {
    SCOPED_TRACE(static_cast<int>(format));
    const auto back = read_back(written(day, format), format);
    EXPECT_THAT(back.problems, IsEmpty());
    EXPECT_THAT(back.remarks, IsEmpty());
    ASSERT_EQ(back.entries.size(), day.digest.items.size());
    for (std::size_t n = 0; n < back.entries.size(); ++n) {
      sheaf::Record in = day.digest.items[n].record;
      const sheaf::Record& out = back.entries[n].record;
      if (format == Format::kBibtex && in.published_precision == SHEAF_PRECISION_DAY) {
        in.published_ms = month;  // BibTeX has no field for the day
        in.published_precision = SHEAF_PRECISION_MONTH;
      }
      EXPECT_EQ(out.published_ms, in.published_ms);
      EXPECT_EQ(out.published_precision, in.published_precision);
      ASSERT_EQ(out.authors.size(), in.authors.size());
      for (std::size_t a = 0; a < in.authors.size(); ++a) {
        EXPECT_EQ(out.authors[a].name, in.authors[a].name);
        EXPECT_EQ(out.authors[a].given, in.authors[a].given);
        EXPECT_EQ(out.authors[a].family, in.authors[a].family);
        EXPECT_EQ(out.authors[a].suffix, in.authors[a].suffix);
      }
    }
  }
}

TEST(References, WriteWhatALibraryHeld) {
  const auto written_as = [](const std::string& bib, Format format) {
    Item i;
    i.record = import::parse_bibtex(bib).entries.at(0).record;
    auto day = test::sample_day();
    day.digest.items = {i};
    return written(day, format);
  };
  const std::string king =
      "@article{k, title = {T}, journal = {J}, author = {King, Jr., Martin Luther}, year = 1996}";
  EXPECT_THAT(written_as(king, Format::kBibtex), HasSubstr("author = {King, Jr., Martin Luther}"));
  EXPECT_THAT(written_as(king, Format::kBibtex), Not(HasSubstr("month")));
  EXPECT_THAT(written_as(king, Format::kRis), HasSubstr("AU  - King, Martin Luther, Jr.\r\n"));
  EXPECT_THAT(written_as(king, Format::kRis), Not(HasSubstr("DA  - ")));
  const auto csl = nlohmann::json::parse(written_as(king, Format::kCsl)).at(0);
  EXPECT_EQ(csl["author"][0]["suffix"], "Jr.");
  EXPECT_EQ(csl["issued"].dump(), R"({"date-parts":[[1996]]})");
}

TEST(References, PandocReadsThemAsTexDoes) {
  const ::test::TempDir dir;
  const auto file = dir.path() / "x.bib";
  for (auto day : {canonical(test::sample_day()), canonical(test::hostile_day())}) {
    for (Item& i : day.digest.items) {  // a megabyte takes pandoc ten seconds
      if (i.record.abstract.value.size() > 20'000) i.record.abstract.value.resize(20'000);
    }
    for (const char* dialect : {"bibtex", "biblatex"}) {
      std::ofstream(file, std::ios::binary) << written(day, Format::kBibtex);
      const auto judged = test::judge(std::string(SHEAF_PANDOC) + " -t csljson -f " + dialect +
                                      " '" + file.string() + "' 2>&1");
      ASSERT_EQ(judged.code, 0) << judged.said.substr(0, 1000);
      const auto all = nlohmann::json::parse(judged.said);
      ASSERT_EQ(all.size(), day.digest.items.size());
      for (std::size_t n = 0; n < all.size(); ++n) {
        const sheaf::Record& in = day.digest.items[n].record;
        // neither comments nor braces swallow what follows
        EXPECT_EQ(all[n].value("author", nlohmann::json::array()).size(), in.authors.size());
        EXPECT_TRUE(all[n].contains("URL")) << in.title.value;
        EXPECT_EQ(all[n].contains("abstract"), !in.abstract.value.empty());
      }
    }
  }
  std::ofstream(file) << "@misc{x, title = {a } b}}";  // the judge can say no
  EXPECT_NE(test::judge(SHEAF_PANDOC " -f bibtex -t csljson '" + file.string() + "' 2>&1").code, 0);
}

TEST(References, SayAllOfAWorkInEachFormat) {
  const auto day = canonical(test::sample_day());
  EXPECT_THAT(written(day, Format::kBibtex), HasSubstr(R"(
@misc{duchatelet2026sparse-ddc849,
  author = {du Châtelet, Émilie and Kowalewskaja, Sofja and {Example Array Collaboration}},
  title = {Sparse routing in {LaTeX} \& <plain> text: 40\% fewer operations},
  year = {2026},
  month = sep,
  doi = {10.48550/arxiv.2609.26811},
  eprint = {2609.26811},
  archivePrefix = {arXiv},
  primaryClass = {cs.LG},
  url = {https://arxiv.org/abs/2609.26811},
  keywords = {moe, training},
  note = {12 pages; code at https://code.example/routing.},
  abstract = {A router sends each token to one of $k$ experts. It costs $p<0.01$ of it.}
}

@article{germain2026learning-)"));
  EXPECT_THAT(written(day, Format::kBibtex),
              HasSubstr("  journal = {Journal of Examples \\& Cases},\n"));
  EXPECT_THAT(written(day, Format::kBibtex, false), Not(HasSubstr("abstract")));
  EXPECT_THAT(written(day, Format::kRis),
              HasSubstr("\r\nTY  - JOUR\r\nID  - germain2026learning-"));
  EXPECT_THAT(written(day, Format::kRis),
              HasSubstr("AU  - Germain, Sophie\r\nAU  - van Beethoven, Ludwig\r\nAU  - Żółć, "
                        "Łukasz\r\nTI  - Learning α-divergences at $O(n \\log n)$ cost\r\nT2  - "
                        "Journal of Examples & Cases\r\nPY  - 2026\r\nDA  - 2026/09/01/\r\n"));
  const auto csl = nlohmann::json::parse(written(day, Format::kCsl));
  EXPECT_EQ(csl[2]["type"], "article");
  EXPECT_EQ(csl[2]["number"], "arXiv:2609.26811");
  EXPECT_EQ(csl[2]["author"][2], (nlohmann::json{{"literal", "Example Array Collaboration"}}));
  EXPECT_EQ(csl[3]["container-title"], "Journal of Examples & Cases");
  EXPECT_EQ(csl[3]["issued"].dump(), R"({"date-parts":[[2026,9,1]]})");
}

TEST(Tex, EscapesWhatTexWouldRead) {
  const struct {
    const char *text, *expected;
  } kCases[] = {
      {"100% of $5 & #1_a", "100\\% of \\$5 \\& \\#1\\_a"},
      {"back\\slash ~ ^", "back\\textbackslash{}slash \\textasciitilde{} \\textasciicircum{}"},
      {"a {b} c", "a \\{b\\} c"},
      {"a } b {", "a $\\rbrace$ b $\\lbrace$"},
      {"$x_{1}^2$ and $\\{a\\}$", "$x_{1}^2$ and $\\{a\\}$"},
      {"half $\\{a$ open", "half $\\lbrace a$ open"},
      {"rate $x\\% y%$", "rate $x\\% y\\%$"},
      {"a -- b ``c'' ?`", "a -{}- b `{}`c'{}' ?{}`"},
      {"two\nlines", "two lines"},
      {"\\$5 and \\$6", "\\$5 and \\$6"},
  };
  for (const auto& c : kCases) EXPECT_EQ(tex(c.text), c.expected);
  EXPECT_EQ(tex_title("A (DNA) study of mRNA in Paris, O'Neil's K-Means $X$ 3D"),
            "A {(DNA)} study of {mRNA} in Paris, {O'Neil's} {K-Means} $X$ {3D}");
}

TEST(Keys, AreTheSameEverywhereAndUnique) {
  Reference r;
  r.id = "arxiv:2609.26811";
  r.title = "On the Łukasiewicz logic";
  r.authors = {{"Żółć-Øre", "Ł.", ""}};
  r.year = 2026;
  EXPECT_THAT(key_of(r, 6), StartsWith("zolcore2026lukasiewicz-"));
  EXPECT_EQ(key_of(r, 16).substr(0, key_of(r, 6).size()), key_of(r, 6));
  r.authors = {{"张伟", "", ""}};
  r.title = "中文題目";
  EXPECT_THAT(key_of(r, 6), StartsWith("anon2026-"));
  const auto day = canonical(test::hostile_day());
  std::set<std::string> keys;
  for (const import::Entry& e : import::parse_bibtex(written(day, Format::kBibtex)).entries) {
    EXPECT_TRUE(std::all_of(e.key.begin(), e.key.end(), [](unsigned char c) {
      return std::isalnum(c) || c == '-';
    })) << e.key;
    EXPECT_TRUE(keys.insert(e.key).second) << e.key;
  }
  auto reversed = day;
  std::reverse(reversed.digest.items.begin(), reversed.digest.items.end());
  for (const import::Entry& e : import::parse_bibtex(written(reversed, Format::kBibtex)).entries) {
    EXPECT_TRUE(keys.contains(e.key));
  }
}

class BibtexOutput : public ::testing::Test {
 protected:
  std::unique_ptr<Instance> writing(const std::string& path, const std::string& format = "bibtex") {
    static const Library_ plugin;
    const auto* component = plugin.file.component(SHEAF_OUTPUT, "output-bibtex");
    const auto config =
        FakeConfig::of(component, {{"path", (dir_.path() / path).string()}, {"format", format}});
    return std::make_unique<Instance>(component, host_, config, call_);
  }
  struct Library_ {
    sheaf::testing::Library file{SHEAF_BIBTEX_PLUGIN};
  };
  ::test::TempDir dir_;
  FakeHost host_;
  FakeCall call_;
};

TEST_F(BibtexOutput, IsThereAfterCommitOnlyAndOnce) {
  const auto day = test::sample_day();
  const auto output = writing("{profile}/{date}.bib");
  Delivery delivery(*output, call_, "d1", day.run);
  ASSERT_EQ(delivery.digest(call_, day.digest), SHEAF_OK);
  delivery.abort();
  EXPECT_THAT(test::files_below(dir_.path()), IsEmpty());
  for (int attempt = 0; attempt < 2; ++attempt) {
    ASSERT_EQ(deliver(*output, call_, "d1", day.run, {day.digest}), SHEAF_OK) << call_.message();
    EXPECT_THAT(test::files_below(dir_.path()),
                ElementsAre(std::pair("ada/2026-09-24.bib", written(day, Format::kBibtex))));
  }
  EXPECT_EQ(output->interface<sheaf_output>(SHEAF_OUTPUT)->flags, std::uint32_t{SHEAF_O_REBUILDS});
}

TEST_F(BibtexOutput, WithoutADateHoldsAllWorksEverShownNewestLast) {
  auto day = test::sample_day();
  day.run.sequence = 2;
  const auto shown = [&](const std::string& id, const std::string& title, std::int64_t ms,
                         const std::string& profile) {
    FakeHistory::Entry e;
    e.record.id = id;
    e.record.title.value = title;
    e.shown_ms = ms;
    e.profile = profile;
    host_.history.add(std::move(e));
  };
  shown("a", "First", 1, "ada");
  shown("b", "Second", 2, "ada");
  shown("x", "Of another reader", 2, "bob");
  shown("a", "First, revised", 3, "ada");
  for (const char* format : {"bibtex", "ris", "csl-json"}) {
    const auto output = writing("{profile}.txt", format);
    EXPECT_EQ(output->target(day.digest.profile, day.run), (dir_.path() / "ada.txt").string());
    ASSERT_EQ(deliver(*output, call_, "d1", day.run, {day.digest}), SHEAF_OK) << call_.message();
    const auto text = test::read_file(dir_.path() / "ada.txt");
    const auto back = *format == 'b'   ? import::parse_bibtex(text)
                      : *format == 'r' ? import::parse_ris(text)
                                       : import::parse_csl(text);
    ASSERT_EQ(back.entries.size(), 2u);
    EXPECT_EQ(back.entries[0].record.title.value, "First, revised");
    EXPECT_EQ(back.entries[1].record.title.value, "Second");
  }
}

TEST_F(BibtexOutput, AnEmptyDigestIsAnEmptyListInEachFormat) {
  EXPECT_EQ(Library(Format::kBibtex, true).text(), "");
  EXPECT_EQ(Library(Format::kRis, true).text(), "");
  EXPECT_EQ(Library(Format::kCsl, true).text(), "[]\n");
}

}  // namespace output_bibtex
}  // namespace output_bibtex
