#include "base/codec.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace host {
namespace {

Work full_work() {
  Work work;
  work.id = "prep:1";
  Record& r = work.record;
  r.id = work.id;
  r.version = 3;
  r.flags = SHEAF_R_PREPRINT;
  r.type = SHEAF_TYPE_REVIEW;
  r.announce = SHEAF_ANNOUNCE_CROSS;
  r.title = "Títle";
  r.abstract = std::string(2000, 'a') + std::string(1, '\0') + "b";
  r.summary = "s";
  r.comment = "c";
  r.venue = "v";
  r.url = "https://x.example/1";
  r.language = "en";
  r.license = "CC0-1.0";
  r.primary_category = "k";
  r.published_ms = -1;
  r.published_precision = SHEAF_PRECISION_MONTH;
  r.updated_ms = 1'790'000'000'000;
  r.authors = {Person{"Ida Grün", "Grün", "Ida", "0000", "Parks", "III", false},
               Person{"The Group", "", "", "", "", "", true}};
  r.categories = {"k", "l"};
  r.identifiers = {{"prep", "1"}};
  r.relations = {{SHEAF_REL_PREPRINT_OF, {"doi", "10.1/a"}}};
  r.links = {{SHEAF_LINK_PDF, "https://x.example/1.pdf", "PDF"}};
  r.extras = {{"report", "R-1"}};
  work.places = {
      {"prep", "1", "https://x.example/1", 3, SHEAF_R_PREPRINT, SHEAF_ANNOUNCE_CROSS, 5}};
  Provenance voice;
  voice.source = "prep";
  voice.record = "1";
  voice.enricher = true;
  voice.version = 3;
  voice.flags = SHEAF_R_PREPRINT;
  voice.updated_ms = 4;
  voice.announced_ms = 5;
  voice.fields = bit(Field::title) | bit(Field::extras);
  voice.categories = {"k"};
  voice.links = r.links;
  voice.extras = r.extras;
  work.provenance = {voice};
  work.text_hash = 0xfedcba9876543210;
  return work;
}

TEST(WorkCodec, RoundTrip) {
  for (const Work& work : {Work{}, full_work()}) {
    std::string bytes;
    encode_work(work, bytes);
    const auto back = decode_work(bytes);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, work);
  }
}

// Written before people had a suffix and dates a precision.
TEST(WorkCodec, ReadsTheFirstVersion) {
  std::string bytes = "\1\4prep";
  bytes += std::string(4, '\0') + "\1t";    // version, flags, type, announce; the title
  bytes += std::string(8, '\0') + "\2";     // texts, url ... primary category; published
  bytes += std::string(2, '\0') + "\1\1n";  // updated, announced; one author
  bytes += std::string(5, '\0');            // family, given, orcid, affiliation, group
  bytes += std::string(5, '\0');            // categories ... extras
  bytes += std::string(2, '\0');            // places, provenance
  bytes += "\1\2\3\4\5\6\7\10";
  const auto work = decode_work(bytes);
  ASSERT_TRUE(work) << work.error().message;
  EXPECT_EQ(work->id, "prep");
  EXPECT_EQ(work->record.title, "t");
  EXPECT_EQ(work->record.published_ms, 1);
  EXPECT_EQ(work->record.published_precision, std::uint32_t{SHEAF_PRECISION_DAY});
  ASSERT_EQ(work->record.authors.size(), 1u);
  EXPECT_EQ(work->record.authors[0].name, "n");
  EXPECT_EQ(work->text_hash, 0x0807060504030201u);
}

TEST(WorkCodec, EveryTruncationFails) {
  std::string bytes;
  encode_work(full_work(), bytes);
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_FALSE(decode_work(std::string(bytes.data(), n))) << n;
  EXPECT_FALSE(decode_work(bytes + "x")) << "something left over";
  bytes[0] = 4;
  EXPECT_FALSE(decode_work(bytes)) << "a newer version";
}

// Under the address sanitizer this shows that nothing outside is read.
TEST(WorkCodec, TotalOnGarbage) {
  std::string good;
  encode_work(full_work(), good);
  std::mt19937 random(1);
  int decoded = 0;
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes = good;
    for (int n = 1 + static_cast<int>(random() % 4); n > 0; --n)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (const auto work = decode_work(bytes)) {
      ++decoded;
      std::string again;
      encode_work(*work, again);
      EXPECT_TRUE(decode_work(again));
    }
  }
  EXPECT_GT(decoded, 0) << "a changed letter is still a work";
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes(random() % 64, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    if (!bytes.empty()) bytes[0] = 3;
    EXPECT_FALSE(decode_work(bytes)) << "64 bytes hold no work";
  }
}

TEST(Codec, Numbers) {
  std::string bytes;
  Writer to(bytes, 7);
  const std::int64_t ints[] = {0, -1, 1, 63, -64, 64, INT64_MIN, INT64_MAX};
  const std::uint64_t words[] = {0, 127, 128, 16'383, 16'384, UINT64_MAX};
  const double reals[] = {0.0, -0.0, 0.1, -1e300, std::numeric_limits<double>::infinity()};
  for (auto v : ints) to.i64(v);
  for (auto v : words) to.u64(v);
  for (auto v : reals) to.f64(v);
  to.f64(std::nan(""));
  to.boolean(true);
  to.fixed64(0x0102030405060708);
  to.str("");
  Reader from(bytes, 7);
  EXPECT_EQ(from.version(), 7);
  for (auto v : ints) EXPECT_EQ(from.i64(), v);
  for (auto v : words) EXPECT_EQ(from.u64(), v);
  for (auto v : reals) EXPECT_EQ(std::signbit(v), std::signbit(from.f64()));
  EXPECT_TRUE(std::isnan(from.f64()));
  EXPECT_TRUE(from.boolean());
  EXPECT_EQ(from.fixed64(), 0x0102030405060708u);
  EXPECT_EQ(from.str(), "");
  EXPECT_TRUE(from.done());
  EXPECT_EQ(from.u64(), 0u);
  EXPECT_FALSE(from.ok());
}

TEST(Codec, RefusesWhatDoesNotFit) {
  EXPECT_FALSE(Reader("", 1).ok());
  EXPECT_FALSE(Reader("\2", 1).ok()) << "newer";
  const auto u32_of = [](std::uint64_t v) {
    std::string bytes;
    Writer(bytes, 1).u64(v);
    Reader from(bytes, 1);
    (void)from.u32();
    return from.ok();
  };
  EXPECT_TRUE(u32_of(UINT32_MAX));
  EXPECT_FALSE(u32_of(std::uint64_t{UINT32_MAX} + 1));
  std::string long_varint = "\1" + std::string(9, '\xff') + "\x02";  // 65 bits
  Reader from(long_varint, 1);
  EXPECT_EQ(from.u64(), 0u);
  EXPECT_FALSE(from.ok());
  std::string bytes;
  Writer(bytes, 1).u64(1'000'000'000'000);  // a list of that many elements
  Reader lie(bytes, 1);
  std::vector<std::string> values;
  lie.list(values, [&] { return std::string(lie.str()); });
  EXPECT_FALSE(lie.ok());
  EXPECT_TRUE(values.empty());
}

TEST(Codec, ListsStopAtTheFirstFailure) {
  std::string bytes;
  Writer to(bytes, 1);
  to.u64(3);
  to.str("one");
  to.u64(99);  // a string longer than what is left
  Reader from(bytes, 1);
  std::vector<std::string> values;
  from.list(values, [&] { return std::string(from.str()); });
  EXPECT_FALSE(from.ok());
  EXPECT_LE(values.size(), 2u);
}

}  // namespace
}  // namespace host
