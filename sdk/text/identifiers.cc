#include "sheaf/text/identifiers.hpp"

#include "sheaf/text/ascii.hpp"

namespace sheaf::text {

std::optional<Orcid> read_orcid(std::string_view text) {
  text = trimmed(text);
  if (starts_with_ignoring_case(text, "orcid:")) text = trimmed(text.substr(6));
  while (text.ends_with('/')) text.remove_suffix(1);
  text.remove_prefix(text.rfind('/') + 1);  // npos + 1 is 0
  std::string digits;
  for (const char c : text) {
    if (c != '-') digits += upper(c);
  }
  if (digits.size() != 16) return std::nullopt;
  int total = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    if (!is_digit(digits[i])) return std::nullopt;
    total = (total + (digits[i] - '0')) * 2 % 11;
  }
  if (!is_digit(digits[15]) && digits[15] != 'X') return std::nullopt;
  const bool valid = digits[15] == "0123456789X"[(12 - total) % 11];
  for (const std::size_t at : {12u, 8u, 4u}) digits.insert(at, 1, '-');
  return Orcid{std::move(digits), valid};
}

std::string valid_orcid(std::string_view text) {
  auto orcid = read_orcid(text);
  return orcid && orcid->valid ? std::move(orcid->bare) : std::string();
}

}  // namespace sheaf::text
