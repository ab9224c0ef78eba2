// Records for the tests of identity.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "identity/identity.h"

namespace host::identity::testing {

inline Person person(std::string given, std::string family, std::string orcid = {}) {
  Person p;
  p.name = given + " " + family;
  p.given = std::move(given);
  p.family = std::move(family);
  p.orcid = std::move(orcid);
  return p;
}

// Days since the epoch as ms.
inline constexpr std::int64_t day(int n) {
  return std::int64_t{n} * 86'400'000;
}

// A preprint as a preprint server gives it.
inline Record preprint(std::string id, std::uint32_t version) {
  Record r;
  r.id = id;
  r.version = version;
  r.flags = SHEAF_R_PREPRINT;
  r.type = SHEAF_TYPE_RESEARCH;
  r.announce = version > 1 ? SHEAF_ANNOUNCE_REPLACE : SHEAF_ANNOUNCE_NEW;
  const std::string v = "v" + std::to_string(version);
  r.title = "Sparse lattices in small gardens " + v;
  r.abstract = "We grow lattices and count their leaves, version " + v + ".";
  r.url = "https://preprints.example/abs/" + id + v;
  r.links = {{SHEAF_LINK_PDF, "https://preprints.example/pdf/" + id + v, ""}};
  r.primary_category = "bot.GA";
  r.categories = {"bot.GA", "bot.LE"};
  r.identifiers = {{"prep", id}};
  r.authors = {person("Ida", "Grün"), person("Tom", "Rell")};
  r.published_ms = day(100);
  r.updated_ms = day(100 + static_cast<int>(version));
  r.announced_ms = day(101 + static_cast<int>(version));
  return r;
}

// The article that a journal made of it.
inline Record article(std::string doi) {
  Record r;
  r.id = doi;
  r.title = "Sparse lattices in small gardens and parks";
  r.abstract = "We grow lattices.";
  r.venue = "Journal of Gardens";
  r.url = "https://journal.example/" + doi;
  r.primary_category = "Horticulture";
  r.identifiers = {{"doi", doi}};
  r.authors = {person("Ida", "Grün", "0000-0000-0000-0001"), person("Tom", "Rell")};
  r.published_ms = day(200);
  r.announced_ms = day(201);
  return r;
}

inline Work work_of(const Record& r, std::string_view source) {
  return make_work(r, source, keys(r, "pipe/" + std::string(source)));
}

}  // namespace host::identity::testing
