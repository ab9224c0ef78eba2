#include "text/markdown.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "text/byte_set.h"
#include "text/marks.h"
#include "text/maths.h"
#include "text/utf8.h"

namespace host::text {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr ByteSet kSpecial("\\`*_~[]!<$\n");
constexpr ByteSet kMeaningful("\\`*_~[]!<&$#>+-\n");
constexpr std::size_t kLongestSpan = 1000;

bool is_punctuation(char c) {
  return c > ' ' && c < 0x7F && !is_ascii_alnum(c);
}

class MarkdownReader {
 public:
  explicit MarkdownReader(std::string_view source) : in_(source) {}

  std::string run() {
    out_.reserve(in_.size());
    start_line();
    while (pos_ < in_.size()) {
      const std::size_t next = kSpecial.find(in_, pos_);
      out_.append(in_, pos_, next - pos_);
      pos_ = next;
      if (pos_ == in_.size()) break;
      switch (in_[pos_]) {
        case '\\':
          backslash();
          break;
        case '`':
          code();
          break;
        case '*':
        case '_':
        case '~':
          delimiters();
          break;
        case '[':
          brackets_.push_back(out_.size());
          literal(1);
          break;
        case ']':
          link();
          break;
        case '<':
          angle();
          break;
        case '$':
          dollar();
          break;
        case '\n':
          line_end();
          break;
        default:
          literal(1);
      }
    }
    return std::move(out_);
  }

 private:
  struct Delimiter {
    char sign;
    std::size_t size;
    std::size_t begin;  // in out_
  };

  char at(std::size_t pos) const { return pos < in_.size() ? in_[pos] : '\n'; }

  void literal(std::size_t size) {
    out_.append(in_, pos_, size);
    pos_ += size;
  }

  void escaped(std::string_view text) {
    for (const char c : text) {
      if (c == '<') {
        out_.append("&lt;");
      } else if (c == '&') {
        out_.append("&amp;");
      } else {
        out_.push_back(c);
      }
    }
  }

  void end_paragraph() {
    out_.push_back(kParagraph);
    delimiters_.clear();
    brackets_.clear();
  }

  std::string_view rest_of_line() const {
    return in_.substr(pos_, std::min(in_.find('\n', pos_), in_.size()) - pos_);
  }

  void line_end() {
    ++pos_;
    if (heading_) end_paragraph();
    heading_ = false;
    out_.push_back(' ');
    start_line();
  }

  // Marks that mean something at the start of a line only.
  void start_line() {
    for (;;) {
      while (at(pos_) == ' ' || at(pos_) == '\t' || at(pos_) == '\r') ++pos_;
      if (at(pos_) != '>') break;
      ++pos_;
    }
    const std::string_view line = rest_of_line();
    if (line.empty() || is_rule(line)) {
      pos_ += line.size();
      if (pos_ < in_.size() || !line.empty()) end_paragraph();
    } else if (line.starts_with("```") || line.starts_with("~~~")) {
      fenced(line);
    } else if (const std::size_t bullet = bullet_size(line); bullet > 0) {
      end_paragraph();
      pos_ += bullet;
    } else if (is_ordered_item(line)) {
      end_paragraph();
    } else if (const std::size_t marks = heading_size(line); marks > 0) {
      end_paragraph();
      pos_ += marks;
      heading_ = true;
    }
  }

  // `---`, `***`, `===`: a rule, or the underline of a heading.
  static bool is_rule(std::string_view line) {
    if (line.find_first_of("-=*_") != 0) return false;
    const char sign = line.front();
    const auto count = std::count(line.begin(), line.end(), sign);
    return count >= 3 && std::all_of(line.begin(), line.end(),
                                     [sign](char c) { return c == sign || is_ascii_blank(c); });
  }

  static std::size_t bullet_size(std::string_view line) {
    return line.size() > 2 && line.find_first_of("-*+") == 0 && line[1] == ' ' ? 2 : 0;
  }

  // `1. ` keeps its number.
  static bool is_ordered_item(std::string_view line) {
    std::size_t end = 0;
    while (end < line.size() && end < 3 && is_ascii_digit(line[end])) ++end;
    return end > 0 && end + 1 < line.size() && (line[end] == '.' || line[end] == ')') &&
           line[end + 1] == ' ';
  }

  static std::size_t heading_size(std::string_view line) {
    const std::size_t marks = std::min(line.find_first_not_of('#'), line.size());
    return marks > 0 && marks <= 6 && marks < line.size() && line[marks] == ' ' ? marks + 1 : 0;
  }

  void fenced(std::string_view line) {
    const std::string_view fence = line.substr(0, 3);
    const std::string closing = "\n" + std::string(fence);
    pos_ += line.size();
    const std::size_t end = std::min(in_.find(closing, pos_), in_.size());
    end_paragraph();
    escaped(in_.substr(pos_, end - pos_));
    pos_ = std::min(end + closing.size(), in_.size());
    pos_ += rest_of_line().size();
    end_paragraph();
  }

