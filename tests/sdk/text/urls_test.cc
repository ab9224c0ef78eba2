#include "sheaf/text/urls.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace sheaf::text {
namespace {
TEST(Urls, AreMadeWhole) {
  const std::string base = "https://a.example/b/c?d=e#f";
  for (const auto& [reference, whole] : std::initializer_list<std::pair<const char*, const char*>>{
           {"g", "https://a.example/b/g"},
           {"/g/./h/../i", "https://a.example/g/i"},
           {"../../../g/", "https://a.example/g/"},
           {"//x.example/y", "https://x.example/y"},
           {"?q=1", "https://a.example/b/c?q=1"},
           {"#s", "https://a.example/b/c?d=e#s"},
           {"http://x.example", "http://x.example"},
           {" g h\xC3\xA9 ", "https://a.example/b/g%20h%C3%A9"},
           {"javascript:alert(1)", ""},
           {"mailto:a@b", ""},
           {"", "https://a.example/b/c?d=e"},
       }) {
    EXPECT_EQ(resolved_url(base, reference), whole) << reference;
  }
  EXPECT_EQ(resolved_url("", "g"), "");
  EXPECT_EQ(resolved_url("file:///srv/feed.xml", "g"), "");
  EXPECT_EQ(url_authority("https://A.Example:8080/b"), "a.example:8080");
  EXPECT_FALSE(is_web_url("file:///x"));
  EXPECT_FALSE(is_web_url("https:///x"));
}

}  // namespace
}  // namespace sheaf::text
