#include "modelapi/tokens.h"

#include <cmath>
#include <cstddef>

namespace modelapi {
namespace {

enum class Kind { kNone, kLetters, kDigits, kSigns, kBlank, kLineEnd, kWide };

std::size_t length_of(char first) {
  const auto c = static_cast<unsigned char>(first);
  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

Kind kind_of(std::string_view character) {
  const char c = character.front();
  if (static_cast<unsigned char>(c) >= 0xE3) return Kind::kWide;  // U+3000 and above
  if (static_cast<unsigned char>(c) >= 0x80) return Kind::kLetters;
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Kind::kLetters;
  if (c >= '0' && c <= '9') return Kind::kDigits;
  if (c == '\n') return Kind::kLineEnd;
  return c == ' ' || c == '\t' || c == '\r' ? Kind::kBlank : Kind::kSigns;
}

std::uint64_t tokens_of(Kind kind, std::uint64_t run) {
  switch (kind) {
    case Kind::kLetters:
      return run <= 10 ? 1 : 1 + (run - 10 + 3) / 4;
    case Kind::kDigits:
      return (run + 2) / 3;
    case Kind::kSigns:
      return (run + 1) / 2;
    case Kind::kLineEnd:
      return 1;
    case Kind::kWide:
      return run;
    default:
      return 0;
  }
}

}  // namespace

std::uint64_t estimate_tokens(std::string_view text) {
  std::uint64_t total = 0;
  std::uint64_t run = 0;
  Kind kind = Kind::kNone;
  for (std::size_t i = 0; i < text.size(); i += length_of(text[i])) {
    const Kind next = kind_of(text.substr(i));
    if (next != kind) {
      total += tokens_of(kind, run);
      kind = next;
      run = 0;
    }
    ++run;
  }
  return total + tokens_of(kind, run);
}

std::uint64_t estimate_request(std::string_view model, std::string_view system,
                               std::string_view user, std::string_view schema) {
  const bool open_gpt = model.find("gpt-oss") != std::string_view::npos;
  const bool openai =
      !open_gpt && (model.starts_with("gpt-") || model.find("/gpt-") != std::string_view::npos ||
                    model.starts_with("o1") || model.starts_with("o3") || model.starts_with("o4"));
  const double schema_share = openai ? 0.6 : 2.5;
  std::uint64_t total = estimate_tokens(system) + estimate_tokens(user) + 3 + 4;
  if (!system.empty()) total += 4;
  if (open_gpt) total += 70;
  return total +
         static_cast<std::uint64_t>(schema_share * static_cast<double>(estimate_tokens(schema)));
}

}  // namespace modelapi
