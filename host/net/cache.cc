#include "net/cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/sha256.h"
#include "base/url.h"
#include "net/retry.h"
#include "sheaf/text/ascii.hpp"

namespace host::net {
namespace {

constexpr std::string_view kMagic = "sheaf-http-cache 1";
constexpr std::int64_t kDay = 86'400'000;

// Calls visit(name, value) for each directive of each Cache-Control header, names in lower case.
template <class Visit>
void for_each_directive(const Headers& headers, Visit visit) {
  for (const auto& [name, value] : headers) {
    if (name != "cache-control") continue;
    for (std::size_t at = 0; at < value.size();) {
      const auto end = std::min(value.find(',', at), value.size());
      std::string directive = sheaf::text::lowered(std::string_view(value).substr(at, end - at));
      directive.erase(0, std::min(directive.find_first_not_of(" \t"), directive.size()));
      directive.erase(directive.find_last_not_of(" \t") + 1);
      const auto equals = std::min(directive.find('='), directive.size());
      std::string argument = directive.substr(std::min(equals + 1, directive.size()));
      std::erase(argument, '"');
      visit(directive.substr(0, equals), argument);
      at = end + 1;
    }
  }
}

std::optional<std::string> slurp(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// One line of the text; moves `rest` behind it. Absent at the end.
std::optional<std::string_view> next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::optional<std::int64_t> next_number(std::string_view& rest) {
  const auto line = next_line(rest);
  std::int64_t value = 0;
  if (!line ||
      std::from_chars(line->data(), line->data() + line->size(), value).ec != std::errc{}) {
    return std::nullopt;
  }
  return value;
}

// magic, key, checksum of the rest; url, stored, fresh until, headers (`name: value`), empty line,
// body. The checksum covers torn and damaged files.
std::string serialised(const std::string& key, const CacheEntry& entry) {
  std::string rest = fmt::format("{}\n{}\n{}\n", entry.url, entry.stored_ms, entry.fresh_until_ms);
  for (const auto& [name, value] : entry.headers) rest += name + ": " + value + "\n";
  rest += "\n";
  rest += entry.body;
  return fmt::format("{}\n{}\n{}\n", kMagic, key, sha256_hex(rest)) + rest;
}

std::optional<CacheEntry> parsed(const std::string& key, std::string_view rest) {
  if (next_line(rest) != kMagic || next_line(rest) != key) return std::nullopt;
  const auto checksum = next_line(rest);
  if (!checksum || *checksum != sha256_hex(rest)) return std::nullopt;
  CacheEntry entry;
  const auto url = next_line(rest);
  const auto stored = next_number(rest);
  const auto fresh = next_number(rest);
  if (!url || !stored || !fresh) return std::nullopt;
  entry.url = *url;
  entry.stored_ms = *stored;
  entry.fresh_until_ms = *fresh;
  for (auto line = next_line(rest); line && !line->empty(); line = next_line(rest)) {
    const auto colon = line->find(": ");
    if (colon == std::string_view::npos) return std::nullopt;
    entry.headers.emplace_back(line->substr(0, colon), line->substr(colon + 2));
  }
  entry.body = rest;
  return entry;
}

// The time of use is the file's, by our clock.
void mark_used(const std::filesystem::path& path, std::int64_t now_ms) {
  const timespec used{now_ms / 1000, now_ms % 1000 * 1'000'000};
  const std::array<timespec, 2> times = {used, used};
  ::utimensat(AT_FDCWD, path.c_str(), times.data(), 0);
}

}  // namespace

bool write_file_atomically(const std::filesystem::path& path, const std::string& content) {
  static std::atomic<unsigned> counter{0};
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  const std::string temporary =
      fmt::format("{}.{}.{}.tmp", path.string(), ::getpid(), counter.fetch_add(1));
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) {
      std::filesystem::remove(temporary, error);
      return false;
    }
  }
  std::filesystem::rename(temporary, path, error);
  if (!error) return true;
  std::error_code ignored;
  std::filesystem::remove(temporary, ignored);
  return false;
}

