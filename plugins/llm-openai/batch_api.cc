#include "batch_api.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "modelapi/hash.h"
#include "modelapi/json_text.h"
#include "sheaf/feed/json.hpp"

namespace llm_openai {
namespace {

using sheaf::feed::Json;
using sheaf::feed::JsonDocument;
using sheaf::feed::member_at;
using sheaf::feed::string_at;

constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30;
constexpr std::size_t kLongestLine = std::size_t{16} << 20;
constexpr int kPages = 1000;  // of 100 batches

BatchInfo read_batch(Json batch) {
  BatchInfo out;
  out.id = string_at(batch, "id");
  out.status = string_at(batch, "status");
  out.input = string_at(batch, "input_file_id");
  out.output = string_at(batch, "output_file_id");
  out.errors = string_at(batch, "error_file_id");
  out.created_ms = 1000 * sheaf::feed::integer_at(batch, "created_at").value_or(0);
  if (const auto errors = member_at(batch, "errors")) {
    for (const Json error : sheaf::feed::items_at(*errors, "data")) {
      if (out.failure.empty()) out.failure = string_at(error, "message");
    }
  }
  if (out.id.empty()) throw sheaf::Error(SHEAF_E_UPSTREAM, "the server gave a batch no id");
  return out;
}

}  // namespace

bool BatchInfo::ended() const {
  return status == "completed" || status == "failed" || status == "expired" ||
         status == "cancelled";
}

sheaf::HttpRequest BatchApi::request(const std::string& path, std::string body) const {
  sheaf::HttpRequest out = endpoint_.request(path, std::move(body), 0);
  out.flags = SHEAF_H_NO_CACHE;  // the host may repeat what is no POST, and an error is one
  return out;
}

std::vector<BatchInfo> BatchApi::list(const std::string& key, std::int64_t oldest_ms) const {
  std::vector<BatchInfo> out;
  std::string after;
  for (int page = 0; page < kPages; ++page) {
    std::string text;
    try {
      text = host_
                 .send(call_, request("/batches?limit=100" +
                                      (after.empty() ? std::string() : "&after=" + after)))
                 .body();
    } catch (const sheaf::Reported& r) {
      if (r.code != SHEAF_E_NOT_FOUND) throw;
      throw sheaf::Error(SHEAF_E_CONFIG,
                         "this server has no Batch API: take `mode: batch` out, or mend base_url");
    }
    const JsonDocument document(text);
    const std::string before = std::exchange(after, "");
    for (const Json batch : sheaf::feed::items_at(document.root(), "data")) {
      const std::int64_t created_ms =
          1000 * sheaf::feed::integer_at(batch, "created_at").value_or(0);
      if (created_ms < oldest_ms) {  // the newest come first
        after.clear();
        break;
      }
      after = string_at(batch, "id");
      const auto metadata = member_at(batch, "metadata");
      if (metadata && string_at(*metadata, "sheaf") == key) out.push_back(read_batch(batch));
    }
    if (after.empty() || after == before || !sheaf::feed::is_true_at(document.root(), "has_more")) {
      break;
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

BatchInfo BatchApi::look(const std::string& id) const {
  const auto answer = host_.send(call_, request("/batches/" + id));
  return read_batch(JsonDocument(answer.body()).root());
}

std::string BatchApi::upload(const std::string& lines) const {
  const std::string boundary = "sheaf-" + modelapi::hash_text(lines);
  std::string form;
  const auto part = [&](const char* head, const std::string& body) {
    form += "--" + boundary + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n";
    form.append(body).append("\r\n");
  };
  part("name=\"purpose\"", "batch");
  part("name=\"file\"; filename=\"requests.jsonl\"\r\nContent-Type: application/jsonl", lines);
  form += "--" + boundary + "--\r\n";
  sheaf::HttpRequest upload = request("/files", std::move(form));
  upload.body_type = "multipart/form-data; boundary=" + boundary;
  upload.flags |= SHEAF_H_RETRY_POST;
  const auto answer = host_.send(call_, upload);
  std::string file(string_at(JsonDocument(answer.body()).root(), "id"));
  if (file.empty()) throw sheaf::Error(SHEAF_E_UPSTREAM, "the server gave the file no id");
  return file;
}

BatchInfo BatchApi::create(const std::string& file, const std::string& key, std::int64_t oldest_ms,
                           bool& unknown) const {
  unknown = true;
  std::exception_ptr failure;
  try {
    const auto answer = host_.send(
        call_, request("/batches", "{\"input_file_id\":" + modelapi::json_string(file) +
                                       ",\"endpoint\":\"/v1/chat/completions\","
                                       "\"completion_window\":\"24h\",\"metadata\":{\"sheaf\":" +
                                       modelapi::json_string(key) + "}}"));
    return read_batch(JsonDocument(answer.body()).root());
  } catch (const sheaf::Reported& r) {
    if (r.code == SHEAF_E_CANCELLED) throw;
    failure = std::current_exception();
  } catch (const sheaf::Error&) {
    failure = std::current_exception();
  }
  for (BatchInfo& batch : list(key, oldest_ms)) {
    if (batch.input == file) return std::move(batch);
  }
  unknown = false;
  std::rethrow_exception(failure);
}

bool BatchApi::each_line(const std::string& file,
                         const std::function<void(std::string_view)>& f) const {
  sheaf::HttpRequest get = request("/files/" + file + "/content");
  get.max_body = kLargestFile;
  std::optional<sheaf::Stream> in;
  try {
    in = host_.open(call_, get);
  } catch (const sheaf::Reported& r) {
    if (r.code != SHEAF_E_NOT_FOUND) throw;
    return false;
  }
  std::string buffer(std::size_t{64} << 10, '\0'), line;
  const auto end_line = [&] {
    if (line.find_first_not_of(" \r\t") != std::string::npos) f(line);
    line.clear();
  };
  while (const std::size_t got = in->read(buffer.data(), buffer.size())) {
    std::string_view text(buffer.data(), got);
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      line += text.substr(0, end);
      end_line();
      text.remove_prefix(end + 1);
    }
    line += text;
    if (line.size() > kLongestLine) {
      throw sheaf::Error(SHEAF_E_UPSTREAM, "a file of a batch has an endless line");
    }
  }
  end_line();
  return true;
}

}  // namespace llm_openai
