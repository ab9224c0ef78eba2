// Vectors of texts: from what is kept, else from the server.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "embedder.h"
#include "sheaf/plugin.hpp"

namespace embeddings {

// In sheaf.state/1, for all profiles of a step: under a hash of endpoint, model, dimensions and
// text the vector, until `keep_ms` after it was last needed. What is needed every day (a reader's
// library) is paid for once.
class Vectors {
 public:
  Vectors(sheaf::Host host, Settings settings, std::int64_t keep_ms);

  struct Got {
    const Vector* vector = nullptr;  // valid as long as this object
    std::string why;                 // there is none
  };
  // As many as texts, in their order. What ended it early (see Embedder::embed) is put into
  // `stopped`; then what has neither vector nor reason was not answered. Equal texts are asked
  // about once, and texts that the server has no vector for once in the life of this object.
  std::vector<Got> get(const sheaf::Call& call, const std::vector<std::string>& texts,
                       const std::function<void(const modelapi::Usage&)>& on_usage,
                       std::exception_ptr& stopped);

  // Those of the texts that get() would ask the server about; no network. Each is named once in the
  // life of this object, since another reader's estimate must not count it again.
  std::vector<std::string> unknown(const sheaf::Call& call, const std::vector<std::string>& texts);

  Embedder& embedder() { return embedder_; }

 private:
  std::string key(const std::string& text) const;
  const Vector* find(const sheaf::Call& call, const std::string& key);
  void keep(const sheaf::Call& call, const std::string& key, const Vector& vector) const;

  sheaf::Host host_;
  std::string scope_;
  std::int64_t keep_ms_;
  bool has_state_;
  Embedder embedder_;
  std::map<std::string, Vector> known_;        // by key
  std::map<std::string, std::string> failed_;  // why, by key
  std::set<std::string> named_;                // keys, by unknown()
};

}  // namespace embeddings
