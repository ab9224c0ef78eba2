#include "batch_grading.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "modelapi/hash.h"
#include "modelapi/json_text.h"
#include "sheaf/feed/json.hpp"

namespace llm_openai {
namespace {

using sheaf::feed::JsonDocument;
using sheaf::feed::member_at;
using sheaf::feed::string_at;

constexpr std::size_t kLines = 50'000;                 // of a file, at most
constexpr std::size_t kBytes = std::size_t{64} << 20;  // the limit is 200 MB; it is copied thrice
constexpr std::int64_t kFirstLook = 5'000, kLongestLook = 60'000;
constexpr std::int64_t kBeforeDeadline = 60'000;
constexpr std::int64_t kMonth = 30LL * 86'400'000;
constexpr std::int64_t kForgotten = 25LL * 86'400'000;  // its files may be gone
constexpr std::size_t kHandle = 5;                      // bytes
constexpr std::string_view kTaken = "taken";

bool is_in_words(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Calls f for each word as long as a handle.
template <class F>
void each_handle(std::string_view text, F f) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_in_words(text[i])) continue;
    if (i - begin == kHandle) f(text.substr(begin, kHandle));
    begin = i + 1;
  }
}

// A request that is about papers of this call.
struct Asked {
  std::vector<const Paper*> papers;
  std::string body;
};

// Of a line: what it asks, and about how many papers.
std::string custom_id(const std::string& body, std::size_t papers) {
  return modelapi::hash_text(body) + "-" + std::to_string(papers);
}
bool is_alone(std::string_view custom_id) {
  return custom_id.ends_with("-1");
}

// One line of a file of answers.
struct Line {
  std::string id;
  int status = 0;     // 0: there is no answer
  std::string body;   // of the answer
  std::string error;  // in its place
};

std::optional<Line> read_line(std::string_view text) {
  try {
    const JsonDocument document(text);
    Line out;
    out.id = string_at(document.root(), "custom_id");
    if (const auto response = member_at(document.root(), "response")) {
      out.status = static_cast<int>(sheaf::feed::integer_at(*response, "status_code").value_or(0));
      if (const auto body = member_at(*response, "body")) out.body = simdjson::minify(*body);
    }
    if (const auto error = member_at(document.root(), "error")) {
      out.error = string_at(*error, "message");
      if (out.error.empty()) out.error = string_at(*error, "code");
    }
    return out;
  } catch (const std::exception&) {
    return std::nullopt;  // its papers are missed at the end
  }
}

}  // namespace

// The papers of one call.
class BatchGrading::Work {
 public:
  Work(BatchGrading& self, const Task& task, const sheaf_profile& profile,
       const std::vector<const Paper*>& papers, const GradeHandler& handler)
      : self_(self),
        task_(task),
        topic_(topic_of(task, profile)),
        handler_(handler),
        stateful_(self.chat_.host().find<sheaf_state>(SHEAF_SERVICE_STATE) != nullptr),
        oldest_ms_(self.chat_.host().now_ms() - kForgotten) {
    for (const Paper* p : papers) open_[p->handle].paper = p;
  }

  void find() {
    for (const BatchInfo& batch : self_.api_.list(self_.key_, oldest_ms_)) {
      if (state_of(batch.id) == kTaken) continue;
      if (!read_requests(batch)) {
        self_.call_.warn("batch " + batch.id + ": the server has forgotten its requests");
        put_state(batch.id, kTaken);
      } else if (batch.ended()) {
        take(batch);
      }
    }
  }
  void look() {
    for (const std::string& id : running()) {
      if (const BatchInfo batch = self_.api_.look(id); batch.ended()) take(batch);
    }
  }

