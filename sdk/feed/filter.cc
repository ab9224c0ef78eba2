#include "filter.hpp"

#include <algorithm>

#include "blanks.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/html.hpp"

namespace sheaf::feed {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::size_t kLookAhead = 4096;  // enough to find the title of an HTML page
constexpr std::size_t kMaxReference = 64;
constexpr std::size_t kMaxQuote = 80;  // characters of somebody's page in a message

using Stops = bool[256];

struct StopTable {
  Stops at{};
  // Stops at `special`, and where every state must look: control characters and bytes beyond ASCII.
  constexpr explicit StopTable(std::string_view special) {
    for (int c = 0; c < 256; ++c) {
      at[c] = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c >= 0x80;
    }
    for (const char c : special) at[static_cast<unsigned char>(c)] = true;
  }
};

constexpr StopTable kTextStops("<&");
constexpr StopTable kTagStops("\"'>");
constexpr StopTable kDoubleQuoteStops("\"&");
constexpr StopTable kSingleQuoteStops("'&");
constexpr StopTable kCdataStops("]");

using text::lower;
using text::starts_with_ignoring_case;

// `text` begins with all of `small`, or is too short to say that it does not.
bool may_start_with_nocase(std::string_view text, std::string_view small) {
  return starts_with_ignoring_case(text, small.substr(0, text.size()));
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ':';
}

// `body` is what stands between "&#" and ";". XML 1.0 section 2.2 says which characters exist.
bool is_legal_reference(std::string_view body) {
  const bool hex = body.starts_with('x');
  if (hex) body.remove_prefix(1);
  if (body.empty()) return false;
  unsigned long code = 0;
  for (const char c : body) {
    const char small = lower(c);
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (hex && small >= 'a' && small <= 'f') {
      digit = static_cast<unsigned>(small - 'a') + 10;
    } else {
      return false;
    }
    code = code * (hex ? 16 : 10) + digit;
    if (code > 0x10FFFF) return false;
  }
  if (code < 0x20) return code == 0x9 || code == 0xA || code == 0xD;
  return (code < 0xD800 || code > 0xDFFF) && code != 0xFFFE && code != 0xFFFF;
}

// For a message: white space runs become one blank, control characters go, and no character is cut
// in half.
std::string quotable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (out.size() >= kMaxQuote && (byte & 0xC0) != 0x80) break;
    if (is_xml_blank(c)) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (byte >= 0x20 && byte != 0x7F) {
      out += c;
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
}

}  // namespace

std::size_t Filter::run(std::string_view in, bool last, std::string& out) {
  at_ = in.data();
  end_ = at_ + in.size();
  last_ = last;
  out_ = &out;
  bool more = true;
  while (more && at_ != end_ && !stopped_) {
    switch (in_) {
      case In::kText:
        more = root_seen_ ? text() : prolog();
        break;
      case In::kTag:
        more = tag();
        break;
      case In::kValue:
        more = value();
        break;
      case In::kCdata:
        more = cdata();
        break;
      case In::kComment:
        more = skip_to("-->");
        break;
      case In::kInstruction:
        more = skip_to("?>");
        break;
      case In::kDoctype:
        more = doctype();
        break;
    }
  }
  if (last && !stopped_) at_ = end_;  // the beginning of something whose end never comes
  return static_cast<std::size_t>(at_ - in.data());
}

void Filter::copy(std::size_t count) {
  out_->append(at_, count);
  at_ += count;
}

void Filter::stop(ParseEnd::How how, std::string detail) {
  stopped_ = true;
  how_ = how;
  detail_ = std::move(detail);
}

// Copies up to one of `stops` in front, checking characters on the way.
bool Filter::copy_until(const Stops& stops) {
  while (at_ != end_) {
    const char* p = at_;
    while (p != end_ && !stops[static_cast<unsigned char>(*p)]) ++p;
    copy(static_cast<std::size_t>(p - at_));
    if (at_ == end_) return true;
    const auto byte = static_cast<unsigned char>(*at_);
    if (byte >= 0x80) {
      if (!utf8()) return false;
    } else if (byte < 0x20) {
      ++replaced_;
      ++at_;
    } else {
      return true;
    }
  }
  return true;
}

