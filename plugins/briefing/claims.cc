#include "claims.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "figures.h"
#include "modelapi/handles.h"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"
#include "words.h"

namespace briefing {
namespace {

using sheaf::text::is_alnum;
using sheaf::text::is_lower;
using sheaf::text::lowered;

constexpr std::size_t kLongestClaim = 900;  // bytes of a sentence
constexpr std::size_t kLongestTitle = 120;
constexpr std::size_t kLookedAt = 4000;  // bytes of what may be one

struct Wrong {
  Cut reason;
  std::string what;
};

Marks marks_of(std::string_view language) {
  const std::string primary = primary_language(language);
  return primary.empty() || primary == "en" ? Marks::kEnglish : Marks::kOther;
}

// Line ends become blanks, emphasis marks go, blanks are single.
std::string tidy(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '`') continue;
    if ((c == '*' || c == '_') && i + 1 < text.size() && text[i + 1] == c) {
      ++i;
      continue;
    }
    const bool blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// ---- Papers

class Papers {
 public:
  explicit Papers(std::span<const std::string> handles) : handles_(handles) {}

  std::optional<std::size_t> find(std::string_view handle) const {
    const auto at = std::find(handles_.begin(), handles_.end(), handle);
    if (at == handles_.end()) return std::nullopt;
    return static_cast<std::size_t>(at - handles_.begin());
  }

  // Takes "[k7qd2, m4rt9]" and "(k7qd2)" out of the text and adds their papers.
  void take_brackets(std::string& text, std::vector<std::size_t>& cites) const {
    for (std::size_t open = 0; (open = text.find_first_of("[(", open)) != std::string::npos;) {
      const std::size_t close = text.find(text[open] == '[' ? ']' : ')', open);
      if (close == std::string::npos) return;
      std::vector<std::size_t> inside;
      std::string_view rest = std::string_view(text).substr(open + 1, close - open - 1);
      bool all = !rest.empty();
      while (all && !rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(",; "), rest.size());
        const std::string handle = modelapi::plain_handle(rest.substr(0, end));
        const auto paper = find(handle);
        all = handle.empty() || paper.has_value();
        if (paper) inside.push_back(*paper);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      if (!all || inside.empty()) {
        ++open;
        continue;
      }
      cites.insert(cites.end(), inside.begin(), inside.end());
      const std::size_t begin = open > 0 && text[open - 1] == ' ' ? open - 1 : open;
      text.erase(begin, close + 1 - begin);
      open = begin;
    }
  }

  // A handle in the text, or a place in a list ("[3]"); empty: none.
  std::string named(std::string_view text) const {
    for (std::size_t i = 0; i < text.size();) {
      if (text[i] == '[') {
        const std::size_t close = text.find_first_not_of("0123456789,;- ", i + 1);
        if (close != std::string_view::npos && close > i + 1 && text[close] == ']') {
          return std::string(text.substr(i, close + 1 - i));
        }
      }
      std::size_t end = i;
      while (end < text.size() && is_alnum(text[end])) ++end;
      if (end > i && find(lowered(text.substr(i, end - i)))) {
        return std::string(text.substr(i, end - i));
      }
      i = end > i ? end : i + 1;
    }
    return "";
  }

 private:
  std::span<const std::string> handles_;
};

// ---- Markup

// The first link, address or tag in `text` for which `has` (asked in lower case) says false; empty:
// none.
template <class Has>
std::string foreign_markup(std::string_view text, const Has& has) {
  const auto is_known = [&](std::string_view s) { return has(lowered(s)); };
  if (text.find("](") != std::string_view::npos && !is_known("](")) return "](";
  for (std::size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i + 1)) {
    const std::size_t close = text.find('>', i);
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    const bool tag = close != std::string_view::npos &&
                     (next == '/' || next == '!' || is_lower(static_cast<char>(next | 32)));
    if (tag && !is_known(text.substr(i, close + 1 - i))) {
      return std::string(text.substr(i, close + 1 - i));
    }
  }
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!word.empty() && !is_alnum(word.front())) word.remove_prefix(1);
    while (!word.empty() && !is_alnum(word.back()) && word.back() != '/') word.remove_suffix(1);
    bool address = word.find("://") != std::string_view::npos ||
                   word.find('@') != std::string_view::npos || lowered(word).starts_with("www.") ||
                   lowered(word).starts_with("mailto:");
    // example.org, example.org/path
    const std::string_view name = word.substr(0, word.find('/'));
    const std::size_t point = name.rfind('.');
    if (point != std::string_view::npos && point >= 2 && is_alnum(name[point - 2])) {
      const std::string_view top = name.substr(point + 1);
      address = address || (top.size() >= 2 && std::all_of(top.begin(), top.end(), is_lower));
    }
    if (address && !is_known(word)) return std::string(word);
  }
  return "";
}

