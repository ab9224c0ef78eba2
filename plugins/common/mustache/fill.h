// Filling in mustache templates (https://mustache.github.io/mustache.5.html) that users may have
// written.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>

namespace mustache {

using Data = kainjow::mustache::data;

// The text; fields go in as they are, so they must be escaped already. Throws
// sheaf::Error(SHEAF_E_CONFIG), whose message begins with `what` ("template digest.mustache"), if
// the template does not parse (with its line) or names a field that `root` does not have: mustache
// itself would print nothing.
std::string fill(const std::string& what, const std::string& text, const Data& root);

}  // namespace mustache
