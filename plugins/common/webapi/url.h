// URLs with queries.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace webapi {

// Url("https://api.example.org/works").with("query", "a b").text()
class Url {
 public:
  explicit Url(std::string base) : text_(std::move(base)) {}
  // Left out when the value is empty.
  Url&& with(std::string_view key, std::string_view value) &&;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool any_ = false;
};

}  // namespace webapi
