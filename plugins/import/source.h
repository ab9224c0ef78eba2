// The component.
#pragma once

#include <string>
#include <vector>

#include "options.h"
#include "sheaf/plugin.hpp"

namespace import {

class ImportSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "import";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "References from BibTeX, RIS, CSL-JSON and JSON Lines files, or a Zotero library.";
  static constexpr std::uint32_t kComponentFlags = SHEAF_C_READS_LIBRARY;
  static std::vector<sheaf::Field> fields() { return option_fields(); }
  static std::vector<sheaf::HostRule> hosts() { return {{"api.zotero.org", 0, 1}}; }

  ImportSource(sheaf::Host host, sheaf::Config config)
      : options_(read_options(config)), host_(host) {}
  // Files that did not change since the cursor are not read. What a file or library has lost since
  // is emitted with SHEAF_R_REMOVED.
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // Are the files there, and may the library be read?
  void probe(const sheaf::Call& call);

 private:
  Options options_;
  sheaf::Host host_;
};

}  // namespace import
