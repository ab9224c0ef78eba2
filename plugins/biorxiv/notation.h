// The notation of bioRxiv's and medRxiv's texts, which is no markup that anybody else has.
#pragma once

#include <string>
#include <string_view>

namespace biorxiv {

// Undone are:
// - characters that their export spells out: `{kappa}`, `{+/-}`, `TGF[beta]`, `[&ge;]`;
// - HTML names, which stand here only where a text was escaped twice: `young[-&gt;]old`;
// - what is left of flattened JATS: `O_SCPLOW…C_SCPLOW` (small capitals), `O_LI…C_LI`,
//   `O_ST_ABSMethodsC_ST_ABS`; figures and tables (`O_FIG…C_FIG`) are dropped.
// Everything else is text and stays, in particular `<` and `>`. Names that are not known stay, too.
std::string undo_notation(std::string_view text);

// An abstract: the above, and headings that ran into their paragraphs (`MethodsWe count …`) get
// `: `; a heading `Abstract` goes.
std::string clean_abstract(std::string_view text);

}  // namespace biorxiv
