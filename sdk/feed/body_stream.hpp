#pragma once

#include <exception>
#include <optional>
#include <streambuf>
#include <string>
#include <vector>

#include "charset.hpp"
#include "filter.hpp"
#include "sheaf/feed/source.hpp"
#include "sheaf/feed/xml.hpp"

namespace sheaf::feed {

// A body as the parser reads it: decoded and filtered. Never throws from underflow(), since an
// exception would pass through std::istream: error() keeps it.
class BodyStream : public std::streambuf {
 public:
  // Reads the first bytes to find out the charset; throws what `read` throws.
  BodyStream(const Read& read, const XmlOptions& options);

  // No more is wanted: the stream is at its end.
  void finish() { finished_ = true; }
  // Reads away what is left of the body, 64 KiB at most.
  void drain();

  // What the body was written in, as far as it was read.
  std::string charset() const;
  const Filter& filter() const { return filter_; }
  std::exception_ptr error() const { return error_; }
  // The parser has seen all there is: an error it reports now is about the end itself.
  bool end_seen() const { return end_seen_; }
  std::size_t bytes() const { return bytes_; }
  std::size_t replaced() const;

 protected:
  int_type underflow() override;

 private:
  std::size_t pull(char* buffer, std::size_t capacity);
  void fill();

  const Read& read_;
  std::string head_;  // what the charset was found in
  Charset charset_;
  std::optional<Decoder> decoder_;
  Filter filter_;
  std::string in_;  // its first in_size_ bytes: UTF-8, not filtered yet
  std::size_t in_size_ = 0;
  std::string raw_;  // before decoding
  std::string out_;  // what the parser reads
  std::size_t bytes_ = 0;
  bool read_all_ = false;
  bool finished_ = false;
  bool end_seen_ = false;
  std::exception_ptr error_;
};

}  // namespace sheaf::feed
