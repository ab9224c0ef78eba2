#include "sheaf/feed/doi.hpp"

#include <algorithm>
#include <array>

namespace sheaf::feed {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool take(std::string_view& text, std::string_view word) {
  if (text.size() < word.size() || lowered(text.substr(0, word.size())) != word) return false;
  text.remove_prefix(word.size());
  return true;
}

int hex(char c) {
  if (is_digit(c)) return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex(text[i + 1]) : -1, low = escape ? hex(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
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
  const auto count = [&](char c) { return std::count(doi.begin(), doi.end(), c); };
  while (!doi.empty()) {
    const char c = doi.back();
    const bool stray = std::string_view(".,;:'\"").find(c) != std::string_view::npos ||
                       (c == ')' && count('(') < count(')')) ||
                       (c == ']' && count('[') < count(']'));
    if (!stray) return;
    doi.pop_back();
  }
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
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
  constexpr std::array<std::string_view, 18> kViews = {
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

}  // namespace

std::string doi_of(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
  take(text, "doi:");
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
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
  if (doi.find_first_of(kBlanks) != doi.npos) return {};
  return checked(lowered(doi));
}

std::string doi_in_url(std::string_view url) {
  if (std::string doi = doi_of(url); !doi.empty()) return doi;
  const std::string text = lowered(percent_decoded(url.substr(0, url.find('#'))));
  for (std::size_t at = text.find("10."); at != text.npos; at = text.find("10.", at + 1)) {
    if (at == 0 || std::string_view("/=:").find(text[at - 1]) == std::string_view::npos) continue;
    std::string doi = text.substr(at, text.find_first_of("?&# \t\r\n\"<>", at) - at);
    if (prefix_length(doi) == 0) continue;
    cut_views(doi);
    if (doi = checked(std::move(doi)); !doi.empty()) return doi;
  }
  return {};
}

}  // namespace sheaf::feed
