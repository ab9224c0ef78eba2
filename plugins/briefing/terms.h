// What works are about, as weighted terms.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "words/tokenize.h"
#include "works.h"

namespace briefing {

using TermVector = std::vector<std::pair<std::uint64_t, double>>;  // by key; length 1, or empty

double cosine(const TermVector& a, const TermVector& b);

struct TermSentence {
  std::string_view text;
  TermVector terms;
  bool finding = false;  // it says that something was found or made
};

struct TermWork {
  TermVector terms;
  std::vector<TermSentence> sentences;
};

// Stemmed words and pairs of neighbours without stop words, weighted by tf-idf within the works; a
// title counts twice. Of scripts without blanks, pairs of characters. Deterministic.
class Terms {
 public:
  explicit Terms(std::span<const Work> works);
  const std::vector<TermWork>& works() const { return works_; }

  // Up to `most` of the strongest terms that at least two of these works share, as they are mostly
  // written; none that is part of another.
  std::vector<std::string> shared(std::span<const std::size_t> members, std::size_t most) const;

 private:
  struct Found {
    std::uint64_t key;
    std::size_t begin, end;
    std::uint64_t parts[2];  // of a pair its words, else the key itself
  };
  struct Language;
  struct Info {
    std::map<std::string, std::size_t> spellings;
    std::uint64_t parts[2] = {0, 0};
    std::size_t works = 0;
  };
  Language& language(std::string_view tag);
  std::vector<Found> find(std::string_view text, Language& in);
  TermVector weigh(const std::map<std::uint64_t, double>& counts) const;

  std::map<std::string, std::shared_ptr<Language>> languages_;
  std::map<std::uint64_t, Info> info_;
  std::vector<TermWork> works_;
};

}  // namespace briefing
