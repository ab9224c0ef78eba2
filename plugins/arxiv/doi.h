// DOIs as authors type them.
#pragma once

#include <string_view>

#include "slots.h"

namespace arxiv {

// Adds each DOI of `text` (`10.1000/a, doi:10.1000/B;https://doi.org/10.1000/c`), bare and in lower
// case. A comma, semicolon or blank separates only where another DOI follows: old DOIs contain
// them. arXiv's own (10.48550/arXiv.…) and what is no DOI are left out.
void add_dois(std::string_view text, Slots<std::string>& out);

}  // namespace arxiv
