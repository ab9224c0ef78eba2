// Scripted answers in place of the wire, for tests of policy alone.
#pragma once

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "net/transport.h"

namespace host::net {

struct FakeAnswer {
  int status = 200;
  Headers headers{};
  std::string body{};
  std::optional<Error> error{};       // instead of a head
  std::optional<Error> body_error{};  // after the body
};

// Answers by URL; the last answer of a URL repeats. An unknown URL is a DNS failure.
class FakeTransport final : public Transport {
 public:
  struct Log {
    std::mutex mutex;
    std::map<std::string, std::deque<FakeAnswer>> answers;
    std::vector<Hop> asked;
  };
  explicit FakeTransport(std::shared_ptr<Log> log) : log_(std::move(log)) {}

  std::unique_ptr<Exchange> start(Hop hop) override {
    const std::lock_guard lock(log_->mutex);
    FakeAnswer answer{.error = Error{SHEAF_E_TRANSIENT, "the name was not found."}};
    if (auto found = log_->answers.find(hop.url); found != log_->answers.end()) {
      answer = found->second.front();
      if (found->second.size() > 1) found->second.pop_front();
    }
    log_->asked.push_back(std::move(hop));
    return std::make_unique<Played>(std::move(answer));
  }

 private:
  class Played final : public Exchange {
   public:
    explicit Played(FakeAnswer answer) : answer_(std::move(answer)) {}
    Result<Head> head(const Patience&) override {
      if (answer_.error) return tl::unexpected(*answer_.error);
      return Head{answer_.status, answer_.headers, false};
    }
    Result<std::size_t> read(char* buffer, std::size_t capacity, const Patience&) override {
      const std::size_t count = std::min(capacity, answer_.body.size() - at_);
      if (count == 0 && answer_.body_error) return tl::unexpected(*answer_.body_error);
      std::memcpy(buffer, answer_.body.data() + at_, count);
      at_ += count;
      return count;
    }

   private:
    FakeAnswer answer_;
    std::size_t at_ = 0;
  };

  std::shared_ptr<Log> log_;
};

}  // namespace host::net
