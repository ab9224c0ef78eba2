// One delivery: from the history to the folder.
#pragma once

#include <string>
#include <vector>

#include "folder.h"
#include "pages.h"
#include "sheaf/plugin.hpp"
#include "works.h"

namespace output_html {

struct Options {
  std::string path;
  std::string title;     // empty: the pipeline's name
  std::string base_url;  // with a slash at its end; empty: unknown
  WorksLimits works;
};

// Brings the site up to the run; `current` are its readers, in its order. Throws sheaf::Error and
// what the history throws; then the site is as before, or its move goes on with the next delivery.
void deliver(const sheaf::Host& host, const sheaf::Call& call, const Options& options,
             const std::string& version, const sheaf_run& run,
             const std::vector<std::string>& current);

}  // namespace output_html
