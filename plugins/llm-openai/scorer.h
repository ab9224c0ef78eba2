// The scorer: what a model says of papers, for one reader at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grading.h"
#include "options.h"
#include "sheaf/plugin.hpp"

namespace llm_openai {

class LlmScorer : public sheaf::Scorer {
 public:
  static constexpr const char* kId = "llm-openai";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Grades works by a language model, over any API with OpenAI's chat completions.";
  static const char* const kDescription;
  static constexpr size_t kMaxProfiles = 1;
  static constexpr uint32_t kFlags = SHEAF_S_NEEDS_ABSTRACT;

  static std::vector<sheaf::Field> fields() { return option_fields(); }

  LlmScorer(sheaf::Host host, const sheaf::Config& config)
      : LlmScorer(host, read_options(config)) {}

  void score(const sheaf::Call& call, const sheaf_score_request& request,
             const sheaf::ScoreSink& sink) override;
  std::string fingerprint(const sheaf_profile& profile) override;
  void estimate(const sheaf::Call& call, const sheaf_score_request& request,
                const sheaf::ScoreSink& sink) override;
  // Asks for the list of models: is it there, is the key good?
  void probe(const sheaf::Call& call);

 private:
  class Run;
  LlmScorer(sheaf::Host host, Options options);
  Prompt full_prompt() const;
  Prompt titles_prompt() const;

  sheaf::Host host_;
  Options options_;
  modelapi::Chat chat_;
};

}  // namespace llm_openai
