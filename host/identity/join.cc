#include "identity/join.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <tuple>
#include <unordered_map>

#include "identity/identity.h"
#include "sheaf/canonical/fold.hpp"

namespace host::identity {
namespace {

constexpr std::size_t kMaxIdentifiers = 4 * kMaxPlaces;
constexpr std::uint32_t kLists = bit(Field::categories) | bit(Field::links) | bit(Field::extras);

template <class T, class Less = std::less<>>
void sort_unique(std::vector<T>& values, Less less = {}) {
  std::sort(values.begin(), values.end(), less);
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool less_identifier(const Identifier& a, const Identifier& b) {
  return std::tie(a.scheme, a.value) < std::tie(b.scheme, b.value);
}

bool less_relation(const Relation& a, const Relation& b) {
  return std::tie(a.type, a.id.scheme, a.id.value) < std::tie(b.type, b.id.scheme, b.id.value);
}

void sort_links(std::vector<Link>& links) {
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.url < b.url; });
  std::size_t kept = 0;
  for (Link& link : links) {
    if (kept == 0 || links[kept - 1].url != link.url) {
      if (&links[kept] != &link) links[kept] = std::move(link);
      ++kept;
      continue;
    }
    Link& same = links[kept - 1];  // the more special kind, the longer label
    same.rel = std::max(same.rel, link.rel);
    if (std::pair(link.label.size(), std::string_view(link.label)) >
        std::pair(same.label.size(), std::string_view(same.label)))
      same.label = std::move(link.label);
  }
  links.resize(kept);
  const auto place = [](sheaf_link_rel rel) {
    return rel == SHEAF_LINK_OTHER ? std::numeric_limits<sheaf_link_rel>::max() : rel;
  };
  std::stable_sort(links.begin(), links.end(),
                   [&](const Link& a, const Link& b) { return place(a.rel) < place(b.rel); });
}

void sort_categories(std::vector<std::string>& categories, const std::string& primary) {
  if (!primary.empty()) categories.push_back(primary);
  sort_unique(categories);
  if (primary.empty()) return;
  const auto at = std::lower_bound(categories.begin(), categories.end(), primary);
  std::rotate(categories.begin(), at, at + 1);
}

// ---- one voice for each field ------------------------------------------------------------------

struct TextField {
  Field field;
  std::string Record::*text;
};
constexpr std::array<TextField, 9> kTexts = {{
    {Field::title, &Record::title},
    {Field::abstract, &Record::abstract},
    {Field::summary, &Record::summary},
    {Field::comment, &Record::comment},
    {Field::venue, &Record::venue},
    {Field::url, &Record::url},
    {Field::language, &Record::language},
    {Field::license, &Record::license},
    {Field::primary_category, &Record::primary_category},
}};

struct DateField {
  Field field;
  std::int64_t Record::*date;
};
constexpr std::array<DateField, 3> kDates = {{
    {Field::published, &Record::published_ms},
    {Field::updated, &Record::updated_ms},
    {Field::announced, &Record::announced_ms},
}};

Provenance* giver(Work& work, Field field) {
  for (Provenance& voice : work.provenance)
    if ((voice.fields & bit(field)) != 0) return &voice;
  return nullptr;
}

// Is `a` the greater by points 3 and 4 of identity.h? 0 if they are equal.
int compare_voices(Field field, const Provenance& a, const Provenance& b) {
  const bool prefers_preprint = field == Field::primary_category;
  const auto rank = [&](const Provenance& voice) {
    const bool preprint = (voice.flags & SHEAF_R_PREPRINT) != 0;
    return std::tuple(preprint == prefers_preprint, voice.version, voice.updated_ms,
                      voice.announced_ms);
  };
  const auto one = rank(a), other = rank(b);
  return one < other ? -1 : static_cast<int>(other < one);
}

int compare_sources(const Provenance& a, const Provenance& b) {
  return static_cast<int>(!a.enricher) - static_cast<int>(!b.enricher);
}

auto voice_key(const Provenance& voice) {
  return std::tie(voice.source, voice.record, voice.enricher, voice.version, voice.flags,
                  voice.updated_ms, voice.announced_ms);
}

int compare_keys(const Provenance& a, const Provenance& b) {
  const auto one = voice_key(a), other = voice_key(b);
  return one < other ? -1 : static_cast<int>(other < one);
}

int compare_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

int compare_content(const std::vector<Person>& a, const std::vector<Person>& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (const int names = compare_text(a[i].name, b[i].name); names != 0) return names;
  return 0;
}

int first_of(std::initializer_list<int> comparisons) {
  for (const int comparison : comparisons)
    if (comparison != 0) return comparison;
  return 0;
}

// Decides who gives `field`: `compare` says which voice is the greater, `take` moves b's value.
template <class Compare, class Take>
void choose(Work& a, Work& b, Field field, Compare compare, Take take) {
  Provenance* const theirs = giver(b, field);
  if (theirs == nullptr) return;
  Provenance* const ours = giver(a, field);
  if (ours != nullptr && compare(*ours, *theirs) >= 0) {
    theirs->fields &= ~bit(field);
    return;
  }
  if (ours != nullptr) ours->fields &= ~bit(field);
  take();
}

void choose_texts(Work& a, Work& b) {
  for (const TextField& entry : kTexts) {
    std::string& mine = a.record.*entry.text;
    std::string& theirs = b.record.*entry.text;
    const auto compare = [&](const Provenance& one, const Provenance& other) {
      const auto whole = [](const Provenance& voice) {
        return static_cast<int>((voice.flags & SHEAF_R_TRUNCATED) == 0);
      };
      return first_of({entry.field == Field::abstract ? whole(one) - whole(other) : 0,
                       compare_sources(one, other), compare_voices(entry.field, one, other),
                       compare_text(mine, theirs), compare_keys(one, other)});
    };
    choose(a, b, entry.field, compare, [&] { mine = std::move(theirs); });
  }
}

// The earlier, and of the same year or month the more exact, is the greater.
int compare_published(const Record& a, const Record& b) {
  using namespace std::chrono;
  const auto rank = [](const Record& r) {
    const year_month_day date(floor<days>(sys_time<milliseconds>(milliseconds(r.published_ms))));
    const bool month = r.published_precision < SHEAF_PRECISION_YEAR,
               day = r.published_precision < SHEAF_PRECISION_MONTH;
    return std::tuple(date.year(), !month, month ? date.month() : std::chrono::month(1), !day,
                      r.published_ms);
  };
  const auto one = rank(a), other = rank(b);
  return one < other ? 1 : -static_cast<int>(other < one);
}

void choose_dates(Work& a, Work& b) {
  for (const DateField& entry : kDates) {
    std::int64_t& mine = a.record.*entry.date;
    const std::int64_t theirs = b.record.*entry.date;
    const auto compare = [&](const Provenance& one, const Provenance& other) {
      const int greater = entry.field == Field::published ? compare_published(a.record, b.record)
                          : mine < theirs                 ? -1
                                                          : static_cast<int>(theirs < mine);
      return first_of({compare_sources(one, other), greater,
                       compare_voices(entry.field, one, other), compare_keys(one, other)});
    };
    choose(a, b, entry.field, compare, [&] {
      mine = theirs;
      if (entry.field == Field::published)
        a.record.published_precision = b.record.published_precision;
    });
  }
}

void choose_type(Work& a, Work& b) {
  const auto compare = [&](const Provenance& one, const Provenance& other) {
    return first_of({compare_sources(one, other), compare_voices(Field::type, one, other),
                     static_cast<int>(a.record.type) - static_cast<int>(b.record.type),
                     compare_keys(one, other)});
  };
  choose(a, b, Field::type, compare, [&] { a.record.type = b.record.type; });
}

// Gives people of `authors` what only `others` knows of a person of the same name.
void complete(std::vector<Person>& authors, const std::vector<Person>& others) {
  const auto knows = [](const Person& person) {
    return !person.orcid.empty() || !person.affiliation.empty();
  };
  if (std::none_of(others.begin(), others.end(), knows)) return;
  std::unordered_map<std::string, const Person*> by_name;  // null: two of that name
  for (const Person& person : others) {
    const auto [at, fresh] = by_name.try_emplace(sheaf::canonical::fold(person.name), &person);
    if (!fresh) at->second = nullptr;
  }
  std::unordered_map<std::string, Person*> receivers;
  for (Person& person : authors) {
    const auto [at, fresh] = receivers.try_emplace(sheaf::canonical::fold(person.name), &person);
    if (!fresh) at->second = nullptr;
  }
  for (const auto& [name, person] : receivers) {
    const auto at = by_name.find(name);
    if (person == nullptr || at == by_name.end() || at->second == nullptr) continue;
    if (person->orcid.empty()) person->orcid = at->second->orcid;
    if (person->affiliation.empty()) person->affiliation = at->second->affiliation;
  }
}

void choose_authors(Work& a, Work& b) {
  auto& mine = a.record.authors;
  auto& theirs = b.record.authors;
  const auto compare = [&](const Provenance& one, const Provenance& other) {
    return first_of({compare_sources(one, other), compare_voices(Field::authors, one, other),
                     compare_content(mine, theirs), compare_keys(one, other)});
  };
  choose(a, b, Field::authors, compare, [&] { std::swap(mine, theirs); });
  complete(mine, theirs);
}

// ---- one voice for each list and place
// -----------------------------------------------------------

bool same_place(const Provenance& a, const Provenance& b) {
  return a.source == b.source && a.enricher == b.enricher && (a.enricher || a.record == b.record);
}

// Puts the lists of a work of one voice where those of several voices are.
void spread(Work& work) {
  if (work.provenance.size() != 1) return;
  Provenance& voice = work.provenance.front();
  voice.categories = std::move(work.record.categories);
  std::sort(voice.categories.begin(), voice.categories.end());
  voice.links = std::move(work.record.links);
  voice.extras = std::move(work.record.extras);
}

template <class T>
bool less_list(const std::vector<T>& a, const std::vector<T>& b) {
  return a < b;
}
bool less_list(const std::vector<Link>& a, const std::vector<Link>& b) {
  return std::lexicographical_compare(
      a.begin(), a.end(), b.begin(), b.end(), [](const Link& one, const Link& other) {
        return std::tie(one.rel, one.url, one.label) < std::tie(other.rel, other.url, other.label);
      });
}

template <class List>
void choose_list(Work& a, Work& b, Field field, List Provenance::*list) {
  for (Provenance& theirs : b.provenance) {
    if ((theirs.fields & bit(field)) == 0) continue;
    for (Provenance& ours : a.provenance) {
      if ((ours.fields & bit(field)) == 0 || !same_place(ours, theirs)) continue;
      const int lists = less_list(ours.*list, theirs.*list)   ? -1
                        : less_list(theirs.*list, ours.*list) ? 1
                                                              : 0;
      const bool keep =
          first_of({compare_voices(field, ours, theirs), lists, compare_keys(ours, theirs)}) >= 0;
      Provenance& loser = keep ? theirs : ours;
      loser.fields &= ~bit(field);
      (loser.*list).clear();
      break;
    }
  }
}

// ---- voices, places, unions
// ----------------------------------------------------------------------

void join_voices(std::vector<Provenance>& voices, std::vector<Provenance>&& others) {
  for (Provenance& other : others) {
    const auto same = std::find_if(voices.begin(), voices.end(), [&](const Provenance& voice) {
      return voice_key(voice) == voice_key(other);
    });
    if (same == voices.end()) {
      voices.push_back(std::move(other));
      continue;
    }
    const auto take = [&](Field field, auto Provenance::*list) {
      if ((other.fields & bit(field)) != 0) (*same).*list = std::move(other.*list);
    };
    take(Field::categories, &Provenance::categories);
    take(Field::links, &Provenance::links);
    take(Field::extras, &Provenance::extras);
    same->fields |= other.fields;
  }
}

void join_places(std::vector<Place>& places, std::vector<Place>&& others) {
  for (Place& other : others) {
    const auto at = std::find_if(places.begin(), places.end(), [&](const Place& place) {
      return place.source == other.source && place.record == other.record;
    });
    if (at == places.end()) {
      places.push_back(std::move(other));
    } else if (at->version < other.version) {
      *at = std::move(other);
    } else if (at->version == other.version) {
      if (at->announce == SHEAF_ANNOUNCE_UNKNOWN ||
          (other.announce != SHEAF_ANNOUNCE_UNKNOWN && other.announce < at->announce))
        at->announce = other.announce;
      at->announced_ms = std::max(at->announced_ms, other.announced_ms);
      at->flags |= other.flags;
      if (compare_text(at->url, other.url) < 0) at->url = std::move(other.url);
    }
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.source, a.record) < std::tie(b.source, b.record);
  });
  if (places.size() > kMaxPlaces) places.resize(kMaxPlaces);
}

