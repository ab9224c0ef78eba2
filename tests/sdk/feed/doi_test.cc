#include "sheaf/feed/doi.hpp"

#include <gtest/gtest.h>

namespace {

using sheaf::feed::doi_in_url;
using sheaf::feed::doi_of;

struct DoiCase {
  const char* text;
  const char* doi;
};

TEST(Doi, IsReadInAllItsForms) {
  for (const auto& [text, doi] : {
           DoiCase{"10.1371/journal.pone.0312345", "10.1371/journal.pone.0312345"},
           DoiCase{" doi:10.1000/AbC. ", "10.1000/abc"},
           DoiCase{"DOI: 10.1000/x", "10.1000/x"},
           DoiCase{"https://doi.org/10.1000/a%2Fb?x=1", "10.1000/a/b"},
           DoiCase{"http://dx.doi.org/10.1000/182", "10.1000/182"},
           DoiCase{"https://doi.org/doi:10.1000/182", "10.1000/182"},
           DoiCase{"doi.org/10.1000/182#top", "10.1000/182"},
           DoiCase{"10.1002/(SICI)1097-4636(199823)43:4<338::AID-JBM16>3.0.CO;2-B",
                   "10.1002/(sici)1097-4636(199823)43:4<338::aid-jbm16>3.0.co;2-b"},
           DoiCase{"10.1000/x%y", "10.1000/x%y"},
           DoiCase{"10.1000/x?y", "10.1000/x?y"},
           DoiCase{"10.1000/182 and more", ""},
           DoiCase{"10.1000/", ""},
           DoiCase{"10.1/x", ""},
           DoiCase{"https://example.org/10.1000/182", ""},
           DoiCase{"arXiv:2609.00001", ""},
           DoiCase{"doi:", ""},
           DoiCase{"", ""},
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
           Case{"https://example.org/abs/10.1002/(SICI)1097(1999)5:9%3C785::AID-1%3E3.0.CO;2-J",
                "10.1002/(sici)1097(1999)5:9<785::aid-1>3.0.co;2-j"},
           Case{"https://example.org/abs/10.1002/(SICI)1097(1999)5:9<785::AID-1>3.0.CO;2-J/full",
                "10.1002/(sici)1097(1999)5:9<785::aid-1>3.0.co;2-j"},
           Case{"<a href=\"https://example.org/10.1000/x\">", "10.1000/x"},
           Case{"see <https://example.org/10.1000/x>", "10.1000/x"},
           Case{"https://example.org/?to=https%3A%2F%2Fexample.org%2F10.1000%2Fx%3Futm%3D1",
                "10.1000/x"},
           Case{"https://example.org/10.1/x/10.1000/y))]", "10.1000/y"},
           Case{"https://example.org/v10.1000/x", ""},
           Case{"https://example.org/10.12/x", ""},
           Case{"https://example.org/2026/10.html", ""},
           Case{"10.", ""},
           Case{"", ""},
       }) {
    EXPECT_EQ(doi_in_url(url), doi) << url;
  }
}

TEST(Doi, LongTextsAreReadInLinearTime) {
  std::string dois = "https://example.org";
  while (dois.size() < 1 << 18) dois += "/10.1000/";
  EXPECT_LE(doi_in_url(dois).size(), 500U);
  EXPECT_EQ(doi_of("10.1000/x" + std::string(1 << 20, ')')), "10.1000/x");
}

}  // namespace
