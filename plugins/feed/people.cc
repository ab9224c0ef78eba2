#include "people.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "sheaf/canonical/clean.hpp"
#include "sheaf/canonical/fold.hpp"
#include "sheaf/feed/names.hpp"
#include "texts.h"

namespace feed {
namespace {

using sheaf::feed::AuthorStyle;

AuthorStyle style_of(Authors style) {
  switch (style) {
    case Authors::kComma:
      return AuthorStyle::kComma;
    case Authors::kPairs:
      return AuthorStyle::kCommaPairs;
    case Authors::kSemicolon:
      return AuthorStyle::kSemicolon;
    case Authors::kOnePerElement:
      return AuthorStyle::kOne;
    case Authors::kAuto:
      break;
  }
  return AuthorStyle::kAuto;
}

// RSS 2.0 wants `ada@example.org (Ada Lovelace)`; also `Ada Lovelace <ada@example.org>`, `Ada
// Lovelace (ada@example.org)`.
std::string without_mail(std::string_view text) {
  if (text.find('@') == text.npos) return std::string(text);
  std::string out;
  bool dropped = false;  // an address, right before
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \t\r\n,;()<>[]"), text.size());
    const bool mail = text.substr(0, end).find('@') != text.npos;
    if (!mail) out += text.substr(0, end);
    dropped = mail || (dropped && end == 0);
    if (end < text.size()) {
      const char c = text[end];
      const auto opener = std::string_view(")>]").find(c);
      if (dropped && opener != std::string_view::npos) {
        while (!out.empty() && std::string_view(" ,;").find(out.back()) != std::string_view::npos)
          out.pop_back();
      }
      if (opener != std::string_view::npos && out.ends_with("(<["[opener])) {
        out.pop_back();  // nothing else stood in these brackets
      } else {
        out += c;
      }
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const std::string_view rest = trimmed(out);
  const bool bracketed = rest.starts_with('(') && rest.find(')') == rest.size() - 1;
  return std::string(bracketed ? rest.substr(1, rest.size() - 2) : rest);
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
  for (const auto& name : sheaf::feed::split_authors(list, style_of(style))) {
    out.push_back(sheaf::feed::person_of(name, markup));
  }
  return out;
}

std::vector<sheaf::Person> people(const std::vector<sheaf::feed::Author>& authors, Authors style,
                                  sheaf_markup markup) {
  std::vector<sheaf::Person> out;
  std::unordered_map<std::string, std::size_t> known;  // by folded name
  std::map<sheaf::feed::Author::From, std::size_t> elements;
  for (const auto& author : authors) ++elements[author.from];
  for (const auto& author : authors) {
    // Several elements of one kind hold one name each, whatever commas they hold.
    const bool one_each = style == Authors::kAuto && elements[author.from] > 1;
    auto names = people_of(without_mail(trimmed(author.name)),
                           one_each ? Authors::kOnePerElement : style, markup);
    if (names.size() == 1) {
      names[0].orcid = orcid_of(author.uri);
      for (const std::string& place : author.affiliations) {
        names[0].affiliation += (names[0].affiliation.empty() ? "" : "; ") + place;
      }
    }
    for (sheaf::Person& person : names) {
      std::string key = sheaf::canonical::fold(
          sheaf::canonical::clean(person.name, static_cast<sheaf::canonical::Markup>(markup)));
      const auto [at, fresh] = known.emplace(std::move(key), out.size());
      if (fresh) {
        out.push_back(std::move(person));
        continue;
      }
      sheaf::Person& first = out[at->second];
      if (first.orcid.empty()) first.orcid = std::move(person.orcid);
      if (first.affiliation.empty()) first.affiliation = std::move(person.affiliation);
    }
  }
  return out;
}

}  // namespace feed
