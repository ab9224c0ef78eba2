// A store in a folder of its own.
#pragma once

#include <memory>
#include <string>

#include "contract/store_calls.h"
#include "store/sqlite/lock.h"
#include "support/temp_dir.h"

namespace host::store::testing {

inline StoreUrl url(const std::string& path) {
  return must(StoreUrl::parse(path));
}

// A store with its functions one by one.
struct Opened : Calls {
  explicit Opened(std::unique_ptr<Store> opened) : Calls(*opened), store(std::move(opened)) {}
  std::unique_ptr<Store> store;
};

inline std::unique_ptr<Opened> opened(const std::string& path, const OpenOptions& options = {}) {
  return std::make_unique<Opened>(must(open(url(path), options)));
}

class StoreTest : public ::testing::Test {
 protected:
  const std::string path() const { return (dir_.path() / "sheaf.db").string(); }
  Calls& store() {
    if (!store_) store_ = opened(path());
    return *store_;
  }
  void reopen() { store_.reset(); }
  std::string run_of(std::string_view pipeline, std::int64_t now = 0) {
    return must(store().begin_run(pipeline, "1970-01-01", now));
  }

 private:
  test::TempDir dir_;
  std::unique_ptr<Opened> store_;
};

}  // namespace host::store::testing
