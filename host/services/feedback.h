// sheaf.feedback/1 of one instance, over the store.
#pragma once

#include <string>

#include "sheaf/plugin.h"
#include "store/store.h"

namespace host::services {

class FeedbackService : public sheaf_feedback {
 public:
  FeedbackService(store::Store& store, std::string pipeline);
  FeedbackService(const FeedbackService&) = delete;
  FeedbackService& operator=(const FeedbackService&) = delete;

 private:
  friend struct FeedbackAbi;
  store::Store& store_;
  std::string pipeline_;
};

}  // namespace host::services