// Copies one character beyond ASCII, or replaces what is none (Unicode 15, table 3-7).
bool Filter::utf8() {
  const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(at_[i]); };
  const unsigned char lead = byte(0);
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  std::size_t good = 1;
  const auto available = static_cast<std::size_t>(end_ - at_);
  while (good < length && good < available && byte(good) >= low && byte(good) <= high) {
    ++good;
    low = 0x80;
    high = 0xBF;
  }
  if (good < length && good == available && !last_) return false;
  const bool noncharacter =
      length == 3 && good == 3 && lead == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE;
  if (good == length && !noncharacter) {
    copy(length);
  } else {
    out_->append(kReplacement);
    ++replaced_;
    at_ += good;
  }
  return true;
}

// Before the root element: is this XML at all?
bool Filter::prolog() {
  while (at_ != end_ && is_xml_blank(*at_)) copy(1);
  if (at_ == end_) return true;
  blank_ = false;
  if (*at_ == '<') return open();
  if (rest().size() < kLookAhead && !last_) return false;
  stop(ParseEnd::How::kNotXml,
       "not XML but text: \"" + quotable(rest().substr(0, kLookAhead)) + "\"");
  return true;
}

bool Filter::text() {
  if (!copy_until(kTextStops.at)) return false;
  if (at_ == end_) return true;
  return *at_ == '<' ? open() : reference();
}

// At a "<" outside tags.
bool Filter::open() {
  const std::string_view here = rest();
  constexpr std::string_view kCdata = "<![CDATA[";
  constexpr std::string_view kComment = "<!--";
  constexpr std::string_view kDoctype = "<!doctype";
  if (here.size() < kCdata.size() && !last_ &&
      (kCdata.starts_with(here) || kComment.starts_with(here) ||
       may_start_with_nocase(here, kDoctype) ||
       (!root_seen_ && may_start_with_nocase(here, "<html")))) {
    return false;
  }
  if (here.starts_with(kComment)) {
    in_ = In::kComment;
    at_ += kComment.size();
  } else if (here.starts_with(kCdata)) {
    in_ = In::kCdata;
    copy(kCdata.size());
  } else if (here.starts_with("<?")) {
    in_ = In::kInstruction;
    at_ += 2;
  } else if (!root_seen_ && starts_with_ignoring_case(here, kDoctype)) {
    if (here.size() < kLookAhead && !last_) return false;
    std::string_view name = here.substr(kDoctype.size());
    name.remove_prefix(std::min(name.find_first_not_of(" \t\r\n"), name.size()));
    if (starts_with_ignoring_case(name, "html")) {
      stop_as_html();
    } else {
      in_ = In::kDoctype;
      ++at_;
    }
  } else {
    if (!root_seen_ && starts_with_ignoring_case(here, "<html")) {
      if (here.size() < kLookAhead && !last_) return false;
      stop_as_html();
      return true;
    }
    root_seen_ = true;
    in_ = In::kTag;
    tag_bytes_ = 0;
    copy(1);
  }
  return true;
}

void Filter::stop_as_html() {
  const std::string_view page = rest().substr(0, kLookAhead);
  std::string title;
  for (std::size_t at = page.find('<'); at != page.npos; at = page.find('<', at + 1)) {
    if (!starts_with_ignoring_case(page.substr(at), "<title")) continue;
    const auto start = page.find('>', at);
    if (start != page.npos)
      title = quotable(page.substr(start + 1, page.find('<', start) - start - 1));
    break;
  }
  stop(ParseEnd::How::kNotXml,
       "an HTML page, not XML" + (title.empty() ? std::string() : ": \"" + title + "\""));
}

bool Filter::count_tag_bytes(const char* from) {
  tag_bytes_ += static_cast<std::size_t>(at_ - from);
  if (tag_bytes_ <= limits_.tag_bytes) return true;
  stop(ParseEnd::How::kTooBig,
       "a tag of more than " + std::to_string(limits_.tag_bytes) + " bytes");
  return false;
}

bool Filter::tag() {
  const char* from = at_;
  const bool enough = copy_until(kTagStops.at);
  if (!count_tag_bytes(from) || !enough) return enough;
  if (at_ == end_) return true;
  if (*at_ == '>') {
    in_ = In::kText;
  } else {
    in_ = In::kValue;
    quote_ = *at_;
  }
  copy(1);
  return true;
}

