// What every store promises, tested over each of them: a third one joins by a line in kStores.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "contract/store_calls.h"
#include "support/temp_dir.h"

namespace host::store::testing {

// A kind of store; `open` gives the same one again while the folder lasts.
struct Kind {
  const char* name;
  std::function<std::unique_ptr<Store>(const std::string& folder)> open;
};

inline const Kind kStores[] = {
    {"Sqlite",
     [](const std::string& folder) {
       return must(open(must(StoreUrl::parse(folder + "/sheaf.db")), {}));
     }},
};

class StoreTest : public ::testing::TestWithParam<Kind> {
 protected:
  Calls& store() {
    if (!store_) {
      store_ = GetParam().open(dir_.path().string());
      calls_ = std::make_unique<Calls>(*store_);
    }
    return *calls_;
  }
  // The same store by another opening, as another process would have it.
  std::unique_ptr<Store> another() { return GetParam().open(dir_.path().string()); }
  void reopen() {
    calls_.reset();
    store_.reset();
  }
  std::string run_of(std::string_view pipeline, std::int64_t now = 0) {
    return must(store().begin_run(pipeline, "1970-01-01", now));
  }

 private:
  test::TempDir dir_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Calls> calls_;
};

#define OVER_EVERY_STORE(Suite)                                                                \
  INSTANTIATE_TEST_SUITE_P(Every, Suite, ::testing::ValuesIn(::host::store::testing::kStores), \
                           [](const auto& kind) { return std::string(kind.param.name); })

}  // namespace host::store::testing
