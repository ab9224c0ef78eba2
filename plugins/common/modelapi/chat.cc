#include "modelapi/chat.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "modelapi/hash.h"
#include "modelapi/pause.h"
#include "modelapi/tokens.h"

namespace modelapi {
namespace {

constexpr int kAttempts = 4;    // of one request that fails
constexpr int kBarren = 6;      // rounds
constexpr int kUnreadable = 2;  // answers in a row before another form is tried
constexpr int kHopeless = 8;    // the same, where there is no other
constexpr std::int64_t kBackOff = 1000, kLongestBackOff = 30'000;
constexpr std::int64_t kMonth = 30LL * 86'400'000;
constexpr double kUsualOutput = 110, kUsualThinking = 600;  // tokens a paper
constexpr double kMargin = 1.25;                            // of estimates, where a limit must hold

}  // namespace

// A question that is not answered yet.
struct Chat::Open {
  std::size_t question = 0;
  int attempts = 0;  // that failed
};

// Requests sent together.
class Chat::Round {
 public:
  Round(Chat& chat, const sheaf::Call& call, const Topic& topic,
        std::span<const Question> questions, const Handler& handler)
      : chat_(chat),
        call_(call),
        topic_(topic),
        questions_(questions),
        handler_(handler),
        asked_as_(chat.ability_) {}

  // Takes from `open` what the budget allows, in order, and leaves there what has to be asked
  // again.
  void go(std::vector<Open>& open) {
    for (const Open& o : open) {
      Reservation reservation;
      const Question& question = questions_[o.question];
      const std::uint64_t input = chat_.input_of(topic_, question);
      const sheaf_status status =
          Reservation::make(chat_.host_, call_, chat_.most(input, false), reservation);
      if (status < 0) {
        // what is settled meanwhile may make room for the rest
        if (status == SHEAF_E_BUDGET && !reservations_.empty()) break;
        throw sheaf::Reported{status};
      }
      reservations_.push_back(std::move(reservation));
      inputs_.push_back(input);
      requests_.push_back(chat_.settings_.endpoint.request(
          "/chat/completions", chat_.body(topic_, question), chat_.settings_.timeout_ms));
    }
    sent_.assign(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(requests_.size()));
    done_.assign(sent_.size(), false);
    std::vector<Open> rest(open.begin() + static_cast<std::ptrdiff_t>(sent_.size()), open.end());
    chat_.host_.send_many(call_, requests_, chat_.in_flight_,
                          [this](std::size_t i, const sheaf::Result& result) {
                            take(i, result);
                            return !pause_ && stop_.kind != Verdict::kStop;
                          });
    call_.throw_if_cancelled();
    for (std::size_t i = 0; i < sent_.size(); ++i) {
      if (!done_[i]) again_.push_back(sent_[i]);
    }
    again_.insert(again_.end(), rest.begin(), rest.end());
    std::sort(again_.begin(), again_.end(),
              [](const Open& a, const Open& b) { return a.question < b.question; });
    open = std::move(again_);
  }

  const Verdict& stop() const { return stop_; }
  std::int64_t wait_ms() const { return wait_ms_; }
  const std::string& last_trouble() const { return trouble_; }
  bool failed() const { return failed_; }
  bool too_fast() const { return too_fast_; }
  bool useful() const { return useful_; }

