// The `keywords` scorer: words, phrases and followed people, locally.
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>

#include "people.h"
#include "scoring.h"
#include "sheaf/text/identifiers.hpp"

namespace keywords {
namespace {

using sheaf::field;

// All that one request's profiles ask for. Kept between requests: the host scores in batches.
struct Profiles {
  std::string key;  // what they were read from
  Index index;
  People people;
  std::vector<double> units;
};

// Hands a number over, exactly.
template <class Put>
void describe(double x, Put&& put) {
  std::array<char, 17> digits;
  char* const end =
      std::to_chars(digits.data(), digits.data() + 16, std::bit_cast<uint64_t>(x), 16).ptr;
  *end = ' ';
  put(std::string_view(digits.data(), end + 1));
}

// Hands over, piece by piece, every part of a profile that a score depends on, in a form that no
// two such profiles share.
template <class Put>
void describe(const sheaf_profile& profile, Put&& put) {
  const auto count = [&put](size_t n) {
    std::array<char, 21> digits;
    char* const end = std::to_chars(digits.data(), digits.data() + 20, n).ptr;
    *end = ':';
    put(std::string_view(digits.data(), end + 1));
  };
  const auto add = [&](sheaf_str s) {
    count(s.len);
    put(sheaf::view(s));
  };
  add(profile.interests);
  count(profile.criterion_count);
  for (const auto& c : sheaf::range(profile.criteria, profile.criterion_count)) {
    add(c.id);
    add(c.text);
  }
  count(profile.term_count);
  for (const auto& t : sheaf::range(profile.terms, profile.term_count)) {
    add(t.text);
    describe(t.weight, put);
  }
  count(profile.person_count);
  for (const sheaf_person* p : sheaf::range(profile.people, profile.person_count)) {
    for (const sheaf_str s : {p->name, p->family, p->given, p->orcid, p->affiliation}) add(s);
    put((p->flags & SHEAF_PERSON_GROUP) ? "g" : "p");
  }
}

// Whether the profiles are those that `key` was made from.
bool are_described_by(std::span<const sheaf_profile* const> profiles, std::string_view key) {
  bool same = true;
  for (const sheaf_profile* p : profiles) {
    describe(*p, [&](std::string_view piece) {
      same = same && key.starts_with(piece);
      if (same) key.remove_prefix(piece.size());
    });
    if (!same) return false;
  }
  return key.empty();
}

Settings read_settings(const sheaf::Config& config) {
  Settings s;
  s.title_weight = config.get<double>("title_weight");
  s.abstract_weight = config.get<double>("abstract_weight");
  s.other_weight = config.get<double>("other_weight");
  s.k1 = config.get<double>("k1");
  s.b = config.get<double>("b");
  s.stem = config.get<std::string>("stem");
  s.interests_weight = config.get<double>("interests_weight");
  s.criteria_weight = config.get<double>("criteria_weight");
  return s;
}

// Whether the phrases found say that a work is about a criterion: all words of one of its clauses
// stand in the work (a clause of one word: in the title, or twice), or half of all its words do.
bool matches(const CriterionWords& criterion, const std::vector<FieldCounts>& counts) {
  const auto times = [&](size_t n) {
    size_t sum = 0;
    for (const uint32_t c : counts[n]) sum += c;
    return sum;
  };
  size_t words = 0, found = 0;
  for (const auto& clause : criterion.clauses) {
    const auto here = static_cast<size_t>(
        std::count_if(clause.begin(), clause.end(), [&](size_t n) { return times(n) > 0; }));
    const bool enough = clause.size() > 1 || counts[clause[0]][kTitle] > 0 || times(clause[0]) > 1;
    if (here == clause.size() && enough) return true;
    words += clause.size();
    found += here;
  }
  return words > 1 && 2 * found >= words;
}

class Keywords : public sheaf::Scorer {
 public:
  static constexpr const char* kId = "keywords";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Scores works by weighted terms and phrases, and finds followed people. No network, no cost.";
  static constexpr const char* kDescription =
      R"(Reads of a profile: `terms` (words and phrases with weights; a negative weight means *avoid*), `people`
(followed authors) and, with a smaller say, the words of `interests` and of the criteria's texts, so that a
profile without terms gets scores too. A criterion's `irrelevant` is not read.

**Terms** match whole words one after the other inside one sentence part of one field. Case, accents, hyphens,
Greek letters and word endings do not matter: `mixture of experts` finds *Mixture-of-Experts*, `pretraining`
finds *pre-training*, `NF-kappaB` finds *NF-κB*. Maths between dollar signs is not searched, except for a lone
name (`$k$-means`). Chinese, Japanese, Korean and Thai terms match anywhere in a text. Categories are terms too:
`cs.LG: 1`.

**The score** is BM25F without a corpus (Robertson, Zaragoza, Taylor 2004). In each field a phrase's count is
weighted and divided by `1 - b + b * length / usual length` (11 words for a title, 190 for an abstract, 30 for a
summary); the sum over fields, tf, counts as `tf / (k1 + tf)`, so that the tenth mention adds little. S is the
sum of these times the phrases' weights, and the value is `S / (S + w)`, where w is the largest weight among the
terms (1 if there are none): 0 if nothing wanted is found, 0.5 if the strongest term is all over the place, near 1
if many are. Values depend on the work, the profile and these settings, never on what else is scored.

**Criteria** are reported as matched if all words of one clause of their text are found (a clause of a single
word: in the title or twice), or half of all its words.

**People** are found by ORCID, else by name. A full name with a matching affiliation or with another followed
person on the same work is strong evidence, as are initials with both; a name alone is weak evidence and labelled
*could be someone else*. A person found is reported beside the score; it does not change the value.)";
  static constexpr size_t kMaxProfiles = 0;
  static constexpr uint32_t kFlags = SHEAF_S_SPARSE | SHEAF_S_LOCAL;

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(field("title_weight", SHEAF_T_FLOAT, "What a phrase in the title counts.")
                      .def("4")
                      .range(0, 100));
    out.push_back(
        field("abstract_weight", SHEAF_T_FLOAT, "What a phrase in the abstract or summary counts.")
            .def("1")
            .range(0, 100));
    out.push_back(
        field("other_weight", SHEAF_T_FLOAT,
              "What a phrase in the comment, the journal's name or the categories counts.")
            .def("0.5")
            .range(0, 100));
    out.push_back(field("stem", SHEAF_T_ENUM, "The language whose word endings do not matter.")
                      .def("en")
                      .option("none", "words match as they are written")
                      .option("en", "English")
                      .option("da", "Danish")
                      .option("de", "German")
                      .option("es", "Spanish")
                      .option("fi", "Finnish")
                      .option("fr", "French")
                      .option("hu", "Hungarian")
                      .option("it", "Italian")
                      .option("nl", "Dutch")
                      .option("no", "Norwegian")
                      .option("pt", "Portuguese")
                      .option("ro", "Romanian")
                      .option("ru", "Russian")
                      .option("sv", "Swedish"));
    out.push_back(
        field("interests_weight", SHEAF_T_FLOAT,
              "What all words of the interests together count, in units of the strongest term.")
            .def("0.5")
            .range(0, 100));
    out.push_back(
        field("criteria_weight", SHEAF_T_FLOAT,
              "What all words of one criterion together count, in units of the strongest term.")
            .def("1")
            .range(0, 100));
    out.push_back(
        field("k1", SHEAF_T_FLOAT,
              "How much further mentions add: 0 nothing, large values as much as the first.")
            .def("2")
            .range(0, 100)
            .advanced());
    out.push_back(
        field("b", SHEAF_T_FLOAT,
              "How much a long text counts less: 0 not at all, 1 in proportion to its length.")
            .def("0.5")
            .range(0, 1)
            .advanced());
    return out;
  }

