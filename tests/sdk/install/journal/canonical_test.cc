// What readers will see of a title, asked by whoever has nothing but the installed SDK.
#include <cstdio>

#include "sheaf/canonical/clean.hpp"
#include "sheaf/canonical/fold.hpp"
#include "sheaf/text/identifiers.hpp"

int main() {
  namespace canonical = sheaf::canonical;
  const std::string title =
      canonical::clean("On <i>sheaves</i> &amp; $x^2$", canonical::Markup::kHtml);
  std::printf("%s\n%s\n", title.c_str(), canonical::fold("Łódź").c_str());
  return title == "On sheaves & $x^2$" && canonical::fold("Łódź") == "lodz" &&
                 sheaf::text::valid_orcid("0000-0002-1825-0097") == "0000-0002-1825-0097"
             ? 0
             : 1;
}
