#include "base/codec.h"

#include <array>
#include <bit>

#include "base/fields.h"

namespace host {
namespace {

constexpr std::uint8_t kWorkVersion = 3;  // in step with report/codec.cc: both hold people

}  // namespace

void io(auto& a, Is<Identifier> auto& v) {
  a(v.scheme, v.value);
}
void io(auto& a, Is<Relation> auto& v) {
  a(v.type, v.id);
}
void io(auto& a, Is<Link> auto& v) {
  a(v.rel, v.url, v.label);
}
void io(auto& a, Is<Record> auto& v) {  // without its id, which is the work's
  a(v.version, v.flags, v.type, v.announce, v.title, v.abstract, v.summary, v.comment, v.venue,
    v.url, v.language, v.license, v.primary_category, v.published_ms, v.updated_ms, v.announced_ms,
    v.authors, v.categories, v.identifiers, v.relations, v.links, v.extras);
  a.since(3, v.published_precision);
}
void io(auto& a, Is<Place> auto& v) {
  a(v.source, v.record, v.url, v.version, v.flags, v.announce, v.announced_ms);
}
void io(auto& a, Is<Provenance> auto& v) {
  a(v.source, v.record, v.enricher, v.version, v.flags, v.updated_ms, v.announced_ms, v.fields,
    v.categories, v.links, v.extras);
}
void io(auto& a, Is<Work> auto& v) {
  a(v.id, v.record, v.places, v.provenance);
  a.fixed64(v.text_hash);
}

void Writer::fixed64(std::uint64_t value) {
  std::array<char, 8> bytes{};
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xff);
    value >>= 8;
  }
  out_.append(bytes.data(), bytes.size());
}

void Writer::f64(double value) {
  fixed64(std::bit_cast<std::uint64_t>(value));
}

Reader::Reader(std::string_view bytes, std::uint8_t newest)
    : at_(bytes.data()), end_(bytes.data() + bytes.size()) {
  if (bytes.empty() || static_cast<std::uint8_t>(*at_) > newest) {
    fail();
    return;
  }
  version_ = static_cast<std::uint8_t>(*at_++);
}

std::uint64_t Reader::u64() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (at_ == end_) break;
    const auto byte = static_cast<std::uint8_t>(*at_++);
    if (shift == 63 && byte > 1) break;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  fail();
  return 0;
}

std::uint32_t Reader::u32() {
  const std::uint64_t value = u64();
  if (value > UINT32_MAX) {
    fail();
    return 0;
  }
  return static_cast<std::uint32_t>(value);
}

std::int64_t Reader::i64() {
  const std::uint64_t bits = u64();
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

bool Reader::boolean() {
  const std::uint64_t value = u64();
  if (value > 1) fail();
  return value == 1;
}

std::uint64_t Reader::fixed64() {
  if (end_ - at_ < 8) {
    fail();
    return 0;
  }
  std::uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i)
    value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(at_[i])) << (8 * i);
  at_ += 8;
  return value;
}

double Reader::f64() {
  return std::bit_cast<double>(fixed64());
}

std::string_view Reader::str() {
  const std::uint64_t size = u64();
  if (size > static_cast<std::uint64_t>(end_ - at_)) {
    fail();
    return {};
  }
  const std::string_view value(at_, static_cast<std::size_t>(size));
  at_ += size;
  return value;
}

std::size_t Reader::count() {
  const std::uint64_t n = u64();
  if (n > static_cast<std::uint64_t>(end_ - at_)) {
    fail();
    return 0;
  }
  return static_cast<std::size_t>(n);
}

void encode_work(const Work& work, std::string& out) {
  FieldWriter(out, kWorkVersion)(work);
}

Result<Work> decode_work(std::string_view bytes) {
  FieldReader from(bytes, kWorkVersion);
  Work work;
  from(work);
  work.record.id = work.id;
  if (!from.done()) return fail(SHEAF_E_UPSTREAM, "a stored work is damaged or of a newer sheaf");
  return work;
}

}  // namespace host
