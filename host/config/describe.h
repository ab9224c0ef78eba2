// What a field takes, in words: shared by the reference and by `sheaf create`.
#pragma once

#include <string>

#include "config/host_keys.h"

namespace host::config {

// "text", "list of text", "map of names to numbers", "one of `new`, `cross`".
std::string type_words(const sheaf_field& f);

// A YAML literal that the field accepts: its example, else its default, else one made up from its
// type. `component` names the variable of a secret.
std::string sample_yaml(const sheaf_field& f, const std::string& component);

}  // namespace host::config
