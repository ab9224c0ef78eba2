#include "sheaf/testing/cassette.hpp"

#include <stdexcept>
#include <utility>

#include "sheaf/cassette.hpp"

namespace sheaf::testing {

std::vector<Recorded> read_cassettes(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) {
    throw std::runtime_error("there is no folder " + folder.string());
  }
  std::vector<Recorded> out;
  for (const auto& path : cassette::files(folder)) {
    cassette::Exchange exchange = cassette::read(path);
    Recorded& recorded = out.emplace_back();
    recorded.method = std::move(exchange.method);
    recorded.url = std::move(exchange.url);
    recorded.body = std::move(exchange.request_body);
    recorded.at_ms = exchange.recorded_ms;
    recorded.answer.status = exchange.status;
    recorded.answer.flags = SHEAF_HR_REPLAYED;
    recorded.answer.headers = std::move(exchange.headers);
    recorded.answer.body = std::move(exchange.body);
    if (exchange.truncated) recorded.answer.cut_off = recorded.answer.body.size();
  }
  return out;
}

}  // namespace sheaf::testing
