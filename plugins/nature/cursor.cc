#include "cursor.h"

#include <algorithm>
#include <charconv>

namespace nature {
namespace {

constexpr std::string_view kVersion = "v1";
constexpr std::size_t kDigits = 10;
constexpr std::size_t kMostBytes = 48 * 1024;  // of the 64 KiB that the host stores
constexpr std::size_t kMostItems = 400;        // of one journal

}  // namespace

bool Cursor::has(std::string_view code, std::uint64_t item) const {
  const auto found = taken.find(code);
  return found != taken.end() &&
         std::find(found->second.begin(), found->second.end(), item) != found->second.end();
}

void Cursor::take(const std::string& code, const std::vector<std::uint64_t>& now,
                  std::size_t journals) {
  std::vector<std::uint64_t>& all = taken[code];
  std::vector<std::uint64_t> out = now;
  for (const std::uint64_t item : all) {
    if (std::find(now.begin(), now.end(), item) == now.end()) out.push_back(item);
  }
  const std::size_t share = kMostBytes / kDigits / std::max<std::size_t>(journals, 1);
  out.resize(std::min({out.size(), share, kMostItems}));
  all = std::move(out);
}

std::string Cursor::text() const {
  std::string out(kVersion);
  for (const auto& [code, items] : taken) {
    out.append(1, '|').append(code).append(1, '=');
    for (const std::uint64_t item : items) {
      char digits[16];
      const auto end = std::to_chars(digits, digits + sizeof digits, item, 16).ptr;
      out.append(kDigits - static_cast<std::size_t>(end - digits), '0').append(digits, end);
    }
  }
  return out;
}

std::uint64_t item_hash(std::string_view doi, std::string_view title) {
  std::uint64_t h = 0xcbf29ce484222325U;  // FNV-1a
  const auto add = [&](std::string_view text) {
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  };
  add(doi);
  add("\n");
  add(title);
  h = (h ^ h >> 33) * 0xff51afd7ed558ccdU;  // spreads what the last bytes changed
  return (h ^ h >> 33) & 0xFF'FFFF'FFFFU;
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  Cursor out;
  if (text.empty()) return out;
  if (!text.starts_with(kVersion)) return std::nullopt;
  text.remove_prefix(kVersion.size());
  while (!text.empty()) {
    if (text.front() != '|') return std::nullopt;
    text.remove_prefix(1);
    const std::string_view entry = text.substr(0, text.find('|'));
    text.remove_prefix(entry.size());
    const auto equals = entry.find('=');
    if (equals == entry.npos || equals == 0) return std::nullopt;
    const std::string_view digits = entry.substr(equals + 1);
    if (digits.size() % kDigits != 0) return std::nullopt;
    auto& items = out.taken[std::string(entry.substr(0, equals))];
    for (std::size_t i = 0; i < digits.size(); i += kDigits) {
      std::uint64_t item = 0;
      const char* const end = digits.data() + i + kDigits;
      const auto [stop, error] = std::from_chars(digits.data() + i, end, item, 16);
      if (error != std::errc() || stop != end) return std::nullopt;
      items.push_back(item);
    }
  }
  return out;
}

}  // namespace nature
