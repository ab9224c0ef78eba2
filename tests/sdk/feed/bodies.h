// Bodies for the feed tests: in pieces, endless, broken.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "sheaf/feed/source.hpp"

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string fixture(const std::string& name) {
  return read_file(std::string(SHEAF_TEST_DATA) + "/feed/" + name);
}

// `bytes` in pieces of at most `piece`.
inline sheaf::feed::Read in_pieces(std::string_view bytes, std::size_t piece) {
  return [bytes, piece](char* buffer, std::size_t capacity) mutable {
    const std::size_t count = std::min({capacity, piece, bytes.size()});
    std::memcpy(buffer, bytes.data(), count);
    bytes.remove_prefix(count);
    return count;
  };
}

// ASCII in UTF-16.
inline std::string utf16(std::string_view ascii, bool big) {
  std::string out;
  for (const char c : ascii) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}

// `head`, then `unit` again and again until about `bytes` are out, then `tail`. Nothing of it is
// held in memory.
inline sheaf::feed::Read generated(std::string head, std::string unit, std::size_t bytes,
                                   std::string tail) {
  std::size_t given = 0;
  std::size_t at = 0;
  int part = 0;
  return [=](char* buffer, std::size_t capacity) mutable {
    std::size_t count = 0;
    while (count < capacity && part < 3) {
      const std::string& text = part == 0 ? head : part == 1 ? unit : tail;
      const std::size_t take = std::min(capacity - count, text.size() - at);
      std::memcpy(buffer + count, text.data() + at, take);
      count += take;
      given += take;
      at += take;
      if (at < text.size()) continue;
      at = 0;
      if (part != 1 || given >= bytes) ++part;
    }
    return count;
  };
}
