#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf::feed {

// What a body says it is written in.
struct Charset {
  std::string label;  // lower case, as people know it; empty: UTF-8 or Windows-1252, whichever the
                      // bytes are (Filter reads both)
  std::string iconv;  // the name for iconv; empty: nothing to decode
  std::size_t bom = 0;   // bytes of the byte order mark, to be skipped
  bool doubted = false;  // the bytes decide: they may be UTF-8 all the same
};

// By the first bytes (1 KiB or all of it) and the Content-Type header. Names are known however they
// are spelt (`UTF_8`, `iso8859-2`, `x-sjis`); one that nobody knows says nothing.
Charset detect_charset(std::string_view head, std::string_view content_type);

// The UTF-8 sequence that begins with bytes[0], which is beyond ASCII (Unicode 15, table 3-7).
struct Utf8Sequence {
  std::size_t length = 0;  // as its first byte says; 0: no sequence begins so
  std::size_t good = 1;    // so many bytes of it are there and right
};
Utf8Sequence utf8_sequence(std::string_view bytes);

// Decodes a body piece by piece. What is invalid becomes U+FFFD.
class Decoder {
 public:
  // `charset` has a name for iconv. Throws std::runtime_error when this system has no such
  // converter.
  explicit Decoder(const Charset& charset);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Appends `bytes`, as UTF-8, to `out`. Keeps for the next call an incomplete character, and while
  // the charset is doubted up to 4 KiB; `last` ends both.
  void decode(std::string_view bytes, bool last, std::string& out);
  bool was_utf8() const { return utf8_; }  // and is handed on as it is
  std::size_t replaced() const { return replaced_; }

 private:
  bool settle(bool last, std::string& out);

  void* iconv_;
  std::size_t unit_;     // bytes to skip when they are invalid
  std::string pending_;  // what is not decoded yet
  bool doubted_;
  bool utf8_ = false;
  std::size_t replaced_ = 0;
};

}  // namespace sheaf::feed
