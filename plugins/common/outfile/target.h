// Where a digest goes: `path` with its placeholders filled in.
#pragma once

#include <string>

#include "sheaf/plugin.hpp"

namespace outfile {

// The setting `path` of an output with a file for each digest.
sheaf::Field path_field(const char* example);

class TargetPath {
 public:
  // Throws sheaf::Error(SHEAF_E_CONFIG) for an empty path, a path without a file name, a
  // placeholder other than {profile}, {date} and {pipeline}, or a brace without its partner.
  explicit TargetPath(std::string pattern);

  // The path of this reader's digest. The day's second digest never replaces the first: {date}
  // becomes 2026-09-24-2, and without {date} the file name ends in -2 before its extension. What is
  // filled in is one path component at most: it holds no slash and does not start with a dot.
  std::string of(const sheaf_profile& profile, const sheaf_run& run) const;

  // Whether each day has a file of its own.
  bool dated() const;
  // The path of the one file that all digests of this reader share: without {date} the same for
  // every run.
  std::string of_all(const sheaf_profile& profile, const sheaf_run& run) const;

 private:
  std::string fill(const sheaf_profile& profile, const sheaf_run& run,
                   const std::string& again) const;
  std::string pattern_;
};

}  // namespace outfile
