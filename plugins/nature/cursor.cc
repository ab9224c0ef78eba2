#include "cursor.h"

#include <algorithm>

#include "cursor/hashes.h"

namespace nature {
namespace {

constexpr std::string_view kVersion = "v1";
constexpr std::size_t kMostBytes = 48 * 1024;  // of the 64 KiB that the host stores
constexpr std::size_t kMostTaken = 400;        // of one journal

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
  const std::size_t share = kMostBytes / cursor::kDigits / std::max<std::size_t>(journals, 1);
  out.resize(std::min({out.size(), share, kMostTaken}));
  all = std::move(out);
}

std::string Cursor::text() const {
  std::string out(kVersion);
  for (const auto& [code, items] : taken) {
    out.append(1, '|').append(code).append(1, '=');
    cursor::append_hashes(out, items);
  }
  return out;
}

std::uint64_t item_hash(std::string_view doi, std::string_view title) {
  return cursor::short_hash(std::string(doi) + "\n" + std::string(title));
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
    auto& items = out.taken[std::string(entry.substr(0, equals))];
    if (!cursor::parse_hashes(entry.substr(equals + 1), items)) return std::nullopt;
  }
  return out;
}

}  // namespace nature
