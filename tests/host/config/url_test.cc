#include "config/url.h"

#include <gtest/gtest.h>

#include "config/suggest.h"

namespace host::config {
namespace {

TEST(Url, Urls) {
  std::string why;
  const auto u = parse_address("https://ada:p%40ss@API.Example.org:8443/x?y={z}", "/d", &why);
  ASSERT_TRUE(u);
  EXPECT_EQ(u->host, "api.example.org");
  EXPECT_EQ(u->password, "p%40ss");
  EXPECT_EQ(parse_address("http://[::1]:80/", "/d", &why)->host, "::1");
  // what is compared with the host that is asked is written like that
  EXPECT_EQ(parse_address("http://127.1/feed", "/d", &why)->host, "127.0.0.1");
  EXPECT_EQ(parse_address("http://u@h@API.example.org./", "/d", &why)->host, "api.example.org");
  EXPECT_EQ(parse_address("file:a/../b.xml", "/d e", &why)->text, "file:///d%20e/b.xml");
  EXPECT_EQ(parse_address("file:///x/y.xml", "/d", &why)->text, "file:///x/y.xml");
  EXPECT_EQ(parse_address("file://localhost/x", "/d", &why)->text, "file:///x");
  for (const char* bad :
       {"", "example.org", "ftp://example.org/", "javascript:x", "http:x", "https://", "https:///x",
        "https://h:0/", "https://h:99999/", "https://h:x/", "https://a b/", "https://[::1/",
        "file:", "http://h\n/"}) {
    EXPECT_EQ(parse_address(bad, "/d", &why).has_value(), false) << bad;
  }
  EXPECT_EQ(without_user_info("see https://a:b@h/x and ftp://c@d e//f"),
            "see https://***@h/x and ftp://***@d e//f");
}

TEST(Suggest, DistanceCountsSwapsOnceAndIgnoresCase) {
  EXPECT_EQ(edit_distance("categories", "categoreis"), 1u);
  EXPECT_EQ(edit_distance("Limit", "limit"), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance(std::string(1000000, 'a'), "b"), 1000000u);
}

TEST(Suggest, OffersOnlyWhatIsNear) {
  const std::vector<std::string> names{"select", "sources", "store"};
  EXPECT_EQ(nearest("source", names), "sources");
  EXPECT_EQ(nearest("zebra", names), "");
  EXPECT_EQ(suggestion("sore", names), "; did you mean \"store\"?");
  EXPECT_EQ(suggestion("zebra", names), "; expected one of: select, sources, store");
  EXPECT_EQ(suggestion("zebra", {}), "");
}

}  // namespace
}  // namespace host::config
