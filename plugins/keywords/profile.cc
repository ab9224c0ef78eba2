#include "profile.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "words/hash.h"

namespace keywords {
namespace {

constexpr double kMaxWeight = 1e6;

// Function words, and words that any abstract may have.
constexpr std::string_view kStopWords =
    "a about above across after again against all almost along already also although always am "
    "among an and "
    "another any are as at be became because become been before being below between beyond both "
    "but by can "
    "could did do does doing done down due during each either else especially etc even ever every "
    "few for "
    "from further had has have having he her here him his how however i if in including instead "
    "into is it "
    "its itself just less like many may me mere merely might more most much must my near neither "
    "nor now of "
    "off often on once one only onto or other others our out over own per quite rather same "
    "several she "
    "should since so some still such than that the their them themselves then there these they "
    "this those "
    "though through throughout thus to together too toward towards under until up upon us use used "
    "uses "
    "using usage via very was we were what when where whether which while who whom whose why will "
    "with within "
    "would yet you your "
    "approach approaches based better case cases different existing general good important insight "
    "insights "
    "interested interesting kind kinds method methods new novel paper papers particular problem "
    "problems "
    "relevant research result results routine specific standard studies study technique techniques "
    "topic "
    "topics various way ways well work works";
constexpr std::string_view kNegations = "not no without except excluding unless never";

}  // namespace

ProfileReader::ProfileReader(const Settings& settings, Tokenizer& tokenizer)
    : settings_(settings), tokenizer_(tokenizer) {
  std::vector<Token> tokens;
  const auto hashes = [&](std::string_view words, std::vector<uint64_t>& out) {
    tokenizer_.tokenize(words, tokens);
    for (const Token& t : tokens) out.push_back(t.hash);
    std::sort(out.begin(), out.end());
  };
  hashes(kStopWords, stop_);
  hashes(kNegations, negation_);
}

bool ProfileReader::is_stop(const Token& t) const {
  return std::binary_search(stop_.begin(), stop_.end(), t.hash);
}

bool ProfileReader::is_negation(const Token& t) const {
  return std::binary_search(negation_.begin(), negation_.end(), t.hash);
}

class ProfileReader::Build {
 public:
  explicit Build(ProfileReader& reader) : reader_(reader) {}

  void term(const sheaf_term& term) {
    if (!std::isfinite(term.weight) || term.weight == 0) return;
    const std::string_view text = sheaf::view(term.text);
    reader_.tokenizer_.tokenize(text, tokens_);
    if (tokens_.empty()) return;
    if (tokens_.size() > kMaxTokens) tokens_.resize(kMaxTokens);
    const double weight = std::clamp(term.weight, -kMaxWeight, kMaxWeight);
    Phrase& phrase = out_.phrases[number(tokens_, text, "")];
    if (std::abs(weight) > std::abs(phrase.weight)) phrase.weight = weight;
  }

  void end_of_terms() {
    term_count_ = out_.phrases.size();
    double strongest = 0;
    for (const Phrase& p : out_.phrases) strongest = std::max(strongest, p.weight);
    if (strongest > 0) out_.unit = strongest;
  }

  // The clauses of `text`; its words together weigh `weight` units.
  std::vector<std::vector<size_t>> text(std::string_view text, const std::string& origin,
                                        double weight) {
    std::vector<std::vector<size_t>> clauses;
    std::vector<size_t> all;
    reader_.tokenizer_.tokenize(text, tokens_);
    for (size_t first = 0; first < tokens_.size();) {
      size_t last = first + 1;
      while (last < tokens_.size() && tokens_[last].join != Join::kBreak) ++last;
      std::vector<size_t> words = clause(text, first, last, origin, all);
      if (!words.empty()) clauses.push_back(std::move(words));
      first = last;
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (const size_t n : all) {
      if (n >= term_count_) {
        out_.phrases[n].weight += weight * out_.unit / static_cast<double>(all.size());
      }
    }
    return clauses;
  }

  WeightedPhrases out_;

 private:
  // Adds the words and pairs of tokens_[first, last) to `all`, and returns the words.
  std::vector<size_t> clause(std::string_view text, size_t first, size_t last,
                             const std::string& origin, std::vector<size_t>& all) {
    std::vector<size_t> words;
    const auto phrase = [&](size_t from, size_t to) {
      const std::string_view label =
          text.substr(tokens_[from].begin, tokens_[to].end - tokens_[from].begin);
      all.push_back(number({tokens_.data() + from, to - from + 1}, label, origin));
      return all.back();
    };
    size_t before = last;  // the last word that counts; none yet
    for (size_t i = first; i < last; ++i) {
      const Token& t = tokens_[i];
      if (reader_.is_negation(t)) break;
      if (t.alone) {
        if (i > first && tokens_[i - 1].alone) words.push_back(phrase(i - 1, i));
        continue;
      }
      if (!t.is_long || reader_.is_stop(t)) continue;
      words.push_back(phrase(i, i));
      if (before != last && i - before <= kMaxGap) phrase(before, i);
      before = i;
    }
    return words;
  }

  // The number of the phrase with these tokens, new or old.
  size_t number(std::span<const Token> tokens, std::string_view label, const std::string& origin) {
    uint64_t hash = 0;
    for (const Token& t : tokens) hash = hash_concat(hash, t.hash, t.length);
    const auto [at, added] = numbers_.emplace(hash, out_.phrases.size());
    if (added) {
      out_.phrases.push_back({{tokens.begin(), tokens.end()}, std::string(label), origin, 0});
    } else if (Phrase& p = out_.phrases[at->second];
               at->second >= term_count_ && !p.origin.ends_with(origin)) {
      p.origin += ", " + origin;
    }
    return at->second;
  }

  static constexpr size_t kMaxGap =
      2;  // from one word of a pair to the other: "mixture of experts"

  ProfileReader& reader_;
  std::vector<Token> tokens_;
  std::unordered_map<uint64_t, size_t> numbers_;
  size_t term_count_ = SIZE_MAX;
};

WeightedPhrases ProfileReader::read(const sheaf_profile& profile) {
  Build build(*this);
  for (const sheaf_term& t : sheaf::range(profile.terms, profile.term_count)) build.term(t);
  build.end_of_terms();
  const std::string_view interests = sheaf::view(profile.interests);
  build.text(interests, "interests", settings_.interests_weight);
  for (const auto& c : sheaf::range(profile.criteria, profile.criterion_count)) {
    const std::string id(sheaf::view(c.id));
    build.out_.criteria.push_back(
        {id, build.text(sheaf::view(c.text), "criterion " + id, settings_.criteria_weight)});
  }
  return std::move(build.out_);
}

}  // namespace keywords
