#include "batch_api.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "modelapi/hash.h"
#include "modelapi/json_text.h"
#include "sheaf/feed/json.hpp"

namespace llm {
namespace {

using sheaf::feed::Json;
using sheaf::feed::JsonDocument;
using sheaf::feed::member_at;
using sheaf::feed::string_at;

constexpr std::size_t kLines = 50'000;                  // of a file, at most
constexpr std::size_t kBytes = std::size_t{150} << 20;  // the limit is 200 MB
constexpr std::uint64_t kAnswers = std::uint64_t{1} << 30;
constexpr std::int64_t kFirstLook = 5'000, kLongestLook = 60'000;
constexpr std::int64_t kBeforeDeadline = 60'000;
constexpr std::int64_t kMonth = 30LL * 86'400'000;
constexpr std::int64_t kForgotten = 25LL * 86'400'000;  // its files may be gone

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Whether the word stands in the text on its own.
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_letter_or_digit(text[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == text.size() || !is_letter_or_digit(text[end]))) return true;
  }
  return false;
}

template <class F>
void each_line(std::string_view text, F f) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (text.substr(0, end).find_first_not_of(" \r\t") != std::string_view::npos) {
      f(text.substr(0, end));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

// A batch at the server.
struct BatchGrading::Known {
  std::string id, status, input, output, errors, failure;
  std::int64_t created_ms = 0;
  bool ended() const {
    return status == "completed" || status == "failed" || status == "expired" ||
           status == "cancelled";
  }

  static Known of(Json batch) {
    Known out;
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
    return out;
  }
};

// The papers of one call.
class BatchGrading::Work {
 public:
  Work(BatchGrading& self, const Task& task, const std::vector<const Paper*>& papers,
       const GradeHandler& handler)
      : self_(self), task_(task), handler_(handler) {
    for (const Paper* p : papers) open_[p->handle] = p;
  }

  bool done() const { return open_.empty(); }
  // Those that nothing is known of.
  std::vector<const Paper*> open() const {
    std::vector<const Paper*> out;
    for (const auto& [handle, paper] : open_) {
      if (waiting_.count(paper) == 0) out.push_back(paper);
    }
    std::sort(out.begin(), out.end(),
              [](const Paper* a, const Paper* b) { return a->record < b->record; });
    return out;
  }

  // Papers that a batch is about which has not ended.
  void wait_for(const Known& batch) {
    const std::string asked = self_.content(batch.input);
    for (const auto& [handle, paper] : open_) {
      if (has_word(asked, handle)) waiting_[paper] = batch.id;
    }
  }
  void wait_for(const std::string& batch, const std::vector<const Paper*>& papers) {
    for (const Paper* p : papers) waiting_[p] = batch;
  }

  // The answers of a batch that has ended. What they give nothing for is reason enough to ask
  // again, unless `final`.
  void take(const Known& batch, bool final) {
    for (const std::string& file : {batch.output, batch.errors}) {
      if (file.empty()) continue;
      const std::string lines = self_.content(file);
      each_line(lines, [&](std::string_view line) { take_line(line); });
    }
    std::string why = "batch " + batch.id + " " + batch.status;
    if (!batch.failure.empty()) why += ": " + batch.failure;
    for (auto it = waiting_.begin(); it != waiting_.end();) {
      if (it->second != batch.id) {
        ++it;
        continue;
      }
      if (final && open_.count(it->first->handle) != 0) {
        const auto said = why_.find(it->first);
        fail(it->first, said != why_.end() ? said->second : why + " without an answer about it");
      }
      it = waiting_.erase(it);
    }
  }

  void fail_waiting() {
    for (const auto& [paper, batch] : waiting_) {
      if (open_.count(paper->handle) != 0) {
        fail(paper, "not scored yet: batch " + batch + " is running");
      }
    }
    waiting_.clear();
  }
  void fail(const Paper* paper, const std::string& why) {
    open_.erase(paper->handle);
    handler_.on_failure(*paper, why);
  }
  std::set<std::string> running() const {
    std::set<std::string> out;
    for (const auto& [paper, batch] : waiting_) out.insert(batch);
    return out;
  }

 private:
  void take_line(std::string_view line) {
    std::string body;
    int status = 0;
    std::string said;
    try {
      const JsonDocument document(line);
      if (const auto response = member_at(document.root(), "response")) {
        status = static_cast<int>(sheaf::feed::integer_at(*response, "status_code").value_or(0));
        if (const auto inner = member_at(*response, "body")) body = simdjson::minify(*inner);
      }
      if (const auto error = member_at(document.root(), "error")) {
        said = string_at(*error, "message");
      }
    } catch (const std::exception&) {
      return;  // its papers are missed at the end
    }
    if (body.empty()) return;
    const Reply reply = read_reply(status, body);
    if (reply.error) {
      self_.chat_.adapt(self_.call_, *reply.error);
      return;
    }
    Batch batch;
    for (const auto& [handle, paper] : open_) {
      if (has_word(reply.content, handle)) batch.papers.push_back(paper);
    }
    if (batch.papers.empty()) return;  // known already
    handler_.on_usage(self_.chat_.used(reply, true));
    self_.chat_.learn(self_.call_, batch.papers.size(), 0, reply);
    GradeHandler handler = handler_;
    handler.on_grade = [this](const Paper& paper, Grade grade) {
      open_.erase(paper.handle);
      handler_.on_grade(paper, std::move(grade));
    };
    std::vector<Left> left;
    take_answer(task_, batch, {reply, "", body}, handler, left);
    for (const Left& l : left) why_[l.paper] = l.why;
  }

  BatchGrading& self_;
  const Task& task_;
  const GradeHandler& handler_;
  std::map<std::string, const Paper*> open_;     // by handle
  std::map<const Paper*, std::string> waiting_;  // the batch they are in
  std::map<const Paper*, std::string> why_;      // not
};

BatchGrading::BatchGrading(Chat& chat, const sheaf::Call& call, std::string key)
    : chat_(chat), call_(call), key_(std::move(key)) {}

sheaf::Response BatchGrading::get(const std::string& path) const {
  sheaf::HttpRequest request = chat_.settings().endpoint.request(path, "", 0);
  request.flags = SHEAF_H_NO_CACHE;  // may be repeated, and an error is one
  request.max_body = kAnswers;
  return chat_.host().send(call_, request);
}

std::string BatchGrading::content(const std::string& file) const {
  return std::string(get("/files/" + file + "/content").body());
}

std::vector<BatchGrading::Known> BatchGrading::list() const {
  std::vector<Known> out;
  const auto answer = get("/batches?limit=100");
  const JsonDocument document(answer.body());
  for (const Json batch : sheaf::feed::items_at(document.root(), "data")) {
    const auto metadata = member_at(batch, "metadata");
    if (metadata && string_at(*metadata, "sheaf") == key_) out.push_back(Known::of(batch));
  }
  return out;
}

BatchGrading::Known BatchGrading::look(const std::string& id) const {
  const auto answer = get("/batches/" + id);
  const JsonDocument document(answer.body());
  return Known::of(document.root());
}

// Uploads a file of requests and makes a batch of it.
void BatchGrading::send(const Task& task, const sheaf_profile& profile,
                        const std::vector<const Paper*>& papers, Work& work,
                        std::set<const Paper*>& unpaid) {
  const Topic topic = topic_of(task, profile);
  std::string lines;
  std::size_t count = 0;
  std::vector<Reservation> reservations;
  std::vector<Usage> expected;
  std::vector<const Paper*> sent;
  for (const Batch& batch : batches_of(task, papers, task.batch)) {
    const std::string body = chat_.body(topic, batch.question);
    const std::uint64_t input = chat_.input_of(topic, batch.question);
    if (count == kLines || lines.size() + body.size() > kBytes) {
      for (const Paper* p : batch.papers) work.fail(p, "not scored yet: one batch holds no more");
      continue;
    }
    Reservation reservation;
    const sheaf_status status =
        Reservation::make(chat_.host(), call_, chat_.most(input, true), reservation);
    if (status < 0) {
      if (status != SHEAF_E_BUDGET) throw sheaf::Reported{status};
      unpaid.insert(batch.papers.begin(), batch.papers.end());
      continue;
    }
    ++count;
    lines += "{\"custom_id\":" + json_string(hash_text(body)) +
             ",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":" + body + "}\n";
    reservations.push_back(std::move(reservation));
    const Question questions[] = {batch.question};
    expected.push_back(chat_.expect(call_, topic, questions, true));
    sent.insert(sent.end(), batch.papers.begin(), batch.papers.end());
  }
  if (count == 0) return;

  const std::string boundary = "sheaf-" + hash_text(lines);
  std::string form;
  const auto part = [&](const std::string& head, const std::string& body) {
    form += "--" + boundary + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body +
            "\r\n";
  };
  part("name=\"purpose\"", "batch");
  part("name=\"file\"; filename=\"requests.jsonl\"\r\nContent-Type: application/jsonl", lines);
  form += "--" + boundary + "--\r\n";
  sheaf::HttpRequest upload = chat_.settings().endpoint.request("/files", std::move(form), 0);
  upload.body_type = "multipart/form-data; boundary=" + boundary;
  upload.flags = SHEAF_H_NO_CACHE | SHEAF_H_RETRY_POST;  // a second file costs nothing
  const auto uploaded = chat_.host().send(call_, upload);
  const std::string file(string_at(JsonDocument(uploaded.body()).root(), "id"));
  if (file.empty()) throw sheaf::Error(SHEAF_E_UPSTREAM, "the server gave the file no id");

  sheaf::HttpRequest create = chat_.settings().endpoint.request(
      "/batches",
      "{\"input_file_id\":" + json_string(file) +
          ",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"metadata\":{"
          "\"sheaf\":" +
          json_string(key_) + "}}",
      0);
  create.flags = SHEAF_H_NO_CACHE;  // never repeated: if the answer is lost, list() finds it
  const auto made = chat_.host().send(call_, create);
  const std::string id(string_at(JsonDocument(made.body()).root(), "id"));
  if (id.empty()) throw sheaf::Error(SHEAF_E_UPSTREAM, "the server gave the batch no id");
  // what it really uses is known in another run, perhaps
  for (std::size_t i = 0; i < expected.size(); ++i) reservations[i].settle(expected[i]);
  work.wait_for(id, sent);
}

