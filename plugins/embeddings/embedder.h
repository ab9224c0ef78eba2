// Asks an embeddings endpoint about many texts: within the budget, at the pace the server allows,
// and each until there is a vector or none to be had.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "modelapi/chat.h"
#include "sheaf/plugin.hpp"
#include "vector.h"

namespace embeddings {

struct Settings {
  modelapi::ChatSettings server;  // endpoint, model, prices, pace
  std::size_t batch = 64;         // texts in one request
  std::optional<std::size_t> dimensions;
};

class Embedder {
 public:
  Embedder(sheaf::Host host, Settings settings) : host_(host), settings_(std::move(settings)) {}

  struct Handler {
    std::function<void(std::size_t text, Vector)> on_vector;
    std::function<void(std::size_t text, const std::string& why)> on_failure;
    std::function<void(const modelapi::Usage&)> on_usage;  // after every request
  };

  // One of on_vector and on_failure is called once for each text, on this thread, unless something
  // is thrown, as by modelapi::Chat::ask(); then what was not called for was not answered.
  //
  // Requests go out in the order of the texts. What an answer leaves out or spoils is asked again,
  // half as many at a time, and so on down to one; a text that is too long for the model is then
  // cut in half, a few times. No texts are longer than kLongest bytes: the rest is not sent.
  void embed(const sheaf::Call& call, const std::vector<std::string>& texts,
             const Handler& handler);

  // What embed() would use; no network.
  modelapi::Usage expect(const std::vector<std::string>& texts) const;

  // All vectors have as many dimensions as the settings say or, failing that, as the first one that
  // was looked at. False: this one has not.
  bool fits(const Vector& vector);

  static constexpr std::size_t kLongest = 8000;

 private:
  struct Ask;
  struct Left;
  class Round;
  void ask(const sheaf::Call& call, const std::vector<std::string>& texts, std::vector<Ask> asks,
           const Handler& handler, std::vector<Left>& left);
  static void end_if_hopeless(std::size_t asked, const std::vector<Left>& left);
  modelapi::Usage used(const modelapi::TokenUse& tokens, std::string_view resolved) const;

  sheaf::Host host_;
  Settings settings_;
  bool base64_ = true;
  std::size_t length_ = 0;  // of the vectors, once known
  std::size_t used_ = 0;    // answers that gave a vector
  // Within one embed():
  std::size_t in_flight_ = 1;
  bool reached_ = false;  // the server has answered something
};

}  // namespace embeddings