  Keywords(sheaf::Host, const sheaf::Config& config)
      : Scorer({{"keywords", "Keywords", 1, {}}}),
        settings_(read_settings(config)),
        tokenizer_(settings_.stem),
        reader_(settings_, tokenizer_),
        finder_(settings_, tokenizer_) {}

  void score(const sheaf::Call& call, const sheaf_score_request& request,
             const sheaf::ScoreSink& sink) override {
    prepare(call, request);
    sums_.assign(request.profile_count, 0);
    seen_.assign(request.profile_count, 0);
    for (size_t i = 0; i < request.record_count; ++i) {
      if (i % kPoll == 0) {
        call.throw_if_cancelled();
        call.progress(i, request.record_count);
      }
      if (!score_work(i, *request.records[i], sink)) return;
    }
  }

  void explain(const sheaf::Call&, const sheaf_record& work, const sheaf_profile& profile,
               const sheaf::ScoreSink& sink) override;

  std::string fingerprint(const sheaf_profile& profile) override {
    std::string out = std::string("keywords ") + kVersion + ' ';
    for (const double x :
         {settings_.title_weight, settings_.abstract_weight, settings_.other_weight, settings_.k1,
          settings_.b, settings_.interests_weight, settings_.criteria_weight}) {
      describe(x, [&out](std::string_view piece) { out += piece; });
    }
    out += settings_.stem;
    out += ' ';
    describe(profile, [&out](std::string_view piece) { out += piece; });
    return out;
  }