void BatchGrading::grade(const Task& task, const sheaf_profile& profile,
                         const std::vector<const Paper*>& papers, const GradeHandler& handler) {
  chat_.remember(call_);
  const sheaf::Host& host = chat_.host();
  const bool stateful = host.find<sheaf_state>(SHEAF_SERVICE_STATE) != nullptr;
  const auto take = [&](Work& work, const Known& batch, bool final) {
    work.take(batch, final);
    if (stateful) host.put_state(call_, "taken/" + batch.id, "1", host.now_ms() + kMonth);
  };
  Work work(*this, task, papers, handler);
  for (const Known& batch : list()) {
    if (batch.created_ms < host.now_ms() - kForgotten) continue;
    if (stateful && host.state(call_, "taken/" + batch.id)) continue;
    if (batch.ended()) {
      take(work, batch, false);
    } else {
      work.wait_for(batch);
    }
  }
  std::set<const Paper*> unpaid;
  if (const auto fresh = work.open(); !fresh.empty()) send(task, profile, fresh, work, unpaid);

  const std::int64_t deadline = call_.raw()->deadline_ms == SHEAF_TIME_UNKNOWN
                                    ? host.now_ms() + chat_.settings().max_wait_ms
                                    : call_.raw()->deadline_ms - kBeforeDeadline;
  for (std::int64_t wait = kFirstLook; !work.running().empty();
       wait = std::min(2 * wait, kLongestLook)) {
    if (host.now_ms() + wait >= deadline) break;
    host.sleep_ms(call_, wait);
    for (const std::string& id : work.running()) {
      if (const Known batch = look(id); batch.ended()) take(work, batch, true);
    }
  }
  work.fail_waiting();
  if (!unpaid.empty()) throw sheaf::Reported{SHEAF_E_BUDGET};
}

}  // namespace llm
