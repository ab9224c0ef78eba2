#include "words/tokenize.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/maths.hpp"
#include "words/fold.h"
#include "words/hash.h"

namespace words {
namespace {

constexpr int kMemoBits = 15;     // of the number of slots
constexpr size_t kMemoWord = 23;  // longest word that the memo keeps

enum : uint8_t { kHigh = 100, kDollar = 101 };  // beside CharKind

struct AsciiTable {
  std::array<uint8_t, 256> kind{};
  std::array<char, 256> lower{};  // 0: no part of a word
};

const AsciiTable& ascii() {
  static const AsciiTable table = [] {
    AsciiTable t;
    for (size_t c = 0; c < 128; ++c) {
      const Folded f = fold(static_cast<char32_t>(c));
      t.kind[c] = static_cast<uint8_t>(f.kind);
      t.lower[c] = f.kind == CharKind::kWord ? f.bytes[0] : '\0';
    }
    t.kind['$'] = kDollar;
    std::fill(t.kind.begin() + 128, t.kind.end(), uint8_t{kHigh});
    return t;
  }();
  return table;
}

}  // namespace

struct Tokenizer::Slot {
  Key word{};  // the last byte holds the stem's length
  uint64_t hash = 0;
};

Tokenizer::Tokenizer(const std::string& stem) : stemmer_(nullptr, sb_stemmer_delete) {
  if (stem != "none") {
    stemmer_.reset(sb_stemmer_new(stem.c_str(), "UTF_8"));
    if (!stemmer_) {
      throw sheaf::Error(SHEAF_E_CONFIG, "stem: no stemmer for language \"" + stem + "\"");
    }
  }
  memo_ = std::make_unique<Slot[]>(size_t{1} << kMemoBits);
}

Tokenizer::~Tokenizer() = default;

Tokenizer::Stem Tokenizer::compute_stem(std::string_view word) const {
  std::string_view stem = word;
  if (stemmer_ && word.size() >= 3 &&
      std::none_of(word.begin(), word.end(), sheaf::text::is_digit)) {
    const auto* out =
        sb_stemmer_stem(stemmer_.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                        static_cast<int>(word.size()));
    if (!out) throw std::bad_alloc();
    const auto length = static_cast<size_t>(sb_stemmer_length(stemmer_.get()));
    if (length > 0) stem = {reinterpret_cast<const char*>(out), std::min<size_t>(length, 255)};
  }
  return {hash_bytes(stem), static_cast<uint8_t>(stem.size())};
}

Tokenizer::Slot& Tokenizer::slot(const Key& key) const {
  const uint64_t mixed =
      (key[0] ^ (key[1] * 0x9e3779b97f4a7c15u) ^ (key[2] * 0xc2b2ae3d27d4eb4fu)) *
      0xd6e8feb86659fd93u;
  return memo_[mixed >> (64 - kMemoBits)];
}

Tokenizer::Stem Tokenizer::memo_stem(Slot& slot, const Key& key, size_t size) const {
  constexpr uint64_t kWordMask = ~uint64_t{0} >> 8;
  if (slot.word[0] == key[0] && slot.word[1] == key[1] && (slot.word[2] & kWordMask) == key[2]) {
    return {slot.hash, static_cast<uint8_t>(slot.word[2] >> 56)};
  }
  std::array<char, sizeof(Key)> word{};
  std::memcpy(word.data(), key.data(), sizeof key);
  const Stem out = compute_stem({word.data(), size});
  slot.word = key;
  slot.word[2] |= uint64_t{out.length} << 56;
  slot.hash = out.hash;
  return out;
}

// One pass over one text.
class Tokenizer::Scan {
 public:
  Scan(Tokenizer& owner, std::string_view text, std::vector<Token>& out)
      : owner_(owner),
        first_(text.data()),
        end_(text.data() + std::min(text.size(), kMaxText)),
        out_(out) {}

  void run() {
    const AsciiTable& table = ascii();
    for (p_ = first_; p_ < end_;) {
      const auto c = static_cast<unsigned char>(*p_);
      if (table.lower[c] || c >= 0x80) {
        if (ascii_word() || any_word()) {
          possessive();
        } else {
          separator();
        }
      } else if (table.kind[c] == kDollar && maths()) {
        continue;
      } else {
        separate(table.kind[c] == kDollar ? CharKind::kOther
                                          : static_cast<CharKind>(table.kind[c]));
        if (*p_ == '\n' && p_ + 1 < end_ && p_[1] == '\n') gap_.stop = gap_.blank = true;
        ++p_;
      }
    }
    stem_waiting();
  }

