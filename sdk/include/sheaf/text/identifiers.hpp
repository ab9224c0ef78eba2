// Identifiers of people.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sheaf::text {

struct Orcid {
  std::string bare;    // 0000-0002-1825-0097
  bool valid = false;  // whether its check digit (ISO 7064 11-2) is right
};

// The ORCID iD that `text` is, with or without hyphens and `ORCID:`, or that ends the URL that it
// is (https://support.orcid.org/hc/en-us/articles/360006897674). White space around is ignored.
// nullopt when its form is none of an ORCID.
std::optional<Orcid> read_orcid(std::string_view text);

// read_orcid()'s bare form; empty if it is none or its check digit is wrong.
std::string valid_orcid(std::string_view text);

}  // namespace sheaf::text
