// One delivery of an output that writes one file for each digest.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "outfile/atomic_file.h"
#include "sheaf/plugin.hpp"

namespace outfile {

struct Made {
  std::string path, bytes;
};

// The file is made in memory by digest(); the file system is touched by commit() alone.
class FileDelivery final : public sheaf::Transaction {
 public:
  using Make = std::function<Made(const sheaf::Call&, const sheaf_digest&)>;
  FileDelivery(std::string_view id, Make make) : id_(id), make_(std::move(make)) {}

  void digest(const sheaf::Call& call, const sheaf_digest& digest) override {
    call.throw_if_cancelled();
    made_ = make_(call, digest);
  }
  void commit(const sheaf::Call& call) override {
    call.throw_if_cancelled();
    if (made_.path.empty()) throw sheaf::Error(SHEAF_E_INTERNAL, "commit without a digest");
    write_atomically(made_.path, made_.bytes, id_);
  }
  void abort() noexcept override {}  // nothing was written

 private:
  std::string id_;
  Make make_;
  Made made_;
};

}  // namespace outfile
