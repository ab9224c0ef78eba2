#include "webapi/identifiers.h"

#include <algorithm>

#include "webapi/url.h"

namespace webapi {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::string_view after_last_slash(std::string_view text) {
  text = trimmed(text);
  while (text.ends_with('/')) text.remove_suffix(1);
  const auto slash = text.rfind('/');
  return slash == text.npos ? text : text.substr(slash + 1);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(kBlank);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string doi_url(std::string_view doi) {
  return "https://doi.org/" + encode_path(doi);
}

std::string bare_orcid(std::string_view text) {
  std::string digits;
  for (const char c : after_last_slash(text)) {
    if (is_digit(c) || lower(c) == 'x') {
      digits.push_back(c == 'x' ? 'X' : c);
    } else if (c != '-') {
      digits.clear();
    }
  }
  if (digits.size() != 16) return {};
  int total = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    if (!is_digit(digits[i])) return {};
    total = (total + (digits[i] - '0')) * 2 % 11;
  }
  const int check = (12 - total) % 11;
  if (digits[15] != (check == 10 ? 'X' : static_cast<char>('0' + check))) return {};
  for (const std::size_t at : {12u, 8u, 4u}) digits.insert(at, 1, '-');
  return digits;
}

std::string bare_ror(std::string_view text) {
  std::string id = lower(after_last_slash(text));
  const bool known = id.size() == 9 && id[0] == '0' && is_digit(id[7]) && is_digit(id[8]) &&
                     std::all_of(id.begin(), id.end(),
                                 [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); });
  return known ? id : std::string();
}

std::string bare_pmid(std::string_view text) {
  const std::string_view id = after_last_slash(text);
  return all_digits(id) ? std::string(id) : std::string();
}

std::string bare_pmcid(std::string_view text) {
  std::string_view id = after_last_slash(text);
  if (lower(id.substr(0, 3)) == "pmc") id.remove_prefix(3);
  return all_digits(id) ? "PMC" + std::string(id) : std::string();
}

}  // namespace webapi
