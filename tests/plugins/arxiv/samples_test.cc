// Real answers of arXiv, recorded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

#include "fixture.h"
#include "support/samples.h"

namespace {

using namespace arxiv_test;

struct Sample {
  const char* path;
  std::size_t records;
  sheaf_source_state state = SHEAF_STATE_OK;
  sheaf_status status = SHEAF_OK;
};

void PrintTo(const Sample& sample, std::ostream* out) {
  *out << sample.path;
}

class ArxivSamples : public testing::TestWithParam<Sample> {};

TEST_P(ArxivSamples, AreReadWhole) {
  const std::filesystem::path path = test::sample(std::string("feeds/") + GetParam().path);
  std::ifstream in(path, std::ios::binary);
  Arxiv arxiv(kAnyUrl);
  EXPECT_EQ(read(arxiv, std::string(std::istreambuf_iterator<char>(in), {})), GetParam().status)
      << arxiv.call.message();
  const auto records = arxiv.records();
  std::size_t authors = 0, counts[5] = {};
  for (const sheaf::Record& r : records) {
    EXPECT_NE(r.title.value, "") << r.id;
    EXPECT_NE(r.abstract.value, "") << r.id;
    EXPECT_EQ(r.abstract.value.find("Announce Type:"), std::string::npos) << r.id;
    EXPECT_FALSE(r.authors.empty()) << r.id;
    EXPECT_FALSE(r.categories.empty()) << r.id;
    EXPECT_EQ(r.categories.front(), r.primary_category) << r.id;
    for (const auto& author : r.authors) {
      EXPECT_NE(author.family, "") << r.id;
      EXPECT_EQ(author.name.find_first_of("<>"), std::string::npos) << author.name;
    }
    authors += r.authors.size();
    ++counts[r.announce];
  }
  std::printf(
      "%s: %zu items (new %zu, cross %zu, replace %zu, replace-cross %zu, not said %zu), "
      "%zu authors\n",
      GetParam().path, records.size(), counts[SHEAF_ANNOUNCE_NEW], counts[SHEAF_ANNOUNCE_CROSS],
      counts[SHEAF_ANNOUNCE_REPLACE], counts[SHEAF_ANNOUNCE_REPLACE_CROSS],
      counts[SHEAF_ANNOUNCE_UNKNOWN], authors);
  EXPECT_EQ(records.size(), GetParam().records);
  EXPECT_EQ(arxiv.state(), GetParam().state) << arxiv.detail();
  EXPECT_EQ(arxiv.sink().refused_count(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Recorded, ArxivSamples,
    testing::Values(
        Sample{"arxiv_rss/laya-reader_cs.LG+cs.AI+cs.CL+stat.ML_2026-09-24.rss", 4},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.AI_2026-06-10.rss", 113},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.AI_2026-06-16.rss", 234},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.CL_2026-06-10.rss", 73},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.CL_2026-06-16.rss", 160},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.CV_2026-06-10.rss", 103},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.CV_2026-06-16.rss", 263},
        Sample{"arxiv_atom_rss/zotero-arxiv-daily_cs.AI_2025-08-20.atom", 7},
        Sample{"arxiv_atom_rss/researcharr_cs_2025-11-23_EMPTY_sunday.atom", 0,
               SHEAF_STATE_EMPTY_EXPECTED},
        Sample{"arxiv_rss_legacy_rdf/physbiblio_hep-ex_2018-05-23.rdf.xml", 3},
        Sample{"arxiv_api/millennium_math_2026-06-22_new_format.xml", 3},
        Sample{"arxiv_api/docs_typical_old_format.xml", 1},
        Sample{"arxiv_api/researchhub_old_format_2025-09-11_abstracts_cut.xml", 2},
        Sample{"arxiv_api/researcharr_zero_results_2025-11-23.xml", 0, SHEAF_STATE_EMPTY_EXPECTED},
        Sample{"arxiv_api/docs_error_entry_old_format.xml", 0, SHEAF_STATE_OK, SHEAF_E_CONFIG},
        Sample{"arxiv_oai/hepcrawl/arxiv-physics-hep-ex.xml", 3},
        Sample{"arxiv_oai/hepcrawl/arxiv-physics-hep-th.xml", 3},
        Sample{"arxiv_oai/hepcrawl/arxiv-single.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record.xml", 12},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record0.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record1.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record2.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record3.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record4.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record5.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record6.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record7.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record8.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record9.xml", 1},
        Sample{"arxiv_oai/hepcrawl/sample_arxiv_record10.xml", 1}));

}  // namespace
