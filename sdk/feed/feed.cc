#include "sheaf/feed/feed.hpp"

#include <algorithm>
#include <utility>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/urls.hpp"

namespace sheaf::feed {
namespace {

constexpr std::string_view kAtom03Ns = "http://purl.org/atom/ns#";
constexpr std::string_view kRdfNs = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr std::string_view kContentNs = "http://purl.org/rss/1.0/modules/content/";
constexpr std::string_view kXmlNs = "http://www.w3.org/XML/1998/namespace";

enum class Ns { kRss, kAtom, kDc, kContent, kOther };

Ns classify(std::string_view ns) {
  if (ns.empty()) return Ns::kRss;
  if (ns == kAtomNs || ns == kAtom03Ns) return Ns::kAtom;
  if (ns == kDublinCoreNs) return Ns::kDc;
  if (ns == kContentNs) return Ns::kContent;
  // RSS 1.0, 0.90, 1.1 and what some generators of RSS 2.0 declare.
  if (ns == "http://purl.org/rss/1.0/" || ns == "http://my.netscape.com/rdf/simple/0.9/" ||
      ns == "http://channel.netscape.com/rdf/simple/0.9/" ||
      ns == "http://backend.userland.com/rss2") {
    return Ns::kRss;
  }
  return Ns::kOther;
}

void set_stamp(Stamp& stamp, std::string_view text) {
  stamp.raw = text::trimmed(text);
  stamp.date = parse_date(stamp.raw);
}

// Text types of Atom 1.0 (RFC 4287 3.1) and of `mode` in Atom 0.3.
Text::Type atom_type(XmlAttributes attributes) {
  const std::string_view type = attribute(attributes, "type");
  const std::string_view mode = attribute(attributes, "mode");
  if (type == "xhtml" || type == "application/xhtml+xml") return Text::Type::kXhtml;
  if (type == "html" || type == "text/html" || mode == "escaped") return Text::Type::kHtml;
  return Text::Type::kPlain;
}

// A file in Base64 or of another media type than a text's (RFC 4287 4.1.3.3).
bool is_file(XmlAttributes attributes) {
  const std::string_view type = attribute(attributes, "type");
  return attribute(attributes, "mode") == "base64" ||
         (type.find('/') != type.npos && !text::starts_with_ignoring_case(type, "text/") &&
          !text::equals_ignoring_case(type, "application/xhtml+xml"));
}

Link atom_link(XmlAttributes attributes) {
  Link link;
  link.href = text::trimmed(attribute(attributes, "href"));
  link.rel = attribute(attributes, "rel");
  if (link.rel.empty()) link.rel = "alternate";
  link.type = attribute(attributes, "type");
  link.title = attribute(attributes, "title");
  return link;
}

Link plain_link(std::string_view href) {
  Link link;
  link.href = text::trimmed(href);
  link.rel = "alternate";
  return link;
}

bool begins_div(std::string_view markup) {
  return markup.starts_with("<div>") || markup.starts_with("<div ");
}

// The div that Atom puts around XHTML is not part of the content (RFC 4287 3.1.1.3).
std::string_view without_div(std::string_view markup) {
  constexpr std::string_view kEnd = "</div>";
  const std::string_view whole = text::trimmed(markup);
  if (!begins_div(whole)) return markup;
  int open = 0;
  for (auto at = whole.find('<'); at != whole.npos; at = whole.find('<', at + 1)) {
    if (begins_div(whole.substr(at))) ++open;
    if (!whole.substr(at).starts_with(kEnd) || --open > 0) continue;
    if (at + kEnd.size() != whole.size()) return markup;
    const auto start = whole.find('>') + 1;
    return whole.substr(start, at - start);
  }
  return markup;
}

// The element `name` inside a person's markup, or all of it without its tags. Entities stay.
std::string name_in(std::string_view markup) {
  if (const auto begin = markup.find("<name>"); begin != markup.npos) {
    markup.remove_prefix(begin + 6);
    markup = markup.substr(0, markup.find("</name>"));
  }
  std::string out;
  bool tag = false;
  for (const char c : markup) {
    if (c == '<') tag = true;
    if (!tag) out += c;
    if (c != '>' || !tag) continue;
    tag = false;
    out += ' ';
  }
  return std::string(text::trimmed(out));
}

const Other* find_in(const std::vector<Other>& others, std::string_view local,
                     std::string_view ns) {
  const auto found = std::find_if(others.begin(), others.end(), [&](const Other& other) {
    return other.local == local && (ns.empty() || other.ns == ns);
  });
  return found == others.end() ? nullptr : &*found;
}

class Reader : public XmlHandler {
 public:
  Reader(const OnItem& on_item, const OnFeed& on_feed, const FeedOptions& options)
      : on_item_(on_item), on_feed_(on_feed), item_bytes_(options.item_bytes), url_(options.url) {}

