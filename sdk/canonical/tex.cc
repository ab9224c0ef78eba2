#include "tex.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "byte_set.h"
#include "marks.h"
#include "mathml.h"
#include "scan.h"
#include "scripts.h"
#include "sheaf/text/maths.hpp"
#include "tex_accents.h"
#include "tex_arguments.h"
#include "tex_commands.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

constexpr std::string_view kTie = "\u00A0";
constexpr std::size_t kLongestFormula = 2000;
constexpr std::size_t kLookAround = 300;
constexpr ByteSet kTexStarts("\\${}~-`'\"");
constexpr ByteSet kAlwaysSpecial("\\${}~`");

bool one_of(char c, std::string_view set) {
  return set.find(c) != kNone;
}

class TexReader {
 public:
  TexReader(std::string& out, std::string_view source) : out_(out), in_(source) {}

  void run() {
    while (pos_ < in_.size()) {
      const std::size_t next = kTexStarts.find(in_, pos_);
      out_.append(in_, pos_, next - pos_);
      pos_ = next;
      if (pos_ == in_.size()) break;
      switch (in_[pos_]) {
        case '\\':
          backslash();
          break;
        case '$':
          dollar();
          break;
        case '{':
          open_brace();
          break;
        case '}':
          close_brace();
          break;
        case '~':
          tilde();
          break;
        case '-':
          dashes();
          break;
        case '`':
          open_quote();
          break;
        case '\'':
          apostrophe();
          break;
        default:
          double_quote();
      }
    }
  }

 private:
  // What the `}` of an open group does.
  enum class Closing : unsigned char {
    kVanish,
    kLiteral,  // the argument of an unknown command
    kGroup,    // bare braces
    kSuper,
    kSub,
    kBracket,
    kQuote,
    kAddress,  // the text of a link
    kBlock,
  };

  struct Group {
    Closing closing;
    std::size_t begin;         // of the content in out_
    std::string_view address;  // of a link
  };

  // --- looking around

  char at(std::size_t pos) const { return pos < in_.size() ? in_[pos] : '\0'; }
  bool is_at(std::size_t pos, std::string_view what) const {
    return pos <= in_.size() && in_.substr(pos).starts_with(what);
  }

  // A word could begin here.
  bool after_opening() const {
    std::size_t end = out_.size();
    while (end > 0 && out_[end - 1] == kNothing) --end;
    if (end == 0) return true;
    const char last = out_[end - 1];
    if (ascii::is_blank(last) || one_of(last, "([{/\"'") || last == kParagraph) return true;
    const std::string_view before = std::string_view(out_).substr(0, end);
    return before.ends_with(kTie) || before.ends_with("“") || before.ends_with("‘") ||
           before.ends_with("–") || before.ends_with("—");
  }

  bool in_address() const {
    std::string_view before = out_;
    if (before.size() > kLookAround) before.remove_prefix(before.size() - kLookAround);
    const std::string_view token = before.substr(before.find_last_of(" \n\t") + 1);
    return token.find("://") != kNone || token.find("www.") != kNone;
  }

  bool after_number() const {
    std::string_view before = out_;
    while (before.ends_with(' ')) before.remove_suffix(1);
    if (before.ends_with(kTie)) before.remove_suffix(kTie.size());
    return !before.empty() && ascii::is_digit(before.back());
  }

  void literal(std::size_t size) {
    out_.append(in_, pos_, size);
    pos_ += size;
  }

  // --- braces

  void open(Closing closing, std::size_t content, std::string_view address = {}) {
    pos_ = content;
    groups_.push_back({closing, out_.size(), address});
  }

  void open_literal_argument() {
    if (at(pos_) != '{') return;
    out_.push_back('{');
    open(Closing::kLiteral, pos_ + 1);
  }

  void open_brace() {
    const std::size_t first = skip_blanks(in_, pos_ + 1);
    if (at(first) == '\\') {
      const std::size_t end = skip_letters(in_, first + 1);
      const TexCommand* command = find_tex_command(in_.substr(first + 1, end - first - 1));
      if (command != nullptr && command->kind == TexKind::kDeclaration)
        return open(Closing::kVanish, pos_ + 1);
    }
    out_.push_back('{');  // stays, unless its `}` turns up
    open(Closing::kGroup, pos_ + 1);
  }

