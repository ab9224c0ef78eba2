#include "item.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "people.h"
#include "sheaf/feed/doi.hpp"
#include "sheaf/text/hash.hpp"
#include "texts.h"
#include "urls.h"

namespace feed {
namespace {

using sheaf::feed::Item;

constexpr std::int64_t kDay = 86'400'000;
// A text beyond this is the article, where there is a shorter one beside it.
constexpr std::size_t kLongestAbstract = 10'000;
constexpr std::size_t kWholeTeaser = 40;  // letters that make a beginning more than chance

sheaf_markup markup_of(const sheaf::feed::Text& text, const Reading& reading) {
  if (reading.markup) return *reading.markup;
  return text.type == sheaf::feed::Text::Type::kPlain ? SHEAF_MARKUP_PLAIN : SHEAF_MARKUP_HTML;
}

std::string_view text_of(const Item& item, std::string_view local) {
  const auto* element = item.find(local);
  return element == nullptr ? std::string_view() : trimmed(element->text);
}

std::string find_doi(const Item& item) {
  for (const auto& other : item.other) {
    if (other.local != "doi" && other.local != "DOI" && other.local != "identifier") continue;
    if (std::string doi = sheaf::feed::doi_of(other.text); !doi.empty()) return doi;
  }
  if (std::string doi = sheaf::feed::doi_in_url(item.id); !doi.empty()) return doi;
  for (const auto& link : item.links) {
    if (std::string doi = sheaf::feed::doi_in_url(link.href); !doi.empty()) return doi;
  }
  return {};
}

// `2609.26811` of `https://arxiv.org/abs/2609.26811v1`; empty for other addresses.
std::string arxiv_id(std::string_view url) {
  const std::string host = url_authority(url);
  if (host != "arxiv.org" && !host.ends_with(".arxiv.org")) return {};
  const auto at = url.find("/abs/");
  if (at == url.npos) return {};
  std::string id(url.substr(at + 5, url.find_first_of("?#", at) - at - 5));
  const auto v = id.rfind('v');
  const bool version = v != id.npos && v > 0 && v + 1 < id.size() &&
                       id.find_first_not_of("0123456789", v + 1) == id.npos;
  if (version) id.resize(v);
  return id;
}

// The address of the item's page; empty if it names none.
std::string page_of(const Item& item, const Surroundings& around) {
  for (const auto& link : item.links) {
    const bool page =
        link.rel == "alternate" && (link.type.empty() || link.type.find("html") != link.type.npos);
    std::string url = page ? without_tracking(resolved_url(around.url, link.href)) : std::string();
    if (is_web_url(url)) return url;
  }
  return {};
}

void set_links(const Item& item, const Surroundings& around, const std::string& doi,
               sheaf::Record& out) {
  out.url = page_of(item, around);
  for (const auto& link : item.links) {
    const std::string url = without_tracking(resolved_url(around.url, link.href));
    if (!is_web_url(url) || url == out.url) continue;
    if (link.rel == "self" || link.rel == "replies" || link.rel == "edit") continue;
    const bool pdf = link.type == "application/pdf" || lowered(url).ends_with(".pdf");
    const bool xml = link.type == "text/xml" || link.type == "application/xml";
    if (pdf || xml || link.rel == "enclosure") {
      out.links.push_back({pdf   ? SHEAF_LINK_PDF
                           : xml ? SHEAF_LINK_FULLTEXT
                                 : SHEAF_LINK_OTHER,
                           url, ""});
    }
  }
  if (out.url.empty() && !doi.empty()) out.url = "https://doi.org/" + doi;
  if (out.url.empty() && is_web_url(item.id)) out.url = without_tracking(item.id);
}

// A number in the list is no name for an item: tomorrow another one has it.
bool is_place_in_list(std::string_view guid) {
  return guid.size() < 4 && std::all_of(guid.begin(), guid.end(), sheaf::text::is_digit);
}

// What the source knows the item by, where it has no identifier of its own.
void set_ids(const Item& item, const Surroundings& around, const Shared& shared,
             sheaf::Record& out) {
  const bool own_guid = !item.id.empty() && !shared.guid(item.id);
  // Some feeds link every item to one page.
  const std::string page = out.url.empty() ? std::string() : bare_url(out.url);
  const bool own_page = !page.empty() && page != bare_url(around.home) &&
                        page != bare_url(around.url) && !shared.link(page);
  if (own_page) {
    out.id = out.url;
    out.identifiers.emplace_back(SHEAF_SCHEME_RECORD, page);
  } else if (own_guid) {
    out.id = item.id;
  } else if (!out.url.empty() || !item.id.empty()) {
    out.id = (out.url.empty() ? item.id : out.url) + "#" +
             sheaf::text::fnv1a_hex(skeleton(item.title.text));
  }
  if (own_guid && item.id != out.id && !is_place_in_list(item.id)) {
    out.identifiers.emplace_back(SHEAF_SCHEME_RECORD, item.id);
  }
  if (out.url.empty() && is_web_url(around.home)) out.url = around.home;
}

void set_dates(const Item& item, const Reading& reading, const Surroundings& around,
               sheaf::Record& out) {
  const auto first = [&]() -> std::optional<sheaf::feed::Date> {
    if (item.published.date) return item.published.date;
    if (item.dc_date.date) return item.dc_date.date;
    for (const char* name : {"publicationDate", "publicationdate", "coverDate"}) {
      if (const auto date = sheaf::feed::parse_date(text_of(item, name))) return date;
    }
    return std::nullopt;
  }();
  if (first) sheaf::feed::set_published(out, *first);
  // a month alone says nothing of a version
  if (item.updated.date && item.updated.date->precision >= sheaf::feed::Date::Precision::kDay)
    out.updated_ms = item.updated.date->ms;
  if (!reading.week_years || around.now_ms == SHEAF_TIME_UNKNOWN) return;
  // 2025-12-30 written as 2026-12-30: nothing is announced three quarters of a year ahead.
  for (auto* date : {&out.published_ms, &out.updated_ms}) {
    if (*date != SHEAF_TIME_UNKNOWN && *date > around.now_ms + 270 * kDay) *date -= 365 * kDay;
  }
}

// An abstract and, where the feed has both, an editor's teaser.
struct Texts {
  std::string_view abstract, summary;
  bool abstract_is_content = false;
};

// One text said twice, wholly or in its beginning, is said once.
Texts choose(std::string_view summary, std::string_view content, std::string_view title) {
  const std::string name = skeleton(title);
  std::string s = skeleton(summary), c = summary == content ? s : skeleton(content);
  if (s == name) s.clear();
  if (c == name) c.clear();
  Texts out;
  if (s.empty() || c.empty()) {
    out.abstract_is_content = s.empty();
    if (!c.empty()) out.abstract = content;
    if (!s.empty()) out.abstract = summary;
    return out;
  }
  const std::size_t teaser = std::min(s.size(), c.size());
  const bool repeats =
      s == c || (teaser >= kWholeTeaser && s.compare(0, teaser, c, 0, teaser) == 0);
  out.abstract_is_content = c.size() >= s.size();
  if (c.size() > kLongestAbstract && c.size() > s.size()) {
    out.abstract_is_content = false;
    out.abstract = summary;
    return out;
  }
  out.abstract = out.abstract_is_content ? content : summary;
  if (!repeats) out.summary = out.abstract_is_content ? summary : content;
  return out;
}

void set_texts(const Item& item, const Reading& reading, sheaf::Record& out) {
  std::vector<std::string> known;
  for (const auto& author : out.authors) known.push_back(author.name);
  const auto own_text = [&](const sheaf::feed::Text& text) {
    std::string_view words = trimmed(text.text);
    if (const auto byline = split_byline(words, known)) {
      if (out.authors.empty()) {
        out.authors = people_of(byline->names, Authors::kAuto, markup_of(text, reading));
      }
      words = byline->rest;
    }
    return trimmed(without_citation(words));
  };
  const auto summary = own_text(item.summary), content = own_text(item.content);
  const Texts texts = choose(summary, content, item.title.text);
  const std::uint32_t flags = reading.drop_citations ? std::uint32_t{SHEAF_TEXT_DROP_CITATIONS} : 0;
  const auto set = [&](sheaf::Text& to, std::string_view words, bool is_content) {
    to.value = words;
    to.markup = markup_of(is_content ? item.content : item.summary, reading);
    to.flags = flags;
  };
  set(out.abstract, texts.abstract, texts.abstract_is_content);
  set(out.summary, texts.summary, !texts.abstract_is_content);
  out.title = {item.title.text, markup_of(item.title, reading), flags};
  if (!out.abstract.value.empty() && is_cut(out.abstract.value)) out.flags |= SHEAF_R_TRUNCATED;
}

void set_type(const Item& item, const Reading& reading, sheaf::Record& out) {
  out.type = type_of_title(item.title.text);
  if (says_retracted(item.title.text)) out.flags |= SHEAF_R_WITHDRAWN;
  const auto try_label = [&](std::string_view label) {
    const auto type = type_of_label(label);
    if (out.type == SHEAF_TYPE_UNKNOWN) out.type = type;
    return type != SHEAF_TYPE_UNKNOWN;
  };
  for (const char* name : {"type", "section"}) try_label(text_of(item, name));
  for (const auto& category : item.categories) try_label(category.term);
  if (try_label(out.abstract.value) || says_no_abstract(out.abstract.value)) {
    out.abstract.value.clear();
    out.flags &= ~std::uint32_t{SHEAF_R_TRUNCATED};
  }
  if (out.type == SHEAF_TYPE_UNKNOWN) out.type = reading.type;
}

// Journals call themselves the author of their feed: `PLOS` of `PLOS ONE: New Articles`.
bool is_feed_itself(std::string_view author, std::string_view venue) {
  author = trimmed(author);
  if (skeleton(author) == skeleton(venue)) return true;
  return author.find(' ') == author.npos && venue.starts_with(author) &&
         venue.substr(author.size()).find_first_of(" :") == 0;
}

std::vector<sheaf::feed::Author> own_authors(const Item& item, const Surroundings& around) {
  std::vector<sheaf::feed::Author> out;
  for (const auto& author : item.authors) {
    const bool inherited = author.from == sheaf::feed::Author::From::kFeed;
    if (!inherited || !is_feed_itself(author.name, around.venue)) out.push_back(author);
  }
  return out;
}

// Which keys stand for more than one thing.
class Repeated {
 public:
  void add(const std::string& key, std::string thing) {
    if (key.empty()) return;
    const auto [at, fresh] = first_.try_emplace(key, std::move(thing));
    if (!fresh && at->second != thing) found_.insert(key);
  }
  std::unordered_set<std::string> take() { return std::move(found_); }

