// arXiv identifiers (https://info.arxiv.org/help/arxiv_identifier.html).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace arxiv {

struct Identifier {
  std::string id;             // `2609.26811`, `hep-th/9901001`: without version
  std::uint32_t version = 0;  // 0: not said
};

// `2609.26811v2`, `0704.0001`, `hep-th/9901001v3`; the subject class of `math.GT/0309136` is no
// part of the id. False, with `out` left alone, for anything else.
bool parse_id(std::string_view text, Identifier& out);

// An identifier in one of the forms in which arXiv writes it: `oai:arXiv.org:ID`, `arXiv:ID`,
// `https://arxiv.org/abs/ID`, `.../pdf/ID.pdf`, or bare. The id begins after `/abs/`: old ids hold
// a slash themselves.
bool find_id(std::string_view text, Identifier& out);

// Whether id `a` was given out after `b`. Ids before April 2007, and the empty one, come before all
// others and are not compared among each other.
bool is_later(std::string_view a, std::string_view b);

}  // namespace arxiv
