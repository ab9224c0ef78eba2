// What requests cost.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "modelapi/reply.h"

namespace modelapi {

extern const char* const kShippedPrices;  // prices.json

// US dollars for a million tokens.
struct Price {
  double input = 0, output = 0;
  std::optional<double> cached;     // of input; absent: as input
  std::optional<double> reasoning;  // of output; absent: as output
  std::optional<double> batch;      // what the Batch API asks of all these; absent: 0.5
  bool thinks = false;              // spends many output tokens on reasoning
};

// By model. Lookup takes away what servers add to names: a provider before "/", a date or "latest"
// or a variant after ":" at the end.
class Prices {
 public:
  // The table built in (prices.json).
  static const Prices& shipped();
  // Reads {"models": {"NAME": {"input": 0.25, ...}}}, or without "models". Throws sheaf::Error.
  static Prices parse(std::string_view json);

  // Nothing if the model is not in the table.
  const Price* find(std::string_view model) const;
  // Entries of `other` go before those of the same name.
  void add(const Prices& other);

 private:
  std::map<std::string, Price, std::less<>> models_;
};

// In millionths of a dollar, rounded up; -1 without a price.
std::int64_t cost_micros(const Price* price, const TokenUse& use, bool batch);

}  // namespace modelapi
