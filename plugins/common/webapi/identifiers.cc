#include "webapi/identifiers.h"

#include <algorithm>

#include "sheaf/text/identifiers.hpp"
#include "sheaf/text/percent.hpp"

namespace webapi {
namespace {

using sheaf::text::is_digit;
using sheaf::text::lowered;

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

std::string doi_url(std::string_view doi) {
  return "https://doi.org/" + sheaf::text::percent_encoded(doi, "/:();,");
}

std::string bare_orcid(std::string_view text) {
  return sheaf::text::valid_orcid(text);
}

std::string bare_ror(std::string_view text) {
  std::string id = lowered(after_last_slash(text));
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
  if (lowered(id.substr(0, 3)) == "pmc") id.remove_prefix(3);
  return all_digits(id) ? "PMC" + std::string(id) : std::string();
}

}  // namespace webapi
