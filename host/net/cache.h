// A private HTTP cache on disk (RFC 9111): answers of GET with status 200, one file each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "net/message.h"

namespace host::net {

struct CacheEntry {
  std::string url;  // after redirects, scrubbed
  Headers headers;
  std::string body;
  std::int64_t stored_ms = 0;  // when it last arrived or was confirmed
  std::int64_t fresh_until_ms = 0;
};

// When an answer that arrived at `now_ms` has to be asked for again: Cache-Control's max-age less
// Age, else Expires, at most a day ahead; `now_ms` if nothing is said or `no-cache` is.
std::int64_t fresh_until_ms(const Headers& headers, std::int64_t now_ms);
// Whether keeping the answer can ever save something: it is fresh for a while or can be asked about
// (ETag, Last-Modified), and no-store or `Vary: *` does not forbid it.
bool worth_storing(const Headers& headers, std::int64_t now_ms);

// Thread-safe, and shared by the processes of the machine. Nothing here fails a request: what
// cannot be read, is damaged or cannot be written counts as not stored.
class Cache {
 public:
  static constexpr std::size_t kLargestBody = 16u << 20;
  struct Settings {
    std::uint64_t total_bytes = 512u << 20;
    std::int64_t unused_ms = 30LL * 86'400'000;  // older entries are dropped
  };
  Cache(std::filesystem::path folder, Clock& clock, Settings settings)
      : folder_(std::move(folder)), clock_(clock), settings_(settings) {}

  // `request` with the body ignored. `scrubber` takes the secrets out of the URL and the headers;
  // secret headers are no part of it.
  static std::string key(const Request& request, const Scrubber& scrubber);

  // Marks the entry as used.
  std::optional<CacheEntry> find(const std::string& key) const;
  void store(const std::string& key, const CacheEntry& entry) const;  // atomic
  // Drops what was not used for long, then the longest unused until the rest fits.
  void clean() const;

 private:
  std::filesystem::path file(const std::string& key) const;

  std::filesystem::path folder_;
  Clock& clock_;
  Settings settings_;
};

// Writes a file so that it is there whole or not at all. False if the disk refuses.
bool write_file_atomically(const std::filesystem::path& path, const std::string& content);

}  // namespace host::net
