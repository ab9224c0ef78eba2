#include "sheaf/testing/answer.hpp"

#include <utility>

namespace sheaf::testing {

Answer Answer::fail(sheaf_status code, std::string message) {
  Answer a;
  a.failure = code;
  a.message = std::move(message);
  return a;
}

const std::string* Answer::header(std::string_view lower_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_name) return &value;
  }
  return nullptr;
}

}  // namespace sheaf::testing
