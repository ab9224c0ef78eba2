#include "feed.h"

#include <Poco/SAX/AttributesImpl.h>
#include <Poco/XML/XMLWriter.h>
#include <utf8proc.h>

#include <initializer_list>
#include <sstream>
#include <utility>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/dates.hpp"
#include "sheaf/text/percent.hpp"

namespace output_atom {
namespace {

// What XML 1.0 can hold (https://www.w3.org/TR/xml/#charsets), as valid UTF-8.
std::string legal(std::string_view text) {
  std::string out;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t n = utf8proc_iterate(at, left, &c);
    const utf8proc_ssize_t size = n > 0 ? n : 1;
    const bool fits =
        c == '\t' || c == '\n' || (c >= 0x20 && c != 0x7f && c != 0xfffe && c != 0xffff);
    if (n > 0 && fits) out.append(reinterpret_cast<const char*>(at), static_cast<std::size_t>(n));
    at += size;
    left -= size;
  }
  return out;
}

class Writer {
 public:
  using Attributes = std::initializer_list<std::pair<const char*, std::string>>;

  Writer() : xml_(out_, Poco::XML::XMLWriter::WRITE_XML_DECLARATION) {
    xml_.setNewLine("\n");
    xml_.startDocument();
  }
  void open(const char* name, Attributes attributes = {}) {
    Poco::XML::AttributesImpl list;
    for (const auto& [key, value] : attributes)
      list.addAttribute("", key, key, "CDATA", legal(value));
    xml_.startElement("", name, name, list);
  }
  void close(const char* name) {
    xml_.endElement("", name, name);
    xml_.characters("\n");
  }
  void element(const char* name, std::string_view text, Attributes attributes = {}) {
    open(name, attributes);
    xml_.characters(legal(text));
    close(name);
  }
  std::string finish() {
    xml_.endDocument();
    return out_.str();
  }

 private:
  std::ostringstream out_;
  Poco::XML::XMLWriter xml_;
};

void person(Writer& xml, std::string_view name) {
  xml.open("author");
  xml.element("name", name);
  xml.close("author");
}

void entry(Writer& xml, const Entry& e, const std::string& host) {
  xml.open("entry");
  xml.element("id", "tag:" + host + ",2026:" + sheaf::text::percent_encoded(e.work, "/:()"));
  xml.element("title", e.title, {{"type", "text"}});
  xml.element("updated", sheaf::text::to_rfc3339(e.updated_ms));
  const std::string published =
      e.published_ms == SHEAF_TIME_UNKNOWN ? "" : sheaf::text::to_rfc3339(e.published_ms);
  if (!published.empty()) xml.element("published", published);
  for (const std::string& name : e.authors) {
    if (!legal(name).empty()) person(xml, name);
  }
  if (!e.url.empty()) xml.element("link", "", {{"rel", "alternate"}, {"href", e.url}});
  if (!e.pdf.empty()) {
    xml.element("link", "", {{"rel", "related"}, {"type", "application/pdf"}, {"href", e.pdf}});
  }
  for (const std::string& term : e.categories) {
    if (!legal(term).empty()) xml.element("category", "", {{"term", term}});
  }
  if (!e.summary.empty()) xml.element("summary", e.summary, {{"type", "text"}});
  xml.element("content", e.content, {{"type", "html"}});
  xml.close("entry");
}

}  // namespace

std::string xml_of(const Feed& feed) {
  Writer xml;
  xml.open("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}});
  xml.element("id", feed.self);
  xml.element("title", feed.title, {{"type", "text"}});
  const std::int64_t updated =
      feed.entries.empty() ? feed.updated_ms : feed.entries.front().updated_ms;
  xml.element("updated", sheaf::text::to_rfc3339(updated));
  person(xml, feed.author);  // of entries that name nobody
  xml.element("link", "", {{"rel", "self"}, {"type", "application/atom+xml"}, {"href", feed.self}});
  xml.element("generator", "sheaf", {{"version", feed.version}});
  for (const Entry& e : feed.entries) entry(xml, e, host_of(feed.self));
  xml.close("feed");
  return xml.finish();
}

std::string host_of(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!sheaf::text::starts_with_ignoring_case(url, scheme)) continue;
    url = url.substr(scheme.size());
    url = url.substr(0, url.find_first_of("/?#"));
    if (const auto at = url.rfind('@'); at != std::string_view::npos) url = url.substr(at + 1);
    if (const auto port = url.rfind(':'); port != std::string_view::npos) url = url.substr(0, port);
    std::string out;
    for (const char c : url) {
      if (!sheaf::text::is_alnum(c) && c != '.' && c != '-') return {};
      out += sheaf::text::lower(c);
    }
    return out;
  }
  return {};
}

}  // namespace output_atom
