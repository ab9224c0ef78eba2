// The scorer: how near works are, in meaning, to what a reader likes.
#pragma once

#include <string>
#include <vector>

#include "options.h"
#include "references.h"
#include "sheaf/plugin.hpp"
#include "vectors.h"

namespace embeddings {

class Embeddings : public sheaf::Scorer {
 public:
  static constexpr const char* kId = "embeddings";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Scores works by how near they are in meaning to a reader's library and interests, over any "
      "embeddings API.";
  static const char* const kDescription;
  static constexpr size_t kMaxProfiles = 1;
  static constexpr uint32_t kFlags = SHEAF_S_NEEDS_ABSTRACT;

  static std::vector<sheaf::Field> fields() { return option_fields(); }

  Embeddings(sheaf::Host host, const sheaf::Config& config)
      : Embeddings(host, read_options(config)) {}

  void score(const sheaf::Call& call, const sheaf_score_request& request,
             const sheaf::ScoreSink& sink) override;
  // Always empty: no score is cached. A score depends on the reader's labels, which cannot be read
  // here; and with the vectors kept, it costs nothing to make it again.
  std::string fingerprint(const sheaf_profile&) override { return {}; }
  void estimate(const sheaf::Call& call, const sheaf_score_request& request,
                const sheaf::ScoreSink& sink) override;
  // Asks for the vector of a word: is the server there, is the key good, is it such a model?
  void probe(const sheaf::Call& call);

 private:
  class Reader;
  Embeddings(sheaf::Host host, Options options);
  bool comparable(const References& references) const;
  std::vector<std::string> prefixed(std::vector<std::string> texts) const;

  sheaf::Host host_;
  Options options_;
  Vectors vectors_;
};

}  // namespace embeddings
