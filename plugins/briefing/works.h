// What a briefing is made of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"

namespace briefing {

// A selected work. Views of the digest's item.
struct Work {
  std::size_t item = 0;  // index in the digest
  const sheaf_item* raw = nullptr;
  std::string_view id, title;
  std::string_view text;      // the abstract, else the summary
  std::string_view language;  // BCP 47; may be empty
  std::string field;          // its discipline as its source calls it, or the source
};

struct Chosen {
  std::vector<Work> works;   // by rank
  std::size_t left_out = 0;  // behind the first `most`
};

// The works of a digest that a briefing is about, the best `most` of them: what was shown before
// and only has a notice (a retraction, a correction) is not among them.
Chosen works_of(const sheaf_digest& digest, std::size_t most);

// A passage of a briefing. Citations are indexes of works.
struct Claim {
  std::string text;
  std::vector<std::size_t> cites;
};
enum class PassageKind { kReadFirst, kTheme, kConnection, kDisagreement, kRest };
struct Passage {
  PassageKind kind = PassageKind::kTheme;
  std::string title;  // of a theme; may be empty
  std::string lead;   // a line below the heading; may be empty
  std::vector<Claim> claims;
};

}  // namespace briefing
