#include "net/scrub.h"

#include <algorithm>
#include <cstddef>

#include "base/sha256.h"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/base64.hpp"

namespace host::net {
namespace {

constexpr std::size_t kMinBase64 = 6;  // fewer characters would hit innocent text
constexpr std::size_t kShortest = 4;   // what is shorter stands in every other word

using sheaf::text::hex_value;

// How many bytes of `text` at `at` stand for the byte `want`; 0 if they do not.
std::size_t one(std::string_view text, std::size_t at, char want) {
  const std::size_t left = text.size() - at;
  if (left == 0) return 0;
  const char c = text[at];
  if (c == '%' && left >= 3 && hex_value(text[at + 1]) >= 0 && hex_value(text[at + 2]) >= 0 &&
      hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]) == static_cast<unsigned char>(want)) {
    return 3;
  }
  if (c == '\\' && left >= 2) {
    const char next = text[at + 1];
    if ((want == '"' || want == '\\' || want == '/') && next == want) return 2;
    if ((want == '\n' && next == 'n') || (want == '\t' && next == 't') ||
        (want == '\r' && next == 'r')) {
      return 2;
    }
    if (next == 'u' && left >= 6 && text[at + 2] == '0' && text[at + 3] == '0' &&
        hex_value(text[at + 4]) >= 0 && hex_value(text[at + 5]) >= 0 &&
        hex_value(text[at + 4]) * 16 + hex_value(text[at + 5]) ==
            static_cast<unsigned char>(want)) {
      return 6;
    }
  }
  if (c == want) return 1;
  return c == '+' && want == ' ' ? 1 : 0;
}

// The characters of a base64 text holding `secret` after `before` unknown bytes that depend on
// nothing but the secret.
std::string base64_core(const std::string& secret, std::size_t before) {
  const std::string all = sheaf::text::base64_encode(std::string(before, '\0') + secret);
  const std::size_t begin =
      before == 0 ? 0 : before + 1;  // 8 bits reach into 2 characters, 16 in 3
  const std::size_t end = (before + secret.size()) * 8 / 6;
  return end > begin ? all.substr(begin, end - begin) : "";
}

bool only_stars(const std::string& text) {
  return text.find_first_not_of('*') == std::string::npos;
}

}  // namespace

Scrubber::Scrubber(const std::vector<std::string>& secrets) {
  for (const auto& secret : secrets) {
    if (secret.size() < kShortest) continue;
    secrets_.push_back(secret);
    plain_.push_back(secret);
    for (std::size_t before = 0; before < 3; ++before) {
      std::string core = base64_core(secret, before);
      if (core.size() < kMinBase64) continue;
      std::string url_safe = core;
      std::replace(url_safe.begin(), url_safe.end(), '+', '-');
      std::replace(url_safe.begin(), url_safe.end(), '/', '_');
      if (url_safe != core) base64_.push_back(std::move(url_safe));
      base64_.push_back(std::move(core));
    }
  }
  const auto longest_first = [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  };
  std::sort(plain_.begin(), plain_.end(), longest_first);
  std::sort(base64_.begin(), base64_.end(), longest_first);
  for (const auto* list : {&plain_, &base64_}) {
    for (const auto& pattern : *list) starts_[static_cast<unsigned char>(pattern[0])] = true;
  }
  if (!plain_.empty()) starts_['%'] = starts_['\\'] = starts_['+'] = true;
}

Scrubber Scrubber::with(const std::vector<std::string>& more) const {
  std::vector<std::string> all = secrets_;
  all.insert(all.end(), more.begin(), more.end());
  return Scrubber(all);
}

std::size_t Scrubber::match_at(std::string_view text, std::size_t at) const {
  for (const auto& secret : plain_) {
    std::size_t end = at;
    for (const char c : secret) {
      const std::size_t taken = one(text, end, c);
      if (taken == 0) {
        end = at;
        break;
      }
      end += taken;
    }
    if (end > at) return end - at;
  }
  for (const auto& pattern : base64_) {
    if (text.compare(at, pattern.size(), pattern) == 0) return pattern.size();
  }
  return 0;
}

std::string Scrubber::scrub(std::string_view text) const {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length =
        starts_[static_cast<unsigned char>(text[at])] ? match_at(text, at) : 0;
    if (length == 0) {
      out.push_back(text[at++]);
    } else {
      out += "***";
      at += length;
    }
  }
  return out;
}

bool Scrubber::finds(std::string_view text) const {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!starts_[static_cast<unsigned char>(text[at])]) continue;
    const std::size_t length = match_at(text, at);
    if (length > 0 && !only_stars(std::string(text.substr(at, length)))) return true;
  }
  return false;
}

}  // namespace host::net
