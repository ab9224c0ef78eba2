#include "markup.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "byte_set.h"
#include "citations.h"
#include "entities.h"
#include "marks.h"
#include "mathml.h"
#include "scan.h"
#include "scripts.h"
#include "sheaf/text/maths.hpp"
#include "tags.h"
#include "tex.h"
#include "tex_arguments.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";
constexpr std::string_view kCdataEnd = "]]>";
constexpr ByteSet kMarkupStarts("<&$\\");

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kBlanks) == kNone;
}

class MarkupReader {
 public:
  MarkupReader(std::string& out, std::string_view source, MarkupOptions options)
      : out_(out), in_(source), options_(options) {}

  void run() {
    while (pos_ < in_.size()) {
      const std::size_t next = kMarkupStarts.find(in_, pos_);
      if (cdata_end_ != 0 && cdata_end_ >= pos_ && cdata_end_ < next) {
        text(in_.substr(pos_, cdata_end_ - pos_));
        pos_ = cdata_end_ + kCdataEnd.size();
        continue;
      }
      text(in_.substr(pos_, next - pos_));
      pos_ = next;
      if (pos_ == in_.size()) break;
      switch (in_[pos_]) {
        case '<':
          angle();
          break;
        case '&':
          reference();
          break;
        case '$':
          dollar();
          break;
        default:
          backslash();
      }
    }
  }

 private:
  struct OpenScript {
    Script kind;
    std::size_t begin;  // of its content in out_
  };

  void text(std::string_view words) {
    if (words.empty()) return;
    if (heading_waits_) {
      if (is_blank(words)) return;
      finish_heading();
    }
    out_.append(words);
  }

  void literal(std::size_t size) {
    text(in_.substr(pos_, size));
    pos_ += size;
  }

  void reference() {
    const Reference found = read_reference(in_.substr(pos_));
    if (found.size == 0) return literal(1);
    text(found.text);
    pos_ += found.size;
  }

  void angle() {
    if (skip_declaration()) return;
    Tag tag;
    const Element* element = known_tag(pos_, tag);
    if (element == nullptr || !stands_as_tag(tag, *element)) return literal(1);
    pos_ = tag.end;
    apply(tag, *element);
  }

  const Element* known_tag(std::size_t at, Tag& tag) const {
    return read_tag(in_, at, tag) ? find_element(tag, options_.jats) : nullptr;
  }

  bool stands_as_tag(const Tag& tag, const Element& element) {
    return tag.closing || tag.self_closing || !tag.attributes.empty() ||
           !may_be_prose(tag, element, options_.jats) || end_tag(element, tag.end) != kNone;
  }

  // Comments, processing instructions, document types; CDATA only loses its brackets.
  bool skip_declaration() {
    const std::string_view rest = in_.substr(pos_);
    if (rest.starts_with("<!--")) return skip_past("-->", 4, comment_end_);
    if (rest.starts_with("<?xml")) return skip_past("?>", 5, instruction_end_);
    if (rest.starts_with("<!DOCTYPE")) return skip_past(">", 9, doctype_end_);
    if (!rest.starts_with("<![CDATA[")) return false;
    pos_ += 9;
    find_cached(kCdataEnd, pos_, cdata_end_);
    return true;
  }

  bool skip_past(std::string_view end, std::size_t opening, std::size_t& cache) {
    const std::size_t at = find_cached(end, pos_ + opening, cache);
    if (at == kNone) return false;
    pos_ = at + end.size();
    return true;
  }

  // Searches each part of the text once only: `cache` is the last answer, 0 before the first.
  std::size_t find_cached(std::string_view what, std::size_t from, std::size_t& cache) const {
    if (cache < from) cache = in_.find(what, from);
    return cache;
  }

  // Where the end tag of `element` begins, at or after `from`.
  std::size_t end_tag(const Element& element, std::size_t from) {
    auto known = std::find_if(end_tags_.begin(), end_tags_.end(),
                              [&element](const auto& entry) { return entry.first == &element; });
    if (known == end_tags_.end()) known = end_tags_.insert(known, {&element, 0});
    if (known->second < from) known->second = find_end_tag(in_, from, element.name);
    return known->second;
  }