 private:
  // What stands between two words.
  struct Gap {
    size_t marks = 0;  // characters that are no blank
    bool blank = false;
    bool stop = false;
    bool dash = false;  // a hyphen behind a blank
  };

  void separate(CharKind kind) {
    switch (kind) {
      case CharKind::kIgnore:
        return;
      case CharKind::kSpace:
        gap_.blank = true;
        return;
      case CharKind::kStop:
        gap_.stop = true;
        break;
      case CharKind::kEnd:
        gap_.stop = gap_.blank = true;
        return;
      case CharKind::kHyphen:
        gap_.dash |= gap_.blank;
        break;
      default:
        break;
    }
    ++gap_.marks;
  }

  Join join() const {
    if (out_.empty()) return Join::kBreak;
    if (!gap_.blank && gap_.marks <= 1) return Join::kGlued;
    return gap_.stop || (gap_.dash && gap_.blank) ? Join::kBreak : Join::kSpace;
  }

  void separator() { separate(fold(next_code_point(p_, end_)).kind); }

  void put(std::string_view s) {
    if (size_ + s.size() > kMaxWord) return;
    std::copy(s.begin(), s.end(), word_.data() + size_);
    size_ += s.size();
    for (const char c : s) characters_ += (c & 0xc0) != 0x80;
  }

  Token& emit(const char* begin, const char* end, bool is_long, bool alone) {
    out_.push_back({0, static_cast<uint32_t>(begin - first_), static_cast<uint32_t>(end - first_),
                    0, join(), is_long, alone});
    gap_ = {};
    return out_.back();
  }

  void emit_word(const char* begin, const char* end, bool alone) {
    Token& token = emit(begin, end, characters_ >= 3, alone);
    if (size_ <= kMemoWord) {
      Key key{};
      std::memcpy(key.data(), word_.data(), size_);
      stem_later(key, size_);
    } else {
      set(token, owner_.compute_stem({word_.data(), size_}));
    }
    clear();
  }

  static void set(Token& token, const Stem& stem) {
    token.hash = stem.hash;
    token.length = stem.length;
  }

  // The memo is larger than the nearest cache: its slots are asked for some words ahead.
  void stem_later(const Key& key, size_t size) {
    if (waiting_ == kAhead) stem_waiting();
    Waiting& w = wait_[waiting_++];
    w = {key, size, out_.size() - 1, &owner_.slot(key)};
    __builtin_prefetch(w.slot);
  }

  void stem_waiting() {
    for (size_t i = 0; i < waiting_; ++i) {
      const Waiting& w = wait_[i];
      set(out_[w.token], owner_.memo_stem(*w.slot, w.key, w.size));
    }
    waiting_ = 0;
  }

  void clear() {
    size_ = 0;
    characters_ = 0;
  }

  // The word at p_, if it is short and plain ASCII, behind which it moves p_. Most words are.
  bool ascii_word() {
    if constexpr (std::endian::native != std::endian::little) return false;
    if (end_ - p_ < static_cast<ptrdiff_t>(sizeof(Key))) return false;
    Key key;
    std::memcpy(key.data(), p_, sizeof key);
    size_t size = 0;
    size_t i = 0;
    for (; i < key.size(); ++i) {
      const uint64_t ends = ~word_bytes(key[i]) & kHighBits;
      key[i] |= kBlanks;  // lower case; digits have that bit
      if (ends == 0) {
        size += 8;
        continue;
      }
      const auto bits = std::countr_zero(ends) & ~7;
      key[i] &= (uint64_t{1} << bits) - 1;
      size += static_cast<size_t>(bits) / 8;
      break;
    }
    if (size < 2 || size > kMemoWord || static_cast<unsigned char>(p_[size]) >= 0x80) return false;
    for (++i; i < key.size(); ++i) key[i] = 0;
    const char* const begin = p_;
    p_ += size;
    emit(begin, p_, size >= 3, false);
    stem_later(key, size);
    return true;
  }

  static constexpr uint64_t kHighBits = 0x8080808080808080u;
  static constexpr uint64_t kBlanks = 0x2020202020202020u;

