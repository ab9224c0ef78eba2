// A line of a digest before it has a format: spans that an output escapes in its own way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace digest {

struct Span {
  enum class Kind {
    own,    // our words: nothing in them needs escaping anywhere but in HTML
    label,  // from outside, short
    prose   // from outside, a sentence or more: maths and addresses in it may be shown as such
  };
  std::string text;
  Kind kind = Kind::own;
  bool strong = false, emphasis = false;
  std::string url{};     // where it leads (linkable); empty: nowhere
  std::string anchor{};  // the place in this digest where it leads: "item-3"; empty: nowhere
};

class Line {
 public:
  // Each adds a span; nothing for empty text. Text from outside loses control characters and the
  // blanks at its ends.
  Line& own(std::string_view text);
  Line& strong(std::string_view text);  // own words
  Line& label(std::string_view text);
  Line& strong_label(std::string_view text);
  Line& prose(std::string_view text);
  // A label, or a plain one if the URL is not linkable().
  Line& link(std::string_view text, std::string_view url);
  Line& jump(std::string_view text, std::string anchor);
  Line& add(Span span);
  // `other` after `between`, which is left out at the beginning; nothing if `other` is empty.
  Line& join(std::string_view between, const Line& other);

  bool empty() const { return spans_.empty(); }
  const std::vector<Span>& spans() const { return spans_; }

 private:
  std::vector<Span> spans_;
};

// http, https or mailto, with something after it.
bool linkable(std::string_view url);

// Without blanks, Unicode's too, at the ends.
std::string_view trim(std::string_view text);

// Without control characters and blanks at the ends, otherwise as it is.
std::string one_line(std::string_view text);

// The paragraphs of a text ("\n\n" splits), each by one_line(), none empty.
std::vector<std::string> paragraphs(std::string_view text);

}  // namespace digest
