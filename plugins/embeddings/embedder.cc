#include "embedder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "answer.h"
#include "modelapi/ledger.h"
#include "modelapi/pause.h"
#include "modelapi/tokens.h"
#include "modelapi/verdict.h"
#include "sheaf/text/utf8.hpp"

namespace embeddings {
namespace {

using modelapi::Reservation;
using modelapi::Usage;
using modelapi::Verdict;

constexpr int kAttempts = 4;            // of one request that fails
constexpr int kBarren = 6;              // rounds in a row without an answer
constexpr std::size_t kFew = 16;        // texts
constexpr std::size_t kShortest = 400;  // bytes: a text is not cut below
constexpr double kMargin = 1.25;        // of estimated tokens, where a limit must hold
constexpr std::int64_t kBackOff = 1000, kLongestBackOff = 30'000;

}  // namespace

// A request that has no answer yet.
struct Embedder::Ask {
  std::vector<std::size_t> texts;
  int failures = 0;
};

// A text that there is no vector for yet.
struct Embedder::Left {
  enum Cause { kNothing, kTooLong, kNoAnswer };
  std::size_t text = 0;
  std::string why;
  bool alone = false;
  Cause cause = kNothing;
};

// Requests sent together.
class Embedder::Round {
 public:
  Round(Embedder& self, const sheaf::Call& call, const std::vector<std::string>& texts,
        const Handler& handler, std::vector<Left>& left)
      : self_(self), call_(call), texts_(texts), handler_(handler), left_(left) {}

  // Takes from `asks` what the budget allows, in order, and leaves there what has to be asked
  // again.
  void go(std::vector<Ask>& asks) {
    for (const Ask& a : asks) {
      std::vector<const std::string*> words;
      modelapi::TokenUse expected;
      for (const std::size_t t : a.texts) {
        words.push_back(&texts_[t]);
        expected.input += modelapi::estimate_tokens(texts_[t]);
      }
      modelapi::TokenUse most = expected;
      most.input =
          static_cast<std::uint64_t>(std::ceil(static_cast<double>(expected.input) * kMargin));
      Reservation reservation;
      const sheaf_status status =
          Reservation::make(self_.host_, call_, self_.used(most, {}), reservation);
      if (status < 0) {
        // what is settled meanwhile may make room for the rest
        if (status == SHEAF_E_BUDGET && !reservations_.empty()) break;
        throw sheaf::Reported{status};
      }
      reservations_.push_back(std::move(reservation));
      expected_.push_back(expected);
      const Settings& s = self_.settings_;
      requests_.push_back(s.server.endpoint.request(
          "/embeddings", request_body(s.server.model.model, words, s.dimensions, self_.base64_),
          s.server.timeout_ms));
    }
    const auto rest = asks.begin() + static_cast<std::ptrdiff_t>(requests_.size());
    sent_.assign(asks.begin(), rest);
    done_.assign(sent_.size(), false);
    self_.host_.send_many(call_, requests_, self_.in_flight_,
                          [this](std::size_t i, const sheaf::Result& result) {
                            take(i, result);
                            return !pause_ && stop_.kind != Verdict::kStop;
                          });
    call_.throw_if_cancelled();
    for (std::size_t i = 0; i < sent_.size(); ++i) {
      if (!done_[i]) again_.push_back(std::move(sent_[i]));
    }
    again_.insert(again_.end(), rest, asks.end());
    std::sort(again_.begin(), again_.end(),
              [](const Ask& a, const Ask& b) { return a.texts < b.texts; });
    asks = std::move(again_);
  }

  const Verdict& stop() const { return stop_; }
  const std::string& trouble() const { return trouble_; }
  bool too_fast() const { return too_fast_; }
  bool useful() const { return useful_; }
  // Until the next round; 0: none.
  std::int64_t wait_ms(int barren) const {
    if (wait_ms_ > 0 || !(failed_ || too_fast_)) return wait_ms_;
    return std::min(kBackOff << barren, kLongestBackOff);
  }

