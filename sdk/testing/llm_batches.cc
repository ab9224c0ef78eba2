#include "sheaf/testing/llm_batches.hpp"

#include <algorithm>
#include <utility>

namespace sheaf::testing {

namespace {

using Json = FakeLlm::Json;

Answer ok(std::string body) {
  Answer out;
  out.body = std::move(body);
  return out;
}

}  // namespace

FakeLlmBatches::FakeLlmBatches(FakeLlm& llm, std::function<std::int64_t()> now_ms)
    : llm_(llm), now_ms_(std::move(now_ms)) {}

FakeLlmBatches::~FakeLlmBatches() = default;

Answer FakeLlmBatches::answer(const std::string& method, const std::string& path,
                              const std::string& body) {
  const std::lock_guard lock(mutex_);
  if (method == "POST" && path == "/files") return upload(body);
  if (method == "POST" && path == "/batches") return create(Json::parse(body));
  if (path == "/batches" || path.starts_with("/batches?")) return list(path);
  if (path.starts_with("/batches/")) return look(path.substr(9));
  if (path.starts_with("/files/")) {
    const auto file = files_.find(path.substr(7, path.rfind("/content") - 7));
    if (file != files_.end()) {
      ++downloads_;
      return ok(file->second);
    }
  }
  Answer out = ok(R"({"error": {"message": "no such thing"}})");
  out.status = 404;
  return out;
}

void FakeLlmBatches::finish(std::size_t batch, const std::string& status) {
  const std::lock_guard lock(mutex_);
  end(batches_.at(batch), status);
}

void FakeLlmBatches::refuse(std::size_t batch, const std::string& why) {
  const std::lock_guard lock(mutex_);
  batches_.at(batch)["status"] = "failed";
  batches_.at(batch)["errors"] = {{"object", "list"}, {"data", {{{"message", why}}}}};
}

void FakeLlmBatches::forget_file(std::size_t batch, const char* member) {
  const std::lock_guard lock(mutex_);
  files_.erase(batches_.at(batch).at(member).get<std::string>());
}

void FakeLlmBatches::add_foreign(std::size_t count) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < count; ++i) make("file-0", Json{{"sheaf", "somebody else's"}});
}

std::vector<FakeLlmBatches::Json> FakeLlmBatches::batches() const {
  const std::lock_guard lock(mutex_);
  return batches_;
}

std::map<std::string, int> FakeLlmBatches::answered() const {
  const std::lock_guard lock(mutex_);
  return answered_;
}

std::size_t FakeLlmBatches::downloads() const {
  const std::lock_guard lock(mutex_);
  return downloads_;
}

std::string FakeLlmBatches::add(std::string text) {
  std::string id = "file-" + std::to_string(++count_);
  files_[id] = std::move(text);
  return id;
}

Answer FakeLlmBatches::upload(const std::string& form) {
  const std::string mark = "application/jsonl\r\n\r\n";
  const std::size_t begin = form.find(mark) + mark.size();
  const std::string boundary = form.substr(0, form.find("\r\n"));
  const std::size_t end = form.find("\r\n" + boundary + "--", begin);
  if (begin < mark.size() || end == std::string::npos ||
      form.find("name=\"purpose\"\r\n\r\nbatch\r\n") == std::string::npos) {
    Answer out = ok(R"({"error": {"message": "expected purpose and file"}})");
    out.status = 400;
    return out;
  }
  return ok(Json{{"id", add(form.substr(begin, end - begin))}}.dump());
}

FakeLlmBatches::Json& FakeLlmBatches::make(const std::string& input, const Json& metadata) {
  batches_.push_back({{"id", "batch_" + std::to_string(batches_.size() + 1)},
                      {"status", "validating"},
                      {"created_at", now_ms_() / 1000},
                      {"input_file_id", input},
                      {"metadata", metadata},
                      {"output_file_id", nullptr},
                      {"error_file_id", nullptr},
                      {"errors", nullptr}});
  return batches_.back();
}

Answer FakeLlmBatches::create(const Json& body) {
  if (body["completion_window"] != "24h" || body["endpoint"] != "/v1/chat/completions") {
    Answer out = ok(R"({"error": {"message": "wrong window or endpoint"}})");
    out.status = 400;
    return out;
  }
  return ok(make(body["input_file_id"], body["metadata"]).dump());
}

Answer FakeLlmBatches::list(const std::string& path) const {
  const std::size_t mark = path.find("after=");
  const std::string after = mark == std::string::npos ? "" : path.substr(mark + 6);
  Json data = Json::array();
  bool more = false, begun = after.empty();
  for (auto batch = batches_.rbegin(); batch != batches_.rend(); ++batch) {
    if (begun && data.size() == page) more = true;
    if (begun && data.size() < page) data.push_back(*batch);
    begun = begun || (*batch)["id"] == after;
  }
  return ok(Json{{"object", "list"}, {"data", data}, {"has_more", more}}.dump());
}

Answer FakeLlmBatches::look(const std::string& id) {
  if (++looks_ == finish_at_look) {
    for (Json& batch : batches_) {
      if (batch["status"] == "validating") end(batch, "completed");
    }
  }
  for (const Json& batch : batches_) {
    if (batch["id"] == id) return ok(batch.dump());
  }
  return ok("{}");
}

void FakeLlmBatches::end(Json& batch, const std::string& status) {
  std::vector<std::string> output, errors;
  std::size_t nth = 0;
  const std::string input = files_[batch["input_file_id"].get<std::string>()];
  for (std::size_t at = 0; at < input.size(); ++nth) {
    const std::size_t end = input.find('\n', at);
    const Json line = Json::parse(input.substr(at, end - at));
    at = end + 1;
    Json out = {{"id", "batch_req_" + std::to_string(nth)}, {"custom_id", line["custom_id"]}};
    if (drop_lines.count(nth) != 0) {
      out["response"] = nullptr;
      out["error"] = {{"code", "batch_expired"}, {"message", "could not be executed in time"}};
      errors.push_back(out.dump());
      continue;
    }
    const std::string body = line["body"].dump();
    const Answer made = llm_.answer(body);
    out["response"] = {{"status_code", made.status}, {"body", Json::parse(made.body)}};
    out["error"] = nullptr;
    if (made.status == 200) ++answered_[body];
    (made.status == 200 ? output : errors).push_back(out.dump());
  }
  const auto file = [&](std::vector<std::string>& lines) -> Json {
    if (lines.empty()) return nullptr;
    std::reverse(lines.begin(), lines.end());
    std::string text;
    for (const std::string& l : lines) text += l + "\n";
    return add(text);
  };
  batch["output_file_id"] = file(output);
  batch["error_file_id"] = file(errors);
  batch["status"] = status;
}

}  // namespace sheaf::testing
