// Canonical text as TeX for BibTeX files.
#pragma once

#include <string>
#include <string_view>

namespace output_bibtex {

// UTF-8 stays; what TeX or BibTeX reads as something else is escaped; maths stays, with the braces
// in it balanced as BibTeX counts them (it knows no `\{`). On one line.
std::string tex(std::string_view text);

// The same, and braces keep the capitals of words like LaTeX, mRNA and DNA, which bibliography
// styles would write small.
std::string tex_title(std::string_view text);

}  // namespace output_bibtex
