// sheaf.history/1 of one instance, over the store.
#pragma once

#include <string>

#include "sheaf/plugin.h"
#include "store/store.h"

namespace host::services {

class HistoryService : public sheaf_history {
 public:
  HistoryService(store::Store& store, std::string pipeline);
  HistoryService(const HistoryService&) = delete;
  HistoryService& operator=(const HistoryService&) = delete;

 private:
  friend struct HistoryAbi;
  store::Store& store_;
  std::string pipeline_;
};

}  // namespace host::services