  // Puts what nothing is known of into batches, and alone what an answer left out.
  void send() {
    std::vector<Batch> batches = batches_of(task_, in(State::kNew), task_.batch);
    for (Batch& b : batches_of(task_, in(State::kAlone), 1)) batches.push_back(std::move(b));
    Sending sending;
    for (Batch& batch : batches) {
      std::string body = self_.chat_.body(topic_, batch.question);
      if (sending.asked.size() == kLines || sending.lines.size() + body.size() > kBytes) {
        submit(std::exchange(sending, {}));
      }
      modelapi::Reservation reservation;
      const modelapi::Usage most =
          self_.chat_.most(self_.chat_.input_of(topic_, batch.question), true);
      const sheaf_status status =
          modelapi::Reservation::make(self_.chat_.host(), self_.call_, most, reservation);
      if (status < 0) {
        if (status != SHEAF_E_BUDGET) throw sheaf::Reported{status};
        for (const Paper* p : batch.papers) open_.at(p->handle).state = State::kUnpaid;
        continue;
      }
      const std::string id = custom_id(body, batch.papers.size());
      sending.lines += "{\"custom_id\":" + modelapi::json_string(id) +
                       ",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":" + body +
                       "}\n";
      const modelapi::Question questions[] = {batch.question};
      sending.reserved.emplace_back(id, std::move(reservation));
      sending.expected.push_back(self_.chat_.expect(self_.call_, topic_, questions, true));
      sending.asked[id] = {std::move(batch.papers), std::move(body)};
    }
    submit(std::move(sending));
  }

  bool waits() const { return !in(State::kWaiting).empty(); }
  bool unpaid() const { return !in(State::kUnpaid).empty(); }

  void fail_waiting() {
    for (const Paper* p : in(State::kWaiting)) {
      fail(*p, "not scored yet: batch " + open_.at(p->handle).batch + " is running");
    }
  }

 private:
  struct Why {
    std::string why;
    bool answered = false;  // asked alone it may have a grade
    bool final = false;     // it was alone
  };
  enum class State {
    kNew,      // to be asked about
    kAlone,    // to be asked about on its own
    kWaiting,  // in `batch`
    kUnpaid    // the budget did not allow it
  };
  struct Open {
    const Paper* paper = nullptr;
    State state = State::kNew;
    std::string batch;
    bool sent = false;  // in this call
  };
  struct Sending {
    std::string lines;
    std::map<std::string, Asked> asked;
    std::vector<std::pair<std::string, modelapi::Reservation>> reserved;
    std::vector<modelapi::Usage> expected;
  };

  std::vector<const Paper*> in(State state) const {
    std::vector<const Paper*> out;
    for (const auto& [handle, open] : open_) {
      if (open.state == state) out.push_back(open.paper);
    }
    std::sort(out.begin(), out.end(),
              [](const Paper* a, const Paper* b) { return a->record < b->record; });
    return out;
  }
  std::set<std::string> running() const {
    std::set<std::string> out;
    for (const auto& [handle, open] : open_) {
      if (open.state == State::kWaiting) out.insert(open.batch);
    }
    return out;
  }

  std::string state_of(const std::string& batch) const {
    if (!stateful_) return "";
    return self_.chat_.host().state(self_.call_, "batch/" + batch).value_or("");
  }
  void put_state(const std::string& batch, std::string_view value) {
    if (!stateful_) return;
    self_.chat_.host().put_state(self_.call_, "batch/" + batch, value,
                                 self_.chat_.host().now_ms() + kMonth);
  }

  void submit(Sending sending) {
    if (sending.asked.empty()) return;
    const std::string file = self_.api_.upload(sending.lines);
    BatchInfo batch;
    bool unknown = false;
    try {
      batch = self_.api_.create(file, self_.key_, oldest_ms_, unknown);
    } catch (...) {
      // it may be there, and cost something
      if (unknown) {
        for (auto& [id, reservation] : sending.reserved) reservation.leave();
      }
      throw;
    }
    std::string tickets;
    for (std::size_t i = 0; i < sending.reserved.size(); ++i) {
      auto& [id, reservation] = sending.reserved[i];
      if (!stateful_) {
        reservation.settle(sending.expected[i]);  // nobody will know the ticket
      } else if (const std::uint64_t ticket = reservation.leave(); ticket != 0) {
        tickets += id + " " + std::to_string(ticket) + "\n";
      }
    }
    put_state(batch.id, tickets);
    for (const auto& [id, asked] : sending.asked) {
      for (const Paper* p : asked.papers) {
        Open& open = open_.at(p->handle);
        open.state = State::kWaiting;
        open.batch = batch.id;
        open.sent = true;
      }
    }
    requests_[batch.id] = std::move(sending.asked);
  }

