#pragma once

#include <map>
#include <string>
#include <string_view>

namespace sheaf::feed {

// An entity that a DOCTYPE declares. Only short plain text is ever expanded.
struct DeclaredEntity {
  enum class Kind {
    kText,  // `text` may stand in the document as it is: character references, no markup, no quotes
    kNested,    // made of other entities or of markup
    kLong,      // longer than anything that abbreviates
    kExternal,  // a file or an address
  };
  Kind kind = Kind::kText;
  std::string text;
};

using DeclaredEntities = std::map<std::string, DeclaredEntity, std::less<>>;

// The general entities declared in the internal subset of a DOCTYPE declaration (from "<!DOCTYPE"
// to its ">"). Parameter entities are ignored. The first declaration of a name counts (XML 1.0
// section 4.2).
DeclaredEntities declared_entities(std::string_view doctype);

// Finds the end of a DOCTYPE declaration fed piece by piece: over quoted values, comments,
// processing instructions and the internal subset.
class DoctypeScanner {
 public:
  // True when `c` is the ">" that ends it.
  bool ends_with(char c);

 private:
  enum class In { kDeclaration, kQuote, kComment, kInstruction };
  In in_ = In::kDeclaration;
  char quote_ = 0;
  int open_ = 1;       // "<" without their ">" yet; the DOCTYPE's own is one
  char last_[3] = {};  // the characters before, latest first
};

}  // namespace sheaf::feed
