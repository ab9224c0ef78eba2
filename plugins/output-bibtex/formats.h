// References in the formats of reference managers. Each function writes one reference.
#pragma once

#include <string>

#include "reference.h"

namespace output_bibtex {

// BibTeX as BibLaTeX and reference managers read it: UTF-8, TeX's special characters escaped
// (https://www.ctan.org/pkg/btxdoc, https://info.arxiv.org/help/hypertex/bibstyles/).
std::string bibtex(const Reference& reference, bool abstract);

// RIS (https://en.wikipedia.org/wiki/RIS_(file_format)); lines end in CR LF.
std::string ris(const Reference& reference, bool abstract);

// An item of CSL-JSON (https://github.com/citation-style-language/schema).
std::string csl(const Reference& reference, bool abstract);

}  // namespace output_bibtex
