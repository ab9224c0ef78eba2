#include "extract.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "clusters.h"
#include "terms.h"

namespace briefing {
namespace {

constexpr double kAlike = 0.1;       // cosine from which works share a theme
constexpr std::size_t kQuoted = 3;   // papers of a theme that are quoted
constexpr std::size_t kFirst = 3;    // papers to read first
constexpr std::size_t kTerms = 4;    // that a paper to read first is about
constexpr std::size_t kTold = 6;     // papers of no theme that are told of in a sentence
constexpr std::size_t kListed = 12;  // and by their titles
constexpr double kFinding = 1.6;     // of a sentence that tells a finding
constexpr std::size_t kShort = 30, kLong = 320, kLongest = 500;  // bytes of a sentence

std::string number(double value) {
  std::array<char, 32> text{};
  const double rounded = std::round(value * 100) / 100;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), rounded).ptr;
  return std::string(text.data(), end);
}

void add(std::string& out, std::string_view more, std::string_view between = "; ") {
  if (!out.empty()) out += between;
  out += more;
}

// ---- What to read first

const sheaf_axis* axis_of(const sheaf_digest& digest, std::string_view id) {
  for (const auto* a : sheaf::range(digest.axes, digest.axis_count)) {
    if (sheaf::view(a->id) == id) return a;
  }
  return nullptr;
}

std::string criterion(const sheaf_digest& digest, std::string_view id) {
  for (const auto& c : sheaf::range(digest.profile->criteria, digest.profile->criterion_count)) {
    if (sheaf::view(c.id) == id) return std::string(sheaf::view(c.text));
  }
  return std::string(id);
}

std::string why(const Work& work, const sheaf_digest& digest, const Words& words) {
  std::string people, grades, matched, terms;
  std::size_t term_count = 0;
  for (const auto* score : sheaf::range(work.raw->scores, work.raw->score_count)) {
    if (score->status != SHEAF_OK) continue;
    for (const auto& e : sheaf::range(score->evidence, score->evidence_count)) {
      if (e.kind == SHEAF_EVIDENCE_PERSON && e.strength == SHEAF_STRENGTH_STRONG &&
          people.empty()) {
        people = said(words.followed, {sheaf::view(e.subject)});
      }
      const bool liked = e.kind == SHEAF_EVIDENCE_TERM && e.contribution > 0;
      if (liked && ++term_count <= kTerms) add(terms, sheaf::view(e.subject), ", ");
    }
    for (const auto& a : sheaf::range(score->axes, score->axis_count)) {
      const sheaf_axis* axis = axis_of(digest, sheaf::view(a.id));
      if (axis == nullptr || axis->scale <= 1) continue;  // a measure, not a grade
      const std::string_view name = sheaf::view(axis->title.len > 0 ? axis->title : axis->id);
      add(grades, said(words.grade, {name, number(a.value), number(axis->scale)}), ", ");
    }
    for (const auto& id : sheaf::range(score->matched, score->matched_count)) {
      add(matched, criterion(digest, sheaf::view(id)), ", ");
    }
  }
  std::string out = people;
  if (!grades.empty()) add(out, grades);
  if (!matched.empty()) add(out, said(words.matches, {matched}));
  if (!terms.empty()) add(out, said(words.terms, {terms}));
  if (out.empty() && work.raw->rank == 1) out = words.best;
  return out;
}

// Followed people's papers, then the best; no list of most of what there is.
Passage read_first(std::span<const Work> works, const sheaf_digest& digest, const Words& words) {
  const std::size_t most = std::clamp<std::size_t>(works.size() / 3, 1, kFirst);
  std::vector<std::size_t> order(works.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto followed = [&](std::size_t i) {
      return (works[i].raw->flags & SHEAF_ITEM_FOLLOWED) != 0;
    };
    return followed(a) && !followed(b);
  });
  Passage out{PassageKind::kReadFirst, "", "", {}};
  for (std::size_t i = 0; i < most; ++i) {
    const Work& w = works[order[i]];
    const std::string reason = why(w, digest, words);
    out.claims.push_back(
        {std::string(w.title) + (reason.empty() ? "" : " (" + reason + ")"), {order[i]}});
  }
  return out;
}

// ---- Themes

