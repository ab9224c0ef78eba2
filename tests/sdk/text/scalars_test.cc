#include "sheaf/text/scalars.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Scalars, Numbers) {
  EXPECT_EQ(parse_int("-12"), -12);
  EXPECT_EQ(parse_int("+12"), 12);
  EXPECT_EQ(parse_int("9223372036854775807"), INT64_MAX);
  for (const char* bad :
       {"", "+", "1.0", "1e3", "0x10", "9223372036854775808", " 1", "1 ", "+-1"}) {
    EXPECT_EQ(parse_int(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(parse_float("1.5"), 1.5);
  EXPECT_EQ(parse_float("-2e3"), -2000);
  for (const char* bad : {"", "nan", "inf", "1e999", "1,5", "0x1", "1.5 "}) {
    EXPECT_EQ(parse_float(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(parse_count("300k"), 300000);
  EXPECT_EQ(parse_count("1.5M"), 1500000);
  EXPECT_EQ(parse_count("1.2345k"), std::nullopt);
}

TEST(Scalars, Booleans) {
  EXPECT_EQ(parse_bool("true"), true);
  EXPECT_EQ(parse_bool("False"), false);
  EXPECT_EQ(parse_bool("yes"), std::nullopt);
  EXPECT_EQ(parse_bool("on"), std::nullopt);
}

TEST(Scalars, Durations) {
  EXPECT_EQ(parse_duration("500ms"), 500);
  EXPECT_EQ(parse_duration("90s"), 90000);
  EXPECT_EQ(parse_duration("15m"), 900000);
  EXPECT_EQ(parse_duration("1h30m"), 5400000);
  EXPECT_EQ(parse_duration("0.5h"), 1800000);
  EXPECT_EQ(parse_duration("7d"), 604800000);
  EXPECT_EQ(parse_duration("1w"), 604800000);
  EXPECT_EQ(parse_duration("0"), 0);
  for (const char* bad :
       {"", "7", "d", "7 d", "-1d", "30m1h", "1h1h", "1y", "7D", "1e3s", "99999999999999999999w"}) {
    EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(format_duration(5400000), "90m");
  EXPECT_EQ(format_duration(86400000), "1d");
  EXPECT_EQ(format_duration(1), "1ms");
  EXPECT_EQ(format_duration(0), "0");
}

TEST(Scalars, Sizes) {
  EXPECT_EQ(parse_size("512"), 512);
  EXPECT_EQ(parse_size("64KiB"), 65536);
  EXPECT_EQ(parse_size("10MB"), 10000000);
  EXPECT_EQ(parse_size("10 MB"), 10000000);
  EXPECT_EQ(parse_size("1.5GiB"), 1610612736);
  for (const char* bad : {"", "MB", "-1", "1mb", "1 ", "1MBs", "99999999TiB"}) {
    EXPECT_EQ(parse_size(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(format_size(1048576), "1MiB");
  EXPECT_EQ(format_size(1500), "1500");
}

}  // namespace
}  // namespace sheaf::text
