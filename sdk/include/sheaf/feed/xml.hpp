// Streaming XML for hostile input, on the SAX parser of Poco. Memory does not grow with the
// document.
//
// Before the parser sees a byte, the body is brought into shape:
// - Charset: a byte order mark wins. Else a body that is UTF-8 is read so, whatever it says of
// itself.
//   Else the charset of the HTTP header counts, unless it says UTF-8 or ASCII or something unknown,
//   then that of the XML declaration, then Windows-1252. That is also how ISO-8859-1 is read, and
//   any byte that is no UTF-8, so that bodies written in both come out right. The legacy charsets
//   of the WHATWG Encoding Standard are known however they are spelt, and IBM's code pages. What
//   cannot be decoded becomes U+FFFD; control characters that XML 1.0 forbids are dropped.
// - Entities: HTML names (`&nbsp;`) become their character, numbers are read as HTML reads them
//   (`&#146;`, `&#X41`). An unknown name or a bare `&` (`AT&T`) becomes literal text.
// - Tags: HTML elements that are left open (`<br>`, `<p>`) are closed, stray end tags of theirs
//   dropped. A namespace prefix that nobody declared is dropped: `<prism:volume>` is then `volume`
//   without a namespace. Only atom, content, dc, itunes, media and rdf get the one they are known
//   by.
// - DOCTYPE: never reaches the parser, so no DTD and no external entity is ever loaded. Entities
// declared in it
//   are honoured when their value is short, plain text; a reference to any other ends the parse.
// - Comments and processing instructions are dropped.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "sheaf/feed/source.hpp"

namespace sheaf::feed {

// A namespace URI (empty: none) and a local name. The views live as long as the callback that
// brings them.
struct XmlName {
  std::string_view ns;
  std::string_view local;
};

struct XmlAttribute {
  XmlName name;
  std::string_view value;
};

using XmlAttributes = std::span<const XmlAttribute>;

// The value of the attribute without a namespace (or in `ns`); empty when absent.
std::string_view attribute(XmlAttributes attributes, std::string_view local,
                           std::string_view ns = {});

// What to do with an element that begins.
enum class Take {
  kChildren,  // call on_start() for each child, on_end() at the end; its own text is of no interest
  kText,      // on_value() at its end with all text inside it, nested elements' text included
  kMarkup,  // on_value() at its end; nested elements, when there are any, are written out again as
            // markup
  kSkip,    // nothing of it is of interest
  kStop,    // the reader has enough: the parse ends, complete
};

struct XmlValue {
  std::string_view text;  // valid during the callback
  // Elements were nested in it and taken as kMarkup: `text` is then markup, with & and < written as
  // entities. Names are written without prefix and namespace, empty HTML elements as `<br/>`.
  // Nothing is removed: it is as hostile as the feed. Otherwise `text` is the character data
  // itself.
  bool markup = false;
};

// Gets the elements of a document in order. Exceptions end the parse and reach the caller of
// read_xml().
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual Take on_start(const XmlName& name, XmlAttributes attributes) = 0;
  // The end of an element taken as kText or kMarkup. False: the reader has enough.
  virtual bool on_value(const XmlName& name, const XmlValue& value) = 0;
  // The end of an element taken as kChildren. False: the reader has enough.
  virtual bool on_end(const XmlName& name) = 0;
};

// Bounds for hostile documents; what passes one ends the parse as kTooBig. The defaults leave two
// orders of magnitude above the biggest real feeds seen.
struct XmlLimits {
  std::size_t depth = 100;             // nested elements
  std::size_t tag_bytes = 1 << 20;     // one start tag with its attributes; also one DOCTYPE
  std::size_t value_bytes = 16 << 20;  // one value handed to on_value()
  std::size_t entity_bytes = 1 << 20;  // all that entities declared by the document expand to
  std::size_t distinct_names = 1000;   // different names and prefixes: the parser keeps each
};

struct XmlOptions {
  std::string content_type;  // the HTTP header, for its charset; empty: not known
  XmlLimits limits;
};

// How a parse ended. Whatever it is, all that was read before has been handed to the handler.
struct ParseEnd {
  enum class How {
    kComplete,   // the root element was closed, or the handler had enough
    kEmpty,      // nothing but white space
    kTruncated,  // the body ended before the root element did
    kMalformed,  // not well-formed
    kNotXml,     // an HTML page or plain text, however well it went over HTTP
    kTooBig,     // a limit was passed, or an entity bomb was refused
  };
  How how = How::kComplete;
  bool stopped = false;  // kComplete because the handler had enough
  // Empty when complete and undamaged; else a sentence for people, with line and column where known.
  std::string detail;
  std::string charset;  // what the body was decoded from, lower case, e.g. "utf-8", "windows-1252"
  // Characters that could not be read and became U+FFFD: text that is damaged, which whoever reads
  // it must be told of.
  std::size_t replaced = 0;
  std::size_t recoded = 0;   // bytes that were no UTF-8 and were read as Windows-1252
  std::size_t dropped = 0;   // control characters left out
  std::size_t repaired = 0;  // bare ampersands and unknown entity names taken as text; tags mended
};

// Reads one document. After the end of the root element the rest of the body is read away (up to 64
// KiB, so that an HTTP body is used up and can be cached) and ignored. Throws only what `read` or
// `handler` throw.
ParseEnd read_xml(const Read& read, XmlHandler& handler, const XmlOptions& options = {});

}  // namespace sheaf::feed
