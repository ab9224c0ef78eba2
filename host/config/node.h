// A configuration document as a tree that remembers where each part was written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"

namespace host::config {

struct Entry;

struct Node {
  enum class Kind { kNull, kScalar, kList, kMap };
  Kind kind = Kind::kNull;
  bool quoted = false;  // scalar: written in quotes or as a block, so it is text
  bool flow = false;    // list, map: written as [...] or {...}
  std::string text;     // scalar
  Position at;
  std::vector<Entry> entries;  // of a list (keys empty) or a map, in file order

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }

  // The value of a map's key, or nullptr (also if this is no map). Valid until the tree changes.
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  // Removes a key of a map; false if it was not there.
  bool erase(std::string_view key);
};

struct Entry {
  std::string key;  // of a map
  Position key_at;
  Node value;
};

Node scalar_node(std::string text, const Position& at, bool quoted = true);

// "text", "a list", "a map", "nothing": for messages.
const char* kind_name(const Node& node);

// One line of YAML that parses to the same tree: `[x, "a: b"]`.
std::string to_yaml(const Node& node);
// A scalar, quoted where it would not be read back as this very text.
std::string yaml_scalar(std::string_view text);

struct ParseLimits {
  std::size_t bytes = 4u << 20;
  std::size_t depth = 64;
  std::size_t nodes = 500'000;  // after aliases are expanded
};

// One YAML document. Anchors and aliases are expanded and `<<` merged (explicit keys win).
// Duplicate keys, tags other than the core ones, keys that are no scalars, a second document, text
// that is not UTF-8 and documents beyond the limits are errors. Returns nothing if there was any
// error; an empty document is a null node.
std::optional<Node> parse_yaml(std::string_view text, const OriginPtr& origin,
                               Diagnostics& diagnostics, const ParseLimits& limits = {});

}  // namespace host::config
