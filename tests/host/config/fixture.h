// Pipelines in a folder of their own, and components that exist only as schemas.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"

namespace host::config {

// A folder that is removed with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  // Writes a file and returns its path; makes the folders in between.
  std::string write(const std::string& name, std::string_view text) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// feed, twin and refs (sources; refs reads libraries), words and judge (scorers), lookup
// (enricher), brief (editor), text (output), and those of the example in
// docs/design/architecture.md.
const Components& components();

// An environment of just these variables, and HOME=/home/ada.
Environment environment(std::map<std::string, std::string> variables = {});

// Options that touch neither the machine's environment nor its time zones.
LoadOptions options(std::map<std::string, std::string> variables = {});

// The diagnostics as printed, without `folder/`.
std::vector<std::string> lines(const std::vector<Diagnostic>& diagnostics,
                               const std::string& folder = "");

// Parses text as "f.yaml"; the diagnostics, one a line, go to `out`.
std::optional<Node> parse(std::string_view yaml, std::string* out = nullptr,
                          const ParseLimits& limits = {});

// A pipeline that loads: name, sources, profiles, outputs.
inline constexpr std::string_view kMinimal = R"(name: p
sources: [ { use: feed, with: { categories: [a] } } ]
profiles: [ { id: me } ]
outputs: [ { use: text } ]
)";

}  // namespace host::config
