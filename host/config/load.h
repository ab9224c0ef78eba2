// Reads a pipeline file: `extends`, profiles from a folder, `--set`, variables, checks. `sheaf
// check` and `sheaf run` both come through here, so they never disagree.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/host_keys.h"
#include "config/pipeline.h"

namespace host::config {

struct LoadOptions {
  std::vector<std::string> set;  // `--set` arguments: "sources.feed.with.url=https://example.org"
  Environment env = process_environment();
  bool need_secrets = true;  // false for commands that use none: check, test, schema
  std::string directory;     // relative paths of `--set` resolve against it; empty: the current one
};

struct Loaded {
  std::optional<Pipeline> pipeline;  // absent if there is an error
  // Every problem of the file at once, warnings too, in file order. A syntax error stops the rest.
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> secrets;  // values that must never be shown
};

// Reads local files only. `components` are borrowed and must outlive the pipeline.
Loaded load_pipeline(const std::string& path, const Components& components,
                     const LoadOptions& options);

}  // namespace host::config
