// Which records are one work, and what the work says when they differ. Pure functions.
//
// Two records are one work if they share a strong key: an identifier both carry as their own. A
// weak key is the target of a preprint relation; it joins too, unless may_join/may_unite says that
// one source would have two papers in one work (part I and part II name one journal article): then
// the two are only suggested to each other. A title key only ever suggests.
//
// The merged record. Each text field is the words of one voice (a source's version of a record),
// the greatest by, in this order:
//   1. it says something; of abstracts, a whole one before a teaser (SHEAF_R_TRUNCATED)
//   2. a source before an enricher: an enricher fills gaps
//   3. the published version before the preprint (for the primary category: the preprint server's,
//      since journals name their sections)
//   4. the higher version, the later update, the later listing
//   5. the longer text, then the greater in byte order
// so what a source says in a newer version replaces what it said before, except that a missing or
// cut abstract does not replace a whole one. Categories, links and extras are the union over places
// of the newest that each place gave; identifiers and relations the union of all. Lists are sorted
// and free of repetition: links by kind then URL (one entry per URL), categories with the primary
// first. published_ms is the earliest (of one year or month the more exact), updated_ms and
// announced_ms the latest known. version is the highest of any place, announce that of the place
// listed last. SHEAF_R_PREPRINT holds while every place is a preprint, SHEAF_R_WITHDRAWN while the
// newest version of any place is withdrawn or a notice of another work retracts it (take_notice()).
//
// The order in which records arrive changes nothing of this but: the work's id (the first
// record's); ORCID and affiliation that the winning author list lacks, filled from another list by
// name, where several lists disagree; which of two papers of one source a weak key joins; places
// beyond kMaxPlaces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/record.h"

namespace host::identity {

inline constexpr std::size_t kMaxPlaces =
    64;  // of one work; more are dropped in source, record order

enum class Role { source, enricher };

// Strong keys first, in the record's order: its identifiers, trimmed (case is the plugin's duty),
// if none of them is the record's own id "record:SCOPE/ID", and the same for each further id
// (SHEAF_SCHEME_RECORD). `scope` makes the record's id unique in the store: "pipeline/step". Then
// the weak ones. Without repetition, and never empty.
std::vector<Key> keys(const Record& record, std::string_view scope);

// The works that a record, as a notice, retracts or corrects (SHEAF_REL_RETRACTS, _CORRECTS): if
// the store has them, they take_notice().
struct Noticed {
  Key work;
  sheaf_relation_type as;  // of the work to the notice: SHEAF_REL_RETRACTED_BY or _CORRECTED_BY
  bool operator==(const Noticed&) const = default;
};
std::vector<Noticed> noticed(const Record& record);

// A hash of folded title, first author's family name and year of publication. None where this says
// nothing: no author, or a title of fewer than three words or twelve letters ("Preface"). Works
// with one title key are suggested to each other, never merged.
std::optional<std::uint64_t> title_key(const Record& record);

// May a weak key join this record of `source` to the work? False if the work already holds another
// record of that source that claims the same relation.
bool may_join(const Work& work, const Record& record, std::string_view source);
// May a weak key unite the two? False if one source has different records in both.
bool may_unite(const Work& a, const Work& b);

// A work of one record. `keys` are those of keys(); the first one becomes the id.
Work make_work(Record record, std::string_view source, const std::vector<Key>& keys);
// Adds what a record says; true if the work changed. The work's id stays. Place is recorded for
// Role::source only.
bool merge(Work& work, Record record, std::string_view source, Role role = Role::source);
// Adds a whole work to the older one.
void unite(Work& older, Work newer);
// Another record, whose first key is `notice`, retracts or corrects the work; true if that is news.
bool take_notice(Work& work, sheaf_relation_type as, const Key& notice);

// Which source's words a field is: its step id, or empty if nobody gave it.
std::string_view source_of(const Work& work, Field field);
// The record's links and the landing pages of the other places (label: the source).
std::vector<Link> all_links(const Work& work);

// Of title, abstract and summary: the part of a score's cache key.
std::uint64_t text_hash(const Record& record);

// How far a reader has seen a work.
struct Stamp {
  std::uint32_t version = 0;
  bool published = false;  // a journal has it, or is said to
  bool retracted = false;
  std::uint8_t corrections = 0;  // how many notices correct it
  bool operator==(const Stamp&) const = default;
};
enum class Change { none, replaced, published, corrected, retracted };
// A reader who was shown the work must hear of it, whatever scorers and filters say.
inline bool is_notice(Change change) {
  return change == Change::corrected || change == Change::retracted;
}

Stamp stamp(const Work& work);
// The weightiest that happened since, in the order of the enumeration.
Change change_since(const Stamp& then, const Stamp& now);
// One number for the store, and back. 0 is Stamp{}.
std::uint64_t pack(const Stamp& stamp);
Stamp unpack(std::uint64_t packed);
// Of two packed stamps: all that either has seen. For Store::unite.
std::uint64_t unite_stamps(std::uint64_t a, std::uint64_t b);

}  // namespace host::identity
