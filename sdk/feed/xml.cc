#include "sheaf/feed/xml.hpp"

#include <Poco/SAX/DefaultHandler.h>
#include <Poco/SAX/InputSource.h>
#include <Poco/SAX/Locator.h>
#include <Poco/SAX/SAXException.h>
#include <Poco/XML/NamespaceStrategy.h>
#include <Poco/XML/ParserEngine.h>

#include <algorithm>
#include <array>
#include <exception>
#include <istream>
#include <unordered_set>
#include <vector>

#include "body_stream.hpp"
#include "sheaf/text/html.hpp"

namespace sheaf::feed {
namespace {

using Poco::XML::XMLString;

// HTML elements that have no end tag (https://html.spec.whatwg.org/#void-elements).
constexpr std::array<std::string_view, 13> kVoidElements = {
    "area",  "base", "br",   "col",    "embed", "hr", "img",
    "input", "link", "meta", "source", "track", "wbr"};

bool is_void(std::string_view name) {
  return std::find(kVoidElements.begin(), kVoidElements.end(), name) != kVoidElements.end();
}

// "namespace<tab>local", or the local name alone.
XmlName name_of(std::string_view name) {
  const auto tab = name.rfind('\t');
  if (tab == name.npos) return {{}, name};
  return {name.substr(0, tab), name.substr(tab + 1)};
}

// Turns the events of Poco into those of XmlHandler. The parser is C code in between: no exception
// passes through it. After the end, the events still in its buffer are ignored.
class Adapter : public Poco::XML::DefaultHandler {
 public:
  Adapter(XmlHandler& handler, const XmlLimits& limits, BodyStream& stream)
      : handler_(handler), limits_(limits), stream_(stream) {}

  void setDocumentLocator(const Poco::XML::Locator* locator) override { locator_ = locator; }

  void startPrefixMapping(const XMLString& prefix, const XMLString&) override {
    count_name(prefix);
  }

  // `attributes`: names and values in turn, up to a null.
  void start(const XmlName& name, const Poco::XML::XMLChar** attributes) {
    if (ended_) return;
    if (root_.empty()) root_ = name.local;
    if (++depth_ > limits_.depth) {
      return too_big("elements nested more than " + std::to_string(limits_.depth) + " deep");
    }
    count_name(name.local);
    attributes_.clear();
    for (; *attributes != nullptr; attributes += 2) {
      attributes_.push_back({name_of(attributes[0]), attributes[1]});
      count_name(attributes_.back().name.local);
    }
    if (ended_) return;
    if (nested_ > 0) {
      ++nested_;
      if (take_ == Take::kMarkup) open_markup(name.local);
      return;
    }
    guarded([&] { take_ = handler_.on_start(name, attributes_); });
    if (ended_ || take_ == Take::kChildren) return;
    if (take_ == Take::kStop) return stop();
    nested_ = 1;
    text_.clear();
    markup_ = false;
  }

  void end(const XmlName& name) {
    if (ended_) return;
    --depth_;
    bool more = true;
    if (nested_ == 0) {
      guarded([&] { more = handler_.on_end(name); });
    } else if (--nested_ > 0) {
      if (take_ == Take::kMarkup && !is_void(name.local)) {
        append("</");
        append(name.local);
        append(">");
      }
    } else if (take_ != Take::kSkip) {
      guarded([&] { more = handler_.on_value(name, {text_, markup_}); });
    }
    if (ended_) return;
    if (!more) return stop();
    if (depth_ == 0) finish();
  }

  void characters(const Poco::XML::XMLChar data[], int start, int length) override {
    if (ended_ || nested_ == 0 || take_ == Take::kSkip) return;
    const std::string_view piece(data + start, static_cast<std::size_t>(length));
    if (!markup_) return append(piece);
    text::append_html_escaped(text_, piece);
    check_size();
  }

  bool ended() const { return ended_; }
  bool stopped() const { return stopped_; }
  const std::string& root() const { return root_; }
  const std::string& too_big() const { return too_big_; }
  std::exception_ptr failure() const { return error_; }

 private:
  template <typename Call>
  void guarded(Call call) {
    try {
      call();
    } catch (...) {
      error_ = std::current_exception();
      finish();
    }
  }

  void finish() {
    ended_ = true;
    stream_.finish();
  }

  void stop() {
    stopped_ = true;
    finish();
  }

  void too_big(const std::string& what) {
    too_big_ = "line " + std::to_string(locator_->getLineNumber()) + ": " + what;
    finish();
  }

  void append(std::string_view piece) {
    text_ += piece;
    check_size();
  }

  void check_size() {
    if (text_.size() > limits_.value_bytes) {
      too_big("an element of more than " + std::to_string(limits_.value_bytes) + " bytes");
    }
  }