  void backslash() {
    const char next = at(pos_ + 1);
    if (pos_ + 1 == in_.size() || !(is_punctuation(next) || next == '\n')) return literal(1);
    if (next == '$') {
      out_.push_back(kDollar);
    } else if (next == '\\') {
      out_.append("\\\\");  // stays a pair, so that what follows is not taken with it
    } else if (next != '\n') {
      escaped({&next, 1});
    }
    pos_ += next == '\n' ? 1 : 2;
  }

  void code() {
    std::size_t open = pos_;
    while (open < in_.size() && in_[open] == '`') ++open;
    const std::string fence(in_.substr(pos_, open - pos_));
    const std::string_view rest = in_.substr(open, kLongestSpan);
    for (std::size_t at_tick = 0; (at_tick = rest.find('`', at_tick)) != kNone;) {
      std::size_t end = at_tick;
      while (end < rest.size() && rest[end] == '`') ++end;
      if (end - at_tick == fence.size()) {
        escaped(rest.substr(0, at_tick));
        pos_ = open + end;
        return;
      }
      at_tick = end;
    }
    literal(fence.size());
  }

  // A run that can close takes the last open run of its kind; the others in between are text.
  void delimiters() {
    const char sign = in_[pos_];
    std::size_t end = pos_;
    while (end < in_.size() && in_[end] == sign) ++end;
    const std::size_t size = end - pos_;
    const char before = pos_ == 0 ? '\n' : in_[pos_ - 1];
    const char after = at(end);
    const bool inner = is_ascii_alnum(before) && is_ascii_alnum(after);
    const bool product = is_ascii_digit(before) && is_ascii_digit(after);  // 2*3*4
    const bool blocked =
        (sign == '_' && inner) || product || (sign == '~' && size != 2) || size > 3;
    const bool opens =
        !blocked && !is_ascii_blank(after) && (!is_punctuation(after) || !is_ascii_alnum(before));
    const bool closes =
        !blocked && !is_ascii_blank(before) && (!is_punctuation(before) || !is_ascii_alnum(after));
    if (closes) {
      for (std::size_t i = delimiters_.size(); i-- > 0;) {
        const Delimiter& open = delimiters_[i];
        if (open.sign != sign || open.size != size) continue;
        std::fill_n(out_.begin() + static_cast<std::ptrdiff_t>(open.begin), size, kNothing);
        delimiters_.resize(i);
        pos_ = end;
        return;
      }
    }
    if (opens) {
      if (delimiters_.size() == kMaxOpen) delimiters_.erase(delimiters_.begin());
      delimiters_.push_back({sign, size, out_.size()});
    }
    literal(size);
  }

  // `](target)`: the text of the link or the picture stays.
  void link() {
    if (brackets_.empty()) return literal(1);
    const std::size_t open = brackets_.back();
    brackets_.pop_back();
    if (at(pos_ + 1) != '(') return literal(1);
    int depth = 0;
    const std::size_t limit = std::min(in_.size(), pos_ + kLongestSpan);
    for (std::size_t i = pos_ + 1; i < limit && in_[i] != '\n'; ++i) {
      if (in_[i] == '(') ++depth;
      if (in_[i] == ')' && --depth == 0) {
        out_[open] = kNothing;
        if (open > 0 && out_[open - 1] == '!') out_[open - 1] = kNothing;
        pos_ = i + 1;
        return;
      }
    }
    literal(1);
  }

  // `<https://…>` shows the address; other tags are HTML.
  void angle() {
    const std::string_view rest = in_.substr(pos_ + 1, kLongestSpan);
    const std::size_t end = rest.find_first_of("> \n<");
    const bool address = rest.starts_with("https://") || rest.starts_with("http://");
    if (!address || end == kNone || rest[end] != '>') return literal(1);
    escaped(rest.substr(0, end));
    pos_ += end + 2;
  }

  void dollar() {
    const std::size_t end = maths_end(in_, pos_);
    if (end != kNone) return literal(end - pos_);
    literal(at(pos_ + 1) == '$' ? 2 : 1);
  }

  static constexpr std::size_t kMaxOpen = 32;

  std::string_view in_;
  std::string out_;
  std::size_t pos_ = 0;
  std::vector<Delimiter> delimiters_;
  std::vector<std::size_t> brackets_;  // of open `[` in out_
  bool heading_ = false;               // the current line is one
};

}  // namespace

bool has_markdown(std::string_view text) {
  return kMeaningful.find(text, 0) != text.size();
}

std::string markdown_to_html(std::string_view source) {
  return MarkdownReader(source).run();
}

}  // namespace host::text
