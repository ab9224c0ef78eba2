#include "sheaf/feed/doi.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using sheaf::feed::doi_in_url;
using sheaf::feed::doi_of;

struct Case {
  const char* text;
  const char* doi;
};

TEST(Doi, IsReadInAllItsForms) {
  for (const auto& [text, doi] : {
           Case{"10.1371/journal.pone.0312345", "10.1371/journal.pone.0312345"},
           Case{" doi:10.1000/AbC. ", "10.1000/abc"},
           Case{"DOI: 10.1000/x", "10.1000/x"},
           Case{"https://doi.org/10.1000/a%2Fb?x=1", "10.1000/a/b"},
           Case{"http://dx.doi.org/10.1000/182", "10.1000/182"},
           Case{"https://doi.org/doi:10.1000/182", "10.1000/182"},
           Case{"doi.org/10.1000/182#top", "10.1000/182"},
           Case{"10.1002/(SICI)1097-4636(199823)43:4<338::AID-JBM16>3.0.CO;2-B",
                "10.1002/(sici)1097-4636(199823)43:4<338::aid-jbm16>3.0.co;2-b"},
           Case{"10.1000/x%y", "10.1000/x%y"},
           Case{"10.1000/x?y", "10.1000/x?y"},
           Case{"10.1000/182 and more", ""},
           Case{"10.1000/", ""},
           Case{"10.1/x", ""},
           Case{"https://example.org/10.1000/182", ""},
           Case{"arXiv:2609.00001", ""},
           Case{"doi:", ""},
           Case{"", ""},
       }) {
    EXPECT_EQ(doi_of(text), doi) << text;
  }
}

TEST(Doi, IsFoundInAddresses) {
  for (const auto& [url, doi] : {
           Case{"https://journals.example.org/article?id=10.1371/journal.pone.1&x=2",
                "10.1371/journal.pone.1"},
           Case{"https://www.example.org/doi/full/10.1126/science.abc1?af=R",
                "10.1126/science.abc1"},
           Case{"https://www.example.org/doi/10.1021/acs.x.1.pdf", "10.1021/acs.x.1"},
           Case{"https://www.example.org/articles/10.3389/fx.2026.1/full", "10.3389/fx.2026.1"},
           Case{"https://link.example.com/article/10.1007%2Fs00-026-1-2", "10.1007/s00-026-1-2"},
           Case{"https://www.biorxiv.org/content/10.64898/2026.09.03.749302v2.full",
                "10.64898/2026.09.03.749302"},
           Case{"https://academic.example.com/nar/article/doi/10.1093/nar/gkab1/6149121",
                "10.1093/nar/gkab1"},
           Case{"https://academic.example.com/nar/article/doi/10.1093/nar/gkab1",
                "10.1093/nar/gkab1"},
           Case{"https://doi.org/10.1000/A", "10.1000/a"},
           Case{"https://example.org/v10.1000/x", ""},
           Case{"https://example.org/10.12/x", ""},
           Case{"https://example.org/2026/10.html", ""},
           Case{"10.", ""},
           Case{"", ""},
       }) {
    EXPECT_EQ(doi_in_url(url), doi) << url;
  }
}

// Quadratic, each of these takes many seconds.
TEST(Doi, MayBeHostile) {
  constexpr std::size_t kSize = 1 << 17;
  const auto start = std::chrono::steady_clock::now();
  for (const char c : {')', ']', '.', '"'}) {
    EXPECT_EQ(doi_of("10.1000/x(1)" + std::string(kSize, c)), "10.1000/x(1)") << c;
  }
  EXPECT_EQ(doi_of("10.1000/" + std::string(kSize, '(')), "");
  EXPECT_EQ(doi_of("10.1000/" + std::string(500, 'x')), "");
  EXPECT_EQ(doi_of("10.1000/" + std::string(492, 'x')).size(), 500U);
  std::string prefixes, views = "https://x.example/10.1000/x";
  while (prefixes.size() < kSize) prefixes += "/10.1000/";
  while (views.size() < kSize) views += "/full";
  doi_in_url(prefixes);
  EXPECT_EQ(doi_in_url("https://x.example/" + std::string(kSize, '/') + "10.1000/x/full"),
            "10.1000/x");
  doi_in_url(views);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