  // The high bit of each byte of `x` that is an ASCII letter or digit.
  static uint64_t word_bytes(uint64_t x) {
    const auto at_least = [](uint64_t bytes, unsigned char c) {
      return bytes + 0x0101010101010101u * (0x80u - c);  // high bit of each byte, if all are ASCII
    };
    const uint64_t ascii = x & ~kHighBits;
    const uint64_t lower = ascii | kBlanks;
    const uint64_t letter = at_least(lower, 'a') & ~at_least(lower, 'z' + 1);
    const uint64_t digit = at_least(ascii, '0') & ~at_least(ascii, '9' + 1);
    return (letter | digit) & ~x & kHighBits;
  }

  // Any word at p_, false if there is none. p_ moves behind it.
  bool any_word() {
    const char* const begin = p_;
    while (p_ < end_) {
      const char* next = p_;
      const Folded f = fold(next_code_point(next, end_));
      if (f.kind == CharKind::kAlone && size_ == 0) {
        put(f.text());
        p_ = next;
        emit_word(begin, p_, true);
        return true;
      }
      if (f.kind == CharKind::kWord) {
        put(f.text());
      } else if (f.kind != CharKind::kIgnore || size_ == 0) {
        break;
      }
      p_ = next;
    }
    if (size_ == 0) return false;
    language_suffix();
    emit_word(begin, p_, false);
    return true;
  }

  // C++, C#, F#
  void language_suffix() {
    if (size_ != 1 || p_ >= end_) return;
    const std::string_view rest(p_, static_cast<size_t>(end_ - p_));
    const std::string_view suffix = rest.starts_with("++")  ? "++"
                                    : rest.starts_with("#") ? "#"
                                                            : "";
    put(suffix);
    p_ += suffix.size();
  }

  void possessive() {
    std::string_view rest(p_, static_cast<size_t>(end_ - p_));
    for (const std::string_view apostrophe : {"'", "\u2019"}) {
      if (!rest.starts_with(apostrophe)) continue;
      rest.remove_prefix(apostrophe.size());
      const bool s = !rest.empty() && (rest[0] | 0x20) == 's';
      const unsigned char after = rest.size() > 1 ? static_cast<unsigned char>(rest[1]) : ' ';
      if (s && after < 0x80 && !ascii().lower[after]) p_ = rest.data() + 1;
      return;
    }
  }

  // The maths that opens at p_ (a dollar sign); false if none does.
  bool maths() {
    const std::string_view text(first_, static_cast<size_t>(end_ - first_));
    const auto here = static_cast<size_t>(p_ - first_);
    while (next_maths_.begin < here || !searched_) {
      next_maths_ = sheaf::text::next_maths(text, next_maths_.end);
      if (next_maths_.empty()) next_maths_ = {text.size(), text.size()};
      searched_ = true;
    }
    const auto [begin, end] = next_maths_;
    if (begin != here) return false;
    const size_t sign = text[begin + 1] == '$' ? 2 : 1;
    name(text.substr(begin + sign, end - begin - 2 * sign));
    const char* const behind = first_ + end;
    if (size_ > 0) {
      emit_word(p_, behind, false);
    } else {
      gap_.stop = gap_.blank = true;
    }
    p_ = behind;
    return true;
  }

  // Takes `k`, `L2`, `\beta` as a word.
  void name(std::string_view maths) {
    if (maths.starts_with('\\')) {
      put(greek_command(maths.substr(1)));
      return;
    }
    if (maths.size() > 3) return;
    for (const char c : maths) {
      const char lower = ascii().lower[static_cast<unsigned char>(c)];
      if (!lower) return clear();
      put({&lower, 1});
    }
  }

  Tokenizer& owner_;
  const char* const first_;
  const char* const end_;
  const char* p_ = nullptr;
  std::vector<Token>& out_;
  Gap gap_;
  static constexpr size_t kAhead = 32;
  struct Waiting {
    Key key;
    size_t size;
    size_t token;
    Slot* slot;
  };
  std::array<Waiting, kAhead> wait_;
  size_t waiting_ = 0;
  std::array<char, kMaxWord> word_;
  size_t size_ = 0;
  size_t characters_ = 0;
  sheaf::text::Span next_maths_;  // the last that was found; at the text's end if there is no more
  bool searched_ = false;
};

void Tokenizer::tokenize(std::string_view text, std::vector<Token>& out) {
  out.clear();
  Scan(*this, text, out).run();
}

}  // namespace words
