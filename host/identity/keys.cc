#include <algorithm>
#include <chrono>

#include "identity/identity.h"
#include "sheaf/canonical/fold.hpp"
#include "sheaf/text/ascii.hpp"

namespace host::identity {
namespace {

// Empty if scheme or value is.
std::string key_of(const Identifier& id) {
  const std::string_view scheme = sheaf::text::trimmed(id.scheme),
                         value = sheaf::text::trimmed(id.value);
  std::string key;
  if (scheme.empty() || value.empty()) return key;
  key.reserve(scheme.size() + 1 + value.size());
  key.append(scheme).append(1, ':').append(value);
  return key;
}

void add(std::vector<Key>& keys, std::string text, bool weak) {
  if (text.empty()) return;
  for (const Key& key : keys)
    if (key.text == text) return;
  keys.push_back({std::move(text), weak});
}

bool joins(const Relation& relation) {
  return relation.type == SHEAF_REL_PREPRINT_OF || relation.type == SHEAF_REL_HAS_PREPRINT;
}

int year_of(std::int64_t ms) {
  using namespace std::chrono;
  const sys_days day = floor<days>(sys_time<milliseconds>(milliseconds(ms)));
  return static_cast<int>(year_month_day(day).year());
}

std::string_view family_name(const Person& person) {
  if (!person.family.empty()) return person.family;
  const std::string_view name = sheaf::text::trimmed(person.name);
  if (person.group) return name;
  const std::size_t blank = name.find_last_of(' ');
  return blank == std::string_view::npos ? name : name.substr(blank + 1);
}

constexpr std::size_t kMinTitleWords = 3;
constexpr std::size_t kMinTitleBytes = 12;

}  // namespace

std::vector<Key> keys(const Record& record, std::string_view scope) {
  std::vector<Key> keys;
  keys.reserve(record.identifiers.size() + 1);
  bool has_own_id = false;
  for (const Identifier& id : record.identifiers) {
    if (id.scheme == SHEAF_SCHEME_RECORD) continue;
    std::string key = key_of(id);
    has_own_id = has_own_id || (!key.empty() &&
                                sheaf::text::trimmed(id.value) == sheaf::text::trimmed(record.id));
    add(keys, std::move(key), false);
  }
  const auto add_scoped = [&](std::string_view id) {
    std::string key = "record:";
    key.append(scope).append(1, '/').append(sheaf::text::trimmed(id));
    add(keys, std::move(key), false);
  };
  if (!has_own_id) add_scoped(record.id);
  for (const Identifier& id : record.identifiers)
    if (id.scheme == SHEAF_SCHEME_RECORD) add_scoped(id.value);
  for (const Relation& relation : record.relations)
    if (joins(relation)) add(keys, key_of(relation.id), true);
  return keys;
}

std::vector<Noticed> noticed(const Record& record) {
  std::vector<Noticed> out;
  for (const Relation& relation : record.relations) {
    const bool retracts = relation.type == SHEAF_REL_RETRACTS;
    if (!retracts && relation.type != SHEAF_REL_CORRECTS) continue;
    std::string key = key_of(relation.id);
    if (key.empty()) continue;
    out.push_back(
        {{std::move(key), false}, retracts ? SHEAF_REL_RETRACTED_BY : SHEAF_REL_CORRECTED_BY});
  }
  return out;
}

std::optional<std::uint64_t> title_key(const Record& record) {
  if (record.authors.empty()) return std::nullopt;
  std::string folded = sheaf::canonical::fold(record.title);
  const auto blanks = static_cast<std::size_t>(std::count(folded.begin(), folded.end(), ' '));
  if (blanks + 1 < kMinTitleWords || folded.size() - blanks < kMinTitleBytes) return std::nullopt;
  const std::string family = sheaf::canonical::fold(family_name(record.authors.front()));
  if (family.empty()) return std::nullopt;
  folded.append(1, '\n').append(family);
  if (record.published_ms != SHEAF_TIME_UNKNOWN)
    folded.append(1, '\n').append(std::to_string(year_of(record.published_ms)));
  return sheaf::canonical::hash64(folded);
}

bool may_join(const Work& work, const Record& record, std::string_view source) {
  for (const Place& place : work.places) {
    if (place.source != source || place.record == record.id) continue;
    for (const Relation& relation : record.relations)
      if (joins(relation) && std::find(work.record.relations.begin(), work.record.relations.end(),
                                       relation) != work.record.relations.end())
        return false;
  }
  return true;
}

bool may_unite(const Work& a, const Work& b) {
  for (const Place& one : a.places)
    for (const Place& other : b.places)
      if (one.source == other.source && one.record != other.record) return false;
  return true;
}

}  // namespace host::identity