  void count_name(std::string_view name) {
    if (names_.insert(std::hash<std::string_view>()(name)).second &&
        names_.size() > limits_.distinct_names) {
      too_big("more than " + std::to_string(limits_.distinct_names) + " different names");
    }
  }

  void open_markup(std::string_view local) {
    if (!markup_) {
      markup_ = true;
      std::string plain;
      plain.swap(text_);
      text::append_html_escaped(text_, plain);
    }
    text_ += '<';
    text_ += local;
    for (const XmlAttribute& attribute : attributes_) {
      text_ += ' ';
      text_ += attribute.name.local;
      text_ += "=\"";
      text::append_html_escaped(text_, attribute.value);
      text_ += '"';
    }
    append(is_void(local) ? "/>" : ">");
  }

  XmlHandler& handler_;
  const XmlLimits& limits_;
  BodyStream& stream_;
  const Poco::XML::Locator* locator_ = nullptr;
  std::vector<XmlAttribute> attributes_;
  std::unordered_set<std::size_t> names_;
  std::string root_;
  std::size_t depth_ = 0;
  Take take_ = Take::kChildren;
  std::size_t nested_ = 0;  // depth inside an element that is not kChildren, itself included
  std::string text_;
  bool markup_ = false;

  bool ended_ = false;
  bool stopped_ = false;
  std::string too_big_;
  std::exception_ptr error_;
};

// Hands the parser's own strings on. Poco's strategies copy each of them, and give an element
// without a namespace that of the element before it; it is by their base class that Poco minds
// namespaces.
class Names : public Poco::XML::NoNamespacePrefixesStrategy {
 public:
  explicit Names(Adapter& adapter) : adapter_(adapter) {}
  void startElement(const Poco::XML::XMLChar* name, const Poco::XML::XMLChar** attributes, int,
                    Poco::XML::ContentHandler*) override {
    adapter_.start(name_of(name), attributes);
  }
  void endElement(const Poco::XML::XMLChar* name, Poco::XML::ContentHandler*) override {
    adapter_.end(name_of(name));
  }

 private:
  Adapter& adapter_;
};

// What the parser has against the document; empty: nothing.
std::string parse(std::istream& input, Adapter& adapter) {
  Poco::XML::ParserEngine parser("UTF-8");
  parser.setNamespaceStrategy(new Names(adapter));  // the parser deletes it
  parser.setEnablePartialReads();                   // see BodyStream::end_seen()
  parser.setContentHandler(&adapter);
  Poco::XML::InputSource source(input);
  try {
    parser.parse(&source);
  } catch (const Poco::XML::SAXParseException& e) {
    return e.message();  // "Tag mismatch in line 41 column 6"
  } catch (const Poco::Exception& e) {
    return e.displayText();
  }
  return {};
}

}  // namespace

std::string_view attribute(XmlAttributes attributes, std::string_view local, std::string_view ns) {
  for (const XmlAttribute& attribute : attributes) {
    if (attribute.name.local == local && attribute.name.ns == ns) return attribute.value;
  }
  return {};
}

ParseEnd read_xml(const Read& read, XmlHandler& handler, const XmlOptions& options) {
  using How = ParseEnd::How;
  BodyStream stream(read, options);
  ParseEnd end;
  Adapter adapter(handler, options.limits, stream);
  std::istream input(&stream);
  const std::string complaint = parse(input, adapter);
  if (adapter.failure()) std::rethrow_exception(adapter.failure());
  if (stream.error() && !adapter.ended()) std::rethrow_exception(stream.error());

  end.charset = stream.charset();
  end.replaced = stream.replaced();
  end.dropped = stream.filter().dropped();
  end.recoded = stream.filter().western();
  end.repaired = stream.filter().repaired();
  if (!adapter.too_big().empty()) {
    end.how = How::kTooBig;
    end.detail = adapter.too_big();
  } else if (adapter.ended()) {
    end.stopped = adapter.stopped();
    if (!end.stopped) stream.drain();
    if (end.replaced != 0) {
      end.detail =
          std::to_string(end.replaced) + " characters could not be read, so that texts are damaged";
    }
  } else if (!complaint.empty() && !stream.end_seen()) {
    end.how = How::kMalformed;
    end.detail = complaint;
  } else if (stream.filter().stopped()) {
    end.how = stream.filter().how();
    end.detail = stream.filter().detail();
  } else if (stream.filter().blank()) {
    end.how = How::kEmpty;
    end.detail = "the body is empty";
  } else {
    end.how = How::kTruncated;
    end.detail = "the body ends after " + std::to_string(stream.bytes()) + " bytes, before " +
                 (adapter.root().empty() ? "any element" : "<" + adapter.root() + "> is closed");
  }
  return end;
}

}  // namespace sheaf::feed
