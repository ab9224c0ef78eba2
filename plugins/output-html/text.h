// Text from outside as HTML. Whatever the text, the result is text to a parser: no tag, no
// attribute, no character that HTML does not allow.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "digest/line.h"

namespace output_html {

// For element content and for attribute values in double quotes.
std::string escape(std::string_view text);

// escape(), in <bdi> if it holds characters that could turn the text around it.
std::string isolated(std::string_view text);

// http or https with a host after it; anything else is no link.
bool is_web_url(std::string_view url);

// `text` (HTML) as a link that tells the other side nothing; `text` alone if the URL is no link.
std::string link(std::string_view url, const std::string& text);

// A line's spans: emphasis, links, jumps within the page.
std::string inline_html(const digest::Line& line);

// <tag class="classes">html</tag>, with the class tex if the HTML may hold maths. Empty for no
// HTML.
std::string element(std::string_view tag, std::string_view classes, const std::string& html);

// <ul class="classes"> with an entry per line. Empty for no lines.
std::string list(std::string_view classes, const std::vector<digest::Line>& lines);

}  // namespace output_html
