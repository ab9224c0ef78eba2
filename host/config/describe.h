// What a field takes, in words: for errors, the reference and `sheaf create`.
#pragma once

#include <string>

#include "config/host_keys.h"

namespace host::config {

// "text", "list of text", "map of names to numbers", "one of `new`, `cross`".
std::string type_words(const sheaf_field& f);
// "a whole number", "a duration such as 90s, 3h or 7d": one value, as an error names what it wants.
const char* expected_words(const sheaf_field& f);
// A bound of its range in the notation of its type: "30s", "64KiB", "0.5".
std::string bound_words(const sheaf_field& f, double bound);

// A YAML literal that the field accepts: its example, else its default, else one made up from its
// type. `component` names the variable of a secret.
std::string sample_yaml(const sheaf_field& f, const std::string& component);

}  // namespace host::config