std::int64_t fresh_until_ms(const Headers& headers, std::int64_t now_ms) {
  bool no_cache = false;
  std::optional<std::int64_t> lifetime;
  for_each_directive(headers, [&](const std::string& name, const std::string& argument) {
    if (name == "no-cache" || name == "no-store") no_cache = true;
    if (name == "max-age") lifetime = parse_whole_number(argument).value_or(0);
  });
  if (no_cache) return now_ms;
  if (lifetime) {
    const auto* age = find_header(headers, "age");
    const std::int64_t seconds =
        std::min(*lifetime - (age ? parse_whole_number(*age).value_or(0) : 0), kDay / 1000);
    return now_ms + std::max<std::int64_t>(seconds, 0) * 1000;
  }
  if (const auto* expires = find_header(headers, "expires")) {
    // "0" and other nonsense mean: already expired (RFC 9111 section 5.3).
    const auto until = parse_http_date(*expires).value_or(now_ms);
    return std::clamp(until, now_ms, now_ms + kDay);
  }
  return now_ms;
}

bool worth_storing(const Headers& headers, std::int64_t now_ms) {
  bool forbidden = false;
  for_each_directive(headers, [&](const std::string& name, const std::string&) {
    if (name == "no-store") forbidden = true;
  });
  const auto* vary = find_header(headers, "vary");
  if (forbidden || (vary && vary->find('*') != std::string::npos)) return false;
  return find_header(headers, "etag") || find_header(headers, "last-modified") ||
         fresh_until_ms(headers, now_ms) > now_ms;
}

std::string Cache::key(const Request& request, const Scrubber& scrubber) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : request.headers) {
    lines.push_back(sheaf::text::lowered(name) + ": " + scrubber.scrub(value) + "\n");
  }
  std::sort(lines.begin(), lines.end());
  std::string text = "GET " + scrubber.scrub(request.url) + "\n";
  for (const auto& line : lines) text += line;
  return sha256_hex(text);
}

std::filesystem::path Cache::file(const std::string& key) const {
  return folder_ / key.substr(0, 2) / (key.substr(2) + ".http");
}

std::optional<CacheEntry> Cache::find(const std::string& key) const {
  const auto path = file(key);
  const auto text = slurp(path);
  if (!text) return std::nullopt;
  auto entry = parsed(key, *text);
  if (entry) mark_used(path, clock_.now_ms());
  return entry;
}

void Cache::store(const std::string& key, const CacheEntry& entry) const {
  if (entry.body.size() > kLargestBody) return;
  const auto path = file(key);
  if (write_file_atomically(path, serialised(key, entry))) mark_used(path, clock_.now_ms());
}

void Cache::clean() const {
  struct Found {
    std::filesystem::path path;
    std::int64_t used_ms;
    std::uint64_t bytes;
  };
  std::vector<Found> all;
  std::uint64_t total = 0;
  std::error_code error;
  const std::int64_t now = clock_.now_ms();
  std::filesystem::recursive_directory_iterator at(folder_, error);
  for (; !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    struct stat info {};
    if (::lstat(at->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    const bool temporary = at->path().extension() == ".tmp";
    if (!temporary && at->path().extension() != ".http") continue;
    const std::int64_t used = info.st_mtim.tv_sec * 1000LL + info.st_mtim.tv_nsec / 1'000'000;
    // A temporary file of an hour ago has lost its writer.
    if (now - used > (temporary ? 3'600'000 : settings_.unused_ms)) {
      std::error_code ignored;
      std::filesystem::remove(at->path(), ignored);
    } else if (!temporary) {
      all.push_back({at->path(), used, static_cast<std::uint64_t>(info.st_size)});
      total += all.back().bytes;
    }
  }
  std::sort(all.begin(), all.end(),
            [](const Found& a, const Found& b) { return a.used_ms < b.used_ms; });
  for (const auto& entry : all) {
    if (total <= settings_.total_bytes) break;
    std::error_code ignored;
    std::filesystem::remove(entry.path, ignored);
    total -= entry.bytes;
  }
}

}  // namespace host::net
