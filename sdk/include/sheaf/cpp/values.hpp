// sheaf/cpp/values.hpp - strings, sizes and spans of the ABI, and the exceptions of a plugin. See
// sheaf/plugin.hpp.
#ifndef SHEAF_CPP_VALUES_HPP
#define SHEAF_CPP_VALUES_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sheaf/abi/values.h"

namespace sheaf {

inline sheaf_str str(std::string_view s) noexcept {
  return {s.data(), s.size()};
}
inline std::string_view view(sheaf_str s) noexcept {
  return {s.ptr ? s.ptr : "", s.len};
}
inline std::string_view view(const sheaf_text& t) noexcept {
  return {t.ptr ? t.ptr : "", t.len};
}
inline sheaf_text marked(std::string_view s, sheaf_markup markup = SHEAF_MARKUP_PLAIN,
                         uint32_t flags = 0) noexcept {
  return {s.data(), s.size(), markup, flags};
}

// A zeroed T that knows its size.
template <class T>
T sized() noexcept {
  T t{};
  t.struct_size = sizeof(T);
  return t;
}

// Arrays of the ABI as ranges: for (auto* p : range(r->authors, r->author_count)) ...
template <class T>
std::span<const T> range(const T* first, size_t count) noexcept {
  return {first, first ? count : 0};
}

// Thrown inside a plugin; becomes sheaf_call.fail(code, retry_after, what()) at the boundary.
class Error : public std::runtime_error {
 public:
  Error(sheaf_status code, const std::string& what, int64_t retry_after_ms = 0)
      : std::runtime_error(what), code_(code), retry_after_ms_(retry_after_ms) {}
  sheaf_status code() const noexcept { return code_; }
  int64_t retry_after_ms() const noexcept { return retry_after_ms_; }

 private:
  sheaf_status code_;
  int64_t retry_after_ms_;
};

// A service failed and has told the host why: carries the code on, keeps its message.
struct Reported {
  sheaf_status code;
};

}  // namespace sheaf

#endif  // SHEAF_CPP_VALUES_HPP
