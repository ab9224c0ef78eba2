#include "mustache/fill.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "sheaf/plugin.hpp"

namespace mustache {
namespace {

using Context = kainjow::mustache::context<std::string>;

// Remembers the first field that does not exist; mustache itself would print nothing.
class StrictContext : public Context {
 public:
  using Context::Context;
  const Data* get(const std::string& name) const override {
    return found(Context::get(name), name);
  }
  const Data* get_partial(const std::string& name) const override {
    return found(Context::get_partial(name), "> " + name);
  }
  const std::string& unknown() const { return unknown_; }

 private:
  const Data* found(const Data* data, const std::string& name) const {
    if (!data && unknown_.empty()) unknown_ = name;
    return data;
  }
  mutable std::string unknown_;
};

// mustache says "Unclosed tag at OFFSET".
std::string with_line(const std::string& text, const std::string& message) {
  constexpr std::string_view kAt = " at ";
  const std::size_t at = message.rfind(kAt);
  std::size_t offset = 0;
  if (at == std::string::npos ||
      std::from_chars(message.data() + at + kAt.size(), message.data() + message.size(), offset)
              .ec != std::errc()) {
    return message;
  }
  const auto begin = text.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return message.substr(0, at) + " in line " + std::to_string(1 + std::count(begin, end, '\n'));
}

// mustache's rule: a line with nothing but a section tag is no line. The library forgets it where
// the section is skipped, so such lines end in a mark that no field contains, and go afterwards.
constexpr char kNoLine = '\x01';

bool is_section_tag(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  line = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
  return line.size() > 5 && line.starts_with("{{") && line.find("}}") == line.size() - 2 &&
         std::string_view("#^/!").find(line[2]) != std::string_view::npos;
}

std::string mark_tag_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += text.substr(0, end);
    if (is_section_tag(text.substr(0, end))) out += kNoLine;
    if (end < text.size()) out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string drop_tag_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n') + 1, text.size());
    const std::string_view line = text.substr(0, end == 0 ? text.size() : end);
    if (line.find(kNoLine) == std::string_view::npos) out += line;
    text.remove_prefix(line.size());
  }
  return out;
}

}  // namespace

std::string fill(const std::string& what, const std::string& text, const Data& root) {
  const auto refuse = [&](const std::string& why) {
    throw sheaf::Error(SHEAF_E_CONFIG, what + ": " + why);
  };
  const std::string marked = mark_tag_lines(text);
  kainjow::mustache::mustache mustache(marked);
  if (!mustache.is_valid()) refuse(with_line(marked, mustache.error_message()));
  mustache.set_custom_escape([](const std::string& as_it_is) { return as_it_is; });
  StrictContext context(&root);
  const std::string out = mustache.render(context);
  if (!mustache.is_valid()) refuse(with_line(marked, mustache.error_message()));
  if (!context.unknown().empty()) refuse("no field is called `" + context.unknown() + "`");
  return drop_tag_lines(out);
}

}  // namespace mustache
