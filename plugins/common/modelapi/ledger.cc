#include "modelapi/ledger.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace modelapi {

sheaf_usage Usage::view() const {
  auto out = sheaf::sized<sheaf_usage>();
  out.requests = requests;
  out.input_tokens = tokens.input;
  out.cached_input_tokens = tokens.cached;
  out.output_tokens = tokens.output;
  out.reasoning_tokens = tokens.reasoning;
  out.cost_micros = cost_micros;
  out.currency = sheaf::str("USD");
  out.model = sheaf::str(model);
  return out;
}

sheaf_status Reservation::make(const sheaf::Host& host, const sheaf::Call& call, const Usage& most,
                               Reservation& out) {
  out = Reservation();
  const auto* budget = host.find<sheaf_budget>(SHEAF_SERVICE_BUDGET);
  if (budget == nullptr) return SHEAF_OK;
  const sheaf_usage raw = most.view();
  std::uint64_t ticket = 0;
  const sheaf_status status = budget->reserve(budget, call.raw(), &raw, &ticket);
  if (status < 0) return status;
  out.budget_ = budget;
  out.call_ = call.raw();
  out.ticket_ = ticket;
  return SHEAF_OK;
}

Reservation::Reservation(Reservation&& other) noexcept
    : budget_(std::exchange(other.budget_, nullptr)), call_(other.call_), ticket_(other.ticket_) {}

Reservation& Reservation::operator=(Reservation&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  budget_ = std::exchange(other.budget_, nullptr);
  call_ = other.call_;
  ticket_ = other.ticket_;
  return *this;
}

Reservation::~Reservation() {
  give_back();
}

void Reservation::give_back() noexcept {
  // if it fails the reservation counts as used: nothing is overdrawn
  if (const auto* budget = std::exchange(budget_, nullptr)) {
    static_cast<void>(budget->settle(budget, call_, ticket_, nullptr));
  }
}

void Reservation::settle(const Usage& used) {
  const auto* budget = std::exchange(budget_, nullptr);
  if (budget == nullptr) return;
  const sheaf_usage raw = used.view();
  const sheaf_status status = budget->settle(budget, call_, ticket_, &raw);
  if (status < 0) throw sheaf::Reported{status};
}

std::uint64_t Reservation::leave() noexcept {
  return std::exchange(budget_, nullptr) != nullptr ? ticket_ : 0;
}

void Reservation::settle_earlier(const sheaf::Host& host, const sheaf::Call& call,
                                 std::uint64_t ticket, const Usage* used) {
  const auto* budget = host.find<sheaf_budget>(SHEAF_SERVICE_BUDGET);
  if (budget == nullptr) return;
  const sheaf_usage raw = used != nullptr ? used->view() : sheaf::sized<sheaf_usage>();
  static_cast<void>(budget->settle(budget, call.raw(), ticket, used != nullptr ? &raw : nullptr));
}

void Learnt::see(std::uint64_t papers, std::uint64_t estimated_input, const TokenUse& use) {
  if (papers == 0 || use.output == 0) return;
  const auto each = [&](std::uint64_t tokens) {
    return static_cast<double>(tokens) / static_cast<double>(papers);
  };
  constexpr double kStep = 0.1;  // of the way, so that about the last ten answers count
  const double step = output > 0 ? kStep : 1;
  output += step * (each(use.output) - output);
  reasoning += step * (each(use.reasoning) - reasoning);
  if (use.input > 0 && estimated_input > 0) {
    const double factor = static_cast<double>(use.input) / static_cast<double>(estimated_input);
    input_factor += step * (std::clamp(factor, 0.25, 4.0) - input_factor);
  }
}

std::string Learnt::text() const {
  char out[96];
  std::snprintf(out, sizeof out, "v1 %.1f %.1f %.3f", output, reasoning, input_factor);
  return out;
}

std::optional<Learnt> Learnt::parse(std::string_view text) {
  Learnt out;
  if (std::sscanf(std::string(text).c_str(), "v1 %lf %lf %lf", &out.output, &out.reasoning,
                  &out.input_factor) != 3) {
    return std::nullopt;
  }
  const bool sane = out.output > 0 && out.output < 1e6 && out.reasoning >= 0 &&
                    out.reasoning <= out.output && out.input_factor >= 0.25 &&
                    out.input_factor <= 4;
  return sane ? std::optional(out) : std::nullopt;
}

}  // namespace modelapi