bool Filter::value() {
  const char* from = at_;
  const bool enough = copy_until(quote_ == '"' ? kDoubleQuoteStops.at : kSingleQuoteStops.at);
  if (!count_tag_bytes(from) || !enough) return enough;
  if (at_ == end_) return true;
  if (*at_ == '&') return reference();
  in_ = In::kTag;
  copy(1);
  return true;
}

bool Filter::cdata() {
  if (!copy_until(kCdataStops.at)) return false;
  if (at_ == end_) return true;
  const std::string_view here = rest();
  constexpr std::string_view kEnd = "]]>";
  if (here.size() < kEnd.size() && kEnd.starts_with(here) && !last_) return false;
  if (here.starts_with(kEnd)) {
    in_ = In::kText;
    copy(kEnd.size());
  } else {
    copy(1);
  }
  return true;
}

// Drops everything up to and with `terminator`, but for its line breaks.
bool Filter::skip_to(std::string_view terminator) {
  const std::string_view here = rest();
  const auto found = here.find(terminator);
  const std::size_t used = found != here.npos ? found + terminator.size()
                           : here.size() >= terminator.size()
                               ? here.size() - (terminator.size() - 1)
                               : 0;
  out_->append(static_cast<std::size_t>(std::count(at_, at_ + used, '\n')), '\n');
  at_ += used;
  if (found != here.npos) in_ = In::kText;
  return found != here.npos;
}

bool Filter::doctype() {
  while (at_ != end_) {
    const char c = *at_++;
    if (c == '\n') *out_ += '\n';
    doctype_ += c;
    if (doctype_.size() > limits_.tag_bytes) {
      stop(ParseEnd::How::kTooBig,
           "a DOCTYPE of more than " + std::to_string(limits_.tag_bytes) + " bytes");
      return true;
    }
    if (doctype_end_.ends_with(c)) {
      entities_ = declared_entities(doctype_);
      for (auto& [name, entity] : entities_) {
        Filter clean(limits_);
        clean.root_seen_ = true;
        std::string text;
        clean.run(entity.text, true, text);
        entity.text = std::move(text);
      }
      doctype_.clear();
      in_ = In::kText;
      return true;
    }
  }
  return true;
}

// At an "&".
bool Filter::reference() {
  const std::string_view here = rest().substr(0, kMaxReference);
  std::size_t end = 1;
  if (end < here.size() && here[end] == '#') ++end;
  while (end < here.size() && is_name_char(here[end])) ++end;
  if (end == here.size() && end < kMaxReference && !last_) return false;
  if (end == 1 || end == here.size() || here[end] != ';') {
    out_->append("&amp;");
    ++repaired_;
    ++at_;
    return true;
  }
  const std::string_view name = here.substr(1, end - 1);
  const std::size_t before = out_->size();
  if (name[0] == '#') {
    if (is_legal_reference(name.substr(1))) {
      copy(end + 1);
    } else {
      out_->append(kReplacement);
      ++replaced_;
      at_ += end + 1;
    }
  } else if (name == "lt" || name == "gt" || name == "amp" || name == "quot" || name == "apos") {
    copy(end + 1);
  } else if (const auto own = entities_.find(name); own != entities_.end()) {
    using Kind = DeclaredEntity::Kind;
    const std::string entity = "the entity \"" + std::string(name) + "\"";
    expanded_ += own->second.text.size();
    if (own->second.kind == Kind::kExternal) {
      stop(ParseEnd::How::kMalformed, entity + " is a file or an address, which is never loaded");
    } else if (own->second.kind != Kind::kText) {
      stop(ParseEnd::How::kTooBig,
           entity +
               (own->second.kind == Kind::kNested ? " is made of other entities or of markup"
                                                  : " is too long") +
               ": refused, as in an entity bomb");
    } else if (expanded_ > limits_.entity_bytes) {
      stop(ParseEnd::How::kTooBig, entity +
                                       " and others declared in the document expand to more than " +
                                       std::to_string(limits_.entity_bytes) + " bytes");
    } else {
      out_->append(own->second.text);
      at_ += end + 1;
    }
  } else if (const std::string_view html = text::html_entity(name); !html.empty()) {
    append_escaped(*out_, html);
    at_ += end + 1;
  } else {
    out_->append("&amp;");
    ++repaired_;
    ++at_;
  }
  tag_bytes_ += out_->size() - before;
  return true;
}

}  // namespace sheaf::feed
