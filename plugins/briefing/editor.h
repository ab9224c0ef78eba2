// The briefing editor.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "claims.h"
#include "modelapi/chat.h"
#include "prompt.h"
#include "sheaf/plugin.hpp"
#include "words.h"
#include "works.h"

namespace briefing {

class Briefing final : public sheaf::Editor {
 public:
  static constexpr const char* kId = "briefing";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Writes a briefing across disciplines in which every sentence cites works.";
  static const char* const kDescription;
  static std::vector<sheaf::Field> fields();

  // Throws sheaf::Error(SHEAF_E_CONFIG).
  Briefing(sheaf::Host host, sheaf::Config config);
  void edit(const sheaf::Call& call, const sheaf_run& run, const sheaf_digest& digest,
            const sheaf::SectionSink& sink) override;

 private:
  struct Asked {
    Checked checked;
    std::string trouble;  // why there is nothing of the model's; empty: there is
  };
  Asked ask(const sheaf::Call& call, const sheaf_profile& profile, const std::vector<Work>& works,
            const std::string& language, const sheaf::SectionSink& sink);
  // The model's answer, if it can be read. Throws as Chat::ask.
  std::optional<std::vector<SaidPart>> answer(const sheaf::Call& call, const modelapi::Topic& topic,
                                              const modelapi::Question& question,
                                              const sheaf::SectionSink& sink, std::string& why);

  std::size_t max_works_;
  std::string language_;
  std::optional<Prompt> prompt_;  // with a model
  std::unique_ptr<modelapi::Chat> chat_;
};

}  // namespace briefing
