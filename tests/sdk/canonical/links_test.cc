#include "sheaf/canonical/links.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sheaf::canonical {
namespace {

std::vector<std::string> urls(std::string_view text) {
  std::vector<std::string> found;
  for (const Link& link : find_links(text)) found.push_back(link.url);
  return found;
}

using Urls = std::vector<std::string>;

TEST(Links, EndBeforeWhatBelongsToTheSentence) {
  EXPECT_EQ(urls("(https://a.example/b), [https://a.example/c]; 'https://a.example/d'!"),
            (Urls{"https://a.example/b", "https://a.example/c", "https://a.example/d"}));
  EXPECT_EQ(urls("https://a.example/b_(c) (see https://a.example/x_(y))"),
            (Urls{"https://a.example/b_(c)", "https://a.example/x_(y)"}));
  EXPECT_EQ(urls("\"https://a.example/b.git.\" <https://a.example/c?d=1&e=2#f>…"),
            (Urls{"https://a.example/b", "https://a.example/c?d=1&e=2#f"}));
  EXPECT_EQ(urls("**https://a.example/b** https://a.example/c。"),
            (Urls{"https://a.example/b", "https://a.example/c"}));
  EXPECT_EQ(urls("code:https://a.example/b/"), Urls{"https://a.example/b/"});
}

TEST(Links, SchemeIsOptional) {
  EXPECT_EQ(urls("at GitHub.com/Lab/Tool and www.a.example."),
            (Urls{"https://github.com/Lab/Tool", "https://www.a.example"}));
  EXPECT_EQ(urls("HTTP://A.example:80/B"), Urls{"http://a.example:80/B"});
  EXPECT_EQ(urls("(lab.university.edu/tool)"), Urls{"https://lab.university.edu/tool"});
}

TEST(Links, WhatOnlyLooksLikeALink) {
  EXPECT_EQ(
      urls("and/or e.g./i.e. train.py/x 1.5/2.0 me@a.com/x a.com Node.js/Express 10.1000/x w/o"),
      Urls{});
  EXPECT_EQ(urls("https:// http://x https://.a/b https://a..b/c https://user@a.example/b"), Urls{});
  EXPECT_EQ(urls(std::string(5000, 'a') + ".com/x"), Urls{});
}

TEST(Links, KindsAndDuplicates) {
  const std::vector<Link> links = find_links(
      "https://github.com/a/b github.com/a/b. https://gitlab.lab.example/a codeberg.org/a/b "
      "https://zenodo.org/records/1 https://a.example/datasets/b https://data.a.example/x "
      "https://a.github.io/b https://a.example/database");
  const std::vector<Link> wanted = {{"https://github.com/a/b", LinkKind::kCode},
                                    {"https://gitlab.lab.example/a", LinkKind::kCode},
                                    {"https://codeberg.org/a/b", LinkKind::kCode},
                                    {"https://zenodo.org/records/1", LinkKind::kData},
                                    {"https://a.example/datasets/b", LinkKind::kData},
                                    {"https://data.a.example/x", LinkKind::kData},
                                    {"https://a.github.io/b", LinkKind::kOther},
                                    {"https://a.example/database", LinkKind::kOther}};
  EXPECT_EQ(links, wanted);
}

}  // namespace
}  // namespace sheaf::canonical
