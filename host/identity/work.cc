#include <algorithm>

#include "identity/identity.h"
#include "identity/join.h"
#include "sheaf/canonical/fold.hpp"

namespace host::identity {
namespace {

// The fields that the record says something about.
std::uint32_t given_fields(const Record& record) {
  std::uint32_t fields = 0;
  const auto note = [&](Field field, bool given) { fields |= given ? bit(field) : 0; };
  note(Field::title, !record.title.empty());
  note(Field::abstract, !record.abstract.empty());
  note(Field::summary, !record.summary.empty());
  note(Field::comment, !record.comment.empty());
  note(Field::venue, !record.venue.empty());
  note(Field::url, !record.url.empty());
  note(Field::language, !record.language.empty());
  note(Field::license, !record.license.empty());
  note(Field::primary_category, !record.primary_category.empty());
  note(Field::authors, !record.authors.empty());
  note(Field::type, record.type != SHEAF_TYPE_UNKNOWN);
  note(Field::published, record.published_ms != SHEAF_TIME_UNKNOWN);
  note(Field::updated, record.updated_ms != SHEAF_TIME_UNKNOWN);
  note(Field::announced, record.announced_ms != SHEAF_TIME_UNKNOWN);
  note(Field::categories, !record.categories.empty());
  note(Field::links, !record.links.empty());
  note(Field::extras, !record.extras.empty());
  return fields;
}

Work work_of(Record record, std::string_view source, std::string id, Role role) {
  canonicalise(record);
  Work work;
  Provenance voice;
  voice.source = source;
  voice.record = record.id;
  voice.enricher = role == Role::enricher;
  voice.version = record.version;
  voice.flags = record.flags;
  voice.updated_ms = record.updated_ms;
  voice.announced_ms = record.announced_ms;
  voice.fields = given_fields(record);
  if (role == Role::source) {
    Place place;
    place.source = source;
    place.record = std::move(record.id);
    place.url = record.url;
    place.version = record.version;
    place.flags = record.flags & (SHEAF_R_PREPRINT | SHEAF_R_WITHDRAWN);
    place.announce = record.announce;
    place.announced_ms = record.announced_ms;
    work.places.push_back(std::move(place));
  }
  work.provenance.push_back(std::move(voice));
  work.id = std::move(id);
  record.id = work.id;
  work.record = std::move(record);
  derive(work);
  return work;
}

}  // namespace

Work make_work(Record record, std::string_view source, const std::vector<Key>& keys) {
  return work_of(std::move(record), source, keys.front().text, Role::source);
}

bool merge(Work& work, Record record, std::string_view source, Role role) {
  const Work before = work;
  join(work, work_of(std::move(record), source, {}, role));
  return work != before;
}

void unite(Work& older, Work newer) {
  join(older, std::move(newer));
}

bool take_notice(Work& work, sheaf_relation_type as, const Key& notice) {
  const std::size_t colon = notice.text.find(':');
  const Relation relation{as, {notice.text.substr(0, colon), notice.text.substr(colon + 1)}};
  auto& relations = work.record.relations;
  if (std::find(relations.begin(), relations.end(), relation) != relations.end()) return false;
  relations.push_back(relation);
  canonicalise(work.record);
  derive(work);
  return true;
}

std::string_view source_of(const Work& work, Field field) {
  for (const Provenance& voice : work.provenance)
    if ((voice.fields & bit(field)) != 0) return voice.source;
  return {};
}

std::vector<Link> all_links(const Work& work) {
  std::vector<Link> links = work.record.links;
  for (const Place& place : work.places) {
    const auto same = [&](const Link& link) { return link.url == place.url; };
    if (place.url.empty() || place.url == work.record.url ||
        std::any_of(links.begin(), links.end(), same))
      continue;
    links.push_back({SHEAF_LINK_LANDING, place.url, place.source});
  }
  return links;
}

std::uint64_t text_hash(const Record& record) {
  std::string text;
  text.reserve(record.title.size() + record.abstract.size() + record.summary.size() + 2);
  text.append(record.title).append(1, '\0').append(record.abstract).append(1, '\0');
  text.append(record.summary);
  return sheaf::canonical::hash64(text);
}

Stamp stamp(const Work& work) {
  Stamp stamp;
  stamp.version = work.record.version;
  stamp.retracted =
      (work.record.flags & SHEAF_R_WITHDRAWN) != 0 || work.record.type == SHEAF_TYPE_RETRACTION;
  for (const Place& place : work.places)
    stamp.published = stamp.published || (place.flags & SHEAF_R_PREPRINT) == 0;
  for (const Relation& relation : work.record.relations) {
    stamp.published = stamp.published || relation.type == SHEAF_REL_PREPRINT_OF;
    if (relation.type == SHEAF_REL_CORRECTED_BY && stamp.corrections < UINT8_MAX)
      ++stamp.corrections;
  }
  return stamp;
}

Change change_since(const Stamp& then, const Stamp& now) {
  if (now.retracted && !then.retracted) return Change::retracted;
  if (now.corrections > then.corrections) return Change::corrected;
  if (now.published && !then.published) return Change::published;
  if (now.version > then.version) return Change::replaced;
  return Change::none;
}

std::uint64_t pack(const Stamp& stamp) {
  return (std::uint64_t{stamp.version} << 10) | (std::uint64_t{stamp.corrections} << 2) |
         (stamp.published ? 2u : 0u) | (stamp.retracted ? 1u : 0u);
}

Stamp unpack(std::uint64_t packed) {
  return {static_cast<std::uint32_t>(packed >> 10), (packed & 2) != 0, (packed & 1) != 0,
          static_cast<std::uint8_t>(packed >> 2)};
}

std::uint64_t unite_stamps(std::uint64_t a, std::uint64_t b) {
  const Stamp one = unpack(a), other = unpack(b);
  return pack({std::max(one.version, other.version), one.published || other.published,
               one.retracted || other.retracted, std::max(one.corrections, other.corrections)});
}

}  // namespace host::identity
