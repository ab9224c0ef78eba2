#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf::feed {

struct Charset {
  std::string label;    // lower case, as people know it; empty: `error` says why
  std::string iconv;    // the name for iconv; empty: UTF-8, nothing to decode
  std::size_t bom = 0;  // bytes of the byte order mark, to be skipped
  std::string error;    // an encoding that nobody knows
};

// What a body is written in, by its first bytes (1 KiB or all of it) and the Content-Type header.
Charset detect_charset(std::string_view head, std::string_view content_type);

// Decodes a body piece by piece. What is invalid becomes U+FFFD.
class Decoder {
 public:
  // `iconv_name` comes from detect_charset(). Throws std::runtime_error when this system has no
  // such converter.
  explicit Decoder(const std::string& iconv_name);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Appends `bytes`, as UTF-8, to `out`. Keeps an incomplete character for the next call; `last`
  // replaces it.
  void decode(std::string_view bytes, bool last, std::string& out);
  std::size_t replaced() const { return replaced_; }

 private:
  void* iconv_;
  std::size_t unit_;     // bytes to skip when they are invalid
  std::string pending_;  // what is not decoded yet
  std::size_t replaced_ = 0;
};

}  // namespace sheaf::feed
