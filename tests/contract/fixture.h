// What every store promises, tested over each of them: a third one joins by a line in kStores.
#pragma once

#include <memory>
#include <string>

#include "contract/store_calls.h"
#include "support/memory_store.h"
#include "support/temp_dir.h"

namespace host::store::testing {

// Where a store of one kind is kept; gone when destroyed.
class Home {
 public:
  virtual ~Home() = default;
  // The same store whenever it is opened, by several at once, too.
  virtual std::unique_ptr<Store> open() = 0;
};

struct SqliteHome final : Home {
  std::unique_ptr<Store> open() override {
    return must(store::open(must(StoreUrl::parse((dir.path() / "sheaf.db").string())), {}));
  }
  test::TempDir dir;
};

struct MemoryHome final : Home {
  std::unique_ptr<Store> open() override { return test::open_memory_store(data); }
  std::shared_ptr<test::MemoryStoreData> data = test::make_memory_store_data();
};

struct Kind {
  const char* name;
  std::unique_ptr<Home> (*make)();
};

inline const Kind kStores[] = {
    {"Sqlite", []() -> std::unique_ptr<Home> { return std::make_unique<SqliteHome>(); }},
    {"Memory", []() -> std::unique_ptr<Home> { return std::make_unique<MemoryHome>(); }},
};

class StoreTest : public ::testing::TestWithParam<Kind> {
 protected:
  Calls& store() {
    if (!store_) {
      store_ = home_->open();
      calls_ = std::make_unique<Calls>(*store_);
    }
    return *calls_;
  }
  // The same store by another opening, as another process would have it.
  std::unique_ptr<Store> another() { return home_->open(); }
  void reopen() {
    calls_.reset();
    store_.reset();
  }
  std::string run_of(std::string_view pipeline, std::int64_t now = 0) {
    return must(store().begin_run(pipeline, "1970-01-01", now));
  }

 private:
  std::unique_ptr<Home> home_ = GetParam().make();
  std::unique_ptr<Store> store_;
  std::unique_ptr<Calls> calls_;
};

#define OVER_EVERY_STORE(Suite)                                                                \
  INSTANTIATE_TEST_SUITE_P(Every, Suite, ::testing::ValuesIn(::host::store::testing::kStores), \
                           [](const auto& kind) { return std::string(kind.param.name); })

}  // namespace host::store::testing
