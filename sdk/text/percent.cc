#include "sheaf/text/percent.hpp"

#include "sheaf/text/ascii.hpp"

namespace sheaf::text {
namespace {

constexpr bool holds(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

template <typename Stays>
std::string encoded(std::string_view text, Stays stays) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (stays(c)) {
      out += c;
    } else {
      append_percent(out, c);
    }
  }
  return out;
}

}  // namespace

void append_percent(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
}

std::string percent_encoded(std::string_view text, std::string_view kept) {
  return encoded(text, [&](char c) { return is_alnum(c) || holds("-._~", c) || holds(kept, c); });
}

std::string url_encoded(std::string_view url, std::string_view more) {
  return encoded(url, [&](char c) {
    return c > ' ' && c < 0x7f && !holds("\"<>\\^`{|}", c) && !holds(more, c);
  });
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex_value(text[i + 1]) : -1;
    const int low = escape ? hex_value(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace sheaf::text
