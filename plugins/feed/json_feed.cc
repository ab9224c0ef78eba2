#include "documents.h"
#include "sheaf/feed/json.hpp"
#include "texts.h"

namespace feed {
namespace {

using sheaf::feed::Json;
using sheaf::feed::string_at;
using TextType = sheaf::feed::Text::Type;

sheaf::feed::Stamp stamp(std::string_view text) {
  return {std::string(text), sheaf::feed::parse_date(text)};
}

sheaf::feed::Link link(std::string_view href, std::string_view rel, std::string_view type = {}) {
  return {std::string(href), std::string(rel), std::string(type), {}};
}

void add_author(Json author, std::vector<sheaf::feed::Author>& out) {
  const auto name = string_at(author, "name");
  if (name.empty()) return;
  auto& added = out.emplace_back();
  added.name = name;
  added.uri = string_at(author, "url");
}

// `authors`, or `author` of version 1.
void add_authors(Json json, std::vector<sheaf::feed::Author>& out) {
  for (const Json author : sheaf::feed::items_at(json, "authors")) add_author(author, out);
  if (const auto author = sheaf::feed::member_at(json, "author"); author && out.empty()) {
    add_author(*author, out);
  }
}

sheaf::feed::Item item_of(Json json) {
  sheaf::feed::Item out;
  out.id = trimmed(string_at(json, "id"));
  if (const auto number = sheaf::feed::integer_at(json, "id"); out.id.empty() && number) {
    out.id = std::to_string(*number);  // version 1 allows it
  }
  out.title = {std::string(string_at(json, "title")), TextType::kPlain};
  out.summary = {std::string(string_at(json, "summary")), TextType::kPlain};
  const auto html = string_at(json, "content_html");
  out.content = html.empty() ? sheaf::feed::Text{std::string(string_at(json, "content_text")),
                                                 TextType::kPlain}
                             : sheaf::feed::Text{std::string(html), TextType::kHtml};
  for (const char* name : {"url", "external_url"}) {
    if (const auto url = string_at(json, name); !url.empty())
      out.links.push_back(link(url, "alternate"));
  }
  for (const Json attachment : sheaf::feed::items_at(json, "attachments")) {
    if (const auto url = string_at(attachment, "url"); !url.empty()) {
      out.links.push_back(link(url, "enclosure", string_at(attachment, "mime_type")));
    }
  }
  out.published = stamp(string_at(json, "date_published"));
  out.updated = stamp(string_at(json, "date_modified"));
  add_authors(json, out.authors);
  for (const Json tag : sheaf::feed::items_at(json, "tags")) {
    out.categories.push_back({std::string(sheaf::feed::string_of(tag)), {}});
  }
  for (const char* name : {"doi", "_doi"}) {
    if (const auto doi = string_at(json, name); !doi.empty()) {
      out.other.push_back({"", "doi", std::string(doi), {}});
    }
  }
  if (const auto language = string_at(json, "language"); !language.empty()) {
    out.other.push_back({"", "language", std::string(language), {}});
  }
  return out;
}

}  // namespace

sheaf::feed::FeedEnd read_json_feed(std::string_view body, const sheaf::feed::OnItem& on_item,
                                    const sheaf::feed::OnFeed& on_feed) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  const sheaf::feed::JsonDocument document(body, "items");
  const Json root = document.root();
  const auto version = sheaf::feed::require<std::string_view>(root, "version");
  if (version.find("jsonfeed.org/version/") == version.npos) {
    throw sheaf::feed::FormatError("version is not that of a JSON Feed in the answer");
  }
  const auto items = sheaf::feed::require<simdjson::dom::array>(root, "items");
  sheaf::feed::FeedEnd end;
  end.feed.title = {std::string(string_at(root, "title")), TextType::kPlain};
  end.feed.language = string_at(root, "language");
  if (const auto home = string_at(root, "home_page_url"); !home.empty()) {
    end.feed.links.push_back(link(home, "alternate"));
  }
  add_authors(root, end.feed.authors);
  for (auto& author : end.feed.authors) author.from = sheaf::feed::Author::From::kFeed;
  if (on_feed) on_feed(end.feed);
  for (const Json json : items) {
    ++end.items;
    auto item = item_of(json);
    if (item.authors.empty()) item.authors = end.feed.authors;
    if (!on_item(item)) {
      end.parse.stopped = true;
      return end;
    }
  }
  if (document.truncated()) {
    end.parse.how = sheaf::feed::ParseEnd::How::kTruncated;
    end.parse.detail = "the end of the feed is missing";
  }
  return end;
}

}  // namespace feed
