#include "sheaf/feed/doi.hpp"

#include <algorithm>
#include <array>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/percent.hpp"

namespace sheaf::feed {
namespace {

using text::is_control;
using text::is_digit;
using text::lowered;
using text::percent_decoded;
using text::trimmed;

bool take(std::string_view& text, std::string_view word) {
  if (!text::starts_with_ignoring_case(text, word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// Length of `10.NNNN/` at the beginning (DOI Handbook section 2.2); 0 if there is none.
std::size_t prefix_length(std::string_view text) {
  if (!text.starts_with("10.")) return 0;
  std::size_t at = 3;
  while (at < text.size() && (is_digit(text[at]) || text[at] == '.')) ++at;
  return at >= 7 && at < text.size() && text[at] == '/' ? at + 1 : 0;
}

// A stop or bracket behind a DOI belongs to the sentence, unless it closes one within the DOI.
void trim_end(std::string& doi) {
  const auto open = [&](char left, char right) {
    return std::count(doi.begin(), doi.end(), left) - std::count(doi.begin(), doi.end(), right);
  };
  auto round = open('(', ')'), square = open('[', ']');
  for (; !doi.empty(); doi.pop_back()) {
    const char c = doi.back();
    const bool stray = std::string_view(".,;:'\"").find(c) != std::string_view::npos ||
                       (c == ')' && round++ < 0) || (c == ']' && square++ < 0);
    if (!stray) return;
  }
}

// `doi`, if there is a suffix and nothing that no DOI has.
std::string checked(std::string doi) {
  trim_end(doi);
  const std::size_t prefix = prefix_length(doi);
  if (prefix == 0 || prefix == doi.size() || doi.size() > 500) return {};
  if (std::any_of(doi.begin(), doi.end(), is_control)) return {};
  return doi;
}

bool ends_with_version(std::string_view doi, std::size_t& length) {
  const std::size_t v = doi.rfind('v');
  if (v == doi.npos || v + 1 == doi.size()) return false;
  if (!std::all_of(doi.begin() + static_cast<std::ptrdiff_t>(v) + 1, doi.end(), is_digit))
    return false;
  length = v;
  return true;
}

void cut_views(std::string& doi) {
  static constexpr std::array<std::string_view, 18> kViews = {
      "/full",     "/abstract", "/abs",      "/pdf",  "/epdf",       "/epub",
      "/fulltext", "/summary",  "/html",     "/meta", "/references", "/full/html",
      "/full.pdf", ".full",     ".abstract", ".pdf",  ".full.pdf",   ".xml"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view view : kViews) {
      if (doi.size() > view.size() && doi.ends_with(view)) {
        doi.resize(doi.size() - view.size());
        again = true;
      }
    }
    if (doi.ends_with('/')) {
      doi.pop_back();
      again = true;
    }
  }
  std::size_t length = 0;
  if ((doi.starts_with("10.1101/") || doi.starts_with("10.64898/")) &&
      ends_with_version(doi, length)) {
    doi.resize(length);
  }
  // academic.oup.com/JOURNAL/article/doi/10.1093/JOURNAL/CODE/NUMBER
  const std::size_t slash = doi.rfind('/');
  if (doi.starts_with("10.1093/") && std::count(doi.begin(), doi.end(), '/') >= 3 &&
      std::all_of(doi.begin() + static_cast<std::ptrdiff_t>(slash) + 1, doi.end(), is_digit)) {
    doi.resize(slash);
  }
}

// The end of what belongs together in an address and in the text around one. `<` before a digit is
// that of an old DOI (`50:9<785::AID-1>3.0.CO;2-J`, ANSI/NISO Z39.56), whose `>` follows.
std::size_t end_of_part(std::string_view url) {
  bool open = false;
  for (std::size_t i = 0; i < url.size(); ++i) {
    const char c = url[i];
    if (c == '<' && i + 1 < url.size() && is_digit(url[i + 1])) {
      open = true;
    } else if (c == '>' && open) {
      open = false;
    } else if (text::is_blank(c) || std::string_view("?&\"<>").find(c) != std::string_view::npos) {
      return i;
    }
  }
  return url.size();
}

// The DOI in one part, decoded and in lower case.
std::string doi_in_part(std::string_view part) {
  constexpr std::size_t kLongest = 1000;  // with what is cut from it
  for (std::size_t at = part.find("10."); at != part.npos; at = part.find("10.", at + 1)) {
    if (at == 0 || std::string_view("/=:").find(part[at - 1]) == std::string_view::npos) continue;
    const std::string_view rest = part.substr(at, kLongest + 1);
    std::string doi(rest.substr(0, rest.find_first_of("?&# \t\r\n\"")));
    if (doi.size() > kLongest || prefix_length(doi) == 0) continue;
    cut_views(doi);
    if (doi = checked(std::move(doi)); !doi.empty()) return doi;
  }
  return {};
}

}  // namespace

std::string doi_of(std::string_view text) {
  text = trimmed(text);
  take(text, "doi:");
  text = trimmed(text);
  bool url = take(text, "https://") || take(text, "http://");
  if (url) {
    take(text, "dx.");
    take(text, "www.");
    if (!take(text, "doi.org/")) return {};
  } else {
    url = take(text, "dx.doi.org/") || take(text, "doi.org/");
  }
  take(text, "doi:");
  std::string doi = url ? percent_decoded(text.substr(0, text.find_first_of("?#"))) : lowered(text);
  if (std::any_of(doi.begin(), doi.end(), text::is_blank)) return {};
  return checked(lowered(doi));
}

std::string doi_in_url(std::string_view url) {
  if (std::string doi = doi_of(url); !doi.empty()) return doi;
  url = url.substr(0, url.find('#'));
  while (!url.empty()) {
    const std::size_t end = end_of_part(url);
    if (std::string doi = doi_in_part(lowered(percent_decoded(url.substr(0, end)))); !doi.empty())
      return doi;
    url.remove_prefix(std::min(end + 1, url.size()));
  }
  return {};
}

}  // namespace sheaf::feed
