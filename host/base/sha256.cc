#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>

namespace host {
namespace {

// EVP_EncodeBlock takes an int; a multiple of 3 keeps padding at the end only.
constexpr std::size_t kBlock = 3u << 20;

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::string block;
  for (std::size_t at = 0; at < bytes.size(); at += kBlock) {
    const auto piece = bytes.substr(at, kBlock);
    block.resize((piece.size() + 2) / 3 * 4 + 1);
    const int written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(block.data()),
                                        reinterpret_cast<const unsigned char*>(piece.data()),
                                        static_cast<int>(piece.size()));
    out.append(block, 0, static_cast<std::size_t>(written));
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::string block;
  constexpr std::size_t kChars = kBlock / 3 * 4;
  for (std::size_t at = 0; at < text.size(); at += kChars) {
    const auto piece = text.substr(at, kChars);
    block.resize(piece.size() / 4 * 3);
    const int written = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(block.data()),
                                        reinterpret_cast<const unsigned char*>(piece.data()),
                                        static_cast<int>(piece.size()));
    if (written < 0) return std::nullopt;
    out.append(block, 0, static_cast<std::size_t>(written));
  }
  if (text.ends_with("==")) {
    out.resize(out.size() - 2);
  } else if (text.ends_with('=')) {
    out.resize(out.size() - 1);
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(size * 2u);
  for (unsigned int i = 0; i < size; ++i) {
    out.push_back(kDigits[digest[i] >> 4]);
    out.push_back(kDigits[digest[i] & 15]);
  }
  return out;
}

}  // namespace host
