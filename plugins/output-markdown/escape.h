// Canonical text as Markdown that shows it literally, in CommonMark and in GitHub's dialect alike.
//
// Prose. What could start markup is escaped by a backslash, and only that: `snake_case`, `p < 0.01`
// and `a -> b` stay readable. One call makes one line, so blocks cannot begin inside it. Web and
// mail addresses become explicit links, because GitHub links bare ones and CommonMark does not.
//
// Maths (digest/maths.h) stays LaTeX, byte for byte. CommonMark knows no maths and GitHub looks for
// it only after Markdown has taken backslashes, emphasis and links out of it (github/markup issue
// 1746; nschloe.github.io/2023/11/16/the-state-of-math-in-markdown.html). Therefore:
//  - `$…$` and `$$…$$` are left as they are if Markdown would not touch one byte of them;
//  - other inline maths is written $`…`$: GitHub's, GitLab's and pandoc's documented form for
//  "characters
//    that overlap with markdown syntax", and in CommonMark a code span between two dollars: the
//    same text;
//  - other display maths, and maths with a backtick in it, is escaped like prose between its
//  dollars:
//    literal in CommonMark, and what GitHub hands to MathJax is the source again.
// A `$` that is text is `<span>$</span>` where another `$` on the line could make a pair with it,
// as GitHub's documentation asks; where raw HTML is dropped the dollar stays. GitHub shows no maths
// inside a link: give titles with has_maths() no link around them.
#pragma once

#include <string>
#include <string_view>

namespace output_markdown {

// One line for the flow of a paragraph, list item or heading. Control characters become blanks;
// blanks at the ends go.
std::string prose(std::string_view text);

// The same without links, for the text between `[` and `](…)`.
std::string label(std::string_view text);

// `[label](url)`; the label alone if the URL is not http, https or mailto. `label_md` is Markdown.
std::string link(std::string_view label_md, std::string_view url);

// `**md**`; empty for nothing.
std::string strong(std::string_view md);

// A fenced block; the fence is longer than any run of backticks inside. Ends without a line break.
std::string fenced(std::string_view info, std::string_view body);

}  // namespace output_markdown
