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
  std::string name, family, given, orcid, affiliation, suffix;
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

// What one source said of one paper. Text is canonical (docs/design/text.md); times are ms since
// the epoch or SHEAF_TIME_UNKNOWN.
struct Record {
  std::string id;  // within the source, without version
  std::uint32_t version = 0;
  std::uint32_t flags = 0;  // SHEAF_R_*
  sheaf_record_type type = SHEAF_TYPE_UNKNOWN;
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
  std::string title, abstract, summary, comment, venue;
  std::string url, language, license, primary_category;
  std::int64_t published_ms = SHEAF_TIME_UNKNOWN;
  sheaf_date_precision published_precision = SHEAF_PRECISION_DAY;
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

// Where a work was found: one for each record id of a source, as its newest version was listed.
struct Place {
  std::string source;  // step id of the source
  std::string record;  // the record's id there
  std::string url;
  std::uint32_t version = 0;
  std::uint32_t flags = 0;  // SHEAF_R_PREPRINT, SHEAF_R_WITHDRAWN
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
  std::int64_t announced_ms = SHEAF_TIME_UNKNOWN;  // the last time that version was listed
  bool operator==(const Place&) const = default;
};

// The fields of a work's record that come from one voice each, and the lists that come from one
// voice for each place. Values are bits of Provenance::fields and are stored: append only.
enum class Field : std::uint32_t {
  title,
  abstract,
  summary,
  comment,
  venue,
  url,
  language,
  license,
  primary_category,
  authors,
  type,
  published,
  updated,
  announced,
  categories,  // lists from here on
  links,
  extras,
};
inline constexpr std::uint32_t bit(Field field) {
  return 1u << static_cast<std::uint32_t>(field);
}

// One voice: what one source (or enricher) said in one version of a record, and which fields of the
// work are its words. A voice that gives nothing any more is not kept.
struct Provenance {
  std::string source;  // step id
  std::string record;  // the record's id there
  bool enricher = false;
  std::uint32_t version = 0;
  std::uint32_t flags = 0;  // SHEAF_R_* of that record
  std::int64_t updated_ms = SHEAF_TIME_UNKNOWN;
  std::int64_t announced_ms = SHEAF_TIME_UNKNOWN;
  std::uint32_t fields = 0;  // of bit(Field)
  // Its share of the work's lists; empty in a work of one voice, whose lists are all that voice's.
  std::vector<std::string> categories;
  std::vector<Link> links;
  std::vector<std::pair<std::string, std::string>> extras;
  bool operator==(const Provenance&) const = default;
};

// The paper itself: its records merged by identity.
struct Work {
  std::string id;  // "scheme:value", the first identifier of its first record; never changes
  Record record;   // merged; record.id == id
  std::vector<Place> places;           // ordered by source, record
  std::vector<Provenance> provenance;  // every bit in one entry at most, lists: one for each place
  std::uint64_t text_hash = 0;         // of title, abstract and summary
  bool operator==(const Work&) const = default;
};

// What identifies a work: "scheme:value". A weak key (from a preprint relation) was said by one
// side only, see identity/identity.h.
struct Key {
  std::string text;
  bool weak = false;
  bool operator==(const Key&) const = default;
};

}  // namespace host
