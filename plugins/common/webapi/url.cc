#include "webapi/url.h"

#include "sheaf/text/percent.hpp"

namespace webapi {

Url&& Url::with(std::string_view key, std::string_view value) && {
  if (value.empty()) return std::move(*this);
  text_ += any_ ? '&' : '?';
  any_ = true;
  text_.append(key).append(1, '=').append(sheaf::text::percent_encoded(value));
  return std::move(*this);
}

}  // namespace webapi
