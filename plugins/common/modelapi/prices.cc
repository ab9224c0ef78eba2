#include "modelapi/prices.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sheaf/feed/json.hpp"

namespace modelapi {
namespace {

using sheaf::feed::Json;
using sheaf::feed::member_at;

std::optional<double> amount(Json object, std::string_view key, const std::string& model) {
  const auto member = member_at(object, key);
  if (!member) return std::nullopt;
  double number = 0;
  if (member->get(number) != simdjson::SUCCESS || !(number >= 0)) {
    throw sheaf::Error(SHEAF_E_CONFIG,
                       "prices: " + model + "." + std::string(key) + " is no amount");
  }
  return number;
}

bool digits(std::string_view s) {
  return !s.empty() && s.find_first_not_of("0123456789") == std::string_view::npos;
}

// "gpt-5-mini-2025-08-07" -> "gpt-5-mini"; the same for "-20250807", "-2508" and "-latest". Empty
// if there is nothing of the kind.
std::string_view without_date(std::string_view model) {
  const std::size_t dash = model.rfind('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view last = model.substr(dash + 1);
  if (last == "latest" || (digits(last) && (last.size() == 8 || last.size() == 4))) {
    return model.substr(0, dash);
  }
  if (model.size() > 11 && digits(last) && last.size() == 2 && model[model.size() - 6] == '-' &&
      model[model.size() - 11] == '-') {
    return model.substr(0, model.size() - 11);
  }
  return {};
}

}  // namespace

Prices Prices::parse(std::string_view json) {
  Prices out;
  const sheaf::feed::JsonDocument document(json);
  const Json root = member_at(document.root(), "models").value_or(document.root());
  simdjson::dom::object models;
  if (root.get(models) != simdjson::SUCCESS) {
    throw sheaf::Error(SHEAF_E_CONFIG, "prices: expected a map of models");
  }
  for (const auto [key, value] : models) {
    const std::string model(key);
    const auto input = amount(value, "input", model);
    const auto output = amount(value, "output", model);
    if (!input || !output) {
      throw sheaf::Error(SHEAF_E_CONFIG, "prices: " + model + " needs input and output");
    }
    Price price;
    price.input = *input;
    price.output = *output;
    price.cached = amount(value, "cached", model);
    price.reasoning = amount(value, "reasoning", model);
    price.batch = amount(value, "batch", model);
    price.thinks = sheaf::feed::is_true_at(value, "thinks");
    out.models_[model] = price;
  }
  return out;
}

const Prices& Prices::shipped() {
  static const Prices prices = parse(kShippedPrices);
  return prices;
}

const Price* Prices::find(std::string_view model) const {
  std::string name(model);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (std::string_view left = name; !left.empty();) {
    if (const auto it = models_.find(left); it != models_.end()) return &it->second;
    if (const std::string_view undated = without_date(left); !undated.empty()) {
      left = undated;
    } else if (const std::size_t slash = left.find('/'); slash != std::string_view::npos) {
      left.remove_prefix(slash + 1);
    } else {
      break;
    }
  }
  return nullptr;
}

void Prices::add(const Prices& other) {
  for (const auto& [model, price] : other.models_) models_[model] = price;
}

std::int64_t cost_micros(const Price* price, const TokenUse& use, bool batch) {
  if (price == nullptr) return -1;
  const double cached = static_cast<double>(use.cached);
  const double thought = static_cast<double>(use.reasoning);
  // dollars for a million tokens are millionths of a dollar for one
  const double micros = (static_cast<double>(use.input) - cached) * price->input +
                        cached * price->cached.value_or(price->input) +
                        (static_cast<double>(use.output) - thought) * price->output +
                        thought * price->reasoning.value_or(price->output);
  const double share = batch ? price->batch.value_or(0.5) : 1;
  // a hair less, so that a sum of doubles that is whole stays whole
  return static_cast<std::int64_t>(std::ceil(micros * share - 1e-6));
}

}  // namespace modelapi
