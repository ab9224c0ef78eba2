// The host's own form of a record and a work: owning, cleaned, in canonical text. The plugin ABI's
// sheaf_record is converted to and from it in plugin/.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/plugin.h"

namespace host {

struct Person {
  std::string name, family, given, orcid, affiliation;
  bool group = false;  // a collaboration
  bool operator==(const Person&) const = default;
};

struct Link {
  sheaf_link_rel rel = SHEAF_LINK_OTHER;
  std::string url, label;
  bool operator==(const Link&) const = default;
};

// Scheme and value, e.g. {"doi", "10.1000/x"}. Schemes are opaque to the host.
struct Identifier {
  std::string scheme, value;
  bool operator==(const Identifier&) const = default;
  std::string key() const { return scheme + ":" + value; }
};

struct Relation {
  sheaf_relation_type type = SHEAF_REL_RELATED;
  Identifier id;
  bool operator==(const Relation&) const = default;
};

// What one source said of one paper. Text is canonical (docs/design/text.md); times are ms since the
// epoch or SHEAF_TIME_UNKNOWN.
struct Record {
  std::string id;  // within the source, without version
  std::uint32_t version = 0;
  std::uint32_t flags = 0;  // SHEAF_R_*
  sheaf_record_type type = SHEAF_TYPE_UNKNOWN;
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
  std::string title, abstract, summary, comment, venue;
  std::string url, language, license, primary_category;
  std::int64_t published_ms = SHEAF_TIME_UNKNOWN;
  std::int64_t updated_ms = SHEAF_TIME_UNKNOWN;
  std::int64_t announced_ms = SHEAF_TIME_UNKNOWN;
  std::vector<Person> authors;
  std::vector<std::string> categories;
  std::vector<Identifier> identifiers;
  std::vector<Relation> relations;
  std::vector<Link> links;
  std::vector<std::pair<std::string, std::string>> extras;
  bool operator==(const Record&) const = default;
};

// Where a work was found.
struct Place {
  std::string source;  // step id of the source
  std::string record;  // the record's id there
  std::string url;
  std::uint32_t version = 0;
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
  std::int64_t announced_ms = SHEAF_TIME_UNKNOWN;
  bool operator==(const Place&) const = default;
};

// The paper itself: its records merged by identity.
struct Work {
  std::string id;      // "scheme:value", the first identifier of its first record; never changes
  Record record;       // merged; record.id == id
  std::vector<Place> places;
  std::vector<std::pair<std::string, std::string>> provenance;  // field -> source step id
  std::uint64_t text_hash = 0;  // of title, abstract and summary
  bool operator==(const Work&) const = default;
};

}  // namespace host
