#include "people.h"

#include <algorithm>
#include <array>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/identifiers.hpp"
#include "words/fold.h"

namespace keywords {

using namespace words;  // tokens, hashes and folding are half of what is said here
namespace {

// Of a match: 1 for initials or 2 for a full name, 1 for the affiliation, 1 for a co-author.
constexpr int kStrongPoints = 3;
constexpr int kSurePoints = 9;

constexpr std::string_view kSuffixes[] = {"jr", "sr", "ii", "iii", "iv"};

// How German and Scandinavian names are written where the letters are missing.
std::string_view expanded_letter(char32_t c) {
  switch (c) {
    case 0xe4:
    case 0xc4:
      return "ae";
    case 0xf6:
    case 0xd6:
    case 0xf8:
    case 0xd8:
      return "oe";
    case 0xfc:
    case 0xdc:
      return "ue";
    case 0xe5:
    case 0xc5:
      return "aa";
    default:
      return {};
  }
}

// The words of a text, at most kMaxWords.
std::vector<NameWord> words_of(std::string_view text) {
  constexpr size_t kMaxWords = 64;
  std::vector<NameWord> out;
  bool inside = false;
  for (const char *p = text.data(), *end = p + text.size(); p < end;) {
    const char32_t c = next_code_point(p, end);
    const Folded f = fold(c);
    if (f.kind == CharKind::kIgnore) continue;
    if (f.kind != CharKind::kWord && f.kind != CharKind::kAlone) {
      inside = false;
      continue;
    }
    if (!inside) {
      if (out.size() == kMaxWords) break;
      out.emplace_back();
      inside = true;
    }
    const std::string_view expanded = expanded_letter(c);
    out.back().plain += f.text();
    out.back().expanded += expanded.empty() ? f.text() : expanded;
  }
  return out;
}

void drop_suffix(std::vector<NameWord>& words) {
  const auto is_suffix = [](const NameWord& w) {
    return std::find(std::begin(kSuffixes), std::end(kSuffixes), w.plain) != std::end(kSuffixes);
  };
  while (words.size() > 1 && is_suffix(words.back())) words.pop_back();
}

void append(std::vector<NameWord>& to, std::vector<NameWord> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

NameWord run_together(const std::vector<NameWord>& words) {
  NameWord out;
  for (const NameWord& w : words) {
    out.plain += w.plain;
    out.expanded += w.expanded;
  }
  return out;
}

// Whether the words between first and last agree: those of the shorter name are, in order, among
// those of the longer one.
bool inner_words_agree(const std::vector<NameWord>& a, const std::vector<NameWord>& b) {
  const auto& shorter = a.size() < b.size() ? a : b;
  const auto& longer = a.size() < b.size() ? b : a;
  size_t j = 1;
  for (size_t i = 1; i + 1 < shorter.size(); ++i) {
    const auto agrees = [&](const NameWord& w) {
      return shorter[i] == w || shorter[i].is_initial_of(w) || w.is_initial_of(shorter[i]);
    };
    while (j + 1 < longer.size() && !agrees(longer[j])) ++j;
    if (j + 1 >= longer.size()) return false;
    ++j;
  }
  return true;
}

// The pieces of `s` between `separator`, trimmed, without empty ones.
std::vector<std::string_view> split(std::string_view s, char separator) {
  std::vector<std::string_view> out;
  while (!s.empty()) {
    const size_t at = s.find(separator);
    if (const auto piece = sheaf::text::trimmed(s.substr(0, at)); !piece.empty())
      out.push_back(piece);
    s = at == std::string_view::npos ? std::string_view{} : s.substr(at + 1);
  }
  return out;
}

}  // namespace

bool NameWord::operator==(const NameWord& other) const {
  return plain == other.plain || expanded == other.plain || plain == other.expanded ||
         expanded == other.expanded;
}

bool NameWord::is_initial_of(const NameWord& other) const {
  const char* p = plain.data();
  const char* const end = p + plain.size();
  constexpr char32_t kFirstIdeograph = 0x2e80;  // a whole word in one character
  return p < end && next_code_point(p, end) < kFirstIdeograph && p == end &&
         other.plain.starts_with(plain);
}

std::vector<NameWord> name_words(const sheaf_person& person) {
  const std::string_view family = sheaf::view(person.family);
  const std::string_view given = sheaf::view(person.given);
  const std::string_view name = sheaf::view(person.name);
  std::vector<NameWord> out;
  if (!family.empty() && !given.empty()) {
    out = words_of(given);
    append(out, words_of(family));
  } else if (const auto parts = split(name, ','); parts.size() > 1) {
    std::vector<NameWord> last = words_of(parts[1]);
    drop_suffix(last);
    const bool only_suffix =
        last.size() == 1 &&
        std::find(std::begin(kSuffixes), std::end(kSuffixes), last[0].plain) != std::end(kSuffixes);
    if (!only_suffix) out = std::move(last);
    append(out, words_of(parts[0]));
  } else {
    out = words_of(name);
  }
  drop_suffix(out);
  if (out.size() > 1 && out.front().plain == "the") out.erase(out.begin());
  return out;
}

NameMatch match_names(const std::vector<NameWord>& a, const std::vector<NameWord>& b) {
  if (a.empty() || b.empty()) return NameMatch::kNone;
  if (a.size() > 1 && b.size() > 1 && a.back() == b.back() && inner_words_agree(a, b)) {
    const NameWord &first = a.front(), &other = b.front();
    if (first.is_initial_of(other) || other.is_initial_of(first)) return NameMatch::kInitials;
    if (first == other) return NameMatch::kFull;
  }
  // Xiao-Ming Li and Xiaoming Li, with and without a blank
  return run_together(a) == run_together(b) ? NameMatch::kFull : NameMatch::kNone;
}

bool same_affiliation(std::string_view followed, std::string_view printed) {
  const std::vector<NameWord> where = words_of(printed);
  const auto stands_there = [&](std::string_view part) {
    const std::vector<NameWord> what = words_of(part);
    return !what.empty() &&
           std::search(where.begin(), where.end(), what.begin(), what.end()) != where.end();
  };
  for (const std::string_view alternative : split(followed, ';')) {
    const auto parts = split(alternative, ',');
    if (!parts.empty() && std::all_of(parts.begin(), parts.end(), stands_there)) return true;
  }
  return false;
}

// A followed person and the author it is found in.
struct People::Match {
  size_t author = 0;
  std::string_view printed;  // the author's name
  bool orcid = false;
  bool group = false;
  bool affiliation = false;
  NameMatch name = NameMatch::kNone;

