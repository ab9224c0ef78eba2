#include "identifier.h"

#include <algorithm>
#include <charconv>

#include "sheaf/text/ascii.hpp"

namespace arxiv {
namespace {

using sheaf::text::is_digit;
using sheaf::text::is_letter;

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// `2609.26811`
bool is_new_style(std::string_view id) {
  return (id.size() == 9 || id.size() == 10) && id[4] == '.' && all_digits(id.substr(0, 4)) &&
         all_digits(id.substr(5));
}

// Takes `v12` off the end; 0 when there is none, false when it is no version.
bool take_version(std::string_view& text, std::uint32_t& version) {
  const auto at = text.find_last_not_of("0123456789");
  if (at == text.npos || text[at] != 'v' || at == 0) return true;
  const std::string_view digits = text.substr(at + 1);
  if (digits.empty() || digits.size() > 4 || digits[0] == '0') return false;
  std::from_chars(digits.data(), digits.data() + digits.size(), version);
  text = text.substr(0, at);
  return true;
}

}  // namespace

bool parse_id(std::string_view text, Identifier& out) {
  std::uint32_t version = 0;
  if (!take_version(text, version)) return false;
  if (is_new_style(text)) {
    out.id = text;
    out.version = version;
    return true;
  }
  const auto slash = text.find('/');
  if (slash == text.npos) return false;
  std::string_view archive = text.substr(0, slash);
  const std::string_view number = text.substr(slash + 1);
  if (number.size() != 7 || !all_digits(number)) return false;
  if (const auto dot = archive.find('.'); dot != archive.npos) {
    const std::string_view subject = archive.substr(dot + 1);
    if (subject.empty() || !std::all_of(subject.begin(), subject.end(),
                                        [](char c) { return is_letter(c) || c == '-'; })) {
      return false;
    }
    archive = archive.substr(0, dot);
  }
  if (archive.size() < 2 || !std::all_of(archive.begin(), archive.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || c == '-';
      })) {
    return false;
  }
  out.id.assign(archive).append(1, '/').append(number);
  out.version = version;
  return true;
}

bool find_id(std::string_view text, Identifier& out) {
  for (const std::string_view before : {"/abs/", "/pdf/"}) {
    if (const auto at = text.find(before); at != text.npos) {
      text.remove_prefix(at + before.size());
      text = text.substr(0, text.find_first_of("?#"));
      if (text.ends_with(".pdf")) text.remove_suffix(4);
      return parse_id(text, out);
    }
  }
  for (const std::string_view before : {"oai:arXiv.org:", "arXiv:", "arxiv:"}) {
    if (text.starts_with(before)) return parse_id(text.substr(before.size()), out);
  }
  return parse_id(text, out);
}

bool is_later(std::string_view a, std::string_view b) {
  if (!is_new_style(a)) return false;
  if (!is_new_style(b)) return true;
  const int month = a.substr(0, 4).compare(b.substr(0, 4));
  if (month != 0) return month > 0;
  return a.size() != b.size() ? a.size() > b.size() : a > b;
}

}  // namespace arxiv
