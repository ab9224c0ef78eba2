#include "escape.h"

#include <algorithm>
#include <array>
#include <optional>

#include "digest/line.h"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/maths.hpp"
#include "sheaf/text/percent.hpp"

namespace output_markdown {
namespace {

using digest::one_line;
using digest::trim;
using sheaf::text::append_percent;
using sheaf::text::is_alnum;
using sheaf::text::is_control;
using sheaf::text::is_digit;
using sheaf::text::is_letter;
using sheaf::text::is_punctuation;
using sheaf::text::starts_with_ignoring_case;

constexpr auto kNone = std::string_view::npos;

bool letter_or_number_sign(std::string_view s, std::size_t i) {
  return i < s.size() && (is_letter(s[i]) || s[i] == '#');
}

// True if the `<` at s[i] could begin a tag, a comment or an autolink (of a mail address, too).
bool opens_angle(std::string_view s, std::size_t i) {
  const char next = i + 1 < s.size() ? s[i + 1] : ' ';
  if (is_letter(next) || next == '/' || next == '!' || next == '?') return true;
  const std::size_t end = s.find_first_of(" <>@", i + 1);
  return end != kNone && s[end] == '@';
}

// True if Markdown shows `content` as it stands, whatever surrounds it. An underscore after a
// letter or digit can close emphasis but never open it, and no other one is left unescaped.
bool is_inert(std::string_view content) {
  for (std::size_t i = 0; i < content.size(); ++i) {
    const char next = i + 1 < content.size() ? content[i + 1] : '$';
    switch (content[i]) {
      case '`':
      case '*':
      case '~':
      case '[':
      case ']':
      case '@':
        return false;
      case '\\':
        if (is_punctuation(next)) return false;
        break;
      case '_':
        if (i == 0 || !is_alnum(content[i - 1])) return false;
        break;
      case '&':
        if (letter_or_number_sign(content, i + 1)) return false;
        break;
      case '<':
        if (opens_angle(content, i)) return false;
        break;
      case ':':
        if (next == '/') return false;
        break;
      case 'w':
      case 'W':
        if (starts_with_ignoring_case(content.substr(i), "www.")) return false;
        break;
      default:
        break;
    }
  }
  return true;
}

constexpr bool ends_url(char c) {
  return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f ||
         std::string_view("<>\"`{}|\\^$[]").find(c) != kNone;
}

// The address at the start of `rest` up to where its sentence goes on.
std::string_view url_at(std::string_view rest) {
  std::size_t end = 0;
  while (end < rest.size() && !ends_url(rest[end])) ++end;
  std::string_view url = rest.substr(0, end);
  auto open = std::count(url.begin(), url.end(), '(') - std::count(url.begin(), url.end(), ')');
  while (!url.empty()) {
    const char last = url.back();
    if (last == ')' && open < 0) {
      ++open;
    } else if (std::string_view(".,;:!?'*_~").find(last) == kNone) {
      break;
    }
    url.remove_suffix(1);
  }
  return url;
}

std::size_t host_length(std::string_view s) {
  const auto end = std::find_if_not(s.begin(), s.end(),
                                    [](char c) { return is_alnum(c) || c == '-' || c == '.'; });
  return static_cast<std::size_t>(end - s.begin());
}

constexpr bool is_mailbox(char c) {
  return is_alnum(c) || c == '.' || c == '+' || c == '-' || c == '_';
}

// The mail address at the start of `rest`, by CommonMark's rule for `<…>`; empty if there is none.
std::string_view mail_at(std::string_view rest) {
  std::size_t at = 0;
  while (at < rest.size() && is_mailbox(rest[at])) ++at;
  if (at == 0 || at == rest.size() || rest[at] != '@') return {};
  std::size_t end = at + 1 + host_length(rest.substr(at + 1));
  while (end > at + 1 && !is_alnum(rest[end - 1])) --end;
  const std::string_view host = rest.substr(at + 1, end - at - 1);
  if (host.find('.') == kNone) return {};
  std::size_t label = 0;
  for (std::size_t i = 0; i < host.size(); ++i) {
    const bool edge = label == 0 || i + 1 == host.size() || host[i + 1] == '.';
    if (host[i] == '.') {
      if (label == 0) return {};
      label = 0;
    } else if (++label > 63 || (edge && host[i] == '-')) {
      return {};
    }
  }
  return rest.substr(0, end);
}

// A link destination without what ends it, what Markdown decodes in it, and what could be maths.
std::optional<std::string> destination(std::string_view url) {
  url = trim(url);
  if (!digest::linkable(url)) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < url.size(); ++i) {
    const char c = url[i];
    if (c == '&' && letter_or_number_sign(url, i + 1)) {
      out += "&amp;";
    } else if (is_control(c) || std::string_view(" <>()\"`{}|\\^$*").find(c) != kNone) {
      append_percent(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

// The characters that Escaper::step() looks at.
constexpr auto kSpecial = [] {
  std::array<bool, 256> out{};
  for (const char c : std::string_view("\\$`*~|[]_&<./#"))
    out[static_cast<unsigned char>(c)] = true;
  return out;
}();

bool may_hold_address(std::string_view text) {
  return text.find('@') != kNone || text.find("://") != kNone || text.find("w.") != kNone ||
         text.find("W.") != kNone;
}

class Escaper {
 public:
  Escaper(std::string_view text, bool links)
      : text_(text),
        links_(links && may_hold_address(text)),
        dollars_(std::count(text.begin(), text.end(), '$')) {}

  std::string run() && {
    out_.reserve(text_.size() + text_.size() / 16);
    if (!text_.empty()) start_of_line();
    while (pos_ < text_.size()) {
      if (!links_) take(plain_run());
      if (pos_ < text_.size()) step();
    }
    return std::move(out_);
  }

 private:
  char next() const { return pos_ + 1 < text_.size() ? text_[pos_ + 1] : '\0'; }
  char previous() const { return pos_ > 0 ? text_[pos_ - 1] : '\0'; }
  char last() const { return out_.empty() ? '\0' : out_.back(); }
  void take(std::size_t n = 1) {
    out_ += text_.substr(pos_, n);
    pos_ += n;
  }
  void escape() {
    out_ += '\\';
    take();
  }

  // Most of most texts: characters that step() would only copy.
  std::size_t plain_run() const {
    std::size_t end = pos_;
    while (end < text_.size() && !kSpecial[static_cast<unsigned char>(text_[end])]) ++end;
    return end - pos_;
  }

  // What begins a block only at the start of a line: headings, lists, quotes, rules.
  void start_of_line() {
    const char c = text_.front();
    if (c == '>') {
      escape();
    } else if (c == '#' || c == '+' || c == '-') {
      if (next() == '\0' || next() == ' ' || next() == c) escape();
    } else if (is_digit(c)) {
      const std::size_t end = std::min(text_.find_first_not_of("0123456789"), text_.size());
      const bool mark = end < text_.size() && (text_[end] == '.' || text_[end] == ')');
      if (mark && (end + 1 == text_.size() || text_[end + 1] == ' ')) {
        take(end);
        escape();
      }
    }
  }

  void step() {
    if (links_ && !is_mailbox(previous()) && address()) return;
    switch (text_[pos_]) {
      case '\\':
        return backslash();
      case '$':
        return dollar();
      case '`':
      case '*':
      case '~':
      case '|':
      case '[':
      case ']':
        return escape();
      case '_':
        return is_alnum(last()) ? take() : escape();
      case '&':
        return letter_or_number_sign(text_, pos_ + 1) ? escape() : take();
      case '<':
        return opens_angle(text_, pos_) ? escape() : take();
      case '.':  // GitHub's autolinks would take the backslashes around them as their own
        return starts_with_ignoring_case(text_.substr(pos_ < 3 ? 0 : pos_ - 3), "www.") ? escape()
                                                                                        : take();
      case '/':
        return previous() == ':' && next() == '/' ? escape() : take();
      case '#':  // the closing sequence of a heading
        return previous() == ' ' && text_.find_first_not_of('#', pos_) == kNone ? escape() : take();
      default:
        return take();
    }
  }

  // It takes the next character with it, so that `\$` opens no maths.
  void backslash() {
    escape();
    if (pos_ >= text_.size()) return;
    if (text_[pos_] == '$') return text_dollar();
    if (text_[pos_] == '\\') escape();
  }

  void dollar() {
    const std::size_t end = sheaf::text::maths_end(text_, pos_);
    if (end == kNone) {
      if (next() == '$') text_dollar();
      return text_dollar();
    }
    maths(text_.substr(pos_, end - pos_));
    pos_ = end;
  }

  void maths(std::string_view source) {
    const std::size_t mark = source.starts_with("$$") ? 2 : 1;
    const std::string_view content = source.substr(mark, source.size() - 2 * mark);
    if (is_inert(content)) {
      out_ += source;
    } else if (mark == 1 && content.find('`') == kNone) {
      out_ += "$`";
      out_ += content;
      out_ += "`$";
    } else {
      out_ += source.substr(0, mark);
      Escaper inside(content, false);
      while (inside.pos_ < content.size()) {
        const char c = content[inside.pos_];
        c == '$' ? inside.take() : c == '\\' ? inside.escape() : inside.step();
      }
      out_ += inside.out_;
      out_ += source.substr(0, mark);
    }
  }

  void text_dollar() {
    out_ += dollars_ > 1 ? "<span>$</span>" : "$";
    ++pos_;
  }

  bool address() {
    const std::string_view rest = text_.substr(pos_);
    for (const std::string_view scheme : {"https://", "http://"}) {
      if (!starts_with_ignoring_case(rest, scheme)) continue;
      if (rest.size() == scheme.size() || !is_alnum(rest[scheme.size()])) return false;
      const std::string_view url = url_at(rest);
      out_ += '<';
      for (std::size_t i = 0; i < url.size(); ++i) {
        out_ += url[i];
        if (url[i] == '&' && letter_or_number_sign(url, i + 1)) out_ += "amp;";
      }
      out_ += '>';
      pos_ += url.size();
      return true;
    }
    if (starts_with_ignoring_case(rest, "www.") &&
        (out_.empty() || last() == ' ' || last() == '(')) {
      if (rest.size() == 4 || !is_alnum(rest[4])) return false;
      const std::string_view url = url_at(rest);
      out_ += link(label(url), "http://" + std::string(url));
      pos_ += url.size();
      return true;
    }
    if (!is_mailbox(rest.front())) return false;
    const std::string_view mail = mail_at(rest);
    if (mail.empty()) return false;
    ((out_ += '<') += mail) += '>';
    pos_ += mail.size();
    return true;
  }

  std::string_view text_;
  bool links_;
  std::ptrdiff_t dollars_;
  std::size_t pos_ = 0;
  std::string out_;
};

}  // namespace

std::string prose(std::string_view text) {
  return Escaper(one_line(text), true).run();
}

std::string label(std::string_view text) {
  return Escaper(one_line(text), false).run();
}

std::string link(std::string_view label_md, std::string_view url) {
  const auto to = destination(url);
  if (!to) return std::string(label_md);
  return "[" + std::string(label_md) + "](" + *to + ")";
}

std::string strong(std::string_view md) {
  return md.empty() ? std::string() : "**" + std::string(md) + "**";
}

std::string fenced(std::string_view info, std::string_view body) {
  std::size_t longest = 0, run = 0;
  for (const char c : body) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(longest + 1, 3), '`');
  std::string out = fence + std::string(info) + "\n" + std::string(body);
  if (!out.ends_with('\n')) out += '\n';
  return out + fence;
}

}  // namespace output_markdown
