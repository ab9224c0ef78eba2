#include "text.h"

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/html.hpp"
#include "sheaf/text/maths.hpp"

namespace output_html {
namespace {

// Hebrew, Arabic and their neighbours, marks and embeddings (Unicode 15, UAX #9): by their first
// bytes, which is a superset where it does no harm.
bool turns(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto a = static_cast<unsigned char>(text[i]);
    if (a < 0xd6) continue;
    const auto b = static_cast<unsigned char>(text[i + 1]);
    const auto c = i + 2 < text.size() ? static_cast<unsigned char>(text[i + 2]) : 0u;
    if (a <= 0xdf) return true;              // U+0580..U+07FF
    if (a == 0xe0 && b < 0xa4) return true;  // U+0800..U+08FF
    if (a == 0xe2 && b == 0x80 && (c == 0x8e || c == 0x8f || (c >= 0xaa && c <= 0xae))) return true;
    if (a == 0xe2 && b == 0x81 && c >= 0xa6 && c <= 0xa9) return true;
    if (a == 0xef && (b == 0xac || b == 0xad || b == 0xb9 || b == 0xba || b == 0xbb)) return true;
    if (a == 0xf0 && (b == 0x90 || b == 0x9e)) return true;
  }
  return false;
}

// The bytes of a character that HTML does not allow (controls, noncharacters) at text[i]; 0: it
// does.
std::size_t forbidden(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t at) {
    return i + at < text.size() ? static_cast<unsigned char>(text[i + at]) : 0u;
  };
  const unsigned a = byte(0), b = byte(1), c = byte(2), d = byte(3);
  if (a < 0x80) return sheaf::text::is_control(text[i]) && a != '\n' ? 1 : 0;
  if (a == 0xc2 && b < 0xa0) return 2;                                       // U+0080..U+009F
  if (a == 0xef && b == 0xbf && c >= 0xbe) return 3;                         // U+FFFE, U+FFFF
  if (a == 0xef && b == 0xb7 && c >= 0x90 && c <= 0xaf) return 3;            // U+FDD0..U+FDEF
  return a >= 0xf0 && (b & 0x0f) == 0x0f && c == 0xbf && d >= 0xbe ? 4 : 0;  // U+nFFFE, U+nFFFF
}

std::string span_html(const digest::Span& span) {
  std::string out = isolated(span.text);
  if (span.emphasis) out = "<em>" + out + "</em>";
  if (span.strong) out = "<strong>" + out + "</strong>";
  if (!span.anchor.empty()) return "<a href=\"#" + escape(span.anchor) + "\">" + out + "</a>";
  return span.url.empty() ? out : link(span.url, out);
}

}  // namespace

std::string escape(std::string_view text) {
  std::string allowed;
  allowed.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t bytes = forbidden(text, i);
    allowed += bytes > 0 ? ' ' : text[i];
    if (bytes > 0) i += bytes - 1;
  }
  return sheaf::text::html_escaped(allowed);
}

std::string isolated(std::string_view text) {
  return turns(text) ? "<bdi>" + escape(text) + "</bdi>" : escape(text);
}

bool is_web_url(std::string_view url) {
  return digest::linkable(url) &&
         sheaf::text::starts_with_ignoring_case(digest::one_line(url), "http");
}

std::string link(std::string_view url, const std::string& text) {
  if (!is_web_url(url)) return text;
  return "<a href=\"" + escape(digest::one_line(url)) + "\" rel=\"noopener noreferrer\">" + text +
         "</a>";
}

std::string inline_html(const digest::Line& line) {
  std::string out;
  for (const digest::Span& span : line.spans()) out += span_html(span);
  return out;
}

std::string element(std::string_view tag, std::string_view classes, const std::string& html) {
  if (html.empty()) return {};
  std::string out = "<" + std::string(tag);
  std::string all(classes);
  if (sheaf::text::has_maths(html)) all += all.empty() ? "tex" : " tex";
  if (!all.empty()) out += " class=\"" + all + "\"";
  return out + ">" + html + "</" + std::string(tag) + ">\n";
}

std::string list(std::string_view classes, const std::vector<digest::Line>& lines) {
  std::string out;
  for (const digest::Line& line : lines) out += element("li", "", inline_html(line));
  if (out.empty()) return out;
  const std::string with =
      classes.empty() ? std::string() : " class=\"" + std::string(classes) + "\"";
  return "<ul" + with + ">\n" + out + "</ul>\n";
}

}  // namespace output_html
