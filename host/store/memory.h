// What the host itself remembers of what plugins and services said: paid scores and sections, what
// enrichers answered, who has a mail, what models were asked. Nothing here is a plugin's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace host::store {

// What a scorer asked a service about works, and what that said.
struct Exchange {
  std::string step, component, profile;
  std::string text;  // where it was sent, a blank line, the request, a blank line, the answer
  bool operator==(const Exchange&) const = default;
};

class Memory {
 public:
  virtual ~Memory() = default;

  // The score cache, for all pipelines; the key is the caller's fingerprint and the text's hash.
  virtual Result<std::optional<std::string>> score(std::string_view fingerprint,
                                                   std::uint64_t text_hash) = 0;
  virtual Result<void> put_score(std::string_view fingerprint, std::uint64_t text_hash,
                                 std::string_view blob, std::int64_t now_ms) = 0;

  // Whether an enricher (a step) was asked about the work and what it said, or its silence, still
  // holds.
  virtual Result<bool> was_asked(std::string_view pipeline, std::string_view enricher,
                                 std::string_view work, std::int64_t now_ms) = 0;
  virtual Result<void> put_asked(std::string_view pipeline, std::string_view enricher,
                                 std::string_view work, std::int64_t until_ms) = 0;

  // Sections of an editor (a step) that were paid for, by a key of all they depend on.
  virtual Result<std::optional<std::string>> sections(std::string_view pipeline,
                                                      std::string_view editor, std::string_view key,
                                                      std::int64_t now_ms) = 0;
  virtual Result<void> put_sections(std::string_view pipeline, std::string_view editor,
                                    std::string_view key, std::string_view blob,
                                    std::int64_t until_ms) = 0;

  // Who has the message with this idempotency key of an output (a step), by address.
  virtual Result<std::vector<std::string>> receivers(std::string_view pipeline,
                                                     std::string_view output, std::string_view key,
                                                     std::int64_t now_ms) = 0;
  virtual Result<void> put_receiver(std::string_view pipeline, std::string_view output,
                                    std::string_view key, std::string_view address,
                                    std::int64_t until_ms) = 0;

  // One exchange may be about many works; a newer one about a work, of the same step and profile,
  // is found before an older one.
  virtual Result<void> put_exchange(std::string_view pipeline, const Exchange& exchange,
                                    const std::vector<std::string>& works,
                                    std::int64_t until_ms) = 0;
  // The newest about the work for each step and profile, in their order; an empty step is all of
  // them.
  virtual Result<std::vector<Exchange>> exchanges(std::string_view pipeline, std::string_view step,
                                                  std::string_view work, std::int64_t now_ms) = 0;
};

}  // namespace host::store
