#include "digest/people.h"

#include <algorithm>

#include "digest/words.h"
#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"

namespace digest {
namespace {

using sheaf::range;
using sheaf::view;
using sheaf::text::equals_ignoring_case;
using sheaf::text::lower;

bool same_initial(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && lower(a.front()) == lower(b.front());
}

// Is this author the followed person that the evidence names? The profile knows more than the name.
bool is_person(const sheaf_person& author, const sheaf_profile& profile, std::string_view name) {
  if (equals_ignoring_case(view(author.name), name)) return true;
  for (const auto* p : range(profile.people, profile.person_count)) {
    if (view(p->name) != name) continue;
    if (p->orcid.len > 0 && author.orcid.len > 0) return view(p->orcid) == view(author.orcid);
    return p->family.len > 0 && equals_ignoring_case(view(p->family), view(author.family)) &&
           same_initial(view(p->given), view(author.given));
  }
  return false;
}

}  // namespace

std::vector<Match> matches(const sheaf_item& item) {
  std::vector<Match> out;
  for (const auto* score : range(item.scores, item.score_count)) {
    for (const auto& e : range(score->evidence, score->evidence_count)) {
      if (e.kind != SHEAF_EVIDENCE_PERSON) continue;
      const Match match{view(e.subject), view(e.detail), e.strength};
      const auto known = std::find_if(out.begin(), out.end(),
                                      [&](const Match& m) { return m.person == match.person; });
      if (known == out.end()) {
        out.push_back(match);
      } else if (match.strength > known->strength) {
        *known = match;
      }
    }
  }
  return out;
}

Line authors_line(const sheaf_record& record, const sheaf_profile& profile,
                  const std::vector<Match>& followed, std::size_t max_authors) {
  struct Name {
    std::string_view text;
    bool followed = false, group = false;
  };
  std::vector<Name> names;
  names.reserve(record.author_count);
  for (const auto* author : range(record.authors, record.author_count)) {
    Name name{view(author->name), false, (author->flags & SHEAF_PERSON_GROUP) != 0};
    if (one_line(name.text).empty()) continue;
    name.followed = std::any_of(followed.begin(), followed.end(), [&](const Match& m) {
      return is_person(*author, profile, m.person);
    });
    names.push_back(name);
  }
  const bool all = names.size() <= max_authors + 1;
  Line out;
  std::size_t hidden = 0;
  bool gap = false;  // the last of the line stands for hidden names
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Name& name = names[i];
    if (all || i < max_authors || name.followed || name.group) {
      Span span{std::string(name.text), Span::Kind::prose};
      span.strong = name.followed;
      out.join(", ", Line().add(std::move(span)));
      gap = false;
    } else {
      if (!gap) out.join(", ", Line().own("…"));
      gap = true;
      ++hidden;
    }
  }
  if (hidden > 0) out.own(" and " + thousands(hidden) + " more");
  return out;
}

}  // namespace digest
