#include "base/codec.h"

#include <array>
#include <bit>
#include <cstring>

namespace host {
namespace {

constexpr std::uint8_t kWorkVersion = 1;

// The vectors of a work are shared between its record and its voices.
void put_strings(Writer& to, const std::vector<std::string>& values) {
  to.list(values, [&](const std::string& value) { to.str(value); });
}

void put_links(Writer& to, const std::vector<Link>& links) {
  to.list(links, [&](const Link& link) {
    to.u64(link.rel);
    to.str(link.url);
    to.str(link.label);
  });
}

void put_pairs(Writer& to, const std::vector<std::pair<std::string, std::string>>& pairs) {
  to.list(pairs, [&](const auto& pair) {
    to.str(pair.first);
    to.str(pair.second);
  });
}

void put_record(Writer& to, const Record& record) {
  to.u64(record.version);
  to.u64(record.flags);
  to.u64(record.type);
  to.u64(record.announce);
  for (const std::string* text :
       {&record.title, &record.abstract, &record.summary, &record.comment, &record.venue,
        &record.url, &record.language, &record.license, &record.primary_category})
    to.str(*text);
  to.i64(record.published_ms);
  to.i64(record.updated_ms);
  to.i64(record.announced_ms);
  to.list(record.authors, [&](const Person& person) {
    for (const std::string* text :
         {&person.name, &person.family, &person.given, &person.orcid, &person.affiliation})
      to.str(*text);
    to.boolean(person.group);
  });
  put_strings(to, record.categories);
  to.list(record.identifiers, [&](const Identifier& id) {
    to.str(id.scheme);
    to.str(id.value);
  });
  to.list(record.relations, [&](const Relation& relation) {
    to.u64(relation.type);
    to.str(relation.id.scheme);
    to.str(relation.id.value);
  });
  put_links(to, record.links);
  put_pairs(to, record.extras);
}

std::string text(Reader& from) {
  return std::string(from.str());
}

void get_strings(Reader& from, std::vector<std::string>& values) {
  from.list(values, [&] { return text(from); });
}

void get_links(Reader& from, std::vector<Link>& links) {
  from.list(links, [&] {
    Link link;
    link.rel = from.u32();
    link.url = from.str();
    link.label = from.str();
    return link;
  });
}

void get_pairs(Reader& from, std::vector<std::pair<std::string, std::string>>& pairs) {
  from.list(pairs, [&] {
    std::pair<std::string, std::string> pair;
    pair.first = from.str();
    pair.second = from.str();
    return pair;
  });
}

Identifier get_identifier(Reader& from) {
  Identifier id;
  id.scheme = from.str();
  id.value = from.str();
  return id;
}

void get_record(Reader& from, Record& record) {
  record.version = from.u32();
  record.flags = from.u32();
  record.type = from.u32();
  record.announce = from.u32();
  for (std::string* field :
       {&record.title, &record.abstract, &record.summary, &record.comment, &record.venue,
        &record.url, &record.language, &record.license, &record.primary_category})
    *field = from.str();
  record.published_ms = from.i64();
  record.updated_ms = from.i64();
  record.announced_ms = from.i64();
  from.list(record.authors, [&] {
    Person person;
    for (std::string* field :
         {&person.name, &person.family, &person.given, &person.orcid, &person.affiliation})
      *field = from.str();
    person.group = from.boolean();
    return person;
  });
  get_strings(from, record.categories);
  from.list(record.identifiers, [&] { return get_identifier(from); });
  from.list(record.relations, [&] {
    Relation relation;
    relation.type = from.u32();
    relation.id = get_identifier(from);
    return relation;
  });
  get_links(from, record.links);
  get_pairs(from, record.extras);
}

void put_place(Writer& to, const Place& place) {
  to.str(place.source);
  to.str(place.record);
  to.str(place.url);
  to.u64(place.version);
  to.u64(place.flags);
  to.u64(place.announce);
  to.i64(place.announced_ms);
}

Place get_place(Reader& from) {
  Place place;
  place.source = from.str();
  place.record = from.str();
  place.url = from.str();
  place.version = from.u32();
  place.flags = from.u32();
  place.announce = from.u32();
  place.announced_ms = from.i64();
  return place;
}

void put_provenance(Writer& to, const Provenance& voice) {
  to.str(voice.source);
  to.str(voice.record);
  to.boolean(voice.enricher);
  to.u64(voice.version);
  to.u64(voice.flags);
  to.i64(voice.updated_ms);
  to.i64(voice.announced_ms);
  to.u64(voice.fields);
  put_strings(to, voice.categories);
  put_links(to, voice.links);
  put_pairs(to, voice.extras);
}

Provenance get_provenance(Reader& from) {
  Provenance voice;
  voice.source = from.str();
  voice.record = from.str();
  voice.enricher = from.boolean();
  voice.version = from.u32();
  voice.flags = from.u32();
  voice.updated_ms = from.i64();
  voice.announced_ms = from.i64();
  voice.fields = from.u32();
  get_strings(from, voice.categories);
  get_links(from, voice.links);
  get_pairs(from, voice.extras);
  return voice;
}

}  // namespace

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
  Writer to(out, kWorkVersion);
  to.str(work.id);
  put_record(to, work.record);
  to.list(work.places, [&](const Place& place) { put_place(to, place); });
  to.list(work.provenance, [&](const Provenance& voice) { put_provenance(to, voice); });
  to.fixed64(work.text_hash);
}

Result<Work> decode_work(std::string_view bytes) {
  Reader from(bytes, kWorkVersion);
  Work work;
  work.id = from.str();
  work.record.id = work.id;
  get_record(from, work.record);
  from.list(work.places, [&] { return get_place(from); });
  from.list(work.provenance, [&] { return get_provenance(from); });
  work.text_hash = from.fixed64();
  if (!from.done()) return fail(SHEAF_E_UPSTREAM, "a stored work is damaged or of a newer sheaf");
  return work;
}

}  // namespace host