  void apply(const Tag& tag, const Element& element) {
    switch (element.kind) {
      case ElementKind::kInline:
        break;
      case ElementKind::kBlock:
        end_block(kParagraph);
        break;
      case ElementKind::kCell:
        if (!heading_waits_) out_.push_back(' ');
        break;
      case ElementKind::kLineBreak:
        // `</br>` is one too (HTML 13.2.6.4.7), but `<br></br>` is a single one.
        if (!tag.closing || !out_.ends_with(kLine)) end_block(kLine);
        break;
      case ElementKind::kHeading:
        tag.closing ? close_heading() : open_heading();
        break;
      case ElementKind::kDrop:
        if (!tag.closing && !tag.self_closing) drop(tag, element);
        break;
      case ElementKind::kSub:
      case ElementKind::kSuper:
        if (tag.closing) {
          close_script();
        } else if (!tag.self_closing && scripts_.size() < kMaxDepth) {
          scripts_.push_back(
              {element.kind == ElementKind::kSub ? Script::kSub : Script::kSuper, out_.size()});
        }
        break;
      case ElementKind::kQuote:
        text(tag.closing ? "”" : "“");
        break;
      case ElementKind::kMathMl:
      case ElementKind::kTexMath:
        if (!tag.closing && !tag.self_closing) element_formula(tag, element);
        break;
      case ElementKind::kAlternatives:
        if (!tag.closing && !tag.self_closing) alternatives(element);
        break;
    }
  }

  void end_block(char mark) {
    scripts_.clear();
    if (!heading_waits_) out_.push_back(mark);
  }

  // A heading is held open until text follows it: "Methods: …". It ends the text before it.
  void open_heading() {
    heading_waits_ = false;
    end_block(kParagraph);
    heading_begin_ = out_.size();
  }

  void close_heading() {
    if (heading_begin_ == kNone) return;
    const std::size_t begin = std::exchange(heading_begin_, kNone);
    std::string_view title = std::string_view(out_).substr(begin);
    const std::size_t last = title.find_last_not_of(kBlanks);
    if (last == kNone) return;
    out_.resize(begin + last + 1);
    title = std::string_view(out_).substr(begin);
    title.remove_prefix(title.find_first_not_of(kBlanks));
    if (title.back() == ':' || title.back() == '.') title.remove_suffix(1);
    const bool is_abstract =
        title.size() == 8 && std::equal(title.begin(), title.end(), "abstract",
                                        [](char a, char b) { return ascii::lower(a) == b; });
    if (is_abstract) {
      out_.resize(begin);
    } else {
      heading_waits_ = true;
    }
  }

  void finish_heading() {
    heading_waits_ = false;
    const bool ended = std::string_view(".:?!").find(out_.back()) != kNone;
    out_.append(ended ? " " : ": ");
  }

  void close_script() {
    if (scripts_.empty()) return;
    const OpenScript open = scripts_.back();
    scripts_.pop_back();
    if (open.begin > out_.size()) return;
    const std::string content = out_.substr(open.begin);
    if (content.find('$') != std::string::npos) return;
    out_.resize(open.begin);
    const bool raised = open.kind == Script::kSuper;
    if (raised && options_.drop_citations && counter_.is_citation(out_, content, true)) {
      const bool punctuation =
          pos_ < in_.size() && std::string_view(".,;:)").find(in_[pos_]) != kNone;
      while (punctuation && !out_.empty() && ascii::is_blank(out_.back())) out_.pop_back();
      return;
    }
    out_.append(script(content, open.kind));
  }

  // Up to the end tag; without one, only the start tag goes.
  void drop(const Tag& tag, const Element& element) {
    const std::size_t end = end_tag(element, pos_);
    if (end == kNone) return;
    if (attribute(tag, "type").starts_with("math/tex"))
      text(tex_formula(in_.substr(pos_, end - pos_)));
    pos_ = end;
  }

  void element_formula(const Tag& tag, const Element& element) {
    const std::size_t end = end_tag(element, pos_);
    if (end == kNone) return;
    const std::size_t begin = tag_begin(tag);
    pos_ = end;
    if (element.kind == ElementKind::kTexMath) {
      text(tex_formula(decode_references(in_.substr(tag.end, end - tag.end))));
    } else {
      text(mathml_to_text(in_.substr(begin, end - begin)));
    }
  }

  std::size_t tag_begin(const Tag& start_tag) const {
    const std::string_view first = start_tag.prefix.empty() ? start_tag.name : start_tag.prefix;
    return static_cast<std::size_t>(first.data() - in_.data()) - 1;
  }

  void alternatives(const Element& element) {
    const std::size_t end = end_tag(element, pos_);
    if (end == kNone) return;
    Tag tag;
    for (std::size_t at = pos_; (at = in_.find('<', at)) < end; ++at) {
      const Element* found = known_tag(at, tag);
      if (found == nullptr || tag.closing || found->kind != ElementKind::kTexMath) continue;
      pos_ = tag.end;
      element_formula(tag, *found);
      pos_ = end;
      return;
    }
  }

  void dollar() {
    const std::size_t end = sheaf::text::maths_end(in_, pos_, kParagraphEnds);
    if (end == kNone) {
      const bool pair = pos_ + 1 < in_.size() && in_[pos_ + 1] == '$';
      return literal(pair ? 2 : 1);
    }
    const std::string_view maths = in_.substr(pos_, end - pos_);
    if (has_tags(maths)) return literal(1);
    text(chosen_maths(decode_references(maths)));
    pos_ = end;
  }

