// A source that emits what a script says, and an enricher that knows what a script says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace e2e {

class Scripted final : public sheaf::Source {
 public:
  static constexpr const char* kId = "scripted";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Emits the records of a script.";
  static std::vector<sheaf::Field> fields();
  Scripted(sheaf::Host host, sheaf::Config config);
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  void probe(const sheaf::Call& call);

 private:
  void ask(const sheaf::Call& call);
  sheaf::Host host_;
  std::string file_;
  bool cursors_;
  std::optional<std::string> url_, token_, asked_;
};

class Lookup final : public sheaf::Enricher {
 public:
  static constexpr const char* kId = "lookup";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Knows what a script says of a work.";
  static constexpr const char* kSchemes[] = {"doi", "e2e", nullptr};
  static std::vector<sheaf::Field> fields();
  Lookup(sheaf::Host host, sheaf::Config config);
  void enrich(const sheaf::Call& call, std::span<const sheaf_record* const> works,
              const sheaf::EnrichSink& sink) override;

 private:
  std::string file_, mood_;
};

}  // namespace e2e
