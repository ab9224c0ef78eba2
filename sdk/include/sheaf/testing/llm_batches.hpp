// The Batch API of a FakeLlm, in memory: files, and batches that end when the test says so.
//
//   FakeLlmBatches batches(llm, [&] { return host.clock.now(); });
//   host.http.answer_with("https://llm.example/v1/*", [&](const Asked& asked) {
//     return batches.answer(asked.method, asked.url.substr(22), asked.body);
//   });
//   ...
//   batches.finish(0);    // its requests are answered, the last first
#ifndef SHEAF_TESTING_LLM_BATCHES_HPP
#define SHEAF_TESTING_LLM_BATCHES_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "sheaf/testing/llm.hpp"

namespace sheaf::testing {

// Thread-safe, but set the members before the first request.
class FakeLlmBatches {
 public:
  using Json = FakeLlm::Json;
  FakeLlmBatches(FakeLlm& llm, std::function<std::int64_t()> now_ms);
  ~FakeLlmBatches();

  // Batches end as soon as they were looked at so many times, all together; 0: never by themselves.
  int finish_at_look = 0;
  // On one page of the list.
  std::size_t page = 100;
  // Of a file, from 0: these are not answered (batch_expired).
  std::set<std::size_t> drop_lines = {};

  // `path` is what comes after the version: "/files", "/batches?limit=100", ...
  Answer answer(const std::string& method, const std::string& path, const std::string& body);

  // Answers a batch's requests, the last first; those that fail go into the error file.
  void finish(std::size_t batch, const std::string& status = "completed");
  // The server took none of it.
  void refuse(std::size_t batch, const std::string& why);
  void forget_file(std::size_t batch, const char* member);
  // Somebody else's, newer than all others.
  void add_foreign(std::size_t count);

  std::vector<Json> batches() const;
  // How often each request was answered, by its body.
  std::map<std::string, int> answered() const;
  std::size_t downloads() const;

 private:
  std::string add(std::string text);

  Answer upload(const std::string& form);

  Json& make(const std::string& input, const Json& metadata);
  Answer create(const Json& body);

  Answer list(const std::string& path) const;
  Answer look(const std::string& id);

  void end(Json& batch, const std::string& status);

  FakeLlm& llm_;
  std::function<std::int64_t()> now_ms_;
  mutable std::mutex mutex_;
  std::vector<Json> batches_;
  std::map<std::string, std::string> files_;
  std::map<std::string, int> answered_;
  std::size_t downloads_ = 0, count_ = 0;
  int looks_ = 0;
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_LLM_BATCHES_HPP
