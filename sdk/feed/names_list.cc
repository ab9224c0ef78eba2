#include <algorithm>
#include <utility>

#include "names_parts.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"

namespace sheaf::feed {
namespace names {
namespace {

using text::trimmed;

constexpr std::size_t kMostBytes = 1 << 20;

// The pieces with what stands behind them. `inverted`: the list has family names first, so that
// `MA` behind one are initials.
std::vector<Part> parts_of(const Pieces& pieces, bool inverted) {
  std::vector<Part> out;
  std::size_t segment = 0, count = 0;  // of parts in the segment
  bool all_lone = true;
  for (const Piece& piece : pieces) {
    if (piece.joined) {
      ++segment;
      count = 0;
      all_lone = true;
    }
    Part part;
    part.group = piece.group;
    part.segment = segment;
    part.text = without_et_al(take_affiliation(piece.text, part.affiliation));
    if (part.text.starts_with('(') && part.text.ends_with(')')) {
      part.text = trimmed(part.text.substr(1, part.text.size() - 2));
    }
    if (without_honorifics(part.text).empty()) continue;
    if (count > 0 && !out.back().group && !piece.group) {
      const bool suffix = is_suffix(part.text);
      const bool initials = is_initials(part.text) && count % 2 == 1 && (inverted || all_lone);
      if (suffix || (are_degrees(part.text) && !initials)) {
        Part& named = out.back();
        if (suffix) named.suffix = part.text;
        named.degree = named.degree || !suffix;
        named.affiliation.append(named.affiliation.empty() || part.affiliation.empty() ? "" : "; ")
            .append(part.affiliation);
        continue;
      }
    }
    part.text = take_suffix(without_degrees(part.text), part.suffix);
    ++count;
    all_lone = all_lone && is_lone(part.text);
    part.group = part.group || is_group(part.text);
    if (part.group) count = 0;
    out.push_back(std::move(part));
  }
  return out;
}

using Parts = std::vector<Part>;

bool is_eastern_pair(const Parts& parts, std::size_t i) {
  return i + 1 < parts.size() && parts[i].segment == parts[i + 1].segment &&
         is_eastern_family(parts[i].text) && is_eastern(parts[i + 1].text);
}

// A part that is a whole name by itself.
bool is_whole(const Part& part) {
  return part.group || is_eastern(part.text);
}

bool may_pair(const Parts& parts, std::size_t i) {
  return i + 1 < parts.size() && parts[i].segment == parts[i + 1].segment && !is_whole(parts[i]) &&
         !is_whole(parts[i + 1]);
}

// What the parts that are no whole names are, taken two by two.
struct Pairs {
  std::size_t count = 0;
  bool all = true;       // none is left over
  bool initials = true;  // all second parts are initials, no first one is
  bool lone = true;      // all first parts are family names for sure
  bool some_lone = false;
  bool either = true;       // or the second ones a single word
  bool apart = true;        // by "and", each from the next
  std::size_t degrees = 0;  // second parts that may be degrees
};

Pairs pairs_of(const Parts& parts) {
  Pairs out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_whole(parts[i])) continue;
    if (!may_pair(parts, i)) {
      out.all = false;
      return out;
    }
    const std::string_view family = parts[i].text, given = parts[i + 1].text;
    const bool lone = is_lone(family);
    ++out.count;
    out.initials = out.initials && is_initials(given) && !is_initials(family);
    out.lone = out.lone && lone;
    out.some_lone = out.some_lone || lone;
    out.either = out.either && (lone || is_lone(given));
    out.degrees += are_degrees(given) ? 1 : 0;
    out.apart = out.apart && (i == 0 || parts[i].segment != parts[i - 1].segment);
    ++i;
  }
  out.all = out.all && out.count > 0;
  return out;
}

// The name, and the group that its affiliation names: `(for the WEIR Collaboration)`.
void push(Name name, std::vector<Name>& out) {
  if (name.full.empty()) return;
  std::string behind;
  for (const std::string_view words : {"for the ", "on behalf of "}) {
    if (!text::starts_with_ignoring_case(name.affiliation, words)) continue;
    const std::string_view group =
        std::string_view(name.affiliation).substr(words == "for the " ? 4 : words.size());
    if (!is_group(group)) continue;
    behind = group;
    name.affiliation.clear();
    break;
  }
  out.push_back(std::move(name));
  if (behind.empty()) return;
  Part part{behind};
  part.group = true;
  out.push_back(name_of({part}));
}

enum class Pairing { kNone, kAll, kInitials };  // kInitials: with initials, if there are any

std::vector<Name> names_of(const Parts& parts, Pairing pairing) {
  const bool initials = pairing == Pairing::kInitials &&
                        std::any_of(parts.begin(), parts.end(),
                                    [](const Part& part) { return is_initials(part.text); });
  std::vector<Name> out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool pair =
        is_eastern_pair(parts, i) || (pairing != Pairing::kNone && may_pair(parts, i) &&
                                      (!initials || is_initials(parts[i + 1].text)));
    if (pair) {
      push(name_of({parts[i], parts[i + 1]}), out);
      ++i;
    } else {
      push(name_of({parts[i]}), out);
    }
  }
  return out;
}

