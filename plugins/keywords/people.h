// Followed people among the authors of a work: who it may be, and by what evidence.
//
// A person is found by ORCID (two different ORCIDs are two people, whatever their names), else by
// name: the last words of both names are equal, the first ones equal or one the initial of the
// other, and what is between them does not contradict. Case, accents, hyphens, `Jr.` and `Family,
// Given` do not matter; `ü` is `u` and `ue`. A name is evidence, never proof:
//
//   strong   ORCID; a full name with the affiliation or a followed co-author; initials with both;
//   the name of
//            a collaboration
//   weak     any other match of names, labelled "could be someone else"
//
// The affiliation counts if what the profile says (each of its parts between commas; alternatives
// between semicolons) stands word for word in the author's. A co-author counts if another followed
// person of the profile, of another name, is found on the same work by ORCID or full name.
#ifndef SHEAF_KEYWORDS_PEOPLE_H
#define SHEAF_KEYWORDS_PEOPLE_H

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sheaf/plugin.hpp"

namespace keywords {

struct NameWord {
  std::string plain;     // muller
  std::string expanded;  // mueller; equal to `plain` if there is no such letter
  bool operator==(const NameWord& other) const;
  bool is_initial_of(const NameWord& other) const;
};

// The words of a name in reading order, folded, without `Jr.` and the like. `family` and `given`
// win over `name` if both are there.
std::vector<NameWord> name_words(const sheaf_person& person);

enum class NameMatch : uint8_t { kNone, kInitials, kFull };
NameMatch match_names(const std::vector<NameWord>& a, const std::vector<NameWord>& b);

bool same_affiliation(std::string_view followed, std::string_view printed);

// A followed person found on a work.
struct PersonFound {
  size_t profile = 0;
  std::string name;  // as the profile writes it
  sheaf_strength strength = SHEAF_STRENGTH_WEAK;
  std::string detail;
};

// The followed people of all profiles. add(), then find() (const, thread-safe).
class People {
 public:
  void add(const sheaf_person& person, size_t profile);
  bool empty() const noexcept { return people_.empty(); }

  // By profile, then in the order of the profile's people; each person once, by its best evidence.
  std::vector<PersonFound> find(const sheaf_record& work) const;

 private:
  struct Person {
    std::string name, orcid, affiliation;
    std::vector<NameWord> words;
    bool group = false;
    std::vector<std::pair<size_t, size_t>> followers;  // profile, place among its people
  };
  struct Match;
  void match(const sheaf_person& author, size_t place, std::map<size_t, Match>& out) const;
  static PersonFound describe(const Person& person, const Match& m, const Person* co_author,
                              size_t profile);

  std::vector<Person> people_;
  std::unordered_map<std::string, size_t> numbers_;  // everything said of a person -> people_
  std::unordered_map<std::string, std::vector<size_t>> by_orcid_;
  std::unordered_map<std::string, std::vector<size_t>>
      by_last_word_;  // by the whole name run together too
  bool has_single_word_ = false;
};

}  // namespace keywords

#endif
