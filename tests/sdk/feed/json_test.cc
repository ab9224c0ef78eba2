// The JSON helpers: what is absent, what is required, what is left of an answer that was cut off.
#include "sheaf/feed/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace sheaf::feed {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string complaint_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const FormatError& e) {
    EXPECT_EQ(e.code(), SHEAF_E_UPSTREAM);
    return e.what();
  }
  return "no complaint";
}

TEST(JsonAt, AbsentNullAndOtherTypesAreNothing) {
  const JsonDocument doc(R"({"text":"a\nb","null":null,"number":7,"list":["x",null,3],"empty":[],
    "numeric":"20","half":1.5,"words":"20 items","big":"99999999999999999999","yes":true,"y":"Y"})");
  const Json root = doc.root();
  EXPECT_EQ(string_at(root, "text"), "a\nb");
  for (const char* key : {"nowhere", "null", "number", "list"}) {
    EXPECT_EQ(string_at(root, key), "") << key;
  }
  EXPECT_EQ(integer_at(root, "number"), 7);
  EXPECT_EQ(integer_at(root, "numeric"), 20);
  for (const char* key : {"nowhere", "null", "half", "words", "big", "list", "text"}) {
    EXPECT_EQ(integer_at(root, key), std::nullopt) << key;
  }
  EXPECT_THAT(items_at(root, "list"), SizeIs(3));
  for (const char* key : {"nowhere", "null", "empty", "text"}) {
    EXPECT_THAT(items_at(root, key), IsEmpty()) << key;
  }
  EXPECT_EQ(first_string_at(root, "list"), "x");
  EXPECT_EQ(first_string_at(root, "text"), "a\nb");
  EXPECT_EQ(first_string_at(root, "empty"), "");
  EXPECT_TRUE(is_true_at(root, "yes"));
  for (const char* key : {"nowhere", "y", "number"}) EXPECT_FALSE(is_true_at(root, key)) << key;
  // asked of what is no object
  EXPECT_EQ(string_at(*member_at(root, "list"), "text"), "");
  EXPECT_EQ(member_at(*member_at(root, "text"), "x"), std::nullopt);
}

TEST(JsonRequire, NamesWhatItMissed) {
  const JsonDocument doc(R"({"message":{"items":[1,2],"total":3,"none":null}})");
  EXPECT_THAT(require<simdjson::dom::array>(doc.root(), "message.items"), SizeIs(2));
  EXPECT_EQ(require<std::int64_t>(doc.root(), "message.total"), 3);
  const auto missed = [&](const char* path) {
    return complaint_of([&] { require(doc.root(), path); });
  };
  EXPECT_THAT(missed("message.hits"), HasSubstr("message.hits is missing"));
  EXPECT_THAT(missed("message.none"), HasSubstr("message.none is missing"));
  EXPECT_THAT(missed("answer.items.first"), HasSubstr("answer is missing"));
  EXPECT_THAT(complaint_of([&] { require<simdjson::dom::array>(doc.root(), "message.total"); }),
              HasSubstr("message.total is not a list"));
  EXPECT_THAT(complaint_of([&] { require<std::string_view>(doc.root(), "message.total"); }),
              HasSubstr("message.total is not a string"));
}

TEST(JsonDocument, SaysWhatIsNoJson) {
  EXPECT_THAT(complaint_of([] { JsonDocument(""); }), HasSubstr("empty"));
  EXPECT_THAT(complaint_of([] { JsonDocument(" \r\n"); }), HasSubstr("empty"));
  for (const char* bad : {"<html>Sign in</html>", "Resource not found.", "{\"a\":}", "{]",
                          "\"\xff\"", "{\"items\":[{\"a\":1}]}}", "{\"items\":[{\"a\":1"}) {
    EXPECT_THAT(complaint_of([&] { JsonDocument(bad, "items"); }), HasSubstr("not JSON")) << bad;
  }
  EXPECT_THAT(complaint_of([] { JsonDocument(std::string(5000, '[')); }), HasSubstr("not JSON"));
}

// Whatever the place of the cut: either nothing can be read, or the records before it are there,
// whole, and no other.
TEST(JsonDocument, KeepsTheRecordsBeforeACut) {
  const std::string text =
      R"({"s":"ok [{","message":{"other":[{"x":[1]}],"items":[{"id":"a]}","n":[[1],{}]},{"id":"b\\"},)"
      R"({"id":"\"c"}],"next":"z"}})";
  const std::size_t first = text.find(R"({"id":"b)") - 1;  // the end of the first record
  const std::size_t second = text.find(R"({"id":"\"c)") - 1;
  const std::size_t third = text.find(R"(],"next)");
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    const std::string part = text.substr(0, cut);
    const std::size_t whole = std::size_t{cut >= first} + (cut >= second) + (cut >= third);
    if (whole == 0 && cut < text.find(R"(],"items)")) {
      EXPECT_THAT(complaint_of([&] { JsonDocument(part, "message.items"); }),
                  HasSubstr("not JSON"));
      continue;
    }
    const JsonDocument doc(part, "message.items");
    EXPECT_TRUE(doc.truncated());
    if (whole == 0) {
      EXPECT_EQ(member_at(require(doc.root(), "message"), "items"), std::nullopt) << part;
    } else {
      EXPECT_THAT(require<simdjson::dom::array>(doc.root(), "message.items"), SizeIs(whole))
          << part;
    }
  }
  EXPECT_FALSE(JsonDocument(text, "message.items").truncated());
  const JsonDocument bare(R"([{"a":1},{"b)");  // the answer itself is the list
  EXPECT_THAT(items_of(bare.root()), SizeIs(1));
}

}  // namespace
}  // namespace sheaf::feed