  void close_brace() {
    if (groups_.empty()) return literal(1);
    const Group group = groups_.back();
    groups_.pop_back();
    ++pos_;
    const std::size_t begin = std::min(group.begin, out_.size());
    const std::size_t size = out_.size() - begin;
    switch (group.closing) {
      case Closing::kVanish:
        break;
      case Closing::kLiteral:
        out_.push_back('}');
        open_literal_argument();
        break;
      case Closing::kGroup:
        if (is_set(begin, size)) {
          out_.push_back('}');
        } else if (begin > 0 && out_[begin - 1] == '{') {
          out_[begin - 1] = kNothing;
        }
        break;
      case Closing::kSuper:
      case Closing::kSub:
        if (size <= kLookAround) {
          const std::string content = out_.substr(begin);
          out_.resize(begin);
          out_.append(
              script(content, group.closing == Closing::kSuper ? Script::kSuper : Script::kSub));
        }
        break;
      case Closing::kBracket:
        out_.push_back(')');
        break;
      case Closing::kQuote:
        out_.append("”");
        break;
      case Closing::kAddress:
        close_link(begin, group.address);
        break;
      case Closing::kBlock:
        out_.push_back(kParagraph);
        break;
    }
  }

  // Braces around what looks like a set or a list belong to the text, except around all of it.
  bool is_set(std::size_t begin, std::size_t size) const {
    if (size < 2 || size > kLookAround) return false;
    constexpr std::size_t kMaxNested = 8;
    if (begin <= kMaxNested && pos_ + kMaxNested >= in_.size() &&
        out_.find_first_not_of('{') >= begin && in_.find_first_not_of('}', pos_) == kNone)
      return false;
    return std::string_view(out_).substr(begin).find_first_of(",:;|=") != kNone;
  }

  void close_link(std::size_t begin, std::string_view source) {
    const std::string address = plain_address(source);
    const std::string_view shown = std::string_view(out_).substr(begin);
    if (shown.empty()) {
      out_.append(address);
    } else if (shown.size() > kLookAround || shown.find(address) == kNone) {
      out_.append(" (").append(address).push_back(')');
    }
  }

  // --- maths

  void dollar() {
    const std::size_t end = sheaf::text::maths_end(in_, pos_, kParagraphEnds);
    if (end != kNone) {
      out_.append(chosen_maths(in_.substr(pos_, end - pos_)));
      pos_ = end;
      return;
    }
    literal(at(pos_ + 1) == '$' ? 2 : 1);
  }

  void formula() {
    const bool display = in_[pos_ + 1] == '[';
    std::size_t& close = display ? display_end_ : inline_end_;
    if (close < pos_ + 2) close = in_.find(display ? "\\]" : "\\)", pos_ + 2);
    if (close != kNone && close - pos_ <= kLongestFormula) {
      const std::string maths = as_maths(in_.substr(pos_ + 2, close - pos_ - 2), display);
      if (!maths.empty()) {
        out_.append(maths);
        pos_ = close + 2;
        return;
      }
    }
    literal(2);
  }

  // --- quotes and dashes

  void tilde() {
    const bool again = std::string_view(out_).ends_with(kTie);
    if (!again && (after_opening() || in_address())) return literal(1);
    out_.append(kTie);
    ++pos_;
  }

  void dashes() {
    std::size_t end = pos_;
    while (at(end) == '-') ++end;
    const std::size_t count = end - pos_;
    const bool option = count == 2 && ascii::is_letter(at(end)) && after_opening();
    if (count < 2 || count > 3 || option || in_address()) return literal(count);
    out_.append(count == 2 ? "–" : "—");
    pos_ = end;
  }

  void open_quote() {
    std::size_t end = pos_;
    while (at(end) == '`') ++end;
    const std::size_t count = end - pos_;
    if (count == 2 && closes_double(end)) {
      out_.append("“");
      ++double_open_;
      pos_ = end;
    } else if (count == 1 && after_opening() && closes_single(end)) {
      out_.append("‘");
      ++single_open_;
      pos_ = end;
    } else {
      literal(count);
    }
  }

  bool closes_double(std::size_t from) const {
    const std::string_view rest = in_.substr(from, kLongestFormula);
    const std::size_t open = rest.find("``");
    return std::min(rest.find("''"), rest.find('"')) < open;
  }

  bool closes_single(std::size_t from) const {
    const std::string_view rest = in_.substr(from, kLookAround);
    if (rest.empty() || ascii::is_blank(rest.front())) return false;
    for (std::size_t i = 0; i < rest.size() && rest[i] != '`'; ++i)
      if (rest[i] == '\'' && !ascii::is_letter(at(from + i + 1))) return true;
    return false;
  }

  void apostrophe() {
    if (at(pos_ + 1) == '\'' && single_open_ == 0) {
      if (double_open_ == 0) return literal(2);
      --double_open_;
      out_.append("”");
      pos_ += 2;
    } else if (single_open_ > 0 && !ascii::is_letter(at(pos_ + 1))) {
      --single_open_;
      out_.append("’");
      ++pos_;
    } else {
      literal(1);
    }
  }