 private:
  std::unordered_map<std::string, std::string> first_;
  std::unordered_set<std::string> found_;
};

}  // namespace

Shared::Shared(const std::vector<Item>& items, const Surroundings& around) {
  Repeated links, guids;
  std::vector<std::string> titles;
  for (const Item& item : items) titles.push_back(skeleton(item.title.text));
  // items without title are left out and blur nothing
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!titles[i].empty()) guids.add(items[i].id, titles[i]);
  }
  guids_ = guids.take();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string page = page_of(items[i], around);
    if (page.empty() || titles[i].empty()) continue;
    const bool own_guid = !items[i].id.empty() && !guid(items[i].id);
    links.add(bare_url(page), own_guid ? items[i].id : titles[i]);
  }
  links_ = links.take();
}

Surroundings surroundings(const sheaf::feed::Feed& feed, const std::string& url,
                          std::int64_t now_ms) {
  Surroundings out;
  out.url = url;
  out.language = feed.language;
  out.now_ms = now_ms;
  for (const auto& link : feed.links) {
    if (link.rel != "alternate") continue;
    out.home = without_tracking(resolved_url(url, link.href));
    break;
  }
  const auto* name = feed.find("publicationName");
  std::string_view venue =
      trimmed(name != nullptr ? std::string_view(name->text) : feed.title.text);
  static constexpr std::array<std::string_view, 3> kTails = {
      ": Table of Contents", " - Table of Contents", " Current Issue"};
  for (const std::string_view tail : kTails) {
    if (venue.ends_with(tail)) venue = trimmed(venue.substr(0, venue.size() - tail.size()));
  }
  out.venue = venue;
  return out;
}