 private:
  static constexpr size_t kPoll = 64;  // works or profiles between two looks at the call

  void prepare(const sheaf::Call& call, const sheaf_score_request& request);
  bool score_work(size_t place, const sheaf_record& work, const sheaf::ScoreSink& sink);

  const Settings settings_;
  Tokenizer tokenizer_;
  ProfileReader reader_;
  Finder finder_;
  std::optional<Profiles> profiles_;
  std::vector<double> sums_;  // by profile, for the work at hand
  std::vector<size_t> seen_;  // by profile: the last work, from 1, that touched it
  std::vector<size_t> touched_;
};

// Reads the profiles, unless they are those of the last request.
void Keywords::prepare(const sheaf::Call& call, const sheaf_score_request& request) {
  const auto profiles = sheaf::range(request.profiles, request.profile_count);
  if (profiles_ && are_described_by(profiles, profiles_->key)) return;
  profiles_.reset();
  Profiles fresh;
  for (size_t i = 0; i < profiles.size(); ++i) {
    if (i % kPoll == 0) call.throw_if_cancelled();
    describe(*profiles[i], [&fresh](std::string_view piece) { fresh.key += piece; });
    const WeightedPhrases read = reader_.read(*profiles[i]);
    for (const Phrase& p : read.phrases) {
      if (p.weight != 0) {
        fresh.index.add(p.tokens, static_cast<uint32_t>(i), static_cast<float>(p.weight));
      }
    }
    fresh.units.push_back(read.unit);
    for (const sheaf_person* p : sheaf::range(profiles[i]->people, profiles[i]->person_count)) {
      fresh.people.add(*p, i);
      if (p->orcid.len > 0 && sheaf::text::valid_orcid(sheaf::view(p->orcid)).empty()) {
        call.warn("profile " + std::string(sheaf::view(profiles[i]->id)) + ": \"" +
                  std::string(sheaf::view(p->orcid)) + "\" is not an ORCID; " +
                  std::string(sheaf::view(p->name)) + " is looked for by name only");
      }
    }
  }
  fresh.index.freeze();
  profiles_ = std::move(fresh);
}

