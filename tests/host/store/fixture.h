// A store in a folder of its own, and works to put in.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"
#include "support/temp_dir.h"

namespace host::store::testing {

template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return std::move(*result);
}
inline void must(Result<void> result) {
  ASSERT_TRUE(result) << result.error().message;
}

inline std::unique_ptr<Store> opened(const std::string& path) {
  return must(open(path, {}));
}

inline Work work(const std::string& id) {
  Work w;
  w.id = w.record.id = id;
  w.record.title = "Title of " + id;
  w.record.abstract = std::string(500, 'a');
  const std::size_t colon = id.find(':');
  w.record.identifiers = {{id.substr(0, colon), id.substr(colon + 1)}};
  return w;
}

inline std::vector<Key> strong(std::initializer_list<const char*> texts) {
  std::vector<Key> keys;
  for (const char* text : texts) keys.push_back({text, false});
  return keys;
}

inline Row put(Store& store, const std::string& id) {
  const std::vector<Key> keys = {{id, false}};
  return must(store.insert(work(id), keys, std::nullopt));
}

inline std::uint64_t or_stamps(std::uint64_t a, std::uint64_t b) {
  return a | b;
}

class StoreTest : public ::testing::Test {
 protected:
  const std::string path() const { return (dir_.path() / "sheaf.db").string(); }
  Store& store() {
    if (!store_) store_ = opened(path());
    return *store_;
  }
  void reopen() { store_.reset(); }
  std::string run_of(std::string_view pipeline, std::int64_t now = 0) {
    return must(store().begin_run(pipeline, "1970-01-01", now));
  }

 private:
  test::TempDir dir_;
  std::unique_ptr<Store> store_;
};

}  // namespace host::store::testing
