#include "base/local_date.h"

#include <gtest/gtest.h>

namespace host {
namespace {

constexpr std::int64_t kLateEvening = 1790294400000;  // 2026-09-25T00:00:00Z

TEST(LocalDate, IsTheDayOfThePipelinesZone) {
  EXPECT_EQ(local_date(kLateEvening, "UTC"), "2026-09-25");
  EXPECT_EQ(local_date(kLateEvening, "America/New_York"), "2026-09-24");
  EXPECT_EQ(local_date(kLateEvening, "Asia/Tokyo"), "2026-09-25");
  EXPECT_EQ(local_date(kLateEvening, "Nowhere/City"), "2026-09-25");
}

TEST(UtcTime, HasSeconds) {
  EXPECT_EQ(utc_time(kLateEvening + 1500), "2026-09-25T00:00:01Z");
}

}  // namespace
}  // namespace host
