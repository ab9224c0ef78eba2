#include "rss.h"

#include <optional>
#include <string>

#include "paper.h"
#include "sheaf/feed/doi.hpp"

namespace biorxiv {
namespace {

namespace feed = sheaf::feed;

// The channel of one subject is `bioRxiv Subject Collection: Bioengineering`.
std::string subject_of(const feed::Feed& head) {
  constexpr std::string_view kCollection = "Subject Collection:";
  const std::string_view title = head.title.text;
  const auto at = title.find(kCollection);
  if (at == title.npos) return {};
  std::string out = folded_category(title.substr(at + kCollection.size()));
  return out == "all" ? std::string() : out;
}

std::string_view text_of(const feed::Item& item, std::string_view local) {
  const auto* element = item.find(local);
  return element == nullptr ? std::string_view() : trimmed(element->text);
}

std::string_view link_of(const feed::Item& item) {
  for (const auto& link : item.links) {
    if (const std::string_view href = trimmed(link.href); !href.empty()) return href;
  }
  return trimmed(item.id);
}

// `…/cgi/content/short/857789v1?rss=1`, `…/content/10.64898/2026.05.19.726321v1.full`
std::uint32_t version_of(std::string_view link) {
  link = link.substr(0, link.find_first_of("?#"));
  for (const std::string_view view : {".full.pdf", ".full", ".abstract", ".short"}) {
    if (link.ends_with(view)) link.remove_suffix(view.size());
  }
  return take_version(link);
}

std::string doi_of(const feed::Item& item, std::string_view link) {
  std::string doi;
  for (const auto& element : item.other) {
    if (element.local == "identifier" || element.local == "doi") doi = feed::doi_of(element.text);
    if (!doi.empty()) break;
  }
  if (doi.empty()) doi = feed::doi_in_url(link);
  std::string_view bare = doi;
  take_version(bare);
  return std::string(bare);
}

Server server_of(const feed::Item& item, std::string_view link, Server otherwise) {
  const std::string_view publisher = text_of(item, "publisher");
  for (const Server s : {Server::kBiorxiv, Server::kMedrxiv}) {
    if (publisher == name_of(s) || link.find(id_of(s)) != link.npos) return s;
  }
  return otherwise;
}

std::optional<feed::Date> posted(const feed::Item& item) {
  if (item.dc_date.date) return item.dc_date.date;
  return feed::parse_date(text_of(item, "publicationDate"));
}

// The element that is missing; empty when the record is complete.
std::string_view read_item(const feed::Item& item, const std::string& subject, Server server,
                           sheaf::Record& out) {
  const std::string_view link = link_of(item);
  const std::string doi = doi_of(item, link);
  if (doi.empty()) return "dc:identifier";
  if (trimmed(item.title.text).empty()) return "title";
  set_version(out, server_of(item, link, server), doi, version_of(link), posted(item));
  // Both servers take research alone.
  out.type = SHEAF_TYPE_RESEARCH;
  const std::string& body = item.summary.text.empty() ? item.content.text : item.summary.text;
  set_texts(out, item.title.text, body);
  for (const auto& author : item.authors) {
    set_authors(out, author.name, feed::AuthorStyle::kCommaPairs);
  }
  std::string category = folded_category(text_of(item, "section"));
  if (category.empty()) category = subject;
  if (!category.empty()) {
    out.primary_category = category;
    out.categories.push_back(std::move(category));
  }
  return {};
}

}  // namespace

Subjects read_rss(const feed::Read& read, std::string_view content_type, Server server,
                  const OnRecord& on_record) {
  Subjects out;
  std::string subject;
  feed::FeedOptions options;
  options.content_type = content_type;
  const feed::FeedEnd end = feed::read_feed(
      read,
      [&](const feed::Item& item) {
        ++out.items;
        sheaf::Record record;
        const std::string_view missed = read_item(item, subject, server, record);
        if (missed.empty()) return on_record(record);
        ++out.unreadable;
        if (out.missed.empty()) out.missed = missed;
        return true;
      },
      [&](const feed::Feed& head) { subject = subject_of(head); }, options);
  out.parse = end.parse;
  return out;
}

}  // namespace biorxiv