// False: the host has enough.
bool Keywords::score_work(size_t place, const sheaf_record& work, const sheaf::ScoreSink& sink) {
  touched_.clear();
  for (const PhraseHit& hit : finder_.find(profiles_->index, work)) {
    for (const Posting& p : profiles_->index.postings(hit.phrase)) {
      if (seen_[p.profile] != place + 1) {
        seen_[p.profile] = place + 1;
        sums_[p.profile] = 0;
        touched_.push_back(p.profile);
      }
      sums_[p.profile] += static_cast<double>(p.weight) * hit.saturated;
    }
  }

  sheaf_axis_value axis{sheaf::str("keywords"), 0};
  auto out = sheaf::sized<sheaf_score>();
  out.record = place;
  out.axes = &axis;
  out.axis_count = 1;
  const auto put = [&](size_t profile, std::span<const sheaf_evidence> evidence) {
    const bool found = seen_[profile] == place + 1;
    out.profile = profile;
    out.value = axis.value = found ? value_of(sums_[profile], profiles_->units[profile]) : 0;
    out.evidence = evidence.data();
    out.evidence_count = evidence.size();
    return (out.value <= 0 && evidence.empty()) || sink.score(out);
  };

  if (!profiles_->people.empty()) {
    const std::vector<PersonFound> people = profiles_->people.find(work);
    std::vector<sheaf_evidence> evidence;
    for (auto first = people.begin(); first != people.end();) {
      const size_t profile = first->profile;
      evidence.clear();
      for (; first != people.end() && first->profile == profile; ++first) {
        evidence.push_back({SHEAF_EVIDENCE_PERSON, first->strength, sheaf::str(first->name),
                            sheaf::str(first->detail), 0});
      }
      if (!put(profile, evidence)) return false;
      seen_[profile] = 0;
    }
  }
  return std::all_of(touched_.begin(), touched_.end(),
                     [&](size_t p) { return seen_[p] == 0 || put(p, {}); });
}

void Keywords::explain(const sheaf::Call&, const sheaf_record& work, const sheaf_profile& profile,
                       const sheaf::ScoreSink& sink) {
  const WeightedPhrases read = reader_.read(profile);
  Index index;
  for (size_t i = 0; i < read.phrases.size(); ++i) {
    index.add(read.phrases[i].tokens, 0, static_cast<float>(read.phrases[i].weight));
  }
  index.freeze();
  std::vector<FieldCounts> counts;
  double sum = 0;
  sheaf::Score out;
  for (const PhraseHit& hit : finder_.find(index, work, &counts)) {
    const Phrase& phrase = read.phrases[hit.phrase];
    sheaf::Evidence e;
    e.kind = SHEAF_EVIDENCE_TERM;
    e.contribution = static_cast<double>(static_cast<float>(phrase.weight)) * hit.saturated;
    sum += e.contribution;
    if (e.contribution == 0) continue;
    e.subject = phrase.label;
    for (size_t f = 0; f < kFieldCount; ++f) {
      if (counts[hit.phrase][f] == 0) continue;
      if (!e.detail.empty()) e.detail += ", ";
      e.detail += kFieldNames[f];
    }
    if (!phrase.origin.empty()) e.detail += " (word of " + phrase.origin + ")";
    out.evidence.push_back(std::move(e));
  }
  std::stable_sort(out.evidence.begin(), out.evidence.end(), [](const auto& a, const auto& b) {
    return std::abs(a.contribution) > std::abs(b.contribution);
  });
  out.value = value_of(sum, read.unit);
  out.axes = {{"keywords", out.value}};
  for (const CriterionWords& c : read.criteria) {
    if (matches(c, counts)) out.matched.push_back(c.id);
  }

  People people;
  for (const sheaf_person* p : sheaf::range(profile.people, profile.person_count)) {
    people.add(*p, 0);
  }
  std::vector<sheaf::Evidence> found;
  for (PersonFound& p : people.find(work)) {
    found.push_back({SHEAF_EVIDENCE_PERSON, p.strength, std::move(p.name), std::move(p.detail), 0});
  }
  out.evidence.insert(out.evidence.begin(), std::make_move_iterator(found.begin()),
                      std::make_move_iterator(found.end()));
  sink.score(out);
}

}  // namespace
}  // namespace keywords

using keywords::Keywords;
SHEAF_PLUGIN(Keywords);
