#include "sheaf/canonical/clean.hpp"

#include <algorithm>

#include "canonical.h"
#include "citations.h"
#include "markup.h"
#include "prose.h"
#include "swar.h"
#include "tex.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && !ascii::is_blank(c)) || c == 0x7F;
}

bool has_controls(std::string_view bytes) {
  std::size_t pos = 0;
  for (; pos + EightBytes::kSize <= bytes.size(); pos += EightBytes::kSize) {
    const std::string_view eight = bytes.substr(pos, EightBytes::kSize);
    const EightBytes word(bytes, pos);
    if (!word.is_printable_ascii() && std::any_of(eight.begin(), eight.end(), is_control))
      return true;
  }
  return std::any_of(bytes.begin() + static_cast<std::ptrdiff_t>(pos), bytes.end(), is_control);
}

bool needs_reader(std::string_view bytes, Markup markup) {
  switch (markup) {
    case Markup::kTex:
      return has_tex(bytes);
    case Markup::kHtml:
    case Markup::kJats:
      return has_markup(bytes);
    default:
      return false;
  }
}

std::string read_markup(std::string_view bytes, Markup markup, CleanOptions options) {
  const MarkupOptions markup_options{.jats = markup == Markup::kJats,
                                     .drop_citations = options.drop_citations};
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  if (markup == Markup::kTex) {
    append_tex(out, bytes);
  } else {
    append_markup(out, bytes, markup_options);
  }
  return out;
}

// Controls go first, so that nobody can write the bytes of marks.h.
std::string read_without_controls(std::string_view bytes, Markup markup, CleanOptions options) {
  std::string kept(bytes);
  std::erase_if(kept, is_control);
  return read_markup(kept, markup, options);
}

}  // namespace

std::string clean(std::string_view bytes, Markup markup, CleanOptions options) {
  Form form{.single_line = options.single_line};
  form.lines_are_text = markup != Markup::kHtml && markup != Markup::kJats;
  std::string text;
  if (needs_reader(bytes, markup)) {
    form.marks = true;
    text = canonical(has_controls(bytes) ? read_without_controls(bytes, markup, options)
                                         : read_markup(bytes, markup, options),
                     form);
  } else {
    text = canonical(bytes, form);
  }
  if (markup != Markup::kPlain) mend_lost_breaks(text);
  if (options.drop_citations) text = drop_glued_citations(text);
  return text;
}

}  // namespace sheaf::canonical
