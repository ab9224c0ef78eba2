// What the pipeline file asks for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace import {

enum class Format { kAuto, kBibtex, kRis, kCsl, kJsonl };

struct Zotero {
  std::string library;  // "users/123" or "groups/456"; empty: none
  std::string api_key;  // may be empty, for public libraries
  std::string url;      // of the service, without a slash at the end
};

struct Options {
  std::vector<std::string> files;  // kStdin among them: standard input
  Format format = Format::kAuto;
  Zotero zotero;
};

// What `-` in `files` becomes when the host makes paths absolute.
bool is_stdin(const std::string& path);

std::vector<sheaf::Field> option_fields();
// Throws sheaf::Error(SHEAF_E_CONFIG).
Options read_options(const sheaf::Config& config);

}  // namespace import
