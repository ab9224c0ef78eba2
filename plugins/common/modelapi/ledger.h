// What requests may cost, what they cost, and what to expect of the next ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "modelapi/prices.h"
#include "modelapi/reply.h"
#include "sheaf/plugin.hpp"

namespace modelapi {

// A sheaf_usage that owns its strings.
struct Usage {
  std::uint64_t requests = 0;
  TokenUse tokens;
  std::int64_t cost_micros = -1;
  std::string model;

  // Valid while this object is.
  sheaf_usage view() const;
};

// Money set aside for a request. Given back when it goes, unless it was settled. Without a budget
// service everything is allowed and nothing is counted.
class Reservation {
 public:
  // SHEAF_OK, or what the budget said, which it has told the host; then there is no reservation.
  static sheaf_status make(const sheaf::Host& host, const sheaf::Call& call, const Usage& most,
                           Reservation& out);
  Reservation() = default;
  Reservation(Reservation&& other) noexcept;
  Reservation& operator=(Reservation&& other) noexcept;
  ~Reservation();
  void settle(const Usage& used);
  // Leaves it standing, for a later run that will know what was used. Gives the number to settle it
  // under, 0 if there is nothing to settle.
  std::uint64_t leave() noexcept;
  // Settles what an earlier call left; null: nothing was used. If that was done already, nothing
  // happens.
  static void settle_earlier(const sheaf::Host& host, const sheaf::Call& call, std::uint64_t ticket,
                             const Usage* used);

 private:
  void give_back() noexcept;
  const sheaf_budget* budget_ = nullptr;
  const sheaf_call* call_ = nullptr;
  std::uint64_t ticket_ = 0;
};

// What a model was seen to do, kept between runs.
struct Learnt {
  double output = 0;        // tokens for each paper, reasoning included; 0: nothing learnt yet
  double reasoning = 0;     // of these
  double input_factor = 1;  // real input over estimate_request()

  // Moves towards what one more answer for so many papers showed.
  void see(std::uint64_t papers, std::uint64_t estimated_input, const TokenUse& use);
  std::string text() const;
  static std::optional<Learnt> parse(std::string_view text);
};

}  // namespace modelapi
