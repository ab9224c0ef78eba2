#include "terms.h"

#include <algorithm>
#include <cmath>

#include "sentences.h"
#include "sheaf/text/ascii.hpp"
#include "words.h"
#include "words/fold.h"

namespace briefing {
namespace {

using words::Join;
using words::Token;

constexpr std::size_t kText = 20'000;  // bytes of an abstract that are looked at
constexpr std::size_t kSpelling = 60;  // bytes
constexpr std::size_t kOthers =
    20;  // works without any of the terms, so that few works do not all look unlike
constexpr double kTitle = 2, kPair = 1.5, kPairAsTitle = 2;  // weights

std::string folded(std::string_view word) {
  std::string out;
  for (const char *p = word.data(), *end = p + word.size(); p < end;) {
    out += words::fold(words::next_code_point(p, end)).text();
  }
  return out;
}

// "Sleep Spindles" -> "sleep spindles"; "REM sleep" and "mRNA" stay.
std::string spelling(std::string_view text) {
  std::string out;
  bool begins = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\n') c = ' ';
    const bool upper = c >= 'A' && c <= 'Z';
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (upper && begins && next >= 'a' && next <= 'z') {
      std::size_t end = i + 1;
      while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
      if (end == text.size() || text[end] == ' ' || text[end] == '-') c = static_cast<char>(c + 32);
    }
    begins = c == ' ' || c == '-';
    out += c;
  }
  return out;
}

bool finds(std::string_view sentence, std::string_view primary) {
  if (sentence.find('%') != std::string_view::npos) return true;
  const std::string_view beginnings = finding_words(primary);
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t end = std::min(sentence.find_first_of(" -", at), sentence.size());
    const std::string word = folded(sentence.substr(at, end - at));
    for (std::size_t b = 1; b < beginnings.size();) {
      const std::size_t stop = beginnings.find(' ', b);
      if (word.starts_with(beginnings.substr(b, stop - b))) return true;
      b = stop + 1;
    }
    at = end + 1;
  }
  return false;
}

}  // namespace

struct Terms::Language {
  explicit Language(const std::string& primary) : id(primary), tokenizer(stemmer(primary)) {
    std::vector<Token> tokens;
    tokenizer.tokenize(stop_words(primary), tokens);
    for (const Token& t : tokens) stop.insert(t.hash);
  }
  // Snowball's, or none.
  static std::string stemmer(const std::string& primary) {
    static constexpr std::string_view kStemmed[] = {
        "ar", "ca", "da", "de", "el", "en", "es", "eu", "fi", "fr", "ga", "hi", "hu", "hy",
        "id", "it", "lt", "ne", "nl", "no", "pt", "ro", "ru", "sr", "sv", "ta", "tr", "yi"};
    const bool known =
        std::find(std::begin(kStemmed), std::end(kStemmed), primary) != std::end(kStemmed);
    return known ? primary : "none";
  }
  std::string id;
  words::Tokenizer tokenizer;
  std::set<std::uint64_t> stop;
};

double cosine(const TermVector& a, const TermVector& b) {
  double sum = 0;
  for (auto i = a.begin(), k = b.begin(); i != a.end() && k != b.end();) {
    if (i->first == k->first) {
      sum += i->second * k->second;
      ++i, ++k;
    } else {
      i->first < k->first ? ++i : ++k;
    }
  }
  return sum;
}

Terms::Language& Terms::language(std::string_view tag) {
  std::string primary = primary_language(tag);
  if (primary.empty()) primary = "en";
  auto& slot = languages_[primary];
  if (!slot) slot = std::make_shared<Language>(primary);
  return *slot;
}