  // Which papers of this call a batch is about. False: the server has forgotten its files.
  bool read_requests(const BatchInfo& batch) {
    std::map<std::string, Asked>& requests = requests_[batch.id];
    return self_.api_.each_line(batch.input, [&](std::string_view text) {
      const JsonDocument document(text);
      const auto body = member_at(document.root(), "body");
      if (!body) return;
      std::set<const Paper*> papers;
      for (const auto message : sheaf::feed::items_at(*body, "messages")) {
        each_handle(string_at(message, "content"), [&](std::string_view word) {
          if (const auto found = open_.find(word); found != open_.end()) {
            papers.insert(found->second.paper);
          }
        });
      }
      if (papers.empty()) return;
      Asked& asked = requests[std::string(string_at(document.root(), "custom_id"))];
      asked.body = simdjson::minify(*body);
      asked.papers.assign(papers.begin(), papers.end());
      std::sort(asked.papers.begin(), asked.papers.end(),
                [](const Paper* a, const Paper* b) { return a->record < b->record; });
      for (const Paper* p : asked.papers) {
        Open& open = open_.at(p->handle);
        open.state = State::kWaiting;
        open.batch = batch.id;
      }
    });
  }

  // The answers of a batch that has ended.
  void take(const BatchInfo& batch) {
    tickets_ = read_tickets(state_of(batch.id));
    counted_ = !tickets_.empty();
    why_.clear();
    asked_as_ = self_.chat_.ability();
    bool whole = true;
    for (const std::string& file : {batch.output, batch.errors}) {
      if (file.empty()) continue;
      whole = self_.api_.each_line(file, [&](std::string_view text) {
        if (const auto line = read_line(text)) take_line(batch, *line);
      }) && whole;
    }
    if (whole) {  // what is left of it was not billed
      for (const auto& [id, ticket] : tickets_) settle(ticket, nullptr);
    }
    place_rest(batch);
    put_state(batch.id, kTaken);
    requests_.erase(batch.id);
  }

  // What to do about papers that have no grade now.
  void place_rest(const BatchInfo& batch) {
    const bool adapted = self_.chat_.ability() != asked_as_;
    std::string nothing = "batch " + batch.id + " " + batch.status;
    if (!batch.failure.empty()) nothing += ": " + batch.failure;
    std::size_t count = 0;
    for (const Paper* p : in(State::kWaiting)) {
      Open& open = open_.at(p->handle);
      if (open.batch != batch.id) continue;
      ++count;
      const auto said = why_.find(p);
      if (said != why_.end() && said->second.final) {
        fail(*p, said->second.why);
      } else if (said != why_.end() && said->second.answered && !adapted) {
        open.state = State::kAlone;
      } else if (!open.sent || adapted) {
        open.state = State::kNew;
      } else {
        fail(*p, said != why_.end() ? said->second.why : nothing + " without an answer about it");
      }
    }
    if (count > 0) {
      self_.call_.warn(nothing + ", " + std::to_string(count) + " of its papers without a grade");
    }
  }

  void take_line(const BatchInfo& batch, const Line& line) {
    const modelapi::Reply reply =
        line.body.empty() ? modelapi::Reply() : modelapi::read_reply(line.status, line.body);
    const bool answered = !line.body.empty() && !reply.error;
    const auto& requests = requests_[batch.id];
    const auto found = requests.find(line.id);
    if (answered) bill(line.id, reply, found != requests.end());
    if (found == requests.end()) return;
    const Asked& asked = found->second;
    if (!answered) return miss(batch, line, reply, asked);
    self_.chat_.learn(self_.call_, asked.papers.size(), 0, reply);
    Batch open;
    for (const Paper* p : asked.papers) {
      if (open_.count(p->handle) != 0) open.papers.push_back(p);
    }
    GradeHandler handler = handler_;
    handler.on_grade = [this](const Paper& paper, Grade grade) {
      open_.erase(paper.handle);
      handler_.on_grade(paper, std::move(grade));
    };
    std::vector<Left> left;
    take_answer(task_, open, {reply, asked.body, line.body}, handler, left);
    for (const Left& l : left) why_[l.paper] = {l.why, !is_alone(line.id), is_alone(line.id)};
  }

