#include "markup.h"

#include <algorithm>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/percent.hpp"
#include "sheaf/text/utf8.hpp"

namespace output_webhook {
namespace {

std::string strong(const std::string& text, Markup markup) {
  if (markup == Markup::kTelegram) return "<b>" + text + "</b>";
  if (markup == Markup::kMarkdown) return "**" + text + "**";
  // Slack has no escape for its asterisk
  return text.find('*') == std::string::npos ? "*" + text + "*" : text;
}

std::string link(const std::string& text, const std::string& url, Markup markup) {
  switch (markup) {
    case Markup::kTelegram:
      return "<a href=\"" + escaped(url, markup) + "\">" + text + "</a>";
    case Markup::kSlack:
      return "<" + escaped(url, markup) + "|" + text + ">";
    default:
      return "[" + text + "](" + url + ")";
  }
}

constexpr std::string_view kZeroWidth = "\u200b";

// The services' dialects agree on few escapes. Where they do not, a blank of no width parts what
// would be a mention (@here, <@U1>), an emoji (:tada:), an address or an entity.
std::string markdown(std::string_view text) {
  std::string out;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    const bool begins_block = (i == 0 && std::string_view(">-+=").find(c) != text.npos) ||
                              (i == digits && i > 0 && (c == '.' || c == ')'));
    if (begins_block || std::string_view("\\`*_[]#~|").find(c) != text.npos) out += '\\';
    out += c;
    const bool glued =
        sheaf::text::is_alnum(next) || std::string_view("#/_+-").find(next) != text.npos;
    const bool opens = c == '@' || c == '<' || ((c == ':' || c == '&') && glued);
    const bool www =
        c == '.' && i >= 3 && sheaf::text::equals_ignoring_case(text.substr(i - 3, 3), "www");
    if (opens || www) out += kZeroWidth;
  }
  return out;
}

}  // namespace

std::string escaped(std::string_view text, Markup markup) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), sheaf::text::is_control, ' ');
  if (markup == Markup::kMarkdown) return markdown(line);
  std::string out;
  for (const char c : line) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"' && markup == Markup::kTelegram) {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string written(const digest::Line& line, Markup markup, std::size_t most) {
  std::string out;
  for (const digest::Span& span : line.spans()) {
    std::string text = escaped(clipped(span.text, most), markup);
    if (text.empty()) continue;
    const std::string url = link_address(span.url);
    if (!url.empty()) text = link(text, url, markup);
    // a blank at an end would break the markup
    if (span.strong && text.front() != ' ' && text.back() != ' ') text = strong(text, markup);
    out += text;
  }
  return out;
}

std::string link_address(std::string_view url) {
  if (!sheaf::text::starts_with_ignoring_case(url, "http://") &&
      !sheaf::text::starts_with_ignoring_case(url, "https://"))
    return {};
  if (url.size() > 1000) return {};
  return sheaf::text::url_encoded(url, "()[]*_~");
}

std::string clipped(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  return std::string(sheaf::text::beginning(text, most > 3 ? most - 3 : 0)) + "…";
}

std::size_t json_size(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) {
    n += c == '"' || c == '\\' || c == '\n' ? 2 : sheaf::text::is_control(c) ? 6 : 1;
  }
  return n;
}

}  // namespace output_webhook
