#include "article.h"

#include <algorithm>
#include <array>

#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/doi.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/text/ascii.hpp"

namespace nature {
namespace {

using sheaf::text::starts_with_ignoring_case;
using sheaf::text::trimmed;

namespace feed = sheaf::feed;

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kArticles = "https://www.nature.com/articles/";
constexpr std::string_view kPublished = "Published online:";

std::string_view text_of(const feed::Item& item, std::string_view local, std::string_view ns = {}) {
  const auto* element = item.find(local, ns);
  return element == nullptr ? std::string_view() : trimmed(element->text);
}

// A known beginning, followed by a colon or, like `Matters Arising From`, a blank.
struct Beginning {
  std::string_view words;
  sheaf_record_type type;
};
constexpr std::array<Beginning, 16> kBeginnings = {{
    {"author correction", SHEAF_TYPE_CORRECTION},
    {"publisher correction", SHEAF_TYPE_CORRECTION},
    {"author & publisher correction", SHEAF_TYPE_CORRECTION},
    {"correction", SHEAF_TYPE_CORRECTION},
    {"correction to", SHEAF_TYPE_CORRECTION},
    {"corrigendum", SHEAF_TYPE_CORRECTION},
    {"erratum", SHEAF_TYPE_CORRECTION},
    {"addendum", SHEAF_TYPE_CORRECTION},
    {"editorial expression of concern", SHEAF_TYPE_CORRECTION},
    {"editor's note", SHEAF_TYPE_CORRECTION},
    {"retraction", SHEAF_TYPE_RETRACTION},
    {"retraction note", SHEAF_TYPE_RETRACTION},
    {"retraction note to", SHEAF_TYPE_RETRACTION},
    {"reply to", SHEAF_TYPE_LETTER},
    {"reply", SHEAF_TYPE_LETTER},
    {"matters arising", SHEAF_TYPE_LETTER},
}};

// Magazine content is 10.1038/d41586-…, what journals publish 10.1038/s41586-… or, before 2017,
// 10.1038/nature… https://www.nature.com/nature/for-authors/other-subs
bool is_magazine(std::string_view doi) {
  const auto at = doi.find('/') + 1;
  return doi.size() > at + 1 && doi[at] == 'd' && doi[at + 1] >= '0' && doi[at + 1] <= '9';
}

sheaf_record_type type_of(std::string_view doi, std::string_view title, bool has_author) {
  if (const auto said = type_of_title(title); said != SHEAF_TYPE_UNKNOWN) return said;
  // News & Views, research briefings and editorials come without author.
  return is_magazine(doi) || !has_author ? SHEAF_TYPE_NEWS : SHEAF_TYPE_RESEARCH;
}

std::string find_doi(const feed::Item& item) {
  for (const std::string_view said :
       {text_of(item, "doi"), text_of(item, "identifier", feed::kDublinCoreNs)}) {
    if (std::string doi = feed::doi_of(said); !doi.empty()) return doi;
  }
  return {};
}

// Without query, https.
std::string landing(const feed::Item& item, std::string_view doi) {
  for (const auto& link : item.links) {
    std::string_view url = trimmed(link.href);
    if (link.rel != "alternate" || !starts_with_ignoring_case(url, "http")) continue;
    url = url.substr(0, url.find_first_of("?#"));
    const auto scheme = url.find("://");
    return scheme == url.npos ? std::string(url) : "https" + std::string(url.substr(scheme));
  }
  constexpr std::string_view kOwn = "10.1038/";
  return doi.starts_with(kOwn) ? std::string(kArticles).append(doi.substr(kOwn.size()))
                               : "https://doi.org/" + std::string(doi);
}

std::optional<feed::Date> day_of(const feed::Item& item) {
  if (item.dc_date.date) return item.dc_date.date;
  // Nature Medicine, Published online: 2026-09-08; | doi:10.1038/…
  const std::string_view source = text_of(item, "source", feed::kDublinCoreNs);
  const auto at = source.find(kPublished);
  if (at == source.npos) return std::nullopt;
  const std::string_view rest = source.substr(at + kPublished.size());
  return feed::parse_date(rest.substr(0, rest.find(';')));
}

void add_authors(const feed::Item& item, sheaf::Record& out) {
  for (const auto& author : item.authors) {
    for (const feed::Name& name : feed::split_authors(author.name, feed::AuthorStyle::kOne)) {
      const bool known = std::any_of(out.authors.begin(), out.authors.end(),
                                     [&](const sheaf::Person& p) { return p.name == name.full; });
      if (!known) out.authors.push_back(feed::person_of(name));
    }
  }
}

// What is left without white space: enough to see that two texts are one.
std::string letters(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (kBlanks.find(c) == kBlanks.npos) out += c;
  }
  while (out.ends_with('.')) out.pop_back();
  return out;
}

}  // namespace

sheaf_record_type type_of_title(std::string_view title) {
  title = trimmed(title);
  for (const Beginning& b : kBeginnings) {
    if (!starts_with_ignoring_case(title, b.words)) continue;
    const std::string_view rest = title.substr(b.words.size());
    const bool arising = b.words == "matters arising" && (rest.empty() || rest.front() == ' ');
    if (rest.starts_with(':') || rest.starts_with(" :") || arising) return b.type;
  }
  return SHEAF_TYPE_UNKNOWN;
}

std::string_view replied_to(std::string_view title) {
  constexpr std::string_view kReply = "reply to:";
  title = trimmed(title);
  return starts_with_ignoring_case(title, kReply) ? trimmed(title.substr(kReply.size()))
                                                  : std::string_view();
}

std::string standfirst(std::string_view content, std::string_view title) {
  constexpr std::string_view kEnd = "</p>";
  const auto published = content.find(kPublished);
  if (published != content.npos) {
    const auto end = content.find(kEnd, published);
    content = end == content.npos ? std::string_view() : content.substr(end + kEnd.size());
  }
  content = trimmed(content);
  return letters(content) == letters(title) ? std::string() : std::string(content);
}

std::optional<sheaf::Record> read_article(const feed::Item& item, const feed::Feed& feed,
                                          std::string& missed) {
  sheaf::Record out;
  const std::string_view title = trimmed(item.title.text);
  out.id = find_doi(item);
  if (out.id.empty()) missed = "prism:doi";
  if (title.empty()) missed = "title";
  if (!missed.empty()) return std::nullopt;

  out.title = {std::string(title), SHEAF_MARKUP_HTML};
  out.identifiers.emplace_back("doi", out.id);
  out.url = landing(item, out.id);
  out.summary = {standfirst(item.content.text, title), SHEAF_MARKUP_HTML};
  const std::string_view journal = text_of(item, "publicationName");
  out.venue.value = journal.empty() ? trimmed(feed.title.text) : journal;
  out.language = feed.language;
  if (const auto day = day_of(item)) {
    feed::set_published(out, *day);
    out.announced_ms = day->ms;
  }
  add_authors(item, out);
  if (starts_with_ignoring_case(title, "retracted article:")) {
    out.flags |= SHEAF_R_WITHDRAWN;
    out.type = SHEAF_TYPE_RESEARCH;
  } else {
    out.type = type_of(out.id, title, !out.authors.empty());
  }
  return out;
}

}  // namespace nature
