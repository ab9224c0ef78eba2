// The keys of a pipeline file as data, in the same form as a plugin's schema. From this one table
// come validation, the JSON Schema, the reference in docs/pipelines.md and `sheaf create`.
#pragma once

#include <array>
#include <functional>

#include "config/settings.h"

namespace host::config {

// All top-level keys, in the order of the reference.
Fields pipeline_fields();
// The keys of one profile: an entry of `profiles:` or a file of its folder.
Fields profile_fields();
// The field of that name, or nullptr.
const sheaf_field* find_field(Fields fields, std::string_view name);

// A key of the pipeline that holds steps, and the kind of component they use.
struct StepList {
  const char* key;   // "sources"
  const char* kind;  // SHEAF_SOURCE
  const char* noun;  // "source"
};
inline constexpr std::array<StepList, 5> kStepLists{{{"sources", SHEAF_SOURCE, "source"},
                                                     {"scorers", SHEAF_SCORER, "scorer"},
                                                     {"enrichers", SHEAF_ENRICHER, "enricher"},
                                                     {"editors", SHEAF_EDITOR, "editor"},
                                                     {"outputs", SHEAF_OUTPUT, "output"}}};

// The components that plugins offer. Borrowed. A pipeline asks for those that it names, so that
// only their plugins are loaded.
struct Components {
  // nullptr if there is none.
  std::function<const sheaf_component*(std::string_view kind, std::string_view id)> find =
      [](std::string_view, std::string_view) { return nullptr; };
  // All that there are, which loads every plugin.
  std::function<std::vector<const sheaf_component*>()> all = [] {
    return std::vector<const sheaf_component*>();
  };
  // Sorted.
  std::vector<std::string> ids(std::string_view kind) const;
};

}  // namespace host::config