  // Some close what `` opened with a plain quote.
  void double_quote() {
    if (double_open_ == 0 || after_opening()) return literal(1);
    --double_open_;
    out_.append("”");
    ++pos_;
  }

  // --- commands

  void backslash() {
    const char c = at(pos_ + 1);
    if (ascii::is_letter(c)) return command();
    if (const char32_t mark = tex_accent(c); mark != 0) return sign_accent(c, mark);
    switch (c) {
      case '%':
      case '&':
      case '_':
      case '#':
      case '{':
      case '}':
        return replace(2, {&c, 1});
      case '$':
        return replace(2, {&kDollar, 1});
      case ',':
        return replace(2, kTie);
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        ++pos_;  // the blank itself stays
        return;
      case ';':
      case ':':
      case '>':
      case '\\':
        return replace(2, " ");
      case '!':
      case '/':
      case '-':
      case '@':
        return replace(2, {&kNothing, 1});
      case '(':
      case '[':
        return formula();
      default:
        return literal(1);
    }
  }

  void replace(std::size_t size, std::string_view text) {
    out_.append(text);
    pos_ += size;
  }

  // `\'e`. Before anything but a letter, `\^` and `\~` are the signs and `\"` and `\'` are quotes
  // that somebody escaped, as are `\"` around words.
  void sign_accent(char sign, char32_t mark) {
    if (!(sign == '"' && quotes_words())) {
      std::string letter;
      const std::size_t end = read_accented(in_, pos_ + 2, mark, letter);
      const bool composed =
          is_at(pos_ + 2, "{") || is_at(pos_ + 2, "\\") || letter.size() <= 1 || !has_mark(letter);
      if (end != kNone && (composed || !one_of(sign, "'\""))) {
        out_.append(letter);
        pos_ = end;
        return;
      }
    }
    if (one_of(sign, "=.")) return literal(1);
    const bool empty_group = is_at(pos_ + 2, "{}");
    out_.push_back(sign);
    pos_ += empty_group ? 4 : 2;
  }

  static bool has_mark(std::string_view letter) {
    std::size_t pos = 0;
    decode(letter, pos);
    return pos < letter.size();
  }

  bool quotes_words() const {
    if (!after_opening() || !ascii::is_letter(at(pos_ + 2))) return false;
    const std::string_view rest = in_.substr(pos_ + 2, kLookAround);
    const std::size_t close = rest.find("\\\"");
    const char next = close == kNone ? 'x' : at(pos_ + 2 + close + 2);
    return !ascii::is_letter(next) && next != '{' && next != '\\';
  }

  void command() {
    const std::size_t end = skip_letters(in_, pos_ + 1);
    const std::string_view name = in_.substr(pos_ + 1, end - pos_ - 1);
    if (const auto choice = conditional_at(in_, pos_)) {
      append_tex(out_, choice->text);
      pos_ = choice->end;
      return;
    }
    const TexCommand* found = find_tex_command(name);
    if (found != nullptr && apply(*found, end)) return;
    literal(end - pos_);
    open_literal_argument();
  }

  // False when the command's arguments are not there: then it is shown as it is written.
  bool apply(const TexCommand& command, std::size_t end) {
    const std::size_t brace = skip_options(in_, end);
    const bool has_argument = at(brace) == '{';
    switch (command.kind) {
      case TexKind::kSymbol:
        out_.append(command.value);
        pos_ = is_at(end, "{}") ? end + 2 : end;
        return true;
      case TexKind::kLetter:
        pos_ = is_at(end, "{}") ? end + 2 : after_number() ? end : skip_blanks(in_, end);
        out_.append(command.value);
        return true;
      case TexKind::kAccent:
        return letter_accent(command, end);
      case TexKind::kDeclaration:
        pos_ = is_at(end, "{}") ? end + 2 : skip_blanks(in_, end);
        return true;
      case TexKind::kStyle:
        if (has_argument) open(Closing::kVanish, brace + 1);
        return has_argument;
      case TexKind::kSuper:
      case TexKind::kSub:
        if (has_argument)
          open(command.kind == TexKind::kSuper ? Closing::kSuper : Closing::kSub, brace + 1);
        return has_argument;
      case TexKind::kQuote:
      case TexKind::kFootnote:
        if (!has_argument) return false;
        out_.append(command.kind == TexKind::kQuote ? "“" : " (");
        open(command.kind == TexKind::kQuote ? Closing::kQuote : Closing::kBracket, brace + 1);
        return true;
      case TexKind::kNewParagraph:
        out_.push_back(kParagraph);
        pos_ = end;
        if (has_argument) open(Closing::kBlock, brace + 1);
        return true;
      case TexKind::kSpace:
        out_.push_back(' ');
        pos_ = end;
        return true;
      case TexKind::kRoman:
        return roman_number(skip_blanks(in_, end));
      default:
        return apply_with_argument(command, brace);
    }
  }

