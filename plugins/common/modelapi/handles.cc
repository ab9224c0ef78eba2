#include "modelapi/handles.h"

#include <cstdint>
#include <set>

#include "modelapi/hash.h"

namespace modelapi {
namespace {

// Neither vowels (no words) nor what looks like something else.
constexpr std::string_view kLetters = "bcdfghjkmnpqrtvwxz";
constexpr std::string_view kAll = "bcdfghjkmnpqrtvwxz3456789";

std::string handle_of(const Named& paper, std::uint64_t seed) {
  std::uint64_t h =
      hash64(paper.id, seed) ^ hash64(paper.title, seed + 1) ^ hash64(paper.text, seed + 2);
  std::string out(1, kLetters[h % kLetters.size()]);
  h /= kLetters.size();
  for (int i = 0; i < 4; ++i, h /= kAll.size()) out += kAll[h % kAll.size()];
  return out;
}

}  // namespace

std::vector<std::string> handles_of(std::span<const Named> papers) {
  std::vector<std::string> out;
  std::set<std::string> taken;
  for (const Named& p : papers) {
    std::string handle;
    std::uint64_t seed = 0;
    do {
      handle = handle_of(p, seed);
      seed += 3;
    } while (!taken.insert(handle).second);
    out.push_back(std::move(handle));
  }
  return out;
}

std::string plain_handle(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    if (out.size() > 16) break;
  }
  return out;
}

}  // namespace modelapi