  int points() const {
    return orcid || group ? kSurePoints : static_cast<int>(name) + (affiliation ? 1 : 0);
  }
};

void People::add(const sheaf_person& person, size_t profile) {
  std::string key;
  for (const sheaf_str s :
       {person.name, person.family, person.given, person.orcid, person.affiliation}) {
    key += std::to_string(s.len) + ':';
    key += sheaf::view(s);
  }
  key += (person.flags & SHEAF_PERSON_GROUP) ? 'g' : 'p';
  const auto [at, added] = numbers_.emplace(key, people_.size());
  if (added) {
    Person p;
    p.name = sheaf::view(person.name);
    p.orcid = sheaf::text::valid_orcid(sheaf::view(person.orcid));
    p.affiliation = sheaf::view(person.affiliation);
    p.words = name_words(person);
    p.group = (person.flags & SHEAF_PERSON_GROUP) != 0;
    if (!p.orcid.empty()) by_orcid_[p.orcid].push_back(people_.size());
    if (!p.words.empty()) {
      const NameWord& last = p.words.back();
      by_last_word_[last.plain].push_back(people_.size());
      if (last.expanded != last.plain) by_last_word_[last.expanded].push_back(people_.size());
      if (p.words.size() == 1) {
        has_single_word_ = true;
      } else {
        by_last_word_[run_together(p.words).plain].push_back(people_.size());
      }
    }
    people_.push_back(std::move(p));
  }
  auto& followers = people_[at->second].followers;
  const bool same = !followers.empty() && followers.back().first == profile;
  followers.emplace_back(profile, same ? followers.back().second + 1 : 0);
}

void People::match(const sheaf_person& author, size_t place, std::map<size_t, Match>& out) const {
  const std::string orcid = sheaf::text::valid_orcid(sheaf::view(author.orcid));
  const auto keep = [&](size_t number, const Match& m) {
    const auto [at, added] = out.emplace(number, m);
    if (!added && m.points() > at->second.points()) at->second = m;
  };
  Match found;
  found.author = place;
  found.printed = sheaf::view(author.name);
  if (!orcid.empty()) {
    if (const auto at = by_orcid_.find(orcid); at != by_orcid_.end()) {
      found.orcid = true;
      for (const size_t number : at->second) keep(number, found);
      found.orcid = false;
    }
  }
  const std::vector<NameWord> words = name_words(author);
  if (words.empty()) return;
  const auto look_up = [&](const std::string& last) {
    const auto at = by_last_word_.find(last);
    if (at == by_last_word_.end()) return;
    for (const size_t number : at->second) {
      const Person& p = people_[number];
      if (!orcid.empty() && !p.orcid.empty()) continue;  // told apart, or found, above
      found.name = match_names(p.words, words);
      if (found.name == NameMatch::kNone) continue;
      found.group =
          found.name == NameMatch::kFull && (p.group || (author.flags & SHEAF_PERSON_GROUP) != 0);
      found.affiliation = same_affiliation(p.affiliation, sheaf::view(author.affiliation));
      keep(number, found);
    }
  };
  look_up(words.back().plain);
  if (words.back().expanded != words.back().plain) look_up(words.back().expanded);
  if (has_single_word_ && words.size() > 1) look_up(run_together(words).plain);
}

PersonFound People::describe(const Person& person, const Match& m, const Person* co_author,
                             size_t profile) {
  PersonFound out;
  out.profile = profile;
  out.name = person.name;
  const bool sure = m.orcid || m.group;
  if (m.orcid) {
    out.detail = "ORCID " + person.orcid;
  } else if (m.group) {
    out.detail = "name of the collaboration";
  } else {
    out.detail = m.name == NameMatch::kFull ? "name" : "initials";
    if (m.affiliation) out.detail += " and affiliation (" + person.affiliation + ")";
    if (co_author) out.detail += " and followed co-author " + co_author->name;
    if (!m.affiliation && !co_author) out.detail += " only";
  }
  if (sure || m.points() + (co_author ? 1 : 0) >= kStrongPoints) {
    out.strength = SHEAF_STRENGTH_STRONG;
  } else {
    out.detail += ", could be someone else";
  }
  if (m.printed != person.name) {
    out.detail += "; printed as ";
    out.detail += m.printed;
  }
  return out;
}

std::vector<PersonFound> People::find(const sheaf_record& work) const {
  std::map<size_t, Match> matches;
  size_t place = 0;
  for (const sheaf_person* author : sheaf::range(work.authors, work.author_count)) {
    match(*author, place++, matches);
  }
  struct Followed {
    size_t profile, order, person;
    auto operator<=>(const Followed&) const =
        default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 misreads it
  };
  std::vector<Followed> followed;
  for (const auto& [number, m] : matches) {
    for (const auto& [profile, order] : people_[number].followers) {
      followed.push_back({profile, order, number});
    }
  }
  std::sort(followed.begin(), followed.end());

  std::vector<PersonFound> out;
  for (auto first = followed.begin(); first != followed.end();) {
    const auto last = std::find_if(first, followed.end(),
                                   [&](const Followed& f) { return f.profile != first->profile; });
    for (auto f = first; f != last; ++f) {
      const Match& m = matches.at(f->person);
      const Person& person = people_[f->person];
      const Person* co_author = nullptr;
      for (auto other = first; other != last && !co_author; ++other) {
        const Match& o = matches.at(other->person);
        if (o.author != m.author && (o.orcid || o.name == NameMatch::kFull) &&
            match_names(people_[other->person].words, person.words) == NameMatch::kNone) {
          co_author = &people_[other->person];
        }
      }
      out.push_back(describe(person, m, co_author, f->profile));
    }
    first = last;
  }
  return out;
}

}  // namespace keywords
