// Files made to hurt: each ends in a message, none in a crash, a hang or a full memory.
#include <gtest/gtest.h>

#include "config/compose.h"
#include "host/config/fixture.h"

namespace host::config {
namespace {

std::string refusal(const std::string& text, const ParseLimits& limits = {}) {
  std::string out;
  EXPECT_FALSE(parse(text, &out, limits));
  return out;
}

std::string repeat(std::string_view s, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += s;
  return out;
}

TEST(Hostile, BillionLaughs) {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    const std::string last(1, static_cast<char>(c - 1));
    text += std::string(1, c) + ": &" + c + " [" + repeat("*" + last + ", ", 10) + "]\n";
  }
  EXPECT_NE(refusal(text).find("more than 500000 values, aliases expanded [limit]"),
            std::string::npos);
}

TEST(Hostile, BillionLaughsByMerge) {
  std::string text = "a: &a {k: " + repeat("x", 100) + "}\n";
  for (int i = 0; i < 12; ++i) {
    const auto prev = i == 0 ? std::string("a") : "m" + std::to_string(i - 1);
    const auto me = "m" + std::to_string(i);
    text += me + ": &" + me + " {";
    for (int j = 0; j < 10; ++j) text += "k" + std::to_string(j) + ": *" + prev + ", ";
    text += "}\n";
  }
  EXPECT_NE(refusal(text).find("[limit]"), std::string::npos);
}

TEST(Hostile, AliasOfItself) {
  EXPECT_EQ(refusal("a: &a [*a]\n"),
            "f.yaml:1:8: error: the alias stands inside the very node it names [alias]");
}

TEST(Hostile, DeepNesting) {
  EXPECT_NE(refusal(repeat("- ", 100000)).find("nested deeper than 64 levels"), std::string::npos);
  EXPECT_NE(refusal("a: " + repeat("[", 100) + repeat("]", 100)).find("[limit]"),
            std::string::npos);
  EXPECT_NE(refusal(repeat("[", 200000)), "");
  EXPECT_NE(refusal(repeat("{", 200000)), "");
  EXPECT_NE(refusal(repeat("? ", 100000)), "");
}

TEST(Hostile, DepthThroughAliasesIsBounded) {
  std::string text;
  for (int i = 0; i < 10; ++i) {
    const auto inner = i == 0 ? std::string("x") : "*a" + std::to_string(i - 1);
    text += "k" + std::to_string(i) + ": &a" + std::to_string(i) + " " + repeat("[", 20) + inner +
            " " + repeat("]", 20) + "\n";
  }
  EXPECT_NE(refusal(text).find("nested deeper than 64 levels"), std::string::npos);
}

TEST(Hostile, HugeFilesAreRefusedUnread) {
  EXPECT_EQ(refusal("a: " + std::string(10u << 20, 'x')),
            "f.yaml: error: larger than 4 MiB [limit]");
}

TEST(Hostile, LargeScalarsAreFine) {
  EXPECT_TRUE(parse("a: " + std::string(2u << 20, 'x')));
  EXPECT_TRUE(parse("a: \"" + std::string(2u << 20, 'x') + "\""));
}

TEST(Hostile, Binary) {
  EXPECT_EQ(refusal(std::string("\x7f"
                                "ELF\x02\x01\0\0",
                                8)),
            "f.yaml:1:1: error: a control character; is this a binary file? [encoding]");
  EXPECT_EQ(refusal("a: 1\nb: \xff\xfe\n"), "f.yaml:2:4: error: not UTF-8 text [encoding]");
  EXPECT_EQ(refusal("\xff\xfe"
                    "a\0"),
            "f.yaml:1:1: error: not UTF-8 text [encoding]");
  EXPECT_NE(refusal(std::string("a: \0", 4)), "");
}

// Quadratic merging would be seen in the time this takes.
TEST(Hostile, ManyKeysMerge) {
  const auto keys = [](int n, const char* value) {
    std::string text;
    for (int i = 0; i < n; ++i) text += "key" + std::to_string(i) + ": " + value + "\n";
    return text;
  };
  auto base = parse(keys(30000, "1")), over = parse(keys(30001, "2"));
  ASSERT_TRUE(base && over);
  merge_into(*base, std::move(*over));
  EXPECT_EQ(base->entries.size(), 30001u);
  EXPECT_EQ(base->entries.front().value.text, "2");
}

TEST(Hostile, TruncationsNeverCrash) {
  const std::string text =
      "name: a\nb: &x {c: [1, 'q', \"w\\n\"], <<: {z: 1}}\nd: *x\ne: |-\n  text\nf: !!str 1\n"
      "- ? k\n  : v\n# c\n";
  for (std::size_t i = 0; i <= text.size(); ++i) {
    std::string out;
    Diagnostics d;
    const auto n = parse_yaml(text.substr(0, i), std::make_shared<Origin>(), d);
    EXPECT_NE(n.has_value(), d.failed());
  }
}

// A linear congruential generator: the same mutations everywhere.
TEST(Hostile, MutationsNeverCrashAndWhatIsReadCanBeWritten) {
  const std::string seed = std::string(kMinimal) + "x: &a [1, {b: 'c'}, \"d\"]\ny: {<<: {e: *a}}\n";
  const std::string alphabet = "[]{}:-?,#&*!|>'\"%@` \n\tax1~<\\";
  std::uint32_t state = 1;
  const auto random = [&](std::size_t n) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
  };
  int read = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string s = seed;
    for (std::size_t k = 1 + random(8); k > 0; --k) {
      const auto at = random(s.size() + 1);
      if (random(2) == 0 && at < s.size()) {
        s.erase(at, 1 + random(4));
      } else {
        s.insert(at, 1, alphabet[random(alphabet.size())]);
      }
    }
    Diagnostics d;
    const auto origin = std::make_shared<Origin>();
    if (const auto n = parse_yaml(s, origin, d)) {
      ++read;
      const auto written = to_yaml(*n);
      const auto again = parse_yaml(written, origin, d);
      ASSERT_TRUE(again) << written;
      EXPECT_EQ(to_yaml(*again), written);
    }
  }
  EXPECT_GT(read, 100);
}

}  // namespace
}  // namespace host::config
