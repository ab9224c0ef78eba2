// The canonical form of text: what the host stores, scores and hands to outputs.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::canonical {

// How a field is written, as its source declares. The values are the plugin ABI's SHEAF_MARKUP_*.
enum class Markup { kPlain = 0, kTex = 1, kHtml = 2, kJats = 3 };

struct CleanOptions {
  // Superscript citations glued to words ("cortex3,21.", "<sup>1,2</sup>") vanish; see
  // citations.h for what is taken for one. For sources whose journal writes them.
  bool drop_citations = false;
  // Titles and names: paragraphs are joined by a blank.
  bool single_line = false;
};

// The canonical form of any bytes: UTF-8 in NFC without control, bidirectional and zero-width
// characters, single blanks, paragraphs split by "\n\n", no markup. Ill-formed UTF-8 gives U+FFFD.
//
// - Maths stays LaTeX between `$` or `$$`. maths.h says which `$` is maths; outputs must use the
//   same rule. An escaped `$` comes out bare where it cannot be mistaken for maths, else as `\$`.
// - kTex: see tex.h. kHtml, kJats: see markup.h. In all but kPlain, a blank is put where a lost
// line break joined two sentences (prose.h).
// - kPlain changes no more than characters and white space, so that
//   clean(clean(x, m, o), Markup::kPlain) == clean(x, m, o) for every x, m and o.
//
// Thread-safe. Throws nothing but std::bad_alloc. Time is linear in bytes.size().
std::string clean(std::string_view bytes, Markup markup, CleanOptions options = {});

}  // namespace sheaf::canonical
