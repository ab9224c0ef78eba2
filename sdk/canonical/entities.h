// Character references of HTML and JATS. Internal to sdk/canonical.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf::canonical {

struct Reference {
  std::string text;      // in UTF-8; empty for control characters other than white space
  std::size_t size = 0;  // in bytes, with `&` and `;`; 0: no reference
};

// The reference that `text` starts with: `&name;`, `&#1;` or `&#x1;`. Names need their semicolon,
// so that `R&D` and `a&lt` stay text. What is no character gives U+FFFD.
Reference read_reference(std::string_view text);

// `text` with every reference replaced.
std::string decode_references(std::string_view text);

}  // namespace sheaf::canonical
