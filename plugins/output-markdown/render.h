// One reader's digest as Markdown. Bytes in, bytes out: no clock, no locale, no files; the same
// input gives the same bytes.
#pragma once

#include <cstddef>
#include <string>

#include "sheaf/plugin.h"

namespace output_markdown {

struct Options {
  std::size_t max_authors = 8;  // then "... and 566 more"
  bool abstracts = true;
};

// A mustache template and where it came from, for errors.
struct Template {
  std::string name;
  std::string text;
};

// The template that is built in, digest.mustache.
const Template& default_template();

// Throws sheaf::Error(SHEAF_E_CONFIG) that names the template and the line if it is no mustache, or
// uses a field that does not exist.
std::string render(const sheaf_run& run, const sheaf_digest& digest, const Options& options,
                   const Template& tmpl);

}  // namespace output_markdown
