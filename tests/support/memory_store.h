// A store in memory, for tests. It keeps the contract of store/store.h but for durability.
#pragma once

#include <memory>

#include "store/store.h"

namespace test {

struct MemoryStoreData;  // what stores share that are opened on it; gone with the last of them
std::shared_ptr<MemoryStoreData> make_memory_store_data();
std::unique_ptr<host::store::Store> open_memory_store(
    std::shared_ptr<MemoryStoreData> data = make_memory_store_data());

}  // namespace test