  // What an answer cost is told by the run that takes it. A run that died while it took the batch
  // may have settled the ticket; it has told nobody.
  void bill(const std::string& id, const modelapi::Reply& reply, bool about_ours) {
    const modelapi::Usage used = self_.chat_.used(reply, true);
    const auto ticket = tickets_.find(id);
    if (ticket != tickets_.end()) {
      settle(ticket->second, &used);
      tickets_.erase(ticket);
    } else if (counted_ || (!stateful_ && !about_ours)) {
      return;  // twice in the file, or taken by a run before
    }
    handler_.on_usage(used);
  }

  void miss(const BatchInfo& batch, const Line& line, const modelapi::Reply& reply,
            const Asked& asked) {
    std::string why = !line.error.empty() ? line.error : "HTTP " + std::to_string(line.status);
    bool request_is_wrong = false;
    if (reply.error) {
      why = reply.error->message;
      request_is_wrong = reply.status == 400 || reply.status == 413 || reply.status == 422;
      if (request_is_wrong && self_.chat_.ability() == asked_as_) {
        self_.chat_.adapt(self_.call_, *reply.error);
      }
    }
    for (const Paper* p : asked.papers) {
      why_[p] = {"batch " + batch.id + ": " + why, request_is_wrong && !is_alone(line.id), false};
    }
  }

  static std::map<std::string, std::uint64_t> read_tickets(const std::string& kept) {
    std::map<std::string, std::uint64_t> out;
    std::istringstream in(kept);
    std::string id;
    for (std::uint64_t ticket = 0; in >> id >> ticket;) out[id] = ticket;
    return out;
  }
  void settle(std::uint64_t ticket, const modelapi::Usage* used) const {
    modelapi::Reservation::settle_earlier(self_.chat_.host(), self_.call_, ticket, used);
  }

  void fail(const Paper& paper, const std::string& why) {
    open_.erase(paper.handle);
    handler_.on_failure(paper, why);
  }

  BatchGrading& self_;
  const Task& task_;
  const modelapi::Topic topic_;
  const GradeHandler& handler_;
  const bool stateful_;
  const std::int64_t oldest_ms_;
  std::map<std::string, Open, std::less<>> open_;                 // by handle
  std::map<std::string, std::map<std::string, Asked>> requests_;  // by batch and custom_id
  // Of the batch whose answers are taken:
  std::map<std::string, std::uint64_t> tickets_;  // by custom_id
  bool counted_ = false;                          // there were tickets
  modelapi::Ability asked_as_;
  std::map<const Paper*, Why> why_;  // not
};

BatchGrading::BatchGrading(modelapi::Chat& chat, const sheaf::Call& call, std::string key)
    : chat_(chat),
      call_(call),
      key_(std::move(key)),
      api_(chat.host(), call, chat.settings().endpoint) {}

void BatchGrading::grade(const Task& task, const sheaf_profile& profile,
                         const std::vector<const Paper*>& papers, const GradeHandler& handler) {
  chat_.remember(call_);
  const sheaf::Host& host = chat_.host();
  const std::int64_t deadline = call_.raw()->deadline_ms == SHEAF_TIME_UNKNOWN
                                    ? host.now_ms() + chat_.settings().max_wait_ms
                                    : call_.raw()->deadline_ms - kBeforeDeadline;
  Work work(*this, task, profile, papers, handler);
  work.find();
  for (std::int64_t wait = kFirstLook;; wait = std::min(2 * wait, kLongestLook)) {
    work.send();
    if (!work.waits() || host.now_ms() + wait >= deadline) break;
    host.sleep_ms(call_, wait);
    work.look();
  }
  work.fail_waiting();
  if (work.unpaid()) throw sheaf::Reported{SHEAF_E_BUDGET};
}

}  // namespace llm_openai
