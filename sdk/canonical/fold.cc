#include "sheaf/canonical/fold.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "sheaf/text/letters.hpp"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

class Folder {
 public:
  explicit Folder(std::size_t size) { out_.reserve(size); }

  void put_ascii(char c) {
    if (!ascii::is_alnum(c)) {
      gap_ = true;
      return;
    }
    fill_gap();
    out_.push_back(ascii::lower(c));
  }

  // `cp` is folded already.
  void put(char32_t cp) {
    if (cp < 0x80) return put_ascii(static_cast<char>(cp));
    if (is_alphanumeric(cp) || is_mark(cp)) {
      if (is_combining(cp)) return;
      fill_gap();
      const std::string_view spelled = sheaf::text::spelled_out(cp);
      if (!spelled.empty()) {
        out_.append(spelled);
      } else {
        append(out_, cp);
      }
    } else if (!is_ignorable(cp)) {
      gap_ = true;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void fill_gap() {
    if (gap_ && !out_.empty()) out_.push_back(' ');
    gap_ = false;
  }

  // Soft hyphens and joiners do not split words.
  static bool is_ignorable(char32_t cp) {
    return utf8proc_get_property(static_cast<utf8proc_int32_t>(cp))->ignorable != 0;
  }

  std::string out_;
  bool gap_ = false;
};

}  // namespace

std::string fold(std::string_view text) {
  Folder folder(text.size());
  for (std::size_t pos = 0; pos < text.size();) {
    if (static_cast<unsigned char>(text[pos]) < 0x80) {
      folder.put_ascii(text[pos++]);
      continue;
    }
    const char32_t cp = decode(text, pos);
    std::array<utf8proc_int32_t, 32> folded{};
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                                        UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
    int boundary = 0;
    const utf8proc_ssize_t size =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(cp), folded.data(),
                                static_cast<utf8proc_ssize_t>(folded.size()), options, &boundary);
    for (utf8proc_ssize_t i = 0; i < size && i < 32; ++i)
      folder.put(static_cast<char32_t>(folded[static_cast<std::size_t>(i)]));
  }
  return folder.take();
}

std::uint64_t hash64(std::string_view bytes) {
  constexpr std::uint64_t kMultiplier = 0xc6a4a7935bd1e995;
  constexpr int kShift = 47;
  const auto load = [&bytes](std::size_t pos, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(bytes[pos + i]);
    return value;
  };
  std::uint64_t hash = bytes.size() * kMultiplier;
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t pos = 0; pos < whole; pos += 8) {
    std::uint64_t word = load(pos, 8) * kMultiplier;
    word ^= word >> kShift;
    hash = (hash ^ word * kMultiplier) * kMultiplier;
  }
  if (whole < bytes.size()) hash = (hash ^ load(whole, bytes.size() - whole)) * kMultiplier;
  hash = (hash ^ hash >> kShift) * kMultiplier;
  return hash ^ hash >> kShift;
}

}  // namespace sheaf::canonical
