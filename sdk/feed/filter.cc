#include "filter.hpp"

#include <algorithm>

#include "blanks.hpp"
#include "charset.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/html.hpp"
#include "sheaf/text/utf8.hpp"

namespace sheaf::feed {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kMark = "\xEF\xBB\xBF";         // U+FEFF, the byte order mark
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

const char* find_stop(const char* p, const char* end, const Stops& stops) {
  const auto at = [&p, &stops](int i) -> int { return stops[static_cast<unsigned char>(p[i])]; };
  while (end - p >= 4 && (at(0) | at(1) | at(2) | at(3)) == 0) p += 4;
  while (p != end && at(0) == 0) ++p;
  return p;
}

using text::starts_with_ignoring_case;

// `text` begins with all of `small`, or is too short to say that it does not.
bool may_start_with_nocase(std::string_view text, std::string_view small) {
  return starts_with_ignoring_case(text, small.substr(0, text.size()));
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ':';
}

// XML 1.0 section 2.2: apart from the blanks no control character exists, even as a reference.
bool is_forbidden_control(char32_t c) {
  return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

// Half of a character beyond U+FFFF, as programs write it that take UTF-16 for characters (CESU-8).
bool is_surrogate(std::string_view bytes) {
  const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  return bytes.size() >= 3 && byte(0) == 0xED && byte(1) >= 0xA0 && byte(1) <= 0xBF &&
         byte(2) >= 0x80 && byte(2) <= 0xBF;
}

bool is_noncharacter(char32_t c) {
  return c == 0xFFFE || c == 0xFFFF;
}

// Characters that a Western text may hold in UTF-8, by their first byte: Latin, combining marks,
// Greek; punctuation and symbols; signs and ligatures; emoji and letters of mathematics. Of all
// others some are also letters and quotes in Windows-1252: `Spaß”`, `É»`, and `é »` with its
// no-break blank.
bool is_western_script(unsigned char lead) {
  return lead <= 0xC5 || (lead >= 0xCC && lead <= 0xCF) || lead == 0xE2 || lead >= 0xEF;
}

bool begins_tag(char c) {
  return text::is_letter(c) || c == '/' || c == '_' || c == ':' || c == '!' ||
         static_cast<unsigned char>(c) >= 0x80;
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
  to_ = in_ == In::kTag || in_ == In::kValue ? &tag_ : out_;
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
  to_->append(at_, count);
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
    const char* p = find_stop(at_, end_, stops);
    copy(static_cast<std::size_t>(p - at_));
    if (at_ == end_) return true;
    const auto byte = static_cast<unsigned char>(*at_);
    if (byte >= 0x80) {
      if (!beyond_ascii()) return false;
    } else if (byte < 0x20) {
      ++dropped_;
      ++at_;
    } else {
      return true;
    }
  }
  return true;
}

// Reads one character beyond ASCII. What the body has shown so far tells whether doubtful bytes are
// damaged UTF-8 or Windows-1252.
bool Filter::beyond_ascii() {
  const auto lead = static_cast<unsigned char>(*at_);
  const auto [length, good] = utf8_sequence(rest());
  if (good < length && good == rest().size() && !last_) return false;
  if (lead == 0xED && rest().size() < 3 && !last_) return false;
  const bool western = western_ > utf8_;
  if (good == length && (!western || is_western_script(lead))) {
    if (rest().starts_with("\xEF\xBF\xBE") || rest().starts_with("\xEF\xBF\xBF")) {
      replace(length);
    } else {
      copy(length);
      ++utf8_;
    }
  } else if (good < length && (good == 3 || (good == 2 && utf8_ > western_))) {
    replace(good);  // a character that was cut
  } else if (utf8_ > western_ && is_surrogate(rest())) {
    replace(3);
  } else if (const char32_t c = text::windows_1252(lead); c >= 0x80 && c <= 0x9F) {
    replace(1);
  } else {
    text::append_utf8(*to_, c);
    ++western_;
    ++at_;
  }
  return true;
}

void Filter::replace(std::size_t count) {
  to_->append(kReplacement);
  ++replaced_;
  at_ += count;
}

// Before the root element: is this XML at all?
bool Filter::prolog() {
  while (at_ != end_ && is_xml_blank(*at_)) copy(1);
  if (at_ == end_) return true;
  if (rest().size() < kMark.size() && kMark.starts_with(rest()) && !last_) return false;
  if (rest().starts_with(kMark)) {  // once more, or behind blanks
    at_ += kMark.size();
    return true;
  }
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
  const bool declares = here.size() < 2 || here[1] == '!' || here[1] == '?';
  if (root_seen_ && !declares) return open_tag();
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
    return open_tag();
  }
  return true;
}

// A tag, or what is none: `p < 0.05`. There is none outside the root element.
bool Filter::open_tag() {
  if (root_seen_ && end_ - at_ > 1 && !begins_tag(at_[1])) {
    out_->append("&lt;");
    ++repaired_;
    ++at_;
    return true;
  }
  root_seen_ = true;
  in_ = In::kTag;
  tag_bytes_ = 0;
  tag_.clear();
  to_ = &tag_;
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
  if (tag_.empty()) {  // most tags are here whole, and need no look at their characters
    const char* p = find_stop(at_, end_, kTagStops.at);
    if (p != end_ && *p == '>') {
      at_ = p + 1;
      if (count_tag_bytes(from)) end_tag({from, static_cast<std::size_t>(at_ - from)});
      return true;
    }
  }
  const bool enough = copy_until(kTagStops.at);
  if (!count_tag_bytes(from) || !enough) return enough;
  if (at_ == end_) return true;
  if (*at_ == '>') {
    copy(1);
    end_tag(tag_);
  } else {
    in_ = In::kValue;
    quote_ = *at_;
    copy(1);
  }
  return true;
}

void Filter::end_tag(std::string_view tag) {
  in_ = In::kText;
  to_ = out_;
  tags_.add(tag, *out_);
  if (tags_.too_many()) {
    stop(ParseEnd::How::kTooBig,
         "more than " + std::to_string(limits_.distinct_names) + " different prefixes");
  }
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
  if (const auto numbered = text::numbered_character(here); numbered.size != 0) {
    number(numbered.character);
    at_ += numbered.size;
    return true;
  }
  if (end == 1 || end == here.size() || here[end] != ';') {
    to_->append("&amp;");
    ++repaired_;
    ++at_;
    return true;
  }
  const std::string_view name = here.substr(1, end - 1);
  const std::size_t before = to_->size();
  if (name == "lt" || name == "gt" || name == "amp" || name == "quot" || name == "apos") {
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
      to_->append(own->second.text);
      at_ += end + 1;
    }
  } else if (const std::string_view html = text::html_entity(name); !html.empty()) {
    append_escaped(*to_, html);
    at_ += end + 1;
  } else {
    to_->append("&amp;");
    ++repaired_;
    ++at_;
  }
  tag_bytes_ += to_->size() - before;
  return true;
}

// A character that the document gives by its number.
void Filter::number(char32_t character) {
  if (is_forbidden_control(character)) {
    ++dropped_;
  } else if (is_noncharacter(character) || character == 0xFFFD) {
    replace(0);
  } else {
    const std::string digits = std::to_string(static_cast<unsigned long>(character));
    to_->append("&#").append(digits).append(";");
    tag_bytes_ += digits.size() + 3;
  }
}

}  // namespace sheaf::feed
