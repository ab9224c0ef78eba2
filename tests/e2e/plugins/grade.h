// A scorer that costs money, with two axes, and an editor; both do as they are told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace e2e {

// Relevance and novelty are what the record's extras say, else 5.
class Grade final : public sheaf::Scorer {
 public:
  static constexpr const char* kId = "grade";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Grades by what the record says of itself.";
  static std::vector<sheaf::Field> fields();
  Grade(sheaf::Host host, sheaf::Config config);
  void score(const sheaf::Call& call, const sheaf_score_request& request,
             const sheaf::ScoreSink& sink) override;
  void estimate(const sheaf::Call& call, const sheaf_score_request& request,
                const sheaf::ScoreSink& sink) override;
  std::string fingerprint(const sheaf_profile& profile) override;

 private:
  sheaf_usage price() const;
  sheaf::Host host_;
  std::string mood_, log_;
  std::int64_t fail_after_, price_;
};

// As Grade, but it wants abstracts; enrichers are asked before it.
class GradeAbstracts : public sheaf::Scorer {
 public:
  static constexpr const char* kId = "grade-abstracts";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Gives 1 to works with an abstract.";
  static constexpr std::uint32_t kFlags = SHEAF_S_NEEDS_ABSTRACT;
  static std::vector<sheaf::Field> fields() { return {}; }
  GradeAbstracts(sheaf::Host, sheaf::Config) : Scorer({}) {}
  void score(const sheaf::Call& call, const sheaf_score_request& request,
             const sheaf::ScoreSink& sink) override;
  std::string fingerprint(const sheaf_profile&) override { return "abstracts"; }
};

// Writes one section with one sentence, then does as its mood says.
class Moody final : public sheaf::Editor {
 public:
  static constexpr const char* kId = "moody";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Writes a section if it likes to.";
  static std::vector<sheaf::Field> fields();
  Moody(sheaf::Host, sheaf::Config config);
  void edit(const sheaf::Call& call, const sheaf_run& run, const sheaf_digest& digest,
            const sheaf::SectionSink& sink) override;

 private:
  std::string mood_, log_;
};

// Says what was shown before and what was liked.
class Archivist final : public sheaf::Editor {
 public:
  static constexpr const char* kId = "archivist";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Counts what was shown and liked.";
  static std::vector<sheaf::Field> fields() { return {}; }
  Archivist(sheaf::Host host, sheaf::Config) : host_(host) {}
  void edit(const sheaf::Call& call, const sheaf_run& run, const sheaf_digest& digest,
            const sheaf::SectionSink& sink) override;

 private:
  sheaf::Host host_;
};

}  // namespace e2e