  // `\(…\)` and `\[…\]` as page generators write them, `\ifmmode` as the American Physical Society
  // writes names; `\` before anything else is text.
  void backslash() {
    if (pos_ + 1 == in_.size()) return literal(1);
    const char next = in_[pos_ + 1];
    if (const auto choice = conditional_at(in_, pos_)) {
      std::string chosen;
      append_tex(chosen, decode_references(choice->text));
      text(chosen);
      pos_ = choice->end;
      return;
    }
    if ((next == '(' || next == '[') && formula(next == '[')) return;
    literal(next == '$' || next == '\\' ? 2 : 1);
  }

  bool formula(bool display) {
    const std::size_t begin = pos_ + 2;
    const std::size_t end =
        find_cached(display ? "\\]" : "\\)", begin, display ? display_end_ : inline_end_);
    if (end == kNone || end - begin > kLongestFormula) return false;
    const std::string_view source = in_.substr(begin, end - begin);
    if (has_tags(source)) return false;
    const std::string maths = as_maths(decode_references(source), display);
    if (maths.empty()) return false;
    text(maths);
    pos_ = end + 2;
    return true;
  }

  // Tags beyond doubt: `$a<b>c$` holds none.
  bool has_tags(std::string_view maths) const {
    Tag tag;
    for (std::size_t at = 0; (at = maths.find('<', at)) != kNone; ++at) {
      if (!read_tag(maths, at, tag)) continue;
      const Element* element = find_element(tag, options_.jats);
      if (element == nullptr) continue;
      if (tag.closing || !tag.attributes.empty()) return true;
      if (tag.name.size() > 1 && !may_be_prose(tag, *element, options_.jats)) return true;
    }
    return false;
  }

  static constexpr std::size_t kMaxDepth = 8;
  static constexpr std::size_t kLongestFormula = 2000;

  std::string& out_;
  std::string_view in_;
  MarkupOptions options_;
  std::size_t pos_ = 0;
  std::vector<OpenScript> scripts_;
  std::vector<std::pair<const Element*, std::size_t>> end_tags_;
  std::size_t comment_end_ = 0;
  std::size_t inline_end_ = 0;
  std::size_t display_end_ = 0;
  std::size_t instruction_end_ = 0;
  std::size_t doctype_end_ = 0;
  std::size_t cdata_end_ = 0;          // of the CDATA section that was opened last
  std::size_t heading_begin_ = kNone;  // of an open heading in out_
  bool heading_waits_ = false;         // a heading was closed, no text followed yet
  CitationCounter counter_;
};

// `source` unescaped once, if every `&` in it begins an escaped reference; else empty.
std::string unescaped_once(std::string_view source) {
  constexpr std::string_view kAmp = "&amp;";
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = source.find('&', at)) != kNone; ++at) {
    if (!source.substr(at).starts_with(kAmp)) return {};
    const std::size_t end = at + kAmp.size();
    const std::string inner = "&" + std::string(source.substr(end, 40));
    if (read_reference(inner).size == 0) return {};
    out.append(source, copied, at + 1 - copied);
    copied = end;
  }
  if (copied != 0) out.append(source, copied);
  return out;
}

bool holds_tags(std::string_view text, bool jats) {
  Tag tag;
  for (std::size_t at = 0; (at = text.find('<', at)) != kNone; ++at) {
    if (!read_tag(text, at, tag)) continue;
    const Element* element = find_element(tag, jats);
    if (element != nullptr && (tag.closing || !may_be_prose(tag, *element, jats))) return true;
  }
  return false;
}

// An end tag or a line break: what even a text about tags does not spell.
bool spells_tags(std::string_view decoded, bool jats) {
  Tag tag;
  for (std::size_t at = 0; (at = decoded.find('<', at)) != kNone; ++at) {
    if (!read_tag(decoded, at, tag)) continue;
    const Element* element = find_element(tag, jats);
    if (element != nullptr && (tag.closing || element->kind == ElementKind::kLineBreak))
      return true;
  }
  return false;
}

}  // namespace

bool has_markup(std::string_view text) {
  return kMarkupStarts.find(text, 0) != text.size();
}

void append_markup(std::string& out, std::string_view source, MarkupOptions options) {
  std::string unescaped;
  if (source.find('&') != kNone) {
    const bool bare = source.find('<') == kNone;
    unescaped = unescaped_once(source);
    if (!unescaped.empty() && !bare && !holds_tags(source, options.jats)) unescaped.clear();
    if (unescaped.empty() && bare) {
      unescaped = decode_references(source);
      if (!spells_tags(unescaped, options.jats)) unescaped.clear();
    }
  }
  MarkupReader(out, unescaped.empty() ? source : unescaped, options).run();
}

}  // namespace sheaf::canonical
