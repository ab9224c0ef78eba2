#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf::feed {

// Makes the tags of a document fit together where HTML and lost declarations spoil them, and hands
// on all others as they are:
// - `<br>` and the other HTML elements without content are closed; `</br>` alone is `<br/>`.
// - HTML elements that are left open (`<p>`, `<li>`, `<i>` …) are closed by the end tag of what
// they
//   stand in, `<p>` and its like also by the next of their kind; end tags without a start vanish.
// - A namespace prefix that nobody declared: the few that every feed means alike are declared, all
//   others dropped, so that the name is then in no namespace.
class Tags {
 public:
  // More different prefixes than `max_prefixes` are too_many().
  explicit Tags(std::size_t max_prefixes) : max_prefixes_(max_prefixes) {}

  // Appends `tag`, from "<" to ">", with what has to stand before it, to `out`.
  void add(std::string_view tag, std::string& out);

  bool too_many() const { return declared_.size() > max_prefixes_; }
  std::size_t mended() const { return mended_; }

 private:
  enum class Html {
    kUnasked,
    kNone,      // not an HTML element that may be left open
    kVoid,      // has no content
    kSiblings,  // ends where the next of its name begins
    kOther
  };

  struct Open {
    std::size_t name;      // where it begins in names_
    std::size_t dropped;   // length of the prefix, with its colon, that was dropped
    std::size_t declared;  // how many prefixes were declared outside it
    Html html;
  };

  struct Attribute {
    std::string_view name;
    std::string_view value;
    std::string_view whole;  // with the blanks before it
  };

  static Html html(std::string_view name);
  Html html(Open& open) const;
  std::string_view name(const Open& open) const;
  bool matches(Open& open, std::string_view name) const;

  void start(std::string_view tag, std::string& out);
  void end(std::string_view tag, std::string& out);
  void end_other(std::string_view tag, std::string& out);
  void close_last(std::string& out);
  void push(std::string_view name, std::size_t dropped, std::size_t declared);
  void pop();
  bool read_attributes(std::string_view rest);
  bool is_declared(std::string_view prefix) const;
  bool declare_known(std::string_view prefix, std::string& out);
  bool needs_mending(std::string_view name) const;
  std::size_t mend(std::string_view name, std::string_view tail, std::string& out);

  std::size_t max_prefixes_;
  std::string names_;  // of all open elements, one after the other
  std::vector<Open> open_;
  std::vector<std::string> declared_;
  std::vector<Attribute> attributes_;  // of the tag that is read
  std::size_t mended_ = 0;
};

}  // namespace sheaf::feed