// ---- Sentences

class Checker {
 public:
  Checker(std::span<const Work> works, std::span<const std::string> handles,
          std::string_view language)
      : papers_(handles), marks_(marks_of(language)) {
    for (const Work& w : works) {
      Known& k = known_.emplace_back();
      k.text = lowered(w.title) + '\n' + lowered(w.text);
      for (const std::string_view text : {w.title, w.text}) {
        k.figures.add(text, marks_of(w.language));
      }
    }
  }

  std::optional<Wrong> wrong(const std::string& text, const std::vector<std::size_t>& cites,
                             std::size_t longest) const {
    if (text.empty() || text.size() > longest) return Wrong{Cut::kLength, "its length"};
    if (cites.empty()) return Wrong{Cut::kNoPaper, "no known paper"};
    if (const std::string named = papers_.named(text); !named.empty()) {
      return Wrong{Cut::kHandle, named};
    }
    const auto stands = [&](const auto& in_one) {
      return std::any_of(cites.begin(), cites.end(),
                         [&](std::size_t c) { return in_one(known_[c]); });
    };
    std::string markup = foreign_markup(text, [&](const std::string& s) {
      return stands([&](const Known& k) { return k.text.find(s) != std::string::npos; });
    });
    if (!markup.empty()) return Wrong{Cut::kMarkup, std::move(markup)};
    for (const Figure& f : figures_of(text, marks_)) {
      const bool counts = cites.size() > 1 && !f.percent && means_paper(f.behind) &&
                          f.any.front() == std::to_string(cites.size());
      if (!counts && !stands([&](const Known& k) { return k.figures.has(f); })) {
        return Wrong{Cut::kFigure, f.shown};
      }
    }
    return std::nullopt;
  }

  std::vector<std::size_t> cited(const SaidSentence& sentence, std::string& text) const {
    std::vector<std::size_t> all;
    for (const std::string& handle : sentence.papers) {
      if (const auto paper = papers_.find(handle)) all.push_back(*paper);
    }
    papers_.take_brackets(text, all);
    std::vector<std::size_t> out;
    for (const std::size_t c : all) {
      if (std::find(out.begin(), out.end(), c) == out.end()) out.push_back(c);
    }
    return out;
  }

 private:
  struct Known {       // of a work
    std::string text;  // lower case
    KnownFigures figures;
  };
  Papers papers_;
  Marks marks_;
  std::vector<Known> known_;
};

}  // namespace

Checked check(std::span<const SaidPart> parts, std::span<const Work> works,
              std::span<const std::string> handles, std::string_view language) {
  const Checker checker(works, handles, language);
  Checked out;
  for (const SaidPart& part : parts) {
    Passage passage{part.kind, "", "", {}};
    std::vector<std::size_t> all;
    for (const SaidSentence& s : part.sentences) {
      Claim claim{tidy(sheaf::text::beginning(s.text, kLookedAt)), {}};
      claim.cites = checker.cited(s, claim.text);
      if (const auto wrong = checker.wrong(claim.text, claim.cites, kLongestClaim)) {
        ++out.cut[static_cast<std::size_t>(wrong->reason)];
        out.remarks.push_back("left out for " + wrong->what + ": " +
                              std::string(sheaf::text::beginning(claim.text, 300)));
        continue;
      }
      all.insert(all.end(), claim.cites.begin(), claim.cites.end());
      passage.claims.push_back(std::move(claim));
    }
    if (passage.claims.empty()) continue;
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (std::string title = tidy(sheaf::text::beginning(part.title, kLookedAt)); !title.empty()) {
      if (const auto wrong = checker.wrong(title, all, kLongestTitle)) {
        out.remarks.push_back("title dropped for " + wrong->what + ": " +
                              std::string(sheaf::text::beginning(title, 300)));
      } else {
        passage.title = std::move(title);
      }
    }
    out.passages.push_back(std::move(passage));
  }
  return out;
}

}  // namespace briefing