 private:
  void take(std::size_t i, const sheaf::Result& result) {
    done_[i] = true;
    Open& open = sent_[i];
    if (!result) return take_failure(i, result.error());
    const sheaf::ResponseView response = result.response();
    const Reply reply = read_reply(response.status(), response.body());
    chat_.reached_ = true;
    if (!reply.model.empty() && !reply.error) chat_.resolved_ = reply.model;
    const Usage used = chat_.used(reply, false);
    reservations_[i].settle(used);
    if (reply.error) {
      ++chat_.refused_;
    } else {
      handler_.on_usage(used);
    }

    Verdict verdict = judge(reply, response, chat_.host_.now_ms());
    if (verdict.kind == Verdict::kUse) verdict = check_prompt_was_read(inputs_[i], reply);
    switch (verdict.kind) {
      case Verdict::kUse:
        use(i, reply, response.body());
        break;
      case Verdict::kAgain:
        trouble_ = verdict.reason;
        if (reply.status == 429) {
          too_fast_ = pause_ = true;
          again_.push_back(open);
        } else {
          fail_once(open, verdict.reason);
        }
        if (verdict.wait_ms > 0) pause_ = true;
        wait_ms_ = std::max(wait_ms_, verdict.wait_ms);
        break;
      case Verdict::kSmaller:
        handler_.on_failure(open.question, verdict.reason, true);
        useful_ = true;
        break;
      case Verdict::kAdapt:
        adapt(open, *reply.error, verdict.reason);
        break;
      case Verdict::kStop:
        stop_ = std::move(verdict);
        again_.push_back(open);
        break;
    }
    if (const std::int64_t ms = wait_after(response, inputs_[i]); ms > 0) {
      wait_ms_ = std::max(wait_ms_, ms);
      pause_ = true;
    }
  }

  void use(std::size_t i, const Reply& reply, std::string_view reply_body) {
    Open& open = sent_[i];
    useful_ = true;
    ++chat_.used_replies_;
    chat_.learn(call_, questions_[open.question].papers, inputs_[i], reply);
    const bool readable = handler_.on_reply(open.question, {reply, requests_[i].body, reply_body});
    chat_.unreadable_ = readable ? 0 : chat_.unreadable_ + 1;
    if (chat_.unreadable_ < kUnreadable || chat_.ability_ != asked_as_) return;
    if (chat_.ability_.weaken()) {
      chat_.ability_changed(call_);
      pause_ = true;
    } else if (chat_.unreadable_ >= kHopeless) {
      stop_ = {Verdict::kStop, "the last " + std::to_string(kHopeless) + " answers were not JSON",
               0, SHEAF_E_UPSTREAM};
    }
  }

  // Servers that cut a prompt to their context say so only by the tokens they count (Ollama).
  static Verdict check_prompt_was_read(std::uint64_t expected, const Reply& reply) {
    if (reply.usage_in_detail || !reply.usage || reply.usage->input == 0) return {};
    if (reply.usage->input * 2 >= expected) return {};
    return {Verdict::kSmaller,
            "the server read " + std::to_string(reply.usage->input) + " of about " +
                std::to_string(expected) +
                " tokens of the prompt: raise its context size (num_ctx)",
            0, 0};
  }

  void adapt(const Open& open, const ApiError& error, const std::string& reason) {
    if (chat_.ability_ != asked_as_) {
      again_.push_back(open);  // another answer has said so already
    } else if (chat_.ability_.adapt(error)) {
      chat_.ability_changed(call_);
      again_.push_back(open);
    } else if (chat_.used_replies_ > 0) {
      handler_.on_failure(open.question, reason, true);
      return;
    } else {
      stop_ = {Verdict::kStop, "the server refuses the request: " + reason, 0, SHEAF_E_UPSTREAM};
      again_.push_back(open);
      return;
    }
    useful_ = pause_ = true;
  }

  void take_failure(std::size_t i, const sheaf::Error& error) {
    Open& open = sent_[i];
    if (error.code() == SHEAF_E_RATE_LIMITED) {  // it was not sent: the host keeps away for a while
      reservations_[i] = Reservation();
      again_.push_back(open);
      trouble_ = error.what();
      wait_ms_ = std::max(wait_ms_, error.retry_after_ms());
      pause_ = true;
    } else if (error.code() == SHEAF_E_TRANSIENT) {
      const Usage lost = chat_.expected(questions_[open.question].papers, inputs_[i], false);
      reservations_[i].settle(chat_.reached_ ? lost
                                             : Usage{.requests = 1, .tokens = {}, .model = {}});
      chat_.lost_.push_back(lost);
      trouble_ = error.what();
      fail_once(open, error.what());
    } else {
      reservations_[i] = Reservation();
      again_.push_back(open);
      pause_ = true;
      if (error.code() != SHEAF_E_CANCELLED) {
        stop_ = {Verdict::kStop, error.what(), error.retry_after_ms(), error.code()};
      }
    }
  }

