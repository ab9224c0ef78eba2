// RSS 2.0 (and 0.9x), RSS 1.0 / RDF and Atom 1.0 (and 0.3), one item at a time: memory does not
// grow with the feed. The root element tells the format: `rss` and `feed` in another namespace, or
// in none, are read like those of the standards.
//
// The reader reports what a feed says and judges nothing: a missing author or id is no error, and a
// feed whose title is "Feed error for query" is a feed.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/xml.hpp"
#include "sheaf/plugin.h"

namespace sheaf::feed {

inline constexpr std::string_view kAtomNs = "http://www.w3.org/2005/Atom";
inline constexpr std::string_view kDublinCoreNs = "http://purl.org/dc/elements/1.1/";
inline constexpr std::string_view kDublinCoreTermsNs = "http://purl.org/dc/terms/";
inline constexpr std::string_view kArxivNs = "http://arxiv.org/schemas/atom";
inline constexpr std::string_view kOpenSearchNs = "http://a9.com/-/spec/opensearch/1.1/";

struct Text {
  enum class Type {
    kUnknown,  // RSS does not say: plain text (arXiv), HTML (most others) or anything
    kPlain,    // plain text
    kHtml,     // HTML markup, one level of XML escaping undone
    kXhtml,    // elements stood in the XML itself; written out again as markup
  };
  std::string text;  // as it stands in the feed, white space included
  Type type = Type::kUnknown;
};

struct Stamp {
  std::string raw;           // trimmed; empty when absent
  std::optional<Date> date;  // nullopt when absent or not a date
};

struct Link {
  std::string href;  // never empty; as it stands in the feed, or resolved where xml:base says how
  std::string rel;   // "alternate" when the feed says nothing (RFC 4287 4.2.7.2), "enclosure" for
                     // RSS enclosures
  std::string type;
  std::string title;
};

struct Author {
  // Where it stood. A kCreator may hold one author or a whole list: see split_authors().
  // kFeed: the entry names nobody, its atom:source or the feed does (RFC 4287 section 4.2.1).
  enum class From { kAtom, kRss, kCreator, kFeed };
  std::string name;
  std::string uri;
  std::string email;
  std::vector<std::string> affiliations;  // arxiv:affiliation inside an Atom author
  From from = From::kAtom;
};

struct Category {
  std::string term;
  std::string scheme;  // Atom scheme, RSS domain
};

struct OtherAttribute {
  std::string ns;
  std::string local;
  std::string value;
};

// Any child element that has no field of its own.
struct Other {
  std::string ns;
  std::string local;
  std::string text;  // untrimmed; nested elements written out as markup
  std::vector<OtherAttribute> attributes;

  // The attribute without a namespace; empty when absent.
  std::string_view attribute(std::string_view name) const;
};

struct Item {
  std::string id;                // atom:id, guid, or rdf:about; trimmed
  bool id_is_permalink = false;  // RSS guid: not marked isPermaLink="false"
  Text title;                    // else dc:title
  Text summary;  // summary, description; where there is no content either, dc:description
  Text content;  // atom content that is text, content:encoded
  std::vector<Link> links;
  Stamp published;  // atom published, pubDate; Atom 0.3 issued; else dcterms:issued or created
  Stamp updated;    // atom updated; Atom 0.3 modified; else dcterms:modified
  Stamp dc_date;
  std::vector<Author> authors;       // in order; each dc:creator is one entry
  std::vector<Category> categories;  // else dc:subject
  std::string language;              // xml:lang of the item, or of its title
  std::vector<Other> other;

  // The first with that name, whatever its namespace when `ns` is empty (publishers use several for
  // prism:doi); null when there is none.
  const Other* find(std::string_view local, std::string_view ns = {}) const;
};

struct Feed {
  enum class Format { kNone, kRss, kRdf, kAtom };
  Format format = Format::kNone;
  std::string id;
  Text title;
  Text subtitle;  // subtitle, description
  std::vector<Link> links;
  std::vector<Author> authors;  // of Atom, for entries without
  Stamp updated;                // atom updated, lastBuildDate
  Stamp published;              // pubDate
  Stamp dc_date;
  std::string language;  // language, dc:language, xml:lang of the root
  std::string generator;
  std::vector<std::string> skip_days;
  std::vector<Other> other;

  const Other* find(std::string_view local, std::string_view ns = {}) const;
};

struct FeedOptions : XmlOptions {
  std::size_t item_bytes = 32 << 20;  // all of one item, or of the feed's own elements
  std::string url;                    // where it came from, for a relative xml:base; may be empty
};

struct FeedEnd {
  ParseEnd parse;         // kMalformed also when the root element is not that of a feed
  std::size_t items = 0;  // handed to on_item
  Feed feed;              // with what came after the items, too
};

// Gets each item as it is complete; may move from it. False: no more are wanted.
using OnItem = std::function<bool(Item& item)>;
// Called once, before the first item, or at the end when there are none; not at all when the body
// is no feed.
using OnFeed = std::function<void(const Feed& feed)>;

// Reads a feed. An item cut off by an error is not handed over; those before it have been. Throws
// only what `read` and the callbacks throw. Null callbacks are allowed.
FeedEnd read_feed(const Read& read, const OnItem& on_item, const OnFeed& on_feed = nullptr,
                  const FeedOptions& options = {});

// The state a source reports for a parse that yielded `records` records; `empty_expected`: none
// were due today. Damaged text (ParseEnd::replaced) is a changed format. FeedEnd::parse.detail is the sentence that goes with it. A plugin may know better
// (stale, an error feed).
sheaf_source_state state_of(const ParseEnd& end, std::size_t records, bool empty_expected);

}  // namespace sheaf::feed
