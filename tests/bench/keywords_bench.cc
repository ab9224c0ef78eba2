// How many works a second the keywords scorer scores against 1, 1,000 and 10,000 profiles of ten
// terms, through the shared object, on one thread. The corpus is generated from a fixed seed: 11
// words of title and 190 of abstract from a vocabulary of 30,000 by Zipf's law, six authors; every
// second profile follows somebody.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "sheaf/testing.hpp"

namespace {

using sheaf::testing::Profile;

constexpr size_t kWorks = 2048;
constexpr size_t kChunk = 512;  // works in one request, as the host does it
constexpr int kRounds = 5;      // of which the median counts

class Generator {
 public:
  Generator() {
    std::uniform_int_distribution<size_t> syllables(2, 5);
    double total = 0;
    for (size_t rank = 0; rank < kVocabulary; ++rank) {
      std::string word;
      for (size_t n = rank < 100 ? 1 : syllables(random_); n > 0; --n) word += syllable();
      words_.push_back(word);
      total += 1 / static_cast<double>(rank + 1);
      cumulative_.push_back(total);
    }
    for (size_t i = 0; i < 2000; ++i) pairs_.push_back(rare_word() + " " + rare_word());
    for (size_t i = 0; i < 3000; ++i) names_.push_back(capital() + " " + capital());
  }

  sheaf::Record work(size_t number) {
    sheaf::Record r;
    r.id = "bench:" + std::to_string(number);
    r.title.value = text(11);
    r.abstract.value = text(93) + ". " + pick(pairs_) + " " + text(93) + " " + pick(pairs_) + ".";
    for (int i = 0; i < 6; ++i) r.authors.emplace_back().name = pick(names_);
    r.categories = {"cs.LG", "stat.ML"};
    return r;
  }

  Profile profile(size_t number) {
    Profile p;
    p.id = "p" + std::to_string(number);
    for (int i = 0; i < 6; ++i) p.terms.emplace_back(rare_word(), 1 + i % 3);
    for (int i = 0; i < 3; ++i) p.terms.emplace_back(pick(pairs_), 3);
    p.terms.emplace_back(rare_word(), -1);
    if (number % 2 == 0) p.people.emplace_back().name = pick(names_);
    return p;
  }

 private:
  static constexpr size_t kVocabulary = 30'000;

  std::string syllable() {
    static const char consonants[] = "bcdfghklmnprstvw", vowels[] = "aeiou";
    std::string out{consonants[random_() % 16], vowels[random_() % 5]};
    if (random_() % 2 == 0) out += consonants[random_() % 16];
    return out;
  }
  std::string capital() {
    std::string out = syllable() + syllable();
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
  }
  const std::string& pick(const std::vector<std::string>& from) {
    return from[random_() % from.size()];
  }
  // One of rank 1,000 and more, by the logarithm of the rank: what a reader would name.
  const std::string& rare_word() {
    std::uniform_real_distribution<double> log_rank(std::log(1000.0),
                                                    std::log(double{kVocabulary}));
    return words_[static_cast<size_t>(std::exp(log_rank(random_))) % kVocabulary];
  }
  std::string text(size_t count) {
    std::uniform_real_distribution<double> uniform(0, cumulative_.back());
    std::string out;
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) out += i % 13 == 0 ? ", " : random_() % 30 == 0 ? "-" : " ";
      const auto at = std::upper_bound(cumulative_.begin(), cumulative_.end(), uniform(random_));
      out += words_[std::min(static_cast<size_t>(at - cumulative_.begin()), kVocabulary - 1)];
    }
    return out;
  }

  std::mt19937 random_{20260924};
  std::vector<std::string> words_, pairs_, names_;
  std::vector<double> cumulative_;
};

// Processor time, so that a busy machine does not matter.
double seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct CountingSink : sheaf_score_sink {
  mutable size_t count = 0;
  CountingSink() : sheaf_score_sink(sheaf::sized<sheaf_score_sink>()) {
    score = [](const sheaf_score_sink* s, const sheaf_score*) noexcept -> sheaf_status {
      ++static_cast<const CountingSink*>(s)->count;
      return SHEAF_OK;
    };
  }
};

struct Figures {
  double records_per_s = 0, prepare_ms = 0, scores_per_record = 0;
};

Figures measure(const sheaf_component* component, const sheaf::testing::Works& works,
                const sheaf::testing::Profiles& profiles) {
  sheaf::testing::FakeHost host;
  sheaf::testing::FakeCall call;
  const auto config = sheaf::testing::FakeConfig::json(component);
  const sheaf::testing::Instance instance(component, host, config, call);
  const auto* scorer = instance.interface<sheaf_scorer>(SHEAF_SCORER);
  const CountingSink sink;
  auto request = sheaf::sized<sheaf_score_request>();
  request.profiles = profiles.data();
  request.profile_count = profiles.size();

  Figures out;
  double start = seconds();
  scorer->score(instance.raw(), &call, &request, &sink);  // no works: reads the profiles
  out.prepare_ms = (seconds() - start) * 1000;

  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    sink.count = 0;
    start = seconds();
    for (size_t first = 0; first < works.size(); first += kChunk) {
      request.records = works.data() + first;
      request.record_count = std::min(kChunk, works.size() - first);
      if (scorer->score(instance.raw(), &call, &request, &sink) != SHEAF_OK) {
        throw std::runtime_error(call.message());
      }
    }
    rounds.push_back(static_cast<double>(works.size()) / (seconds() - start));
  }
  std::nth_element(rounds.begin(), rounds.begin() + kRounds / 2, rounds.end());
  out.records_per_s = rounds[kRounds / 2];
  out.scores_per_record = static_cast<double>(sink.count) / static_cast<double>(works.size());
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const sheaf::testing::Library library(argc > 1 ? argv[1]
                                                 : SHEAF_BUILD_DIR "/plugins/keywords.so");
  const auto* component = library.component(SHEAF_SCORER, "keywords");
  Generator generator;
  std::vector<sheaf::Record> records;
  for (size_t i = 0; i < kWorks; ++i) records.push_back(generator.work(i));
  const sheaf::testing::Works works(records);
  std::vector<Profile> profiles;
  for (size_t i = 0; i < 10'000; ++i) profiles.push_back(generator.profile(i));

  const struct {
    size_t profiles;
    const char* name;
  } sizes[] = {{1, "profiles_1"}, {1000, "profiles_1k"}, {10'000, "profiles_10k"}};
  for (const auto& size : sizes) {
    const sheaf::testing::Profiles some(
        {profiles.begin(), profiles.begin() + static_cast<ptrdiff_t>(size.profiles)});
    const Figures f = measure(component, works, some);
    std::printf("%s_records_per_s %.0f records/s\n", size.name, f.records_per_s);
    std::printf("%s_scores_per_record %.1f scores\n", size.name, f.scores_per_record);
    std::printf("%s_prepare_ms %.1f ms\n", size.name, f.prepare_ms);
  }
}
