#include "net/cassette.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "base/url.h"
#include "net/cache.h"
#include "sheaf/cassette.hpp"
#include "sheaf/text/ascii.hpp"

namespace host::net {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestRecording = 64u << 20;

using Recorded = sheaf::cassette::Exchange;

std::string key_of(const Recorded& exchange) {
  const auto parsed = parse_url(exchange.url);
  return exchange.method + " " + sort_query(parsed ? parsed->text : exchange.url) + " " +
         exchange.body_sha256;
}

Result<Recorded> read_recorded(const fs::path& path) try {
  Recorded out = sheaf::cassette::read(path);
  if (out.body_sha256.empty() && !out.request_body.empty()) {
    out.body_sha256 = sha256_hex(out.request_body);
  }
  return out;
} catch (const std::exception& error) {
  return fail(SHEAF_E_CONFIG, std::string(error.what()) + ".");
}

bool is_recorded_header(const std::string& lower_name) {
  static constexpr std::array<std::string_view, 12> kKept = {
      "cache-control", "content-language", "content-type",  "etag",
      "expires",       "last-modified",    "link",          "location",
      "retry-after",   "retry-after-ms",   "x-total-count", "x-should-retry"};
  return std::find(kKept.begin(), kKept.end(), lower_name) != kKept.end() ||
         lower_name.starts_with("ratelimit") || lower_name.starts_with("x-ratelimit-") ||
         lower_name.starts_with("x-rate-limit-");
}

std::string scrubbed(const Hop& hop, const std::string& text) {
  return hop.scrubber ? hop.scrubber->scrub(text) : text;
}

// The part of a recording that is known before the answer.
Recorded asked(const Hop& hop) {
  Recorded out;
  out.method = hop.method;
  out.url = scrubbed(hop, hop.url);
  out.request_body = scrubbed(hop, hop.body);
  if (!out.request_body.empty()) out.body_sha256 = sha256_hex(out.request_body);
  return out;
}

// "get_api.example.org_v1_works_0a1b2c3d_01.json"
std::string file_name(const Recorded& exchange, std::size_t ordinal) {
  const auto url = parse_url(exchange.url);
  std::string stem =
      sheaf::text::lowered(exchange.method) + "_" + (url ? url->authority() + url->path : "");
  if (stem.size() > 80) stem.resize(80);
  for (char& c : stem) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                       c == '.' || c == '-';
    if (!plain) c = '_';
  }
  while (stem.ends_with('_')) stem.pop_back();
  return fmt::format("{}_{}_{:02}.json", stem, sha256_hex(key_of(exchange)).substr(0, 8), ordinal);
}

// What the folder holds and how far it was played. Thread-safe.
class Shelf {
 public:
  Shelf(fs::path folder, CassetteMode mode, Clock& clock)
      : folder_(std::move(folder)), mode_(mode), clock_(clock) {}

  Result<void> load() {
    std::error_code error;
    if (mode_ == CassetteMode::kReplay && !fs::is_directory(folder_, error)) {
      return fail(SHEAF_E_CONFIG, fmt::format("there is no folder {} with cassettes: record it "
                                              "first.",
                                              folder_.string()));
    }
    for (const auto& path : sheaf::cassette::files(folder_)) {
      TRY_ASSIGN(auto exchange, read_recorded(path));
      auto& track = tracks_[key_of(exchange)];
      track.answers.push_back(std::make_shared<const Recorded>(std::move(exchange)));
      track.files.push_back(path);
    }
    return {};
  }

  // The next answer to this key, or null.
  std::shared_ptr<const Recorded> next(const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (mode_ == CassetteMode::kRefresh) return nullptr;
    const auto found = tracks_.find(key);
    if (found == tracks_.end() || found->second.played == found->second.answers.size()) {
      return nullptr;
    }
    return found->second.answers[found->second.played++];
  }

  // Where the next answer to `key` is to be written: the order of asking is the order of replay.
  fs::path reserve(const Recorded& request) {
    const std::lock_guard lock(mutex_);
    auto& track = tracks_[key_of(request)];
    if (mode_ == CassetteMode::kRefresh && refreshed_.insert(key_of(request)).second) {
      for (const auto& old : track.files) {
        std::error_code ignored;
        fs::remove(old, ignored);
      }
      track.files.clear();
    }
    for (std::size_t ordinal = track.files.size() + 1;; ++ordinal) {
      fs::path path = folder_ / file_name(request, ordinal);
      if (std::find(track.files.begin(), track.files.end(), path) != track.files.end()) continue;
      track.files.push_back(path);
      return path;
    }
  }

  std::int64_t now_ms() const { return clock_.now_ms(); }
  const fs::path& folder() const { return folder_; }

 private:
  struct Track {
    std::vector<std::shared_ptr<const Recorded>> answers;
    std::vector<fs::path> files;
    std::size_t played = 0;
  };
  const fs::path folder_;
  const CassetteMode mode_;
  Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Track> tracks_;
  std::set<std::string> refreshed_;
};

class Replayed final : public Exchange {
 public:
  explicit Replayed(std::shared_ptr<const Recorded> recorded) : recorded_(std::move(recorded)) {}

  Result<Head> head(const Patience&) override {
    return Head{recorded_->status, recorded_->headers, true};
  }

