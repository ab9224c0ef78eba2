// sheaf.http/1 from a script: what each URL answers, and a list of what was asked.
#ifndef SHEAF_TESTING_HTTP_HPP
#define SHEAF_TESTING_HTTP_HPP

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"
#include "sheaf/testing/answer.hpp"
#include "sheaf/testing/call.hpp"

namespace sheaf::testing {

// Behaves as the host does towards a plugin: a 4xx or 5xx fails the call unless
// SHEAF_H_ALLOW_ERROR, redirects are followed, a cancelled call fails at once, an oversized body is
// refused. It never waits, never retries and has no cache; any URL may be asked. Thread-safe, but
// write the script first. A URL may have its query parameters in any order.
class FakeHttp final : public sheaf_http, public Faults {
 public:
  FakeHttp();
  ~FakeHttp();
  FakeHttp(const FakeHttp&) = delete;

  // ---- The script

  // Queues an answer to `url`, whatever the method and body. Answers are given in order, the last
  // one again and again. A URL without any is SHEAF_E_CONFIG with a message that names it.
  void answer(const std::string& url, Answer answer);
  // The same, computed from what is asked; for that URL, or all that begin with it if it ends in
  // `*`, it goes before queued answers.
  void answer_with(const std::string& url, std::function<Answer(const Asked&)> make);
  // Queues the recorded exchanges of a folder; they answer before scripted ones, to the same
  // method, URL and body only, each once. Throws std::runtime_error if a file cannot be read.
  void play(const std::filesystem::path& folder);
  // The bytes that one read() of a stream yields at most; the default is as many as are asked for.
  void chunk_size(std::size_t bytes) { chunk_size_ = bytes; }

  // ---- What happened

  std::vector<Asked> asked() const;
  std::vector<std::string> asked_urls() const;
  // Responses and streams that the plugin has not released.
  int unreleased() const { return *live_; }

 private:
  struct Script {
    std::vector<Answer> answers;
    std::size_t next = 0;
  };

  struct OwnedResponse;

  struct OpenStream;

  struct Outcome;

  static Outcome failed(sheaf_status code, std::string message, std::int64_t retry_ms = 0);

  Outcome exchange(const sheaf_call* call, const sheaf_http_request& rq, bool stream) const;

  // The answer at the end of all redirects; its url is set.
  Answer follow(Asked asked) const;

  Answer find(const Asked& asked) const;

  static Outcome refusal(const Answer& a);

  static constexpr int kMaxRedirects = 10;
  std::size_t chunk_size_ = static_cast<std::size_t>(-1);
  mutable std::mutex mutex_;
  mutable std::map<std::string, Script> scripted_, recorded_;
  std::map<std::string, std::function<Answer(const Asked&)>> computed_;
  mutable std::vector<Asked> asked_;
  std::shared_ptr<std::atomic<int>> live_;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_HTTP_HPP