std::string fields_of(std::span<const Work> works, const std::vector<std::size_t>& members) {
  std::vector<std::string> seen;
  for (const std::size_t m : members) {
    const std::string& f = works[m].field;
    if (!f.empty() && std::find(seen.begin(), seen.end(), f) == seen.end()) seen.push_back(f);
  }
  std::string out;
  for (const std::string& f : seen) add(out, f, ", ");
  return seen.size() > 1 ? out : "";
}

TermVector centroid(const Terms& terms, const std::vector<std::size_t>& members) {
  std::map<std::uint64_t, double> sum;
  for (const std::size_t m : members) {
    for (const auto& [key, weight] : terms.works()[m].terms) sum[key] += weight;
  }
  double square = 0;
  for (const auto& [key, weight] : sum) square += weight * weight;
  TermVector out;
  for (const auto& [key, weight] : sum) out.emplace_back(key, weight / std::sqrt(square));
  return out;
}

// The sentence that says most of `centre`; the title where there is no abstract.
std::string best_sentence(const Work& work, const TermWork& terms, const TermVector& centre) {
  std::string_view best;
  double most = -1;
  for (const TermSentence& s : terms.sentences) {
    double value = cosine(s.terms, centre) + 0.001;
    if (s.finding) value *= kFinding;
    if (s.text.size() < kShort) value *= 0.4;
    if (s.text.size() > kLong) value *= 0.7;
    if (s.text.size() > kLongest) value *= 0.5;
    if (value > most) {
      most = value;
      best = s.text;
    }
  }
  return std::string(best.empty() ? work.title : best);
}

Passage theme(std::span<const Work> works, const Terms& terms,
              const std::vector<std::size_t>& members, const Words& words) {
  Passage out;
  out.kind = PassageKind::kTheme;
  for (const std::string& t : terms.shared(members, 3)) add(out.title, t, " · ");
  if (const std::string fields = fields_of(works, members); !fields.empty()) {
    out.lead = said(words.in_fields, {fields});
  }
  const TermVector centre = centroid(terms, members);
  // those nearest to what they share are quoted
  std::vector<std::size_t> order = members;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return cosine(terms.works()[a].terms, centre) > cosine(terms.works()[b].terms, centre);
  });
  if (order.size() > kQuoted + 1) order.resize(kQuoted);
  std::sort(order.begin(), order.end());
  for (const std::size_t m : order) {
    out.claims.push_back({best_sentence(works[m], terms.works()[m], centre), {m}});
  }
  Claim further{words.also, {}};
  for (const std::size_t m : members) {
    if (std::find(order.begin(), order.end(), m) == order.end()) further.cites.push_back(m);
  }
  if (!further.cites.empty()) out.claims.push_back(std::move(further));
  return out;
}

// Papers of no theme, briefly; the titles of those to read first have been told.
Passage rest(std::span<const Work> works, const Terms& terms, const std::vector<std::size_t>& left,
             const Passage& first) {
  Passage out{PassageKind::kRest, "", "", {}};
  Claim more{"…", {}};
  for (const std::size_t i : left) {
    const bool named = std::any_of(first.claims.begin(), first.claims.end(),
                                   [i](const Claim& c) { return c.cites[0] == i; });
    std::string text(works[i].title);
    if (left.size() <= kTold && !terms.works()[i].sentences.empty()) {
      const std::string best = best_sentence(works[i], terms.works()[i], terms.works()[i].terms);
      text = named ? best : text + ": " + best;
    }
    if (out.claims.size() < kListed) {
      out.claims.push_back({std::move(text), {i}});
    } else {
      more.cites.push_back(i);
    }
  }
  if (!more.cites.empty()) out.claims.push_back(std::move(more));
  return out;
}

}  // namespace

std::vector<Passage> extract(std::span<const Work> works, const sheaf_digest& digest,
                             const Words& words) {
  std::vector<Passage> out = {read_first(works, digest, words)};
  const Terms terms(works);
  std::vector<bool> told(works.size(), false);
  for (const auto& members : clusters_of(terms.works(), works, kAlike)) {
    out.push_back(theme(works, terms, members, words));
    for (const std::size_t m : members) told[m] = true;
  }
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < works.size(); ++i) {
    if (!told[i]) left.push_back(i);
  }
  if (!left.empty()) out.push_back(rest(works, terms, left, out[0]));
  return out;
}

}  // namespace briefing
