#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "doctype.hpp"
#include "sheaf/feed/xml.hpp"
#include "tags.hpp"

namespace sheaf::feed {

// Makes UTF-8 from anywhere fit for a parser that forgives nothing; see xml.hpp for what it mends.
// Bytes that are no UTF-8 are read as Windows-1252, one by one; so a body in that, or in both,
// needs no decoder. Line breaks stay where they are, so that the parser's line numbers are those of
// the document.
class Filter {
 public:
  explicit Filter(const XmlLimits& limits) : limits_(limits), tags_(limits.distinct_names) {}

  // Appends what becomes of `in` to `out`, returns how much of `in` was used. The rest (at most 4
  // KiB, all of it when `last`) is needed again in front of the next piece. Nothing more is used
  // once stopped().
  std::size_t run(std::string_view in, bool last, std::string& out);

  // The document is no XML or not to be trusted: `how()` and `detail()` say why.
  bool stopped() const { return stopped_; }
  ParseEnd::How how() const { return how_; }
  const std::string& detail() const { return detail_; }

  bool blank() const { return blank_; }             // nothing but white space so far
  std::size_t utf8() const { return utf8_; }        // characters beyond ASCII that were UTF-8
  std::size_t western() const { return western_; }  // and that were Windows-1252
  std::size_t replaced() const { return replaced_; }
  std::size_t dropped() const { return dropped_; }
  std::size_t repaired() const { return repaired_ + tags_.mended(); }

 private:
  enum class In { kText, kTag, kValue, kCdata, kComment, kInstruction, kDoctype };

  // Each uses up part of [at_, end_) and returns true, or returns false when it needs more input.
  bool text();
  bool open();
  bool open_tag();
  bool tag();
  void end_tag(std::string_view tag);
  bool value();
  bool cdata();
  bool skip_to(std::string_view terminator);
  bool doctype();
  bool reference();
  bool prolog();
  bool copy_until(const bool (&stops)[256]);
  bool beyond_ascii();
  void replace(std::size_t count);
  void number(char32_t character);

  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  void copy(std::size_t count);
  bool count_tag_bytes(const char* from);
  void stop(ParseEnd::How how, std::string detail);
  void stop_as_html();

  XmlLimits limits_;
  In in_ = In::kText;
  char quote_ = 0;
  bool root_seen_ = false;
  bool blank_ = true;
  std::string tag_;  // as far as it was read
  std::size_t tag_bytes_ = 0;
  Tags tags_;
  std::size_t expanded_ = 0;
  std::string doctype_;
  DoctypeScanner doctype_end_;
  DeclaredEntities entities_;

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  bool last_ = false;
  std::string* out_ = nullptr;
  std::string* to_ = nullptr;  // where what is read goes: *out_, or tag_ inside a tag

  bool stopped_ = false;
  ParseEnd::How how_ = ParseEnd::How::kComplete;
  std::string detail_;
  std::size_t utf8_ = 0;
  std::size_t western_ = 0;
  std::size_t replaced_ = 0;
  std::size_t dropped_ = 0;
  std::size_t repaired_ = 0;
};

}  // namespace sheaf::feed