  Take on_start(const XmlName& name, XmlAttributes attributes) override;
  bool on_value(const XmlName& name, const XmlValue& value) override;
  bool on_end(const XmlName& name) override;

  // Tells of a feed without items.
  void announce() {
    if (!std::exchange(announced_, true) && on_feed_) on_feed_(feed_);
  }

  std::size_t items() const { return items_; }
  Feed& feed() { return feed_; }
  const std::string& not_a_feed() const { return not_a_feed_; }
  bool too_big() const { return bytes_ > item_bytes_; }

 private:
  enum class In { kDocument, kRoot, kFeed, kItem, kSource, kAuthor, kSkipDays };
  // Where the value that is being read goes.
  enum class Slot {
    kId,
    kGuid,
    kTitle,
    kSummary,
    kContent,
    kLink,
    kPublished,
    kUpdated,
    kDcDate,
    kRssAuthor,
    kCreator,
    kCategory,
    kLanguage,
    kGenerator,
    kSkipDay,
    kAuthorName,
    kAuthorUri,
    kAuthorEmail,
    kAffiliation,
    kOther
  };

  Take root(const XmlName& name, XmlAttributes attributes);
  Take child(const XmlName& name, XmlAttributes attributes);
  Take feed_child(Ns ns, const XmlName& name, XmlAttributes attributes);
  Take item_child(Ns ns, const XmlName& name, XmlAttributes attributes);
  Take author_child(const XmlName& name);
  Take common_child(Ns ns, const XmlName& name, XmlAttributes attributes);
  Take text_child(Slot slot, Text::Type type);
  Take begin_item(XmlAttributes attributes);
  Take begin_other(const XmlName& name, XmlAttributes attributes);
  Take into(Slot slot) {
    slot_ = slot;
    return Take::kText;
  }
  Take nested(In in, XmlAttributes attributes) {
    path_.push_back(in);
    bases_.push_back(base_below(attributes));
    return Take::kChildren;
  }
  Take begin_author(std::vector<Author>& authors, XmlAttributes attributes) {
    authors_ = &authors;
    authors.emplace_back();
    return nested(In::kAuthor, attributes);
  }
  void add_link(Link link, const std::string& base);
  // What an element's xml:base makes of the one around it (https://www.w3.org/TR/xmlbase/); empty:
  // none was said.
  std::string base_below(XmlAttributes attributes) const;
  Ns ns_of(const XmlName& name) const {
    return named_by_root_ && name.ns == root_ns_ ? *named_by_root_ : classify(name.ns);
  }
  void complete();

  bool in_item() const { return path_.size() > 1 && path_[path_.size() - 1] == In::kItem; }
  std::vector<Link>& links() { return in_item() ? item_.links : feed_.links; }
  std::vector<Other>& others() { return in_item() ? item_.other : feed_.other; }
  void store_text(Text& text, const XmlValue& value);
  void store(const XmlValue& value);