std::vector<Terms::Found> Terms::find(std::string_view text, Language& in) {
  std::vector<Token> tokens;
  in.tokenizer.tokenize(text, tokens);
  std::vector<Found> out;
  const Token* last = nullptr;  // the token before, if it may begin a pair
  for (const Token& t : tokens) {
    const std::string_view word = text.substr(t.begin, t.end - t.begin);
    const bool digits = std::all_of(word.begin(), word.end(), sheaf::text::is_digit);
    const bool acronym = word.size() == 2 && std::all_of(word.begin(), word.end(), [](char c) {
                           return c >= 'A' && c <= 'Z';
                         });
    const bool topic = t.alone || ((t.is_long || acronym) && !digits && in.stop.count(t.hash) == 0);
    if (!topic) {
      last = nullptr;
      continue;
    }
    if (!t.alone) out.push_back({t.hash, t.begin, t.end, {t.hash, t.hash}});
    const bool pairs = last != nullptr && last->alone == t.alone && t.join != Join::kBreak &&
                       t.end - last->begin <= kSpelling;
    if (pairs) {
      const std::uint64_t key = (last->hash * 0x9e3779b97f4a7c15) ^ (t.hash + 1);
      out.push_back({key, last->begin, t.end, {last->hash, t.hash}});
    }
    last = &t;
  }
  return out;
}

TermVector Terms::weigh(const std::map<std::uint64_t, double>& counts) const {
  TermVector out;
  double square = 0;
  for (const auto& [key, count] : counts) {
    const Info& info = info_.at(key);
    const bool pair = info.parts[0] != info.parts[1];
    if (pair && info.works < 2) continue;  // it would only make all works unlike
    const double rare = std::log(1 + static_cast<double>(works_.size() + kOthers) /
                                         static_cast<double>(info.works));
    const double weight = (1 + std::log(count)) * rare * (pair ? kPair : 1);
    out.emplace_back(key, weight);
    square += weight * weight;
  }
  for (auto& [key, weight] : out) weight /= std::sqrt(square);
  return out;
}

Terms::Terms(std::span<const Work> works) : works_(works.size()) {
  using Counts = std::map<std::uint64_t, double>;
  std::vector<Counts> totals(works.size());
  std::vector<std::vector<Counts>> by_sentence(works.size());
  for (std::size_t w = 0; w < works.size(); ++w) {
    Language& in = language(works[w].language);
    const auto count = [&](std::string_view text, double weight, Counts& into) {
      for (const Found& f : find(text, in)) {
        into[f.key] += weight;
        Info& info = info_[f.key];
        std::copy(std::begin(f.parts), std::end(f.parts), info.parts);
        ++info.spellings[spelling(text.substr(f.begin, f.end - f.begin))];
      }
    };
    count(works[w].title, kTitle, totals[w]);
    for (const std::string_view s : sentences_of(works[w].text.substr(0, kText))) {
      Counts& here = by_sentence[w].emplace_back();
      count(s, 1, here);
      for (const auto& [key, n] : here) totals[w][key] += n;
      works_[w].sentences.push_back({s, {}, finds(s, in.id)});
    }
    for (const auto& [key, n] : totals[w]) ++info_[key].works;
  }
  for (std::size_t w = 0; w < works.size(); ++w) {
    works_[w].terms = weigh(totals[w]);
    for (std::size_t s = 0; s < by_sentence[w].size(); ++s) {
      works_[w].sentences[s].terms = weigh(by_sentence[w][s]);
    }
  }
}

std::vector<std::string> Terms::shared(std::span<const std::size_t> members,
                                       std::size_t most) const {
  std::map<std::uint64_t, std::pair<std::size_t, double>> sums;  // works, weight
  for (const std::size_t m : members) {
    for (const auto& [key, weight] : works_[m].terms) {
      auto& [count, sum] = sums[key];
      ++count;
      sum += weight;
    }
  }
  std::vector<std::pair<double, std::uint64_t>> order;
  for (const auto& [key, found] : sums) {
    if (found.first < 2) continue;
    const double share = static_cast<double>(found.first) / static_cast<double>(members.size());
    const Info& info = info_.at(key);
    const bool pair = info.parts[0] != info.parts[1];
    order.emplace_back(found.second * share * (pair ? kPairAsTitle : 1), key);
  }
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> out;
  std::set<std::uint64_t> used;
  for (const auto& [weight, key] : order) {
    if (out.size() == most) break;
    const Info& info = info_.at(key);
    if (used.count(info.parts[0]) != 0 || used.count(info.parts[1]) != 0) continue;
    used.insert(std::begin(info.parts), std::end(info.parts));
    const auto best =
        std::max_element(info.spellings.begin(), info.spellings.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    out.push_back(best->first);
  }
  return out;
}

}  // namespace briefing
