#include "config/diagnostic.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace host::config {

std::string to_string(const Position& at) {
  if (!at.origin) return "configuration";
  if (!at.origin->has_lines || at.line == 0) return at.origin->name;
  return at.origin->name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string to_string(const Diagnostic& d) {
  std::string out = to_string(d.at);
  out += d.severity == Severity::kError ? ": error: " : ": warning: ";
  if (!d.path.empty()) out += d.path + ": ";
  return out + d.message + " [" + d.code + "]";
}

void Diagnostics::error(std::string_view code, const Position& at, std::string path,
                        std::string message) {
  ++errors_;
  list_.push_back({Severity::kError, std::string(code), at, std::move(path), std::move(message)});
}

void Diagnostics::warning(std::string_view code, const Position& at, std::string path,
                          std::string message) {
  list_.push_back({Severity::kWarning, std::string(code), at, std::move(path), std::move(message)});
}

std::vector<Diagnostic> Diagnostics::take_sorted() {
  std::map<std::string, std::size_t> order;
  const auto name = [](const Diagnostic& d) {
    return d.at.origin ? d.at.origin->name : std::string();
  };
  for (const auto& d : list_) order.emplace(name(d), order.size());
  std::stable_sort(list_.begin(), list_.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return std::tuple(order.at(name(a)), a.at.line, a.at.column) <
           std::tuple(order.at(name(b)), b.at.line, b.at.column);
  });
  errors_ = 0;
  return std::exchange(list_, {});
}

}  // namespace host::config
