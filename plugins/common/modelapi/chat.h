// Asks a chat completions endpoint many things at once: within the budget, at the pace the server
// allows, in the form it accepts, and each until there is an answer or none to be had.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "modelapi/ability.h"
#include "modelapi/endpoint.h"
#include "modelapi/ledger.h"
#include "modelapi/prices.h"
#include "modelapi/reply.h"
#include "modelapi/verdict.h"
#include "sheaf/plugin.hpp"

namespace modelapi {

struct ChatSettings {
  Endpoint endpoint;
  ModelSettings model;
  Prices prices;
  std::size_t max_in_flight = 8;
  std::int64_t timeout_ms = 120'000;   // of one request
  std::int64_t max_wait_ms = 120'000;  // a server that asks for more ends the call
  std::uint64_t max_output = 0;        // tokens of one answer
};

// What many questions share.
struct Topic {
  std::string system[2];  // by Form
  std::string schema;     // JSON Schema of the reply
};

struct Question {
  std::string user;
  std::uint64_t papers = 1;  // how many it is about: what is learnt of output tokens is by paper
};

struct Answered {
  const Reply& reply;
  std::string_view request_body, reply_body;  // as they went over the wire
};

class Chat {
 public:
  Chat(sheaf::Host host, ChatSettings settings) : host_(host), settings_(std::move(settings)) {}

  struct Handler {
    // There is content. False: nothing of it could be read.
    std::function<bool(std::size_t question, const Answered& answered)> on_reply;
    // There is none. `smaller`: part of the question alone may be answered.
    std::function<void(std::size_t question, const std::string& why, bool smaller)> on_failure;
    // After every answer; of requests that failed at the end, also if something is thrown.
    std::function<void(const Usage&)> on_usage;
  };

  // One of on_reply and on_failure is called once for each question, on this thread, unless
  // something is thrown: sheaf::Error or sheaf::Reported with SHEAF_E_BUDGET (no more money for
  // what is left), SHEAF_E_RATE_LIMITED (a quota is used up, or the server wants to be left alone
  // for longer than max_wait_ms), SHEAF_E_AUTH, SHEAF_E_CONFIG, SHEAF_E_TRANSIENT (nobody answers),
  // SHEAF_E_UPSTREAM (answers that make no sense), SHEAF_E_CANCELLED. Then what was not called for
  // was not answered.
  //
  // Requests go out in the order of the questions. A reply that got lost after the server had
  // answered others may have been billed: it is counted as what was expected of it.
  void ask(const sheaf::Call& call, const Topic& topic, std::span<const Question> questions,
           const Handler& handler);

  // What ask() would use, by what is learnt or, failing that, usual; no network.
  Usage expect(const sheaf::Call& call, const Topic& topic, std::span<const Question> questions,
               bool batch);

  // As `ask` would send them now.
  std::string body(const Topic& topic, const Question& question) const;
  void remember(const sheaf::Call& call);  // reads what earlier runs found out

  const ChatSettings& settings() const { return settings_; }
  // Gives up what the server says it does not accept, from the next request on.
  void adapt(const sheaf::Call& call, const ApiError& error) {
    if (ability_.adapt(error)) ability_changed(call);
  }
  const Ability& ability() const { return ability_; }
  const sheaf::Host& host() const { return host_; }
  Usage used(const Reply& reply, bool batch) const;
  // By estimate_request(), as `ask` would send it now.
  std::uint64_t input_of(const Topic& topic, const Question& question) const;
  // What a request of so many input tokens may use at most, for a reservation.
  Usage most(std::uint64_t input, bool batch) const;
  void learn(const sheaf::Call& call, std::uint64_t papers, std::uint64_t input,
             const Reply& reply);

 private:
  struct Open;
  class Round;
  void ask_rounds(const sheaf::Call& call, const Topic& topic, std::span<const Question> questions,
                  const Handler& handler);
  void tell_failed(const Handler& handler) const;
  Usage expected(std::uint64_t papers, std::uint64_t input, bool batch) const;
  const Price* price(std::string_view resolved) const;
  void keep(const sheaf::Call& call, const char* what, const std::string& value);
  void ability_changed(const sheaf::Call& call);

  sheaf::Host host_;
  ChatSettings settings_;
  bool remembered_ = false;
  Ability ability_;
  Learnt learnt_;
  Learnt usual_;  // learnt_ when ask() began: what is expected must not depend on who answers first
  std::string resolved_;  // the model's name as the server gives it
  // Within one ask():
  std::size_t in_flight_ = 1;
  bool reached_ = false;  // the server has answered something
  std::uint64_t refused_ = 0;
  std::vector<Usage> lost_;  // requests without an answer, as expected
  std::uint64_t used_replies_ = 0;
  int unreadable_ = 0;  // in a row, in this format
  int barren_ = 0;      // rounds in a row without a reply
};

}  // namespace modelapi
