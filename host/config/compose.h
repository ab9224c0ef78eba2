// Puts one document together from the files and arguments that make up a pipeline, before any
// check.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "config/expand.h"
#include "config/node.h"

namespace host::config {

// Reads `path` with what it `extends`, and the files that `profiles:` names. Nothing if a file
// cannot be read or parsed; all such errors are in `diagnostics`.
std::optional<Node> read_document(const std::string& path, const Environment& env,
                                  Diagnostics& diagnostics);

// Applies `--set PATH=VALUE` arguments in order. Entries of lists are named by id (`id`, else
// `use`) or index; null removes. Values are YAML, their relative paths resolve against `directory`.
void apply_sets(Node& root, std::span<const std::string> arguments, const std::string& directory,
                const Environment& env, Diagnostics& diagnostics);

// Lays `over` on `base`: maps merge, null deletes, lists whose entries all have ids merge by id,
// other lists and scalars replace.
void merge_into(Node& base, Node over);

}  // namespace host::config
