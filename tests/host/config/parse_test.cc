#include <gtest/gtest.h>

#include "host/config/fixture.h"

namespace host::config {
namespace {

std::string yaml(std::string_view text) {
  const auto n = parse(text);
  return n ? to_yaml(*n) : "error";
}

std::string error(std::string_view text) {
  std::string out;
  EXPECT_FALSE(parse(text, &out));
  return out;
}

TEST(Parse, KeepsOrderKindsAndPositions) {
  const auto n = parse("a: 1\nb:\n  - x\n  - 'y'\nc: {d: ~}\n");
  ASSERT_TRUE(n);
  ASSERT_EQ(n->entries.size(), 3u);
  EXPECT_EQ(n->entries[1].key, "b");
  EXPECT_EQ(to_string(n->entries[1].key_at), "f.yaml:2:1");
  const Node& list = n->entries[1].value;
  ASSERT_TRUE(list.is_list());
  EXPECT_FALSE(list.flow);
  EXPECT_EQ(to_string(list.entries[1].value.at), "f.yaml:4:5");
  EXPECT_FALSE(list.entries[0].value.quoted);
  EXPECT_TRUE(list.entries[1].value.quoted);
  EXPECT_TRUE(n->find("c")->flow);
  EXPECT_TRUE(n->find("c")->find("d")->is_null());
  EXPECT_EQ(n->find("e"), nullptr);
}

TEST(Parse, PlainScalarsKeepTheirText) {
  EXPECT_EQ(parse("a: 1.10")->find("a")->text, "1.10");
  EXPECT_EQ(parse("a: no")->find("a")->text, "no");
  EXPECT_EQ(parse("a: |\n  x\n  y\n")->find("a")->text, "x\ny\n");
  EXPECT_TRUE(parse("a: |\n  1\n")->find("a")->quoted);
  EXPECT_TRUE(parse("a: !!str 1")->find("a")->quoted);
  EXPECT_EQ(parse("\xef\xbb\xbf"
                  "a: \xc3\xa9")
                ->find("a")
                ->text,
            "\xc3\xa9");
}

TEST(Parse, EmptyDocumentIsNull) {
  EXPECT_TRUE(parse("")->is_null());
  EXPECT_TRUE(parse("# nothing\n---\n")->is_null());
}

TEST(Parse, AliasesAndMerges) {
  EXPECT_EQ(yaml("a: &x {b: 1}\nc: *x\n"), "{a: {b: 1}, c: {b: 1}}");
  EXPECT_EQ(yaml("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n"), "{a: {b: 1, c: 2}, d: {b: 1, c: 3}}");
  EXPECT_EQ(yaml("d: {c: 3, <<: [{a: 1}, {a: 2, b: 2}]}\n"), "{d: {c: 3, a: 1, b: 2}}");
  EXPECT_EQ(yaml("a: &x {<<: {b: 1}}\nc: {<<: *x}\n"), "{a: {b: 1}, c: {b: 1}}");
  EXPECT_EQ(yaml("'<<': 1"), "{\"<<\": 1}");
}

TEST(Parse, ErrorsPointToTheDefinitionOfAnAlias) {
  const auto n = parse("a: &x {b: 1}\nc: *x\n");
  EXPECT_EQ(to_string(n->find("c")->find("b")->at), "f.yaml:1:11");
}

TEST(Parse, DuplicateKeysAreErrorsAllAtOnce) {
  EXPECT_EQ(error("a: 1\nb: {c: 1, c: 2}\na: 2\n"),
            "f.yaml:2:11: error: duplicate key \"c\"; first written at f.yaml:2:5 [duplicate-key]\n"
            "f.yaml:3:1: error: duplicate key \"a\"; first written at f.yaml:1:1 [duplicate-key]");
  EXPECT_EQ(
      error("x: {<<: {a: 1}, <<: {b: 1}}"),
      "f.yaml:1:17: error: duplicate key \"<<\"; first written at f.yaml:1:5 [duplicate-key]");
}

TEST(Parse, WherePlainScalarsTripTheParserItSaysQuoteThis) {
  EXPECT_EQ(error("a: >= 8\n"),
            "f.yaml:1:5: error: unexpected character in block scalar; quote this value [syntax]");
  EXPECT_EQ(error("a: {x} y\n"),
            "f.yaml:1:8: error: end of map not found; quote this value [syntax]");
  EXPECT_EQ(error("a: @x\n"),
            "f.yaml:1:4: error: no value can start like this; quote this value [syntax]");
  EXPECT_EQ(error("a: `x`\n"),
            "f.yaml:1:4: error: no value can start like this; quote this value [syntax]");
  EXPECT_EQ(error("a: % x\n"),
            "f.yaml:1:4: error: no value can start like this; quote this value [syntax]");
  EXPECT_EQ(error("%a: 1\n"),
            "f.yaml:1:1: error: a line cannot start with `%`; quote this [syntax]");
  EXPECT_EQ(error("- *x\n"),
            "f.yaml:1:3: error: `*` is an alias of an unknown anchor; quote this value [syntax]");
  EXPECT_EQ(error("a: [1, 2]]\n"),
            "f.yaml:1:10: error: illegal flow end; quote this value [syntax]");
  EXPECT_EQ(error("a: b: c\n"),
            "f.yaml:1:5: error: `: ` cannot stand here; quote this value, or mend the indentation "
            "[syntax]");
  EXPECT_EQ(
      error("a: !x y\n"),
      "f.yaml:1:4: error: tags are not supported; quote this if `!` is part of the text [tag]");
}

TEST(Parse, HintsNeverShowTheValue) {
  EXPECT_EQ(error("api_key: @sk-geheim\n").find("geheim"), std::string::npos);
}

TEST(Parse, TabsInTheIndentation) {
  EXPECT_EQ(error("a:\n  - 1\n\t- 2\n"),
            "f.yaml:3:1: error: a tab in the indentation; indent with spaces, not tabs [syntax]");
  EXPECT_NE(error("a:\n\tb: 1\n").find("indent with spaces, not tabs"), std::string::npos);
}

TEST(Parse, QuotesMustBeClosed) {
  EXPECT_EQ(error("b: 1\na: \"x\nc: 2\n"),
            "f.yaml:2:4: error: this quote is never closed [syntax]");
  EXPECT_EQ(error("a: 'it''s\n"), "f.yaml:1:4: error: this quote is never closed [syntax]");
  EXPECT_EQ(error("a: \"x\\\"\n"), "f.yaml:1:4: error: this quote is never closed [syntax]");
  EXPECT_EQ(yaml("a: 'it''s'\nb: ''\nc: \"\\\"\"\n"), "{a: it's, b: \"\", c: \"\\\"\"}");
}

TEST(Parse, RefusesWhatAPipelineNeverNeeds) {
  EXPECT_NE(error("a: 1\n---\nb: 2\n").find("expected one document"), std::string::npos);
  EXPECT_NE(error("? [a]\n: b\n").find("a key must be plain text"), std::string::npos);
  EXPECT_NE(error("~: b\n").find("a key must be text"), std::string::npos);
  EXPECT_NE(error("a: !!binary aGk=\n").find("[tag]"), std::string::npos);
  EXPECT_NE(error("a: {<<: 3}\n").find("`<<` takes a map or a list of maps, found text"),
            std::string::npos);
  EXPECT_NE(error("a: \"\\0\"\n").find("must not contain"), std::string::npos);
}

TEST(Yaml, WritesWhatReadsBackTheSame) {
  for (const char* text :
       {"{a: \"1\", b: 1, c: [x, \"y: z\", null], d: {}}", "[\"true\", true, \"\"]",
        "[\"a\\nb\", \"# x\", -2, \"- x\", \"null\", a#b, \"a #b\"]"}) {
    EXPECT_EQ(yaml(text), text);
  }
  EXPECT_EQ(yaml_scalar("cs.LG"), "cs.LG");
  EXPECT_EQ(yaml_scalar("8"), "\"8\"");
  EXPECT_EQ(yaml_scalar("{x}"), "\"{x}\"");
}

}  // namespace
}  // namespace host::config
