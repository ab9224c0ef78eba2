// Outputs that make bytes: the base class does the rest. Derived are kId, kVersion, kSummary, a
// constructor, bytes(), and fields() with path_field() among them. The file system is touched by
// commit() alone, so a file is there whole or not at all, and a repeated delivery replaces what the
// first wrote.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sheaf/cpp/output.hpp"
#include "sheaf/files/path.hpp"

namespace sheaf::files {

// A file for each reader, or for each reader and digest: `path` says which.
class FileOutput : public Output {
 public:
  static constexpr uint32_t kFlags = SHEAF_O_REBUILDS;
  // Called once for each delivery, by the thread of the call. Throws what keeps the digest from
  // being written; then the file is as before.
  virtual std::string bytes(const Call& call, const sheaf_run& run, const sheaf_digest& digest) = 0;

  std::unique_ptr<Transaction> begin(const Call& call, std::string_view delivery_id,
                                     const sheaf_run& run) final;
  std::string target(const sheaf_profile& profile, const sheaf_run& run) final {
    return path_.of(profile, run);
  }

 protected:
  // Throws what Path throws for the setting `path`.
  explicit FileOutput(const Config& config, Undated undated = Undated::kNumbered)
      : path_(config.get<std::string>("path"), undated) {}
  const Path& path() const { return path_; }

 private:
  Path path_;
};

// A file for each run, of all readers or of none: what it holds comes from sheaf.history/1, where
// the run and its digests are already. {profile} has no place in its path.
class RunFileOutput : public Output {
 public:
  static constexpr uint32_t kFlags = FileOutput::kFlags | SHEAF_O_PER_RUN;
  // As FileOutput::bytes(), but called by commit().
  virtual std::string bytes(const Call& call, const sheaf_run& run) = 0;

  std::unique_ptr<Transaction> begin(const Call& call, std::string_view delivery_id,
                                     const sheaf_run& run) final;
  std::string target(const sheaf_profile& reader, const sheaf_run& run) final {
    return path_.of(reader, run);
  }

 protected:
  // Throws what Path throws for the setting `path`, and SHEAF_E_CONFIG for a {profile} in it.
  explicit RunFileOutput(const Config& config, Undated undated = Undated::kNumbered);
  const Path& path() const { return path_; }

 private:
  Path path_;
};

}  // namespace sheaf::files