 private:
  void take(std::size_t i, const sheaf::Result& result) {
    done_[i] = true;
    Ask& ask = sent_[i];
    if (!result) return take_failure(i, result.error());
    const sheaf::ResponseView response = result.response();
    Answer answer = read_answer(response.status(), response.body(), ask.texts.size());
    self_.reached_ = true;
    const Usage used =
        self_.used(answer.reply.usage.value_or(modelapi::TokenUse()), answer.reply.model);
    reservations_[i].settle(used);
    handler_.on_usage(used);

    Verdict verdict = judge(answer.reply, response, self_.host_.now_ms());
    if (verdict.kind == Verdict::kAdapt) verdict = adapt(*answer.reply.error, verdict);
    switch (verdict.kind) {
      case Verdict::kUse:
        use(ask, std::move(answer));
        break;
      case Verdict::kAgain:
        trouble_ = verdict.reason;
        if (answer.reply.status == 429) {
          too_fast_ = pause_ = true;
          again_.push_back(std::move(ask));
        } else {
          fail_once(ask, verdict.reason);
        }
        if (verdict.wait_ms > 0) pause_ = true;
        wait_ms_ = std::max(wait_ms_, verdict.wait_ms);
        break;
      case Verdict::kAdapt:
        again_.push_back(std::move(ask));
        useful_ = true;
        break;
      case Verdict::kSmaller:
        useful_ = true;
        leave(ask, verdict.reason, verdict.too_long ? Left::kTooLong : Left::kNothing);
        break;
      case Verdict::kStop:
        stop_ = std::move(verdict);
        break;
    }
    if (const std::int64_t ms = modelapi::wait_after(response, expected_[i].input); ms > 0) {
      wait_ms_ = std::max(wait_ms_, ms);
      pause_ = true;
    }
  }

  // The server refuses something. kAdapt: the same again, in another form.
  Verdict adapt(const modelapi::ApiError& error, const Verdict& verdict) {
    const std::string said = error.param + " " + error.message;
    const auto names = [&](std::string_view word) { return said.find(word) != std::string::npos; };
    if (names("encoding_format") || names("base64")) {
      // requests of this round went out together
      if (std::exchange(self_.base64_, false) || asked_for_base64_) return verdict;
    } else if (names("dimensions") && self_.settings_.dimensions) {
      return {Verdict::kStop, "`dimensions` is not for this model: " + verdict.reason, 0,
              SHEAF_E_CONFIG};
    }
    const bool hopeless = self_.used_ == 0;
    return {hopeless ? Verdict::kStop : Verdict::kSmaller,
            hopeless ? "the server refuses the request: " + verdict.reason : verdict.reason, 0,
            SHEAF_E_UPSTREAM};
  }

  void use(const Ask& ask, Answer answer) {
    useful_ = true;
    bool any = false;
    for (std::size_t k = 0; k < ask.texts.size(); ++k) {
      Found& found = answer.found[k];
      auto vector = found.values.empty() ? std::nullopt : quantised(found.values);
      if (!found.values.empty() && !vector) {
        found.why = "its vector has no direction: all numbers are 0, or there are too many";
      } else if (vector && !self_.fits(*vector)) {
        found.why = "its vector has " + std::to_string(vector->parts.size()) +
                    " dimensions instead of " + std::to_string(self_.length_);
        vector.reset();
      }
      if (vector) {
        any = true;
        handler_.on_vector(ask.texts[k], std::move(*vector));
      } else {
        left_.push_back({ask.texts[k], found.why, ask.texts.size() == 1, Left::kNothing});
      }
    }
    self_.used_ += any ? 1 : 0;
  }

  void take_failure(std::size_t i, const sheaf::Error& error) {
    Ask& ask = sent_[i];
    if (error.code() == SHEAF_E_TRANSIENT) {
      // a reply that got lost after the server had answered others may have been billed
      const Usage lost = self_.used(self_.reached_ ? expected_[i] : modelapi::TokenUse(), {});
      reservations_[i].settle(lost);
      handler_.on_usage(lost);
      trouble_ = error.what();
      fail_once(ask, error.what());
      return;
    }
    reservations_[i] = Reservation();
    again_.push_back(std::move(ask));
    pause_ = true;
    if (error.code() == SHEAF_E_RATE_LIMITED) {  // not sent: the host keeps away for a while
      trouble_ = error.what();
      wait_ms_ = std::max(wait_ms_, error.retry_after_ms());
    } else if (error.code() != SHEAF_E_CANCELLED) {
      stop_ = {Verdict::kStop, error.what(), error.retry_after_ms(), error.code()};
    }
  }

  // One text may be what the server cannot bear: in the end each is asked about alone.
  void fail_once(Ask& ask, const std::string& reason) {
    failed_ = true;
    if (++ask.failures < kAttempts) {
      again_.push_back(std::move(ask));
    } else if (self_.used_ > 0) {
      leave(ask, reason, Left::kNoAnswer);
    } else {
      stop_ = {Verdict::kStop, reason, 0, SHEAF_E_TRANSIENT};
    }
  }

  void leave(const Ask& ask, const std::string& why, Left::Cause cause) {
    for (const std::size_t t : ask.texts) {
      left_.push_back({t, why, ask.texts.size() == 1, cause});
    }
  }