  bool apply_with_argument(const TexCommand& command, std::size_t brace) {
    const auto first = argument_at(in_, brace);
    if (!first) return false;
    const std::size_t end = brace + first->size() + 2;
    const std::size_t second = skip_blanks(in_, end);
    switch (command.kind) {
      case TexKind::kDrop:
        pos_ = end;
        tidy_after_drop();
        return true;
      case TexKind::kShowSecond:
        if (at(second) != '{') return false;
        open(Closing::kVanish, second + 1);
        return true;
      case TexKind::kUrl:
        out_.append(plain_address(*first));
        pos_ = end;
        return true;
      case TexKind::kHref:
        if (at(second) != '{') return false;
        open(Closing::kAddress, second + 1, *first);
        return true;
      case TexKind::kBegin:
        return begin_environment(*first, end);
      default:
        return end_environment(*first, end);
    }
  }

  bool letter_accent(const TexCommand& command, std::size_t end) {
    std::size_t base = skip_blanks(in_, end);
    // These four are rare, and `\t` and `\b` also escaped control characters.
    if (one_of(command.name.front(), "btGU") && at(base) != '{') return false;
    std::string letter;
    base = read_accented(in_, base, accent_mark(command), letter);
    if (base == kNone) return false;
    out_.append(letter);
    pos_ = base;
    return true;
  }

  bool roman_number(std::size_t from) {
    int number = 0;
    std::size_t end = from;
    while (end - from < 4 && ascii::is_digit(at(end))) number = number * 10 + (at(end++) - '0');
    if (number == 0 || number > 3999) return false;
    out_.append(roman(number));
    pos_ = end;
    return true;
  }

  // "text \cite{x}." -> "text."; "(\cite{x})" vanishes as a whole.
  void tidy_after_drop() {
    if (!one_of(at(pos_), ".,;:)!?")) return;
    trim_blanks();
    if (at(pos_) == ')' && !out_.empty() && out_.back() == '(') {
      out_.pop_back();
      ++pos_;
      if (one_of(at(pos_), ".,;:!?")) trim_blanks();
    }
  }

  void trim_blanks() {
    for (;;) {
      if (!out_.empty() && ascii::is_blank(out_.back())) {
        out_.pop_back();
      } else if (std::string_view(out_).ends_with(kTie)) {
        out_.resize(out_.size() - kTie.size());
      } else {
        return;
      }
    }
  }

  static bool is_text_environment(std::string_view name) {
    return name == "itemize" || name == "enumerate" || name == "description" || name == "center" ||
           name == "quote" || name == "quotation" || name == "abstract" || name == "document";
  }

  bool end_environment(std::string_view name, std::size_t end) {
    if (!is_text_environment(name)) return false;
    out_.push_back(kParagraph);
    pos_ = end;
    return true;
  }

  bool begin_environment(std::string_view name, std::size_t end) {
    if (is_text_environment(name)) return end_environment(name, end);
    std::string_view bare = name;
    if (bare.ends_with('*')) bare.remove_suffix(1);
    const bool single = bare == "equation" || bare == "displaymath" || bare == "math";
    const bool aligned = bare == "align" || bare == "gather" || bare == "multline";
    if (!single && !aligned) return false;
    const std::string closing = "\\end{" + std::string(name) + "}";
    const std::string_view rest = in_.substr(end, kLongestFormula);
    const std::size_t size = rest.find(closing);
    if (size == kNone) return false;
    std::string content(rest.substr(0, size));
    if (aligned) content = "\\begin{aligned}" + content + "\\end{aligned}";
    const std::string maths = as_maths(content, bare != "math");
    if (maths.empty()) return false;
    out_.append(maths);
    pos_ = end + size + closing.size();
    return true;
  }

  std::string& out_;
  std::string_view in_;
  std::size_t pos_ = 0;
  std::vector<Group> groups_;
  std::size_t inline_end_ = 0;   // where `\)` was found last
  std::size_t display_end_ = 0;  // where `\]` was found last
  int double_open_ = 0;
  int single_open_ = 0;
};

}  // namespace

bool has_tex(std::string_view text) {
  return kAlwaysSpecial.find(text, 0) != text.size() || text.find("--") != kNone;
}

void append_tex(std::string& out, std::string_view source) {
  TexReader(out, source).run();
}

}  // namespace sheaf::canonical
