#include "people.h"

#include <algorithm>
#include <string>

#include "sheaf/feed/names.hpp"
#include "texts.h"

namespace feed {
namespace {

using sheaf::feed::AuthorStyle;

// `D.`, `J.-P.`, `JP`
bool are_initials(std::string_view text) {
  return !text.empty() && text.size() <= 8 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == ' ' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

// `Kukla, D., Crampton, A.`: every second piece is initials.
bool are_pairs(std::string_view list) {
  std::size_t pieces = 0;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    const auto piece = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    if (++pieces % 2 == 0 && !are_initials(piece)) return false;
  }
  return pieces % 2 == 0;
}

// A semicolon that ends no entity.
bool has_semicolons(std::string_view list) {
  for (auto at = list.find(';'); at != list.npos; at = list.find(';', at + 1)) {
    const auto word =
        list.substr(at - std::min<std::size_t>(at, 32), std::min<std::size_t>(at, 32));
    const auto amp = word.rfind('&');
    const bool entity = amp != word.npos && word.find(' ', amp) == word.npos;
    if (!entity) return true;
  }
  return false;
}

AuthorStyle style_of(std::string_view list, Authors style) {
  if (style == Authors::kComma) return AuthorStyle::kComma;
  if (style == Authors::kPairs) return AuthorStyle::kCommaPairs;
  if (style == Authors::kSemicolon || has_semicolons(list)) return AuthorStyle::kSemicolon;
  return are_pairs(list) ? AuthorStyle::kCommaPairs : AuthorStyle::kComma;
}

// `Lovelace, Ada`: one family name without blanks, and given names.
bool is_one_inverted(std::string_view text) {
  const auto comma = text.find(',');
  return comma != text.npos && text.find(',', comma + 1) == text.npos &&
         trimmed(text.substr(0, comma)).find(' ') == text.npos &&
         !trimmed(text.substr(comma + 1)).empty();
}

// RSS 2.0 wants `ada@example.org (Ada Lovelace)`; also `Ada Lovelace <ada@example.org>`.
std::string_view without_mail(std::string_view text) {
  const auto at = text.find('@');
  if (at == text.npos) return text;
  const auto open = text.find('('), close = text.rfind(')');
  if (open != text.npos && close != text.npos && at < open && open < close) {
    return trimmed(text.substr(open + 1, close - open - 1));
  }
  const auto angle = text.find('<');
  if (angle != text.npos && angle < at) return trimmed(text.substr(0, angle));
  return text.find(' ') == text.npos ? std::string_view() : text;
}

sheaf::Person person(const sheaf::feed::Name& name, sheaf_markup markup) {
  sheaf::Person out;
  out.name = name.full;
  out.family = name.family;
  out.given = name.given;
  out.affiliation = name.affiliation;
  out.group = name.group;
  out.markup = markup;
  return out;
}

std::string orcid_of(std::string_view uri) {
  const auto at = uri.find("orcid.org/");
  if (at == uri.npos) return {};
  const auto id = uri.substr(at + 10, 19);
  const bool fits = id.size() == 19 && id[4] == '-' && id[9] == '-' && id[14] == '-';
  return fits ? std::string(id) : std::string();
}

}  // namespace

std::vector<sheaf::Person> people_of(std::string_view list, Authors style, sheaf_markup markup) {
  std::vector<sheaf::Person> out;
  list = trimmed(list);
  if (lowered(list.substr(0, 3)) == "by ") list = trimmed(list.substr(3));
  if (list.empty()) return out;
  if (style == Authors::kOnePerElement || (style == Authors::kAuto && is_one_inverted(list))) {
    out.push_back(person(sheaf::feed::split_name(list), markup));
    return out;
  }
  for (const auto& name : sheaf::feed::split_authors(list, style_of(list, style))) {
    out.push_back(person(name, markup));
  }
  return out;
}

std::vector<sheaf::Person> people(const std::vector<sheaf::feed::Author>& authors, Authors style,
                                  sheaf_markup markup) {
  std::vector<sheaf::Person> out;
  // Several elements hold one name each, whatever commas they hold.
  const bool one_each = style == Authors::kAuto && authors.size() > 1;
  for (const auto& author : authors) {
    auto names = people_of(without_mail(trimmed(author.name)),
                           one_each ? Authors::kOnePerElement : style, markup);
    if (names.size() == 1) {
      if (std::string orcid = orcid_of(author.uri); !orcid.empty())
        names[0].orcid = std::move(orcid);
      for (const std::string& place : author.affiliations) {
        names[0].affiliation += (names[0].affiliation.empty() ? "" : "; ") + place;
      }
    }
    std::move(names.begin(), names.end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace feed
