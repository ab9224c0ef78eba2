// Real feeds, recorded.
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>

#include "sdk/feed/bodies.h"
#include "sheaf/feed/feed.hpp"
#include "sheaf/feed/names.hpp"
#include "support/samples.h"

namespace {

using namespace sheaf::feed;

struct Sample {
  const char* path;
  std::size_t items;
  Feed::Format format;
};

void PrintTo(const Sample& sample, std::ostream* out) {
  *out << sample.path;
}

class Samples : public testing::TestWithParam<Sample> {};

TEST_P(Samples, AreReadWhole) {
  const std::filesystem::path path = test::sample(std::string("feeds/") + GetParam().path);
  std::size_t authors = 0;
  const FeedEnd end = read_feed(from_memory(read_file(path)), [&](Item& item) {
    EXPECT_NE(item.id, "");
    EXPECT_NE(item.title.text, "");
    for (const Stamp* stamp : {&item.published, &item.updated, &item.dc_date}) {
      EXPECT_EQ(stamp->raw.empty(), !stamp->date.has_value()) << stamp->raw;
    }
    for (const Author& author : item.authors) {
      for (const Name& name : split_authors(author.name, AuthorStyle::kComma)) {
        EXPECT_NE(name.family, "") << author.name;
        ++authors;
      }
    }
    return true;
  });
  EXPECT_EQ(end.parse.how, ParseEnd::How::kComplete) << end.parse.detail;
  EXPECT_EQ(end.parse.replaced, 0U);
  EXPECT_EQ(end.parse.repaired, 0U);
  EXPECT_EQ(end.items, GetParam().items);
  EXPECT_EQ(end.feed.format, GetParam().format);
  EXPECT_NE(end.feed.title.text, "");
  EXPECT_GE(authors, end.items > 0 ? 1U : 0U);
}

constexpr auto kRss = Feed::Format::kRss;
constexpr auto kRdf = Feed::Format::kRdf;
constexpr auto kAtom = Feed::Format::kAtom;

INSTANTIATE_TEST_SUITE_P(
    Feed, Samples,
    testing::Values(
        Sample{"arxiv_rss/laya-reader_cs.LG+cs.AI+cs.CL+stat.ML_2026-09-24.rss", 4, kRss},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.AI_2026-06-16.rss", 234, kRss},
        Sample{"arxiv_rss_RECONSTRUCTED/cs.CV_2026-06-16.rss", 263, kRss},
        Sample{"arxiv_atom_rss/zotero-arxiv-daily_cs.AI_2025-08-20.atom", 7, kAtom},
        Sample{"arxiv_atom_rss/researcharr_cs_2025-11-23_EMPTY_sunday.atom", 0, kAtom},
        Sample{"arxiv_rss_legacy_rdf/physbiblio_hep-ex_2018-05-23.rdf.xml", 3, kRdf},
        Sample{"arxiv_api/millennium_math_2026-06-22_new_format.xml", 3, kAtom},
        Sample{"arxiv_api/docs_typical_old_format.xml", 1, kAtom},
        Sample{"arxiv_api/docs_error_entry_old_format.xml", 1, kAtom},
        Sample{"arxiv_api/researcharr_zero_results_2025-11-23.xml", 0, kAtom},
        Sample{"arxiv_api/researchhub_old_format_2025-09-11_abstracts_cut.xml", 2, kAtom},
        Sample{"nature/nature_medicine_2026-09-08.rdf.xml", 8, kRdf},
        Sample{"biorxiv_rss/miniflux_bioengineering_2019-11-29.rdf.xml", 1, kRdf}));

}  // namespace
