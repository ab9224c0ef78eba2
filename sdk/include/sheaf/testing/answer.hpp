// One HTTP exchange of the fake service: what was asked, what is answered.
#ifndef SHEAF_TESTING_ANSWER_HPP
#define SHEAF_TESTING_ANSWER_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sheaf/plugin.hpp"
#include "sheaf/testing/call.hpp"

namespace sheaf::testing {

// What an exchange ends in.
struct Answer {
  std::string body = {};
  int status = 200;
  Pairs headers = {};              /* names in lower case */
  std::string url = {};            /* after redirects; empty: as asked */
  std::uint32_t flags = 0;         /* SHEAF_HR_* */
  sheaf_status failure = SHEAF_OK; /* not SHEAF_OK: no response at all, but this code */
  std::string message = {};        /* of the failure */
  std::optional<std::size_t> cut_off =
      {}; /* the connection breaks after so many bytes of the body */

  static Answer fail(sheaf_status code, std::string message);
  // The value of the first header of that name, or NULL.
  const std::string* header(std::string_view lower_name) const;
};

// What a plugin asked for.
struct Asked {
  std::string method, url;
  Pairs headers, secret_headers;
  std::string body, body_type;
  std::uint32_t flags = 0; /* SHEAF_H_* */
  std::uint64_t max_body = 0;
  std::int64_t timeout_ms = 0;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_ANSWER_HPP
