// The binary form of what the store keeps: little-endian varints, length-prefixed strings, a
// version byte in front. Reading is total: any bytes give either values or failure, and nothing
// outside the bytes is read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/record.h"

namespace host {

// Appends to a string that it does not own and that outlives it.
class Writer {
 public:
  Writer(std::string& out, std::uint8_t version) : out_(out) {
    out_.push_back(static_cast<char>(version));
  }

  void u64(std::uint64_t value) {
    char bytes[10];
    std::size_t n = 0;
    for (; value >= 0x80; value >>= 7) bytes[n++] = static_cast<char>(value | 0x80);
    bytes[n++] = static_cast<char>(value);
    out_.append(bytes, n);
  }
  void i64(std::int64_t value) {  // zigzag: small magnitudes are short
    const auto bits = static_cast<std::uint64_t>(value);
    u64((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
  }
  void boolean(bool value) { out_.push_back(value ? '\1' : '\0'); }
  void f64(double value);             // bit by bit: NaN and -0 survive
  void fixed64(std::uint64_t value);  // eight bytes: for hashes
  void str(std::string_view value) {
    u64(value.size());
    out_.append(value);
  }
  // Any range with size(): its length, then put(element) for each.
  template <class List, class Put>
  void list(const List& values, Put put) {
    u64(values.size());
    for (const auto& value : values) put(value);
  }

 private:
  std::string& out_;
};

// Reads what Writer wrote, from bytes that outlive it. Once something does not fit, ok() is false
// for good and every read gives zero or empty, so one check at the end suffices.
class Reader {
 public:
  // Fails if the version byte is missing or above `newest`.
  Reader(std::string_view bytes, std::uint8_t newest);

  std::uint8_t version() const { return version_; }
  std::uint64_t u64();
  std::uint32_t u32();  // fails above 2^32-1
  std::int64_t i64();
  bool boolean();
  double f64();
  std::uint64_t fixed64();
  std::string_view str();  // points into the bytes
  // The length of a list whose elements take at least one byte each; fails above what is left.
  std::size_t count();
  // Clears `values`, reads a list into it: get() gives one element.
  template <class List, class Get>
  void list(List& values, Get get) {
    const std::size_t n = count();
    values.clear();
    values.reserve(std::min<std::size_t>(n, 64));  // a lie about n costs no memory
    for (std::size_t i = 0; i < n && ok_; ++i) values.push_back(get());
  }
  void fail() {
    ok_ = false;
    at_ = end_;
  }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && at_ == end_; }  // all read, nothing left over

 private:
  const char* at_;
  const char* end_;
  std::uint8_t version_ = 0;
  bool ok_ = true;
};

// Appends the work to `out`.
void encode_work(const Work& work, std::string& out);
// SHEAF_E_UPSTREAM if the bytes are damaged or from a newer version.
Result<Work> decode_work(std::string_view bytes);

}  // namespace host