  Embedder& self_;
  const sheaf::Call& call_;
  const std::vector<std::string>& texts_;
  const Handler& handler_;
  std::vector<Left>& left_;
  const bool asked_for_base64_ = self_.base64_;
  std::vector<Reservation> reservations_;
  std::vector<modelapi::TokenUse> expected_;
  std::vector<sheaf::HttpRequest> requests_;
  std::vector<Ask> sent_, again_;
  std::vector<bool> done_;
  Verdict stop_;
  std::string trouble_;
  std::int64_t wait_ms_ = 0;
  bool pause_ = false, failed_ = false, too_fast_ = false, useful_ = false;
};

void Embedder::embed(const sheaf::Call& call, const std::vector<std::string>& texts,
                     const Handler& handler) {
  in_flight_ = std::max<std::size_t>(settings_.server.max_in_flight, 1);
  reached_ = false;
  std::vector<std::string> words = texts;
  for (std::string& w : words) w.resize(sheaf::text::beginning(w, kLongest).size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < words.size(); ++i) open.push_back(i);
  for (std::size_t size = settings_.batch; !open.empty();
       size = std::max<std::size_t>(size / 2, 1)) {
    std::vector<Ask> asks;
    for (std::size_t at = 0; at < open.size(); at += size) {
      const auto first = open.begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = static_cast<std::ptrdiff_t>(std::min(size, open.size() - at));
      asks.push_back({{first, first + count}, 0});
    }
    const std::size_t asked = asks.size();
    std::vector<Left> left;
    const std::size_t used = used_;
    ask(call, words, std::move(asks), handler, left);
    if (used_ == used) end_if_hopeless(asked, left);
    std::sort(left.begin(), left.end(),
              [](const Left& a, const Left& b) { return a.text < b.text; });
    open.clear();
    for (const Left& l : left) {
      std::string& text = words[l.text];
      if (l.alone && !(l.cause == Left::kTooLong && text.size() > kShortest)) {
        handler.on_failure(l.text, l.why);
        continue;
      }
      if (l.alone) text.resize(sheaf::text::beginning(text, text.size() / 2).size());
      open.push_back(l.text);
    }
  }
}

// Nothing came of several requests. A few texts may be the reason, and are told of one by one; with
// many it is the server: throws.
void Embedder::end_if_hopeless(std::size_t asked, const std::vector<Left>& left) {
  if (asked < 2 || left.size() <= kFew) return;
  const auto any = [&](Left::Cause cause) {
    return std::any_of(left.begin(), left.end(), [=](const Left& l) { return l.cause == cause; });
  };
  const std::string& why = left.back().why;
  if (any(Left::kNoAnswer)) throw sheaf::Error(SHEAF_E_TRANSIENT, why);
  if (any(Left::kTooLong)) return;
  throw sheaf::Error(SHEAF_E_UPSTREAM, "none of " + std::to_string(asked) +
                                           " answers could be used; the last one: " + why);
}

// What an answer left out goes into `left`.
void Embedder::ask(const sheaf::Call& call, const std::vector<std::string>& texts,
                   std::vector<Ask> asks, const Handler& handler, std::vector<Left>& left) {
  int barren = 0;
  while (!asks.empty()) {
    call.throw_if_cancelled();
    Round round(*this, call, texts, handler, left);
    round.go(asks);
    if (round.stop().kind == Verdict::kStop) {
      throw sheaf::Error(round.stop().code, round.stop().reason, round.stop().wait_ms);
    }
    if (asks.empty()) break;
    barren = round.useful() ? 0 : barren + 1;
    if (barren >= kBarren) {
      throw sheaf::Error(SHEAF_E_TRANSIENT, "no answer after " + std::to_string(kBarren) +
                                                " tries: " + round.trouble());
    }
    in_flight_ = round.too_fast() ? std::max<std::size_t>(in_flight_ / 2, 1)
                                  : std::clamp<std::size_t>(
                                        in_flight_ * 2, 1,
                                        std::max<std::size_t>(settings_.server.max_in_flight, 1));
    if (const std::int64_t ms = round.wait_ms(barren); ms > 0) {
      modelapi::pause(host_, call, ms, round.trouble(), settings_.server.max_wait_ms);
    }
  }
}

Usage Embedder::used(const modelapi::TokenUse& tokens, std::string_view resolved) const {
  const modelapi::Prices& prices = settings_.server.prices;
  Usage out;
  out.requests = 1;
  out.tokens = tokens;
  out.model = settings_.server.model.model;
  const modelapi::Price* price = prices.find(out.model);
  if (price == nullptr) price = prices.find(resolved);
  out.cost_micros = modelapi::cost_micros(price, tokens, false);
  return out;
}

Usage Embedder::expect(const std::vector<std::string>& texts) const {
  modelapi::TokenUse tokens;
  for (const std::string& t : texts) {
    tokens.input += modelapi::estimate_tokens(std::string_view(t).substr(0, kLongest));
  }
  Usage out = used(tokens, {});
  out.requests = (texts.size() + settings_.batch - 1) / settings_.batch;
  return out;
}

bool Embedder::fits(const Vector& vector) {
  if (length_ == 0) length_ = settings_.dimensions.value_or(vector.parts.size());
  return vector.parts.size() == length_;
}

}  // namespace embeddings
