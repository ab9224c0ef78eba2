#include "sheaf/files/output.hpp"

#include <optional>

#include "sheaf/files/write.hpp"

namespace sheaf::files {
namespace {

class FileDelivery final : public Transaction {
 public:
  FileDelivery(FileOutput& output, std::string_view id, const sheaf_run& run)
      : output_(output), id_(id), run_(run) {}

  void digest(const Call& call, const sheaf_digest& digest) override {
    call.throw_if_cancelled();
    path_ = output_.target(*digest.profile, run_);
    bytes_ = output_.bytes(call, run_, digest);
  }
  void commit(const Call& call) override {
    call.throw_if_cancelled();
    if (!bytes_) throw Error(SHEAF_E_INTERNAL, "commit without a digest");
    write_atomically(path_, *bytes_, id_);
  }
  void abort() noexcept override {}  // nothing was written

 private:
  FileOutput& output_;
  std::string id_;
  const sheaf_run& run_;
  std::string path_;
  std::optional<std::string> bytes_;
};

class RunFileDelivery final : public Transaction {
 public:
  RunFileDelivery(RunFileOutput& output, std::string_view id, const sheaf_run& run)
      : output_(output), id_(id), run_(run) {}

  void digest(const Call&, const sheaf_digest&) override {}
  void commit(const Call& call) override {
    call.throw_if_cancelled();
    write_atomically(output_.target(sized<sheaf_profile>(), run_), output_.bytes(call, run_), id_);
  }
  void abort() noexcept override {}  // nothing was written

 private:
  RunFileOutput& output_;
  std::string id_;
  const sheaf_run& run_;
};

}  // namespace

std::unique_ptr<Transaction> FileOutput::begin(const Call&, std::string_view delivery_id,
                                               const sheaf_run& run) {
  return std::make_unique<FileDelivery>(*this, delivery_id, run);
}

RunFileOutput::RunFileOutput(const Config& config, Undated undated)
    : path_(config.get<std::string>("path"), undated) {
  if (path_.has_reader()) {
    throw Error(SHEAF_E_CONFIG, "path: one file for all readers: no {profile} in it");
  }
}

std::unique_ptr<Transaction> RunFileOutput::begin(const Call&, std::string_view delivery_id,
                                                  const sheaf_run& run) {
  return std::make_unique<RunFileDelivery>(*this, delivery_id, run);
}

}  // namespace sheaf::files
