#include "sheaf/feed/names.hpp"

#include <algorithm>
#include <utility>

#include "names_parts.hpp"
#include "sheaf/text/ascii.hpp"

namespace sheaf::feed {
namespace names {
namespace {

using text::trimmed;

// Where the family name begins among `words`.
std::size_t family_start(const Views& words) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!is_particle(words[i])) continue;
    if (is_lower_case(words[i])) return i;
    if (is_particle(words[i + 1]) && is_lower_case(words[i + 1]) && i + 2 < words.size()) return i;
  }
  return words.size() - 1;
}

void set_full(Name& name) {
  const bool eastern = is_eastern(name.family) && is_eastern(name.given);
  name.full = eastern ? name.family : name.given;
  for (const std::string& part : {eastern ? name.given : name.family, name.suffix}) {
    if (!name.full.empty() && !part.empty() && !eastern) name.full += ' ';
    name.full += part;
  }
}

void set_eastern(Name& name, std::string_view text) {
  const Views parts = words(text);
  const std::size_t family =
      parts.size() > 1 ? parts[0].size() : eastern_family_length(parts.front());
  name.full = text;
  name.family = text.substr(0, family);
  name.given = trimmed(text.substr(family));
}

// `Given Family`.
void set_natural(Name& name, std::string_view text) {
  text = without_honorifics(text);
  if (is_eastern(text)) return set_eastern(name, text);
  const Views parts = words(text);
  if (parts.empty()) return;
  const std::size_t family = family_start(parts);
  name.given = span_of(parts, 0, family);
  name.family = span_of(parts, family, parts.size());
  set_full(name);
}

// Fields that are what they say, as most are: a word, and words or initials, none of which could
// mean anything else.
bool are_plain(std::string_view family, std::string_view given) {
  const auto is_letter = [](char c) { return text::is_letter(c) || c == '-'; };
  const auto may_be_given = [&](char c) { return is_letter(c) || c == '.' || c == ' '; };
  return std::all_of(family.begin(), family.end(), is_letter) && text::is_letter(given.front()) &&
         std::all_of(given.begin(), given.end(), may_be_given) && !is_nobody(family) &&
         !is_nobody(given) && !without_et_al(family).empty() && !is_group_word(family) &&
         !has_group_word(given) && without_honorifics(family).size() == family.size() &&
         without_honorifics(given).size() == given.size() && !ends_in_title(given);
}

}  // namespace

Name name_of(const std::vector<Part>& parts) {
  Name name;
  std::string all;
  for (const Part& part : parts) {
    all.append(all.empty() ? "" : ", ").append(part.text);
    if (name.suffix.empty()) name.suffix = part.suffix;
    if (part.affiliation.empty()) continue;
    name.affiliation.append(name.affiliation.empty() ? "" : "; ").append(part.affiliation);
  }
  if (is_nobody(all)) return {};
  if (parts[0].group || (parts.size() > 1 && is_group(all))) {
    name.full = name.family = all;
    name.group = true;
  } else if (parts.size() == 1) {
    set_natural(name, all);
  } else {
    const std::string given = all.substr(parts[0].text.size() + 2);
    if (!is_nobody(given)) name.given = given_without_degrees(without_honorifics(given));
    name.family = without_honorifics(parts[0].text);
    if (is_nobody(name.family) && (name.given.empty() || !has_letters(name.family))) {
      name.family = std::exchange(name.given, {});  // `Adi, .`
    }
    set_full(name);
  }
  return name.full.empty() ? Name() : name;
}

}  // namespace names

Name split_name(std::string_view text) {
  const std::string list = names::with_ascii_marks(text);
  const std::vector<names::Part> parts = names::parts_of_one(list);
  return parts.empty() ? Name() : names::name_of(parts);
}

bool is_name_suffix(std::string_view word) {
  return names::is_suffix(word);
}

std::vector<Name> names_of_fields(std::string_view family, std::string_view given,
                                  std::string_view suffix) {
  const std::string last = names::with_ascii_marks(text::trimmed(family));
  const std::string first = names::with_ascii_marks(text::trimmed(given));
  if (suffix.empty() && !last.empty() && !first.empty() && names::are_plain(last, first)) {
    Name name;
    name.family = last;
    name.given = first;
    name.full = first + ' ' + last;
    return {std::move(name)};
  }
  std::vector<names::Part> parts = names::parts_of_one(last);  // some say `Roe, MD`
  names::Part known;
  if (!parts.empty()) known.suffix = std::move(parts.front().suffix);
  for (const std::string_view piece : names::split(suffix, ",")) {
    if (known.suffix.empty() && !names::are_degrees(piece)) known.suffix = piece;
  }
  std::vector<Name> out;
  if (parts.empty() || first.empty()) {
    out = split_authors(parts.empty() ? first : last, AuthorStyle::kOne);
    if (out.size() == 1 && !out[0].group && out[0].suffix.empty() && !known.suffix.empty()) {
      out[0].suffix = known.suffix;
      out[0].full.append(" ").append(known.suffix);
    }
    return out;
  }
  known.text = parts.front().text;
  const std::string_view forenames = names::take_suffix(first, known.suffix);
  Name name;
  if (names::is_group_word(known.text)) {  // `WEIR`, `Collaboration`
    name.full = name.family = first + " " + std::string(known.text);
    name.group = true;
  } else {
    name = names::name_of({known, {forenames}});
  }
  if (!name.full.empty()) out.push_back(std::move(name));
  return out;
}

std::vector<Name> names_of_group(std::string_view text) {
  std::vector<Name> out = split_authors(text, AuthorStyle::kOne);
  const bool known = out.size() == 1 && out[0].group;
  if (out.empty() || known || text.find(": ") != text.npos) return out;
  Name group;
  group.full = group.family = text::trimmed(text);
  group.group = true;
  return {group};
}

sheaf::Person person_of(const Name& name, sheaf_markup markup) {
  sheaf::Person out;
  out.name = name.full;
  out.family = name.family;
  out.given = name.given;
  out.suffix = name.suffix;
  out.affiliation = name.affiliation;
  out.markup = markup;
  out.group = name.group;
  return out;
}

}  // namespace sheaf::feed