// Voices without a field go, and the lists of places that are not kept.
void drop_silent(Work& work) {
  for (Provenance& voice : work.provenance) {
    const auto here = [&](const Place& place) {
      return place.source == voice.source && place.record == voice.record;
    };
    if (voice.enricher || work.places.size() < kMaxPlaces ||
        std::any_of(work.places.begin(), work.places.end(), here))
      continue;
    voice.fields &= ~kLists;
    voice.categories.clear();
    voice.links.clear();
    voice.extras.clear();
  }
  std::erase_if(work.provenance, [](const Provenance& voice) { return voice.fields == 0; });
  std::sort(work.provenance.begin(), work.provenance.end(),
            [](const Provenance& a, const Provenance& b) { return voice_key(a) < voice_key(b); });
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void gather_lists(Work& work) {
  Record& record = work.record;
  record.categories.clear();
  record.links.clear();
  record.extras.clear();
  for (const Provenance& voice : work.provenance) {
    append(record.categories, voice.categories);
    append(record.links, voice.links);
    append(record.extras, voice.extras);
  }
  if (work.provenance.size() != 1) return;
  Provenance& voice = work.provenance.front();
  voice.categories.clear();
  voice.links.clear();
  voice.extras.clear();
}

}  // namespace

void canonicalise(Record& record) {
  std::erase_if(record.identifiers,
                [](const Identifier& id) { return id.scheme == SHEAF_SCHEME_RECORD; });
  sort_unique(record.identifiers, less_identifier);
  sort_unique(record.relations, less_relation);
  if (record.identifiers.size() > kMaxIdentifiers) record.identifiers.resize(kMaxIdentifiers);
  if (record.relations.size() > kMaxIdentifiers) record.relations.resize(kMaxIdentifiers);
  sort_categories(record.categories, record.primary_category);
  sort_links(record.links);
  sort_unique(record.extras);
}