  const OnItem& on_item_;
  const OnFeed& on_feed_;
  const std::size_t item_bytes_;
  const std::string& url_;
  std::vector<In> path_{In::kDocument};
  std::vector<std::string> bases_{""};  // one for each of path_
  std::string link_base_;               // of the link being read
  std::optional<Ns> named_by_root_;     // what the unknown namespace root_ns_ stands for
  std::string root_ns_;
  std::vector<Author>* authors_ = nullptr;  // where the author being read goes
  std::vector<Author> source_authors_;      // of the item's atom:source
  Slot slot_ = Slot::kOther;
  Text::Type type_ = Text::Type::kUnknown;  // of the text being read
  std::string category_scheme_;
  Feed feed_;
  Item item_;
  std::size_t bytes_ = 0;       // of the item, or of the feed outside items
  std::size_t feed_bytes_ = 0;  // of the feed, while an item is read
  std::size_t items_ = 0;
  bool announced_ = false;
  std::string not_a_feed_;
};

Take Reader::root(const XmlName& name, XmlAttributes attributes) {
  const auto named = [&](Ns as) {
    root_ns_ = name.ns;
    named_by_root_ = as;
  };
  feed_.language = attribute(attributes, "lang", kXmlNs);
  if (name.local == "rss") {
    named(Ns::kRss);
    feed_.format = Feed::Format::kRss;
    return nested(In::kRoot, attributes);
  }
  if (name.ns == kRdfNs && name.local == "RDF") {
    feed_.format = Feed::Format::kRdf;
    return nested(In::kRoot, attributes);
  }
  if (name.local == "feed") {
    named(Ns::kAtom);
    feed_.format = Feed::Format::kAtom;
    return nested(In::kFeed, attributes);
  }
  not_a_feed_ =
      "the root element <" + std::string(name.local.substr(0, 40)) + "> is not that of a feed";
  return Take::kStop;
}

Take Reader::on_start(const XmlName& name, XmlAttributes attributes) {
  if (path_.back() == In::kDocument) return root(name, attributes);
  const std::size_t depth = path_.size();
  const Take take = child(name, attributes);
  if (path_.size() > depth && path_.back() == In::kItem) return take;
  bytes_ += name.ns.size() + name.local.size() + sizeof(Other);
  for (const XmlAttribute& attribute : attributes)
    bytes_ += attribute.value.size() + sizeof(OtherAttribute);
  return too_big() ? Take::kStop : take;
}

Take Reader::child(const XmlName& name, XmlAttributes attributes) {
  const bool of_rss =
      path_.back() == In::kRoot && (name.local == "channel" || name.local == "item");
  if (of_rss && !named_by_root_ && classify(name.ns) == Ns::kOther) {
    root_ns_ = name.ns;
    named_by_root_ = Ns::kRss;
  }
  const Ns ns = ns_of(name);
  switch (path_.back()) {
    case In::kRoot:
      if (ns == Ns::kRss && name.local == "channel") {
        if (const auto lang = attribute(attributes, "lang", kXmlNs); !lang.empty())
          feed_.language = lang;
        return nested(In::kFeed, attributes);
      }
      if (ns == Ns::kRss && name.local == "item") return begin_item(attributes);
      return Take::kSkip;  // the image and text input of RSS 1.0
    case In::kFeed:
      return feed_child(ns, name, attributes);
    case In::kItem:
      return item_child(ns, name, attributes);
    case In::kSource:
      return ns == Ns::kAtom && name.local == "author" ? begin_author(source_authors_, attributes)
                                                       : Take::kSkip;
    case In::kAuthor:
      return author_child(name);
    case In::kSkipDays:
      return name.local == "day" ? into(Slot::kSkipDay) : Take::kSkip;
    case In::kDocument:
      break;
  }
  return Take::kSkip;
}

Take Reader::feed_child(Ns ns, const XmlName& name, XmlAttributes attributes) {
  const std::string_view local = name.local;
  if (ns == Ns::kRss) {
    if (local == "item") return begin_item(attributes);
    if (local == "description") return text_child(Slot::kSummary, Text::Type::kUnknown);
    if (local == "lastBuildDate") return into(Slot::kUpdated);
    if (local == "language") return into(Slot::kLanguage);
    if (local == "generator") return into(Slot::kGenerator);
    if (local == "skipDays") return nested(In::kSkipDays, attributes);
    if (local == "items" || local == "image" || local == "textInput" || local == "textinput") {
      return Take::kSkip;
    }
  } else if (ns == Ns::kAtom) {
    if (local == "entry") return begin_item(attributes);
    if (local == "subtitle" || local == "tagline")
      return text_child(Slot::kSummary, atom_type(attributes));
    if (local == "generator") return into(Slot::kGenerator);
    if (local == "author") return begin_author(feed_.authors, attributes);
  } else if (ns == Ns::kDc && local == "language") {
    return into(Slot::kLanguage);
  }
  return common_child(ns, name, attributes);
}

Take Reader::item_child(Ns ns, const XmlName& name, XmlAttributes attributes) {
  const std::string_view local = name.local;
  if (ns == Ns::kRss) {
    if (local == "description") return text_child(Slot::kSummary, Text::Type::kUnknown);
    if (local == "author") return text_child(Slot::kRssAuthor, Text::Type::kPlain);
    if (local == "guid") {
      item_.id_is_permalink = attribute(attributes, "isPermaLink") != "false";
      return into(Slot::kGuid);
    }
    if (local == "category") {
      category_scheme_ = attribute(attributes, "domain");
      return into(Slot::kCategory);
    }
    if (local == "enclosure") {
      Link link;
      link.href = text::trimmed(attribute(attributes, "url"));
      link.rel = "enclosure";
      link.type = attribute(attributes, "type");
      add_link(std::move(link), base_below(attributes));
      return Take::kSkip;
    }
  } else if (ns == Ns::kAtom) {
    if (local == "summary") return text_child(Slot::kSummary, atom_type(attributes));
    if (local == "content") {
      if (is_file(attributes)) return Take::kSkip;
      return text_child(Slot::kContent, atom_type(attributes));
    }
    if (local == "author") return begin_author(item_.authors, attributes);
    if (local == "source") return nested(In::kSource, attributes);
    if (local == "category") {
      item_.categories.push_back({std::string(text::trimmed(attribute(attributes, "term"))),
                                  std::string(attribute(attributes, "scheme"))});
      return Take::kSkip;
    }
  } else if (ns == Ns::kDc && local == "creator") {
    return text_child(Slot::kCreator, Text::Type::kPlain);
  } else if (ns == Ns::kContent && local == "encoded") {
    return text_child(Slot::kContent, Text::Type::kHtml);
  }
  return common_child(ns, name, attributes);
}

// What feeds and items have in common.
Take Reader::common_child(Ns ns, const XmlName& name, XmlAttributes attributes) {
  const std::string_view local = name.local;
  if (in_item() && local == "title" && item_.language.empty()) {
    item_.language = attribute(attributes, "lang", kXmlNs);
  }
  if (ns == Ns::kRss) {
    if (local == "title") return text_child(Slot::kTitle, Text::Type::kUnknown);
    if (local == "link") {
      link_base_ = base_below(attributes);
      add_link(atom_link(attributes), link_base_);  // that of Atom, in the wrong namespace
      return into(Slot::kLink);
    }
    if (local == "pubDate") return into(Slot::kPublished);
  } else if (ns == Ns::kAtom) {
    if (local == "id") return into(Slot::kId);
    if (local == "title") return text_child(Slot::kTitle, atom_type(attributes));
    if (local == "link") {
      add_link(atom_link(attributes), base_below(attributes));
      return Take::kSkip;
    }
    if (local == "updated" || local == "modified") return into(Slot::kUpdated);
    if (local == "published" || local == "issued") return into(Slot::kPublished);
  } else if (ns == Ns::kDc && local == "date") {
    return into(Slot::kDcDate);
  }
  return begin_other(name, attributes);
}

Take Reader::author_child(const XmlName& name) {
  if (ns_of(name) == Ns::kAtom) {
    if (name.local == "name") return into(Slot::kAuthorName);
    if (name.local == "uri" || name.local == "url") return into(Slot::kAuthorUri);
    if (name.local == "email") return into(Slot::kAuthorEmail);
  }
  return name.local == "affiliation" ? into(Slot::kAffiliation) : Take::kSkip;
}

Take Reader::text_child(Slot slot, Text::Type type) {
  slot_ = slot;
  type_ = type;
  return Take::kMarkup;
}

std::string Reader::base_below(XmlAttributes attributes) const {
  const std::string_view said = attribute(attributes, "base", kXmlNs);
  if (said.empty()) return bases_.back();
  return text::resolved_url(bases_.back().empty() ? url_ : bases_.back(), said);
}

void Reader::add_link(Link link, const std::string& base) {
  if (link.href.empty()) return;
  if (!base.empty()) {
    std::string whole = text::resolved_url(base, link.href);
    if (!whole.empty()) link.href = std::move(whole);
  }
  links().push_back(std::move(link));
}

Take Reader::begin_item(XmlAttributes attributes) {
  announce();
  feed_bytes_ = std::exchange(bytes_, 0);
  item_ = Item();
  source_authors_.clear();
  item_.id = text::trimmed(attribute(attributes, "about", kRdfNs));
  item_.language = attribute(attributes, "lang", kXmlNs);
  return nested(In::kItem, attributes);
}

Take Reader::begin_other(const XmlName& name, XmlAttributes attributes) {
  Other& other = others().emplace_back();
  other.ns = name.ns;
  other.local = name.local;
  for (const XmlAttribute& attribute : attributes) {
    other.attributes.push_back({std::string(attribute.name.ns), std::string(attribute.name.local),
                                std::string(attribute.value)});
  }
  slot_ = Slot::kOther;
  return Take::kMarkup;
}

void Reader::store_text(Text& text, const XmlValue& value) {
  if (!text.text.empty()) return;  // a second title or description says nothing better
  text.text = type_ == Text::Type::kXhtml ? without_div(value.text) : value.text;
  text.type = value.markup                  ? Text::Type::kXhtml
              : type_ == Text::Type::kXhtml ? Text::Type::kPlain
                                            : type_;
}

bool Reader::on_value(const XmlName&, const XmlValue& value) {
  bytes_ += value.text.size();
  if (too_big()) return false;
  store(value);
  return true;
}

void Reader::store(const XmlValue& value) {
  const bool item = in_item();
  switch (slot_) {
    case Slot::kId:
    case Slot::kGuid:
      (item ? item_.id : feed_.id) = text::trimmed(value.text);
      break;
    case Slot::kTitle:
      store_text(item ? item_.title : feed_.title, value);
      break;
    case Slot::kSummary:
      store_text(item ? item_.summary : feed_.subtitle, value);
      break;
    case Slot::kContent:
      store_text(item_.content, value);
      break;
    case Slot::kLink:
      add_link(plain_link(value.text), link_base_);
      break;
    case Slot::kPublished:
      set_stamp(item ? item_.published : feed_.published, value.text);
      break;
    case Slot::kUpdated:
      set_stamp(item ? item_.updated : feed_.updated, value.text);
      break;
    case Slot::kDcDate:
      set_stamp(item ? item_.dc_date : feed_.dc_date, value.text);
      break;
    case Slot::kRssAuthor:
    case Slot::kCreator: {
      Author& author = item_.authors.emplace_back();
      author.name = value.markup ? name_in(value.text) : value.text;
      author.from = slot_ == Slot::kCreator ? Author::From::kCreator : Author::From::kRss;
      break;
    }
    case Slot::kCategory:
      item_.categories.push_back({std::string(text::trimmed(value.text)), category_scheme_});
      break;
    case Slot::kLanguage:
      feed_.language = text::trimmed(value.text);
      break;
    case Slot::kGenerator:
      feed_.generator = text::trimmed(value.text);
      break;
    case Slot::kSkipDay:
      feed_.skip_days.emplace_back(text::trimmed(value.text));
      break;
    case Slot::kAuthorName:
      authors_->back().name = text::trimmed(value.text);
      break;
    case Slot::kAuthorUri:
      authors_->back().uri = text::trimmed(value.text);
      break;
    case Slot::kAuthorEmail:
      authors_->back().email = text::trimmed(value.text);
      break;
    case Slot::kAffiliation:
      authors_->back().affiliations.emplace_back(text::trimmed(value.text));
      break;
    case Slot::kOther:
      others().back().text = value.text;
      break;
  }
}

// What the item lacks it may say in the elements of Dublin Core, and its source or feed for it.
void Reader::complete() {
  const auto is_blank = [](const Text& text) { return text::trimmed(text.text).empty(); };
  const auto said = [this](std::string_view local, std::string_view ns) -> std::string_view {
    const Other* const other = item_.find(local, ns);
    return other == nullptr ? std::string_view() : text::trimmed(other->text);
  };
  if (is_blank(item_.title)) item_.title.text = said("title", kDublinCoreNs);
  if (is_blank(item_.summary) && is_blank(item_.content)) {
    item_.summary.text = said("description", kDublinCoreNs);
    if (is_blank(item_.summary)) item_.summary.text = said("abstract", kDublinCoreTermsNs);
  }
  if (item_.categories.empty()) {
    for (const Other& other : item_.other) {
      const std::string_view subject = text::trimmed(other.text);
      if (other.local == "subject" && other.ns == kDublinCoreNs && !subject.empty())
        item_.categories.push_back({std::string(subject), ""});
    }
  }
  for (const char* name : {"issued", "created"}) {
    const auto stamp = said(name, kDublinCoreTermsNs);
    if (!item_.published.date && !item_.dc_date.date && !stamp.empty())
      set_stamp(item_.published, stamp);
  }
  if (const auto stamp = said("modified", kDublinCoreTermsNs);
      !item_.updated.date && !stamp.empty())
    set_stamp(item_.updated, stamp);
  if (!item_.authors.empty()) return;
  item_.authors = source_authors_.empty() ? feed_.authors : source_authors_;
  for (Author& author : item_.authors) author.from = Author::From::kFeed;
}

bool Reader::on_end(const XmlName&) {
  const In ended = path_.back();
  path_.pop_back();
  bases_.pop_back();
  if (ended != In::kItem) return true;
  complete();
  bytes_ = feed_bytes_;
  ++items_;
  return !on_item_ || on_item_(item_);
}

}  // namespace

std::string_view Other::attribute(std::string_view name) const {
  for (const OtherAttribute& attribute : attributes) {
    if (attribute.local == name && attribute.ns.empty()) return attribute.value;
  }
  return {};
}

const Other* Item::find(std::string_view local, std::string_view ns) const {
  return find_in(other, local, ns);
}

const Other* Feed::find(std::string_view local, std::string_view ns) const {
  return find_in(other, local, ns);
}

FeedEnd read_feed(const Read& read, const OnItem& on_item, const OnFeed& on_feed,
                  const FeedOptions& options) {
  Reader reader(on_item, on_feed, options);
  FeedEnd end;
  end.parse = read_xml(read, reader, options);
  if (!reader.not_a_feed().empty()) {
    end.parse.how = ParseEnd::How::kMalformed;
    end.parse.detail = reader.not_a_feed();
    end.parse.stopped = false;
  } else if (reader.too_big()) {
    end.parse.how = ParseEnd::How::kTooBig;
    end.parse.detail = "an item, or the feed's own description, of more than " +
                       std::to_string(options.item_bytes) + " bytes";
    end.parse.stopped = false;
  }
  if (reader.feed().format != Feed::Format::kNone) reader.announce();
  end.items = reader.items();
  end.feed = std::move(reader.feed());
  return end;
}

}  // namespace sheaf::feed