  void fail_once(Open& open, const std::string& reason) {
    failed_ = true;
    if (++open.attempts < kAttempts) {
      again_.push_back(open);
    } else if (chat_.used_replies_ > 0) {
      handler_.on_failure(open.question, reason, false);
    } else {
      stop_ = {Verdict::kStop, reason, 0, SHEAF_E_TRANSIENT};
      again_.push_back(open);
    }
  }

  Chat& chat_;
  const sheaf::Call& call_;
  const Topic& topic_;
  std::span<const Question> questions_;
  const Handler& handler_;
  const Ability asked_as_;
  std::vector<Reservation> reservations_;
  std::vector<sheaf::HttpRequest> requests_;
  std::vector<std::uint64_t> inputs_;  // estimated tokens
  std::vector<Open> sent_, again_;
  std::vector<bool> done_;
  Verdict stop_;
  std::string trouble_;
  std::int64_t wait_ms_ = 0;
  bool pause_ = false, failed_ = false, too_fast_ = false, useful_ = false;
};

void Chat::ask(const sheaf::Call& call, const Topic& topic, std::span<const Question> questions,
               const Handler& handler) {
  remember(call);
  in_flight_ = std::max<std::size_t>(settings_.max_in_flight, 1);
  reached_ = false;
  used_replies_ = refused_ = 0;
  unreadable_ = barren_ = 0;
  lost_.clear();
  usual_ = learnt_;
  try {
    ask_rounds(call, topic, questions, handler);
  } catch (...) {
    tell_failed(handler);
    throw;
  }
  tell_failed(handler);
}

// At the end, so that they stand under the name that the server gives the model.
void Chat::tell_failed(const Handler& handler) const {
  Usage refused = used(Reply(), false);
  refused.requests = refused_;
  if (refused_ > 0) handler.on_usage(refused);
  for (Usage one : lost_) {
    one.model = refused.model;
    if (!reached_) one.tokens = {};
    one.cost_micros = cost_micros(price(one.model), one.tokens, false);
    handler.on_usage(one);
  }
}

void Chat::ask_rounds(const sheaf::Call& call, const Topic& topic,
                      std::span<const Question> questions, const Handler& handler) {
  std::vector<Open> open;
  for (std::size_t i = 0; i < questions.size(); ++i) open.push_back({i, 0});
  while (!open.empty()) {
    call.throw_if_cancelled();
    Round round(*this, call, topic, questions, handler);
    round.go(open);
    if (round.stop().kind == Verdict::kStop) {
      throw sheaf::Error(round.stop().code, round.stop().reason, round.stop().wait_ms);
    }
    barren_ = round.useful() ? 0 : barren_ + 1;
    if (barren_ >= kBarren && !open.empty()) {
      throw sheaf::Error(SHEAF_E_TRANSIENT, "no answer after " + std::to_string(kBarren) +
                                                " tries: " + round.last_trouble());
    }
    in_flight_ = round.too_fast() ? std::max<std::size_t>(in_flight_ / 2, 1)
                                  : std::min(in_flight_ * 2, settings_.max_in_flight);
    in_flight_ = std::max<std::size_t>(in_flight_, 1);
    if (open.empty()) break;
    std::int64_t wait = round.wait_ms();
    if (wait == 0 && (round.failed() || round.too_fast())) {
      wait = std::min(kBackOff << barren_, kLongestBackOff);
    }
    if (wait > 0) pause(host_, call, wait, round.last_trouble(), settings_.max_wait_ms);
  }
}

std::string Chat::body(const Topic& topic, const Question& question) const {
  return chat_body(settings_.model, ability_, topic.system[static_cast<int>(ability_.form())],
                   question.user, topic.schema, settings_.max_output);
}

std::uint64_t Chat::input_of(const Topic& topic, const Question& question) const {
  const bool schema = ability_.format == Format::kSchema;
  return estimate_request(settings_.model.model, topic.system[static_cast<int>(ability_.form())],
                          question.user, schema ? topic.schema : std::string());
}

const Price* Chat::price(std::string_view resolved) const {
  const Price* found = settings_.prices.find(resolved);
  return found != nullptr ? found : settings_.prices.find(settings_.model.model);
}

Usage Chat::used(const Reply& reply, bool batch) const {
  Usage out;
  out.requests = 1;
  out.model = !reply.model.empty() && !reply.error ? reply.model
              : !resolved_.empty()                 ? resolved_
                                                   : settings_.model.model;
  if (reply.usage) out.tokens = *reply.usage;
  out.cost_micros = cost_micros(price(out.model), out.tokens, batch);
  if (reply.cost) out.cost_micros = static_cast<std::int64_t>(std::ceil(*reply.cost * 1e6 - 1e-6));
  return out;
}

Usage Chat::expected(std::uint64_t paper_count, std::uint64_t input, bool batch) const {
  const Price* known = price(resolved_);
  const double usual = known != nullptr && known->thinks ? kUsualThinking : kUsualOutput;
  const auto papers = static_cast<double>(paper_count);
  Usage out;
  out.requests = 1;
  out.model = resolved_.empty() ? settings_.model.model : resolved_;
  out.tokens.input =
      static_cast<std::uint64_t>(std::llround(static_cast<double>(input) * learnt_.input_factor));
  out.tokens.output = static_cast<std::uint64_t>(
      std::llround(papers * (learnt_.output > 0 ? learnt_.output : usual)));
  out.tokens.output = std::min(out.tokens.output, settings_.max_output);
  out.tokens.reasoning = std::min(
      static_cast<std::uint64_t>(std::llround(papers * usual_.reasoning)), out.tokens.output);
  out.cost_micros = cost_micros(known, out.tokens, batch);
  return out;
}

Usage Chat::most(std::uint64_t input, bool batch) const {
  Usage out = expected(1, input, batch);
  out.tokens.input =
      static_cast<std::uint64_t>(std::ceil(static_cast<double>(out.tokens.input) * kMargin));
  out.tokens.output = settings_.max_output;
  out.tokens.reasoning = 0;
  out.cost_micros = cost_micros(price(out.model), out.tokens, batch);
  return out;
}

Usage Chat::expect(const sheaf::Call& call, const Topic& topic, std::span<const Question> questions,
                   bool batch) {
  remember(call);
  usual_ = learnt_;
  Usage sum;
  sum.cost_micros = 0;
  for (const Question& q : questions) {
    const Usage one = expected(q.papers, input_of(topic, q), batch);
    sum.requests += 1;
    sum.tokens.input += one.tokens.input;
    sum.tokens.output += one.tokens.output;
    sum.tokens.reasoning += one.tokens.reasoning;
    sum.cost_micros =
        sum.cost_micros < 0 || one.cost_micros < 0 ? -1 : sum.cost_micros + one.cost_micros;
    sum.model = one.model;
  }
  return sum;
}

// ---- What is remembered between runs

namespace {

std::string state_key(const char* what, const ChatSettings& s) {
  return std::string(what) + "/" +
         hash_text(s.endpoint.base_url + " " + s.endpoint.api_version + " " + s.model.model + " " +
                   s.model.effort);
}

}  // namespace

void Chat::remember(const sheaf::Call& call) {
  if (std::exchange(remembered_, true)) return;
  if (host_.find<sheaf_state>(SHEAF_SERVICE_STATE) == nullptr) return;
  if (const auto text = host_.state(call, state_key("ability", settings_))) {
    ability_ = Ability::parse(*text).value_or(Ability());
  }
  if (const auto text = host_.state(call, state_key("learnt", settings_))) {
    learnt_ = Learnt::parse(*text).value_or(Learnt());
  }
}

void Chat::keep(const sheaf::Call& call, const char* what, const std::string& value) {
  if (host_.find<sheaf_state>(SHEAF_SERVICE_STATE) == nullptr) return;
  host_.put_state(call, state_key(what, settings_), value, host_.now_ms() + kMonth);
}

void Chat::ability_changed(const sheaf::Call& call) {
  unreadable_ = 0;
  keep(call, "ability", ability_.text());
}

void Chat::learn(const sheaf::Call& call, std::uint64_t papers, std::uint64_t input,
                 const Reply& reply) {
  if (!reply.usage) return;
  learnt_.see(papers, input, *reply.usage);
  if (learnt_.output > 0) keep(call, "learnt", learnt_.text());
}

}  // namespace modelapi
