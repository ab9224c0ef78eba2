// An embeddings API in memory: the vectors of texts are their words, hashed, so that texts with
// words in common are near each other. Deterministic. Free of GoogleTest and of sockets.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sheaf/text/base64.hpp"

namespace test {

// What to answer wrongly. "The first" are, if there are any, all texts that begin with "cursed".
enum class EmbeddingFault {
  kNone,
  kLeavesOut,     // the last object is missing
  kMixed,         // last first, so that only the index tells
  kNoIndex,       // in order, without index
  kTwice,         // the first object again at the end
  kTwiceUnlike,   // the first place again with another vector
  kStrange,       // an index out of range, for the first object
  kShort,         // the first vector has a dimension too few
  kNaN,           // a NaN in the first vector, as Python writes it
  kZeros,         // the first vector is 0
  kEmptyList,     // data: []
  kErrorIn200,    // an error object under status 200
  kServerError,   // 500
  kRateLimit,     // 429, Retry-After: 2
  kNoBase64,      // 400 if base64 is asked for
  kNoDimensions,  // 400 if dimensions are asked for
  kBadKey,        // 401
  kQuota,         // 429 insufficient_quota
  kNotJson        // a page of HTML
};

class FakeEmbeddings {
 public:
  struct Reply {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
  };

  std::size_t dimensions = 512;
  std::size_t context = 1'000'000;  // bytes of a text; longer ones are refused
  bool fixed_base64 = false;        // answers in base64 whatever is asked for
  // By the number of the request, from 0, and its texts.
  std::function<EmbeddingFault(std::size_t nth, const std::vector<std::string>& texts)> plan;

  // The body of POST /embeddings.
  Reply answer(const std::string& request) {
    const auto asked = nlohmann::json::parse(request);
    const auto texts = asked.at("input").get<std::vector<std::string>>();
    std::size_t nth = 0;
    {
      const std::lock_guard lock(mutex_);
      nth = seen_.size();
      seen_.push_back(texts);
    }
    const EmbeddingFault fault = plan ? plan(nth, texts) : EmbeddingFault::kNone;
    const bool base64 = fixed_base64 || asked.value("encoding_format", "float") == "base64";
    for (const std::string& t : texts) {
      if (t.size() > context) {
        return refused(400, "This model's maximum context length is " + std::to_string(context) +
                                " tokens, however you requested more.");
      }
    }
    switch (fault) {
      case EmbeddingFault::kErrorIn200:
        return {200, {}, R"({"error": {"message": "try again", "type": "server_error"}})"};
      case EmbeddingFault::kServerError:
        return refused(500, "the server had a hiccup");
      case EmbeddingFault::kRateLimit:
        return {429, {{"retry-after", "2"}}, R"({"error": {"message": "too fast"}})"};
      case EmbeddingFault::kQuota:
        return {429, {}, R"({"error": {"message": "no money", "code": "insufficient_quota"}})"};
      case EmbeddingFault::kBadKey:
        return refused(401, "Incorrect API key");
      case EmbeddingFault::kNotJson:
        return {200, {}, "<html>Bad gateway</html>"};
      case EmbeddingFault::kNoBase64:
        if (base64) return refused(400, "encoding_format is not supported");
        break;
      case EmbeddingFault::kNoDimensions:
        if (asked.contains("dimensions")) return refused(400, "dimensions is not supported");
        break;
      default:
        break;
    }
    return {200, {}, body(texts, asked.value("model", ""), fault, base64)};
  }

  std::vector<float> vector_of(std::string_view text) const {
    std::vector<float> out(dimensions, 0);
    std::uint32_t word = kSeed;
    std::size_t length = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const char c = i < text.size() ? text[i] : ' ';
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
      if (letter) {
        word = (word ^ static_cast<unsigned char>(c | 0x20)) * 16'777'619u;
        ++length;
      } else {
        // a word of three letters or less says little
        if (length > 3) {
          out[(word >> 1) % dimensions] += (word & 1) != 0 ? 1.0f : -1.0f;
        }
        word = kSeed;
        length = 0;
      }
    }
    out[0] += 0.5f;  // so that nothing is 0 and everything a little alike
    return out;
  }

  // The texts of each request.
  std::vector<std::vector<std::string>> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  static constexpr std::uint32_t kSeed = 2'166'136'261u;

  static Reply refused(int status, const std::string& why) {
    const nlohmann::json body = {{"error", {{"message", why}, {"type", "invalid_request_error"}}}};
    return {status, {}, body.dump()};
  }

  static std::string base64_of(const std::vector<float>& values) {
    std::string bytes(values.size() * 4, '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return sheaf::text::base64_encode(bytes);
  }

  std::string body(const std::vector<std::string>& texts, const std::string& model,
                   EmbeddingFault fault, bool base64) const {
    const auto cursed = [](const std::string& text) { return text.starts_with("cursed"); };
    const bool any = std::any_of(texts.begin(), texts.end(), cursed);
    nlohmann::json data = nlohmann::json::array();
    std::size_t tokens = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      tokens += texts[i].size() / 4 + 1;
      std::vector<float> values = vector_of(texts[i]);
      const bool first = any ? cursed(texts[i]) : i == 0;
      if (first && fault == EmbeddingFault::kShort) values.pop_back();
      if (first && fault == EmbeddingFault::kZeros) values.assign(values.size(), 0);
      nlohmann::json one = {{"object", "embedding"}};
      if (fault != EmbeddingFault::kNoIndex) one["index"] = i;
      if (first && fault == EmbeddingFault::kStrange) one["index"] = 1000;
      if (base64) {
        one["embedding"] = base64_of(values);
      } else {
        one["embedding"] = values;
      }
      if (first && fault == EmbeddingFault::kNaN) one["embedding"] = {0.5, "@", 0.25};
      data.push_back(std::move(one));
    }
    if (fault == EmbeddingFault::kLeavesOut) data.erase(data.size() - 1);
    if (fault == EmbeddingFault::kMixed) std::reverse(data.begin(), data.end());
    if (fault == EmbeddingFault::kTwice || fault == EmbeddingFault::kTwiceUnlike) {
      data.push_back(data[0]);
      if (fault == EmbeddingFault::kTwiceUnlike) {
        data.back()["embedding"] = vector_of("quite another");
      }
    }
    if (fault == EmbeddingFault::kEmptyList) data = nlohmann::json::array();
    nlohmann::json out = {{"object", "list"},
                          {"data", std::move(data)},
                          {"model", model},
                          {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}};
    std::string text = out.dump();
    for (auto at = text.find("\"@\""); at != std::string::npos; at = text.find("\"@\"", at)) {
      text.replace(at, 3, "NaN");
    }
    return text;
  }

  mutable std::mutex mutex_;
  std::vector<std::vector<std::string>> seen_;
};

}  // namespace test