void derive(Work& work) {
  Record& record = work.record;
  record.version = 0;
  record.announce = SHEAF_ANNOUNCE_UNKNOWN;
  record.flags = work.places.empty() ? 0u : std::uint32_t{SHEAF_R_PREPRINT};
  const Place* last = nullptr;
  for (const Place& place : work.places) {
    record.version = std::max(record.version, place.version);
    if ((place.flags & SHEAF_R_PREPRINT) == 0) record.flags &= ~std::uint32_t{SHEAF_R_PREPRINT};
    record.flags |= place.flags & SHEAF_R_WITHDRAWN;
    if (last == nullptr ||
        std::tie(last->announced_ms, last->version) < std::tie(place.announced_ms, place.version))
      last = &place;
  }
  if (last != nullptr) record.announce = last->announce;
  for (const Relation& relation : record.relations)
    if (relation.type == SHEAF_REL_RETRACTED_BY) record.flags |= SHEAF_R_WITHDRAWN;
  if (const Provenance* voice = giver(work, Field::abstract); voice != nullptr)
    record.flags |= voice->flags & SHEAF_R_TRUNCATED;
  work.text_hash = text_hash(record);
}

void join(Work& a, Work&& b) {
  spread(a);
  spread(b);
  choose_texts(a, b);
  choose_dates(a, b);
  choose_type(a, b);
  choose_authors(a, b);
  choose_list(a, b, Field::categories, &Provenance::categories);
  choose_list(a, b, Field::links, &Provenance::links);
  choose_list(a, b, Field::extras, &Provenance::extras);
  join_voices(a.provenance, std::move(b.provenance));
  join_places(a.places, std::move(b.places));
  drop_silent(a);
  gather_lists(a);
  append(a.record.identifiers, b.record.identifiers);
  append(a.record.relations, b.record.relations);
  canonicalise(a.record);
  derive(a);
}

}  // namespace host::identity
