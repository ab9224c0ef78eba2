// The component.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "options.h"
#include "sheaf/plugin.hpp"
#include "web.h"

namespace feed {

class FeedSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "feed";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Any RSS, Atom or JSON feed, a list of them, or a journal's home page.";
  static std::vector<sheaf::Field> fields() { return option_fields(); }
  // Lists and home pages name feeds that the pipeline does not.
  static std::vector<sheaf::HostRule> hosts() { return {{"*", 0, 1}}; }

  FeedSource(sheaf::Host host, sheaf::Config config) : options_(read_options(config)), web_(host) {}
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // Are all feeds there, and are they feeds?
  void probe(const sheaf::Call& call);

 private:
  Options options_;
  Web web_;
};

}  // namespace feed