std::optional<sheaf::Record> record_of(const Item& item, const Reading& reading,
                                       const Surroundings& around, const Shared& shared) {
  if (skeleton(item.title.text).empty()) return std::nullopt;
  sheaf::Record out;
  const std::string doi = find_doi(item);
  set_links(item, around, doi, out);
  if (const std::string arxiv = arxiv_id(out.url); !arxiv.empty()) {
    out.identifiers.emplace_back("arxiv", arxiv);
    out.id = arxiv;
  }
  if (!doi.empty()) {
    out.identifiers.emplace_back("doi", doi);
    out.id = doi;
  }
  if (out.id.empty()) set_ids(item, around, shared, out);
  if (out.id.empty()) return std::nullopt;
  out.authors = people(own_authors(item, around), reading.authors, markup_of(item.title, reading));
  set_texts(item, reading, out);
  set_type(item, reading, out);
  set_dates(item, reading, around, out);
  const auto venue = text_of(item, "publicationName");
  out.venue.value = !reading.venue.empty() ? reading.venue : !venue.empty() ? venue : around.venue;
  out.venue.markup = reading.venue.empty() ? SHEAF_MARKUP_HTML : SHEAF_MARKUP_PLAIN;
  const auto language = text_of(item, "language");
  out.language = !reading.language.empty() ? reading.language
                 : !language.empty()       ? std::string(language)
                 : !item.language.empty()  ? item.language
                                           : around.language;
  for (const auto& category : item.categories) {
    if (!category.term.empty()) out.categories.push_back(category.term);
  }
  for (const char* name : {"license", "rights"}) {
    const auto license = text_of(item, name);
    if (is_web_url(license)) {
      out.license = license;
      break;
    }
  }
  return out;
}

}  // namespace feed
