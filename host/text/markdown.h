// Markdown as HTML. Internal to host/text.
#pragma once

#include <string>
#include <string_view>

namespace host::text {

// True if Markdown means anything in `text` beyond paragraphs.
bool has_markdown(std::string_view text);

// `source` (CommonMark with `~~`) with its own marks gone, as text for append_markup(): headings,
// list items and fences become paragraphs, emphasis, code and links show their text, and what was
// escaped is escaped for HTML. HTML in it stays, and so does maths. Holds bytes of marks.h.
std::string markdown_to_html(std::string_view source);

}  // namespace host::text
