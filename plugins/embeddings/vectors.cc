#include "vectors.h"

#include <utility>

#include "modelapi/hash.h"

namespace embeddings {
namespace {

constexpr std::int64_t kDay = 86'400'000;

std::string scope_of(const Settings& s) {
  return s.server.endpoint.base_url + '\0' + s.server.endpoint.api_version + '\0' +
         s.server.model.model + '\0' + (s.dimensions ? std::to_string(*s.dimensions) : "") + '\0';
}

}  // namespace

Vectors::Vectors(sheaf::Host host, Settings settings, std::int64_t keep_ms)
    : host_(host),
      scope_(scope_of(settings)),
      keep_ms_(keep_ms),
      has_state_(host.find<sheaf_state>(SHEAF_SERVICE_STATE) != nullptr),
      embedder_(host, std::move(settings)) {}

std::string Vectors::key(const std::string& text) const {
  return "vector/" + modelapi::hash_text(scope_ + text);
}

const Vector* Vectors::find(const sheaf::Call& call, const std::string& key) {
  if (const auto it = known_.find(key); it != known_.end()) return &it->second;
  if (!has_state_) return nullptr;
  const auto bytes = host_.state(call, key);
  auto kept = bytes ? from_bytes(*bytes) : std::nullopt;
  if (!kept || !embedder_.fits(kept->vector)) return nullptr;
  // half the time is soon enough to write it anew
  if (host_.now_ms() - kept->day * kDay > keep_ms_ / 2) keep(call, key, kept->vector);
  return &known_.emplace(key, std::move(kept->vector)).first->second;
}

void Vectors::keep(const sheaf::Call& call, const std::string& key, const Vector& vector) const {
  if (!has_state_) return;
  const std::int64_t now = host_.now_ms();
  host_.put_state(call, key, to_bytes(vector, now / kDay), now + keep_ms_);
}

std::vector<Vectors::Got> Vectors::get(const sheaf::Call& call,
                                       const std::vector<std::string>& texts,
                                       const std::function<void(const modelapi::Usage&)>& on_usage,
                                       std::exception_ptr& stopped) {
  std::vector<std::string> keys, ask, asked_keys;
  std::set<std::string> asked;
  for (const std::string& text : texts) {
    keys.push_back(key(text));
    const std::string& k = keys.back();
    if (find(call, k) == nullptr && !failed_.contains(k) && asked.insert(k).second) {
      ask.push_back(text);
      asked_keys.push_back(k);
    }
  }
  std::size_t done = 0;
  Embedder::Handler handler;
  handler.on_usage = on_usage;
  handler.on_vector = [&](std::size_t i, Vector vector) {
    keep(call, asked_keys[i], vector);
    known_[asked_keys[i]] = std::move(vector);
    call.progress(++done, ask.size());
  };
  handler.on_failure = [&](std::size_t i, const std::string& why) {
    failed_[asked_keys[i]] = why;
    call.progress(++done, ask.size());
  };
  try {
    if (!ask.empty()) embedder_.embed(call, ask, handler);
  } catch (...) {
    stopped = std::current_exception();
  }
  std::vector<Got> out;
  for (const std::string& k : keys) {
    const auto vector = known_.find(k);
    const auto failed = failed_.find(k);
    out.push_back({vector != known_.end() ? &vector->second : nullptr,
                   failed != failed_.end() ? failed->second : std::string()});
  }
  return out;
}

std::vector<std::string> Vectors::unknown(const sheaf::Call& call,
                                          const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) {
    const std::string k = key(text);
    if (find(call, k) == nullptr && named_.insert(k).second) out.push_back(text);
  }
  return out;
}

}  // namespace embeddings