std::vector<Name> from_commas(std::string_view text, AuthorStyle style) {
  const bool one = style == AuthorStyle::kOne;
  const Pieces pieces = pieces_of(text, ",;", one);
  const Parts inverted = parts_of(pieces, true);
  if (style == AuthorStyle::kCommaPairs) return names_of(inverted, Pairing::kInitials);
  const Pairs strict = pairs_of(inverted);
  const bool told = style == AuthorStyle::kComma;  // that commas part people
  if (strict.all && strict.initials && (strict.some_lone || (!told && strict.degrees == 0))) {
    return names_of(inverted, Pairing::kInitials);
  }
  const bool degrees = std::any_of(pieces.begin(), pieces.end(),
                                   [](const Piece& piece) { return are_degrees(piece.text); });
  const Parts parts = degrees ? parts_of(pieces, false) : inverted;
  const Pairs found = pairs_of(parts);
  if (found.all && found.count > 1 && (found.lone || (found.either && found.apart))) {
    return names_of(parts, Pairing::kAll);
  }
  const bool single = one ? found.either || (parts.size() == 2 && !parts[0].degree)
                          : found.lone && (style == AuthorStyle::kAuto ||
                                           (!parts.empty() && !parts[0].suffix.empty()));
  if (found.all && found.count == 1 && single) return names_of(parts, Pairing::kAll);
  const bool rest = one && parts.size() > 2 && is_lone(parts[0].text) &&
                    std::none_of(parts.begin(), parts.end(), [](const Part& part) {
                      return is_whole(part) || part.segment > 0;
                    });
  if (!rest) return names_of(parts, Pairing::kNone);
  std::vector<Name> out;
  push(name_of(parts), out);
  return out;
}

std::vector<Name> from_semicolons(std::string_view text) {
  std::vector<Pieces> entries;
  bool inverted = false, all_two = true;
  for (const Piece& entry : pieces_of(text, ";", false)) {
    Pieces& pieces = entries.emplace_back();
    for (const std::string_view piece : split(entry.text, ","))
      pieces.push_back({piece, entry.group});
    const bool two = pieces.size() == 2;
    all_two = all_two && two;
    inverted = inverted || (two && !are_degrees(pieces[1].text) && !is_suffix(pieces[1].text));
  }
  all_two = all_two && entries.size() > 1;
  std::vector<Name> out;
  for (const Pieces& pieces : entries) {
    if (!out.empty() && pieces.size() == 1 && are_degrees(pieces[0].text)) continue;
    const Parts parts = parts_of(pieces, inverted);
    const bool several = !all_two && parts.size() > 1 &&
                         std::all_of(parts.begin(), parts.end(),
                                     [](const Part& part) { return is_eastern(part.text); });
    if (several) {
      for (Name& name : names_of(parts, Pairing::kNone)) out.push_back(std::move(name));
    } else if (!parts.empty()) {
      push(name_of(parts), out);
    }
  }
  return out;
}

}  // namespace

std::vector<Part> parts_of_one(std::string_view text) {
  Pieces pieces;
  for (const std::string_view piece : split(text, ",")) pieces.push_back({piece});
  return parts_of(pieces, false);
}

}  // namespace names

std::vector<Name> split_authors(std::string_view text, AuthorStyle style) {
  const std::string marked = names::with_ascii_marks(text::beginning(text, names::kMostBytes));
  const std::string_view list = marked;
  if (style == AuthorStyle::kComma || style == AuthorStyle::kCommaPairs) {
    return names::from_commas(list, style);
  }
  const names::Views entries = names::split(list, ";");
  if (style == AuthorStyle::kSemicolon || entries.size() > 1) return names::from_semicolons(list);
  return entries.empty() ? std::vector<Name>() : names::from_commas(entries.front(), style);
}

}  // namespace sheaf::feed
