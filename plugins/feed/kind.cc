#include <algorithm>

#include "documents.h"
#include "texts.h"

namespace feed {

Kind kind_of(std::string_view body) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  body = trimmed(body.substr(0, 16 << 10));
  if (body.starts_with('{')) return Kind::kJson;
  const std::string head = lowered(body);
  // The first element that is a feed's or a page's. XHTML has an XML declaration, too.
  const auto first = [&](std::initializer_list<std::string_view> marks) {
    std::size_t at = head.size();
    for (const auto mark : marks) at = std::min(at, head.find(mark));
    return at;
  };
  const auto page = first({"<!doctype html", "<html", "<head", "<body"});
  const auto xml = first({"<rss", "<feed", "<rdf:rdf", "<opml", "<channel", ":rss", ":feed"});
  return page < xml ? Kind::kHtml : Kind::kXml;
}

}  // namespace feed