  Result<std::size_t> read(char* buffer, std::size_t capacity, const Patience& patience) override {
    if (patience.cancelled && patience.cancelled()) return fail(SHEAF_E_CANCELLED, "cancelled.");
    const std::size_t count = std::min(capacity, recorded_->body.size() - at_);
    if (count == 0 && recorded_->truncated) {
      return fail(SHEAF_E_CONFIG,
                  "the cassette holds only the beginning of this body: record it "
                  "again.");
    }
    std::copy_n(recorded_->body.data() + at_, count, buffer);
    at_ += count;
    return count;
  }

 private:
  std::shared_ptr<const Recorded> recorded_;
  std::size_t at_ = 0;
};

class Missing final : public Exchange {
 public:
  explicit Missing(Error error) : error_(std::move(error)) {}
  Result<Head> head(const Patience&) override { return tl::unexpected(error_); }
  Result<std::size_t> read(char*, std::size_t, const Patience&) override {
    return tl::unexpected(error_);
  }

 private:
  Error error_;
};

// Passes an exchange through and writes it down once its body is over, or its reader gone.
class Recording final : public Exchange {
 public:
  Recording(std::shared_ptr<Shelf> shelf, std::unique_ptr<Exchange> inner, Recorded request,
            std::shared_ptr<const Scrubber> scrubber)
      : shelf_(std::move(shelf)),
        inner_(std::move(inner)),
        recorded_(std::move(request)),
        scrubber_(std::move(scrubber)) {}

  ~Recording() override {
    if (recorded_.status == 0) return;
    recorded_.truncated = true;
    static_cast<void>(save());  // nobody is left to tell
  }

  Result<Head> head(const Patience& patience) override {
    auto head = inner_->head(patience);
    if (!head) return head;
    path_ = shelf_->reserve(recorded_);
    recorded_.status = head->status;
    recorded_.recorded_ms = shelf_->now_ms();
    for (const auto& [name, value] : head->headers) {
      if (is_recorded_header(name)) recorded_.headers.emplace_back(name, clean(value));
    }
    return head;
  }

  Result<std::size_t> read(char* buffer, std::size_t capacity, const Patience& patience) override {
    auto got = inner_->read(buffer, capacity, patience);
    if (!got) {
      recorded_ = {};  // a broken-off answer is no recording; the retry's is
      return got;
    }
    if (*got == 0) {
      if (recorded_.status == 0) return got;
      TRY(save());
      return got;
    }
    if (recorded_.status != 0) recorded_.body.append(buffer, *got);
    if (recorded_.body.size() > kLargestRecording) {
      return fail(SHEAF_E_CONFIG, fmt::format("the body is too large for a cassette ({} MiB).",
                                              kLargestRecording >> 20));
    }
    return got;
  }

 private:
  std::string clean(const std::string& text) const {
    return scrubber_ ? scrubber_->scrub(text) : text;
  }

  Result<void> save() {
    Recorded done = std::exchange(recorded_, {});
    done.body = clean(done.body);
    if (write_file_atomically(path_, sheaf::cassette::to_json(done))) return {};
    return fail(SHEAF_E_CONFIG,
                fmt::format("cannot write the cassette {}: is the folder writable, the disk full?",
                            path_.string()));
  }

  std::shared_ptr<Shelf> shelf_;
  std::unique_ptr<Exchange> inner_;
  Recorded recorded_;  // status 0: no answer yet, or saved
  std::shared_ptr<const Scrubber> scrubber_;
  fs::path path_;
};

class CassetteTransport final : public Transport {
 public:
  CassetteTransport(std::shared_ptr<Shelf> shelf, std::unique_ptr<Transport> inner)
      : shelf_(std::move(shelf)), inner_(std::move(inner)) {}

  std::unique_ptr<Exchange> start(Hop hop) override {
    Recorded request = asked(hop);
    if (auto answer = shelf_->next(key_of(request))) {
      return std::make_unique<Replayed>(std::move(answer));
    }
    if (!inner_) {
      return std::make_unique<Missing>(
          Error{SHEAF_E_CONFIG,
                fmt::format("the cassettes in {} hold no (further) answer to {} {}{}; record them "
                            "again (--record {}).",
                            shelf_->folder().string(), request.method, request.url,
                            request.body_sha256.empty()
                                ? ""
                                : " with this body (SHA-256 " + request.body_sha256 + ")",
                            shelf_->folder().string())});
    }
    auto scrubber = hop.scrubber;
    auto inner = inner_->start(std::move(hop));
    return std::make_unique<Recording>(shelf_, std::move(inner), std::move(request),
                                       std::move(scrubber));
  }

 private:
  std::shared_ptr<Shelf> shelf_;
  std::unique_ptr<Transport> inner_;
};

}  // namespace

Result<std::unique_ptr<Transport>> open_cassette(const fs::path& folder, CassetteMode mode,
                                                 Clock& clock, std::unique_ptr<Transport> inner) {
  auto shelf = std::make_shared<Shelf>(folder, mode, clock);
  TRY(shelf->load());
  return std::make_unique<CassetteTransport>(std::move(shelf), std::move(inner));
}

std::optional<std::int64_t> cassette_recorded_ms(const fs::path& folder) {
  std::optional<std::int64_t> earliest;
  for (const auto& path : sheaf::cassette::files(folder)) {
    const auto exchange = read_recorded(path);
    if (exchange && (!earliest || exchange->recorded_ms < *earliest)) {
      earliest = exchange->recorded_ms;
    }
  }
  return earliest;
}

}  // namespace host::net
