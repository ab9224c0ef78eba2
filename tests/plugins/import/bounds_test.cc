// Texts made to take long: each is read in time linear in its length. The limits are those of a
// slow machine under sanitizers; a reader that is quadratic takes minutes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>

#include "parsed.h"

namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

void expect_soon(const char* what, const std::function<void()>& read) {
  const auto begin = std::chrono::steady_clock::now();
  read();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << what;
}

TEST(Bounds, LongFieldsTakeLinearTime) {
  const std::size_t n = 128 << 10;
  const struct {
    const char* what;
    std::string field;
  } kCases[] = {
      {"brackets in a DOI", "doi = {10.5555/x" + times(n, ")") + "}"},
      {"brackets in an address", "url = {https://foam.example/10.5555/x" + times(n, ")") + "}"},
      {"DOIs in an address", "url = {https://foam.example" + times(n / 9, "/10.5555/") + "}"},
      {"references", "doi = {10.5555/x" + times(n / 4, "&lt;") + "}"},
      {"ampersands", "doi = {10.5555/x" + times(n, "&") + "}, keywords = {" + times(n, "&;") + "}"},
      {"and", "author = {" + times(20'000, "and ") + "}"},
      {"many authors", "author = {A. Moor" + times(20'000, " and B. Lind") + "}"},
      {"words", "author = {" + times(n / 2, "a ") + "}"},
      {"braces", "author = {" + times(n, "{") + times(n, "}") + "}, title = {" + times(n, "{") +
                     times(n, "}") + "}, keywords = {" + times(n, "{") + times(n, "}") + "}"},
      {"braces in names", "author = {Moor, " + times(n, "{") + times(n, "}") + "}"},
      {"commas", "author = {" + times(n, ",") + "}, keywords = {" + times(n, ",") + "}"},
      {"names between commas", "author = {" + times(n / 6, "Moor, ") + "}"},
      {"authors between commas", "author = {" + times(n / 9, "A. Moor, ") + "}"},
      {"suffixes", "author = {" + times(n / 5, "Jr., ") + "}"},
      {"quotation marks", "author = {family=" + times(n, "\"") + "}"},
      {"equals signs", "author = {" + times(n / 16, "family=a,given=b and ") + "}"},
      {"dates", "year = {" + times(n / 5, "1996 ") + "}, month = {" + times(n / 3, "1, ") + "}"},
      {"ISBN", "isbn = {" + times(n / 2, "1 ") + "}"},
      {"dollars", "doi = {10.5555/" + times(n, "$") + "}, url = {" + times(n, "\\$") + "}"},
  };
  for (const auto& c : kCases) {
    expect_soon(c.what, [&] { import::parse_bibtex("@book{k, title = {T}, " + c.field + "}"); });
  }
}

TEST(Bounds, LongListsOfOtherFormatsTakeLinearTime) {
  expect_soon("DOIs of one reference", [] {
    std::string lines;
    for (int i = 0; i < 20'000; ++i) lines += "DO  - 10.5555/" + std::to_string(i) + "\n";
    EXPECT_LE(test::ris(lines).identifiers.size(), 100U);
  });
  expect_soon("untagged lines", [] {
    EXPECT_EQ(test::ris("KW  - a" + times(50'000, "\nb")).categories.size(), 50'001U);
  });
  expect_soon("brackets", [] {
    const std::string text = "10.5555/x" + times(128 << 10, ")");
    test::ris("DO  - " + text + "\nUR  - https://foam.example/" + text);
    test::csl("\"DOI\": \"" + text + "\"");
    test::jsonl("\"doi\": \"" + text + "\"");
    test::zotero("\"DOI\": \"" + text + "\"");
  });
  expect_soon("date parts", [] {
    test::csl(R"("issued": {"date-parts": [[)" + times(50'000, "1,") + "1]]}");
    test::csl(R"("issued": )" + times(500, "[") + times(500, "]"));
  });
}

}  // namespace
