// Where a digest goes: `path` with its placeholders filled in.
#pragma once

#include <string>
#include <string_view>

#include "sheaf/abi/digest.h"
#include "sheaf/cpp/config.hpp"
#include "sheaf/files/placeholders.hpp"

namespace sheaf::files {

// The setting `path` of an output with a file for each digest; `example` is YAML. An output whose
// files differ from that gives it another `description`.
Field path_field(const char* example);

// What becomes of a path without {date} when the day's second digest comes.
enum class Undated {
  kNumbered,  // it goes beside the first: the file name ends in -2 before its extension
  kReplaced,  // one file goes on for ever, made anew each time
};

class Path {
 public:
  // Throws sheaf::Error(SHEAF_E_CONFIG) that names the setting `field` for an empty path, a path
  // without a file name, a placeholder other than {profile}, {date} and {pipeline}, or a brace
  // without its partner.
  explicit Path(std::string pattern, Undated undated = Undated::kNumbered,
                std::string_view field = "path");

  // The path of this reader's digest; of the day's second {date} is 2026-09-24-2. What is filled in
  // is one path component at most: it holds no slash and does not start with a dot.
  std::string of(const sheaf_profile& profile, const sheaf_run& run) const;

  // Whether each day has a file of its own.
  bool dated() const { return pattern_.has("date"); }
  // Whether each reader has.
  bool has_reader() const { return pattern_.has("profile"); }

 private:
  Placeholders pattern_;
  Undated undated_;
};

}  // namespace sheaf::files
