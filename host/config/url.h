// URLs in settings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host::config {

// An http, https or file URL.
struct Address {
  std::string text;      // as given; a relative file: URL made absolute
  std::string host;      // as host::Url has it, since it is held against that; empty for file:
  std::string password;  // of the user part, as written; empty: none
};
// `directory` is what "file:relative/path" resolves against. On failure nothing, and *why says what
// was expected.
std::optional<Address> parse_address(std::string_view s, const std::string& directory,
                                     std::string* why);
// The password in `http://user:password@host` or `user:password@host`, as written; empty: none.
std::string password_in(std::string_view url);
// `//user:password@` becomes `//***@`.
std::string without_user_info(std::string_view s);

}  // namespace host::config
