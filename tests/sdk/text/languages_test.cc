#include "sheaf/text/languages.hpp"

#include <gtest/gtest.h>

namespace sheaf::text {
namespace {

TEST(Languages, Codes) {
  for (const char* said : {"en", "EN", " eng ", "English", "english", "ENGLISH"})
    EXPECT_EQ(language_tag(said), "en") << said;
  for (const char* said : {"fr", "fra", "fre", "French", "français", "Français", "FRANÇAIS"})
    EXPECT_EQ(language_tag(said), "fr") << said;
  EXPECT_EQ(language_tag("Čeština"), "cs");
  EXPECT_EQ(language_tag("日本語"), "ja");
  EXPECT_EQ(language_tag("grc"), "grc");  // of ISO 639-2 alone
  EXPECT_EQ(language_tag("cmn"), "zh");
}

TEST(Languages, Tags) {
  for (const char* said : {"en_US", "en-us", "EN-US", "eng-US", "en_US.UTF-8"})
    EXPECT_EQ(language_tag(said), "en-US") << said;
  EXPECT_EQ(language_tag("zh-hans-cn"), "zh-Hans-CN");
  EXPECT_EQ(language_tag("es-419"), "es-419");
  EXPECT_EQ(language_tag("en-x-US"), "en-x-us");
  EXPECT_EQ(language_tag("de@euro"), "de");
}

TEST(Languages, TheFirstOfAList) {
  EXPECT_EQ(language_tag("eng; fre"), "en");
  EXPECT_EQ(language_tag("German (Austria)"), "de");
  EXPECT_EQ(language_tag("en,de"), "en");
}

TEST(Languages, UnknownOnes) {
  for (const char* said : {"", "und", "mul", "zxx", "xx", "not a language", "en glish", "123"})
    EXPECT_EQ(language_tag(said), "") << said;
  EXPECT_EQ(language_tag(std::string(1 << 20, 'e')), "");
}

}  // namespace
}  // namespace sheaf::text
