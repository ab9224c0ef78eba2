#include "bibtex.h"

#include <algorithm>
#include <array>
#include <optional>

#include "sheaf/text/utf8.hpp"
#include "texts.h"

namespace import {
namespace {

constexpr std::size_t kLargestValue = 4 << 20;

// Thrown within one entry; the reader goes on with the next one.
struct Broken {
  std::string why;
};

bool is_name_char(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7f &&
         std::string_view("\"#%'(),={}@").find(c) == std::string_view::npos;
}

class BibtexReader {
 public:
  explicit BibtexReader(std::string_view text) : text_(text) {
    static constexpr std::array<const char*, 12> kMonths = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (const char* month : kMonths) macros_[month] = month;
  }

  BibFile read() {
    while (next_at()) {
      const std::size_t begin = at_;
      const std::size_t line = line_at(begin);
      try {
        entry(line);
      } catch (const Broken& broken) {
        out_.problems.push_back({line, broken.why});
        at_ = begin + 1;
        resync();
      }
    }
    inherit();
    return std::move(out_);
  }

 private:
  bool next_at() {
    at_ = std::min(text_.find('@', at_), text_.size());
    return at_ < text_.size();
  }
  // Lines are counted as far as they are asked for.
  std::size_t line_at(std::size_t at) {
    line_ +=
        static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                            text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_ = at;
    return line_;
  }
  // To the next `@` that stands first in its line.
  void resync() {
    while (next_at()) {
      if (begins_line(at_)) return;
      ++at_;
    }
  }
  bool begins_line(std::size_t at) const {
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
    return at == 0 || text_[at - 1] == '\n' || text_[at - 1] == '\r';
  }
  // `@article{` at the beginning of a line: a brace before it was forgotten.
  bool begins_entry(std::size_t at) const {
    if (text_[at] != '@' || !begins_line(at)) return false;
    auto end = at + 1;
    while (end < text_.size() && is_name_char(text_[end])) ++end;
    const bool named = end > at + 1;
    end = std::min(text_.find_first_not_of(kBlanks, end), text_.size());
    return named && end < text_.size() && (text_[end] == '{' || text_[end] == '(');
  }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }
  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view name() {
    skip_blanks();
    const auto begin = at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  void entry(std::size_t line) {
    ++at_;  // the @
    const std::string type = lowered(name());
    if (type.empty()) return;  // an @ in the text between entries
    if (type == "comment") return;
    char close = '}';
    if (!take('{')) {
      if (!take('(')) return;  // me@example.org
      close = ')';
    }
    if (type == "preamble") {
      value();
      end(close);
      return;
    }
    if (type == "string") {
      field(macros_);
      take(',');
      end(close);
      return;
    }
    BibEntry entry;
    entry.type = type;
    entry.line = line;
    skip_blanks();
    const auto begin = at_;
    at_ = std::min(text_.find_first_of(",=}{\"\n", at_), text_.size());
    if (at_ < text_.size() && text_[at_] == '=') {
      at_ = begin;  // the key was forgotten
    } else {
      entry.key = trimmed(text_.substr(begin, at_ - begin));
    }
    while (take(',') || (skip_blanks(), at_ < text_.size() && is_name_char(text_[at_]))) {
      skip_blanks();
      if (at_ < text_.size() && (text_[at_] == ',' || text_[at_] == close)) continue;
      field(entry.fields);
    }
    end(close);
    out_.entries.push_back(std::move(entry));
  }

  void end(char close) {
    if (take(close)) return;
    throw Broken{at_ >= text_.size() || begins_entry(at_)
                     ? "the entry is not closed"
                     : std::string("expected `,` or `") + close + "`, found `" + text_[at_] + "`"};
  }

  void field(std::map<std::string, std::string>& fields) {
    const std::string field_name = lowered(name());
    if (field_name.empty()) throw Broken{"expected the name of a field"};
    if (!take('='))
      throw Broken{"expected `=` behind `" + std::string(sheaf::text::beginning(field_name, 40)) +
                   "`"};
    std::string read = value();
    if (&fields == &macros_) {
      macros_[field_name] = std::move(read);
    } else {
      fields.emplace(field_name, std::move(read));  // of two, the first, as BibTeX does
    }
  }

  std::string value() {
    std::string out;
    do {
      skip_blanks();
      if (at_ >= text_.size()) throw Broken{"the entry is not closed"};
      if (text_[at_] == '{') {
        ++at_;
        out += enclosed('}');
      } else if (text_[at_] == '"') {
        ++at_;
        out += enclosed('"');
      } else {
        const auto word = name();
        if (word.empty()) throw Broken{std::string("expected a value, found `") + text_[at_] + "`"};
        const auto macro = macros_.find(lowered(word));
        out += macro == macros_.end() ? word : macro->second;
      }
      if (out.size() > kLargestValue) throw Broken{"a value of more than 4 MiB"};
    } while (take('#'));
    return out;
  }

  // Up to `close` outside inner braces. A backslash protects no brace, as in BibTeX.
  std::string_view enclosed(char close) {
    const auto begin = at_;
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == close && depth == 0) return text_.substr(begin, at_++ - begin);
      if (c == '{') {
        ++depth;
      } else if (c == '}') {
        if (depth == 0) throw Broken{"a closing brace too many"};
        --depth;
      } else if (c == '@' && begins_entry(at_)) {
        break;
      }
    }
    throw Broken{"a value is not closed"};
  }

  // What an entry lacks it has from the one it names (btxdoc section 2.3, BibLaTeX section 2.4.1).
  void inherit() {
    std::map<std::string, std::size_t> by_key;
    for (std::size_t i = 0; i < out_.entries.size(); ++i) {
      by_key.emplace(lowered(out_.entries[i].key), i);
    }
    for (BibEntry& entry : out_.entries) {
      const auto named = by_key.find(lowered(trimmed(entry.find("crossref"))));
      if (named == by_key.end()) continue;
      const BibEntry& parent = out_.entries[named->second];
      if (&parent == &entry) continue;
      for (const auto& [field_name, said] : parent.fields) {
        // what identifies or describes the whole says nothing of the part
        static constexpr std::array<std::string_view, 13> kOwn = {
            "doi",      "isbn", "url",   "eprint", "abstract", "crossref", "pages",
            "keywords", "pmid", "pmcid", "note",   "issn",     "subtitle"};
        if (std::find(kOwn.begin(), kOwn.end(), field_name) != kOwn.end()) continue;
        entry.fields.emplace(field_name == "title" ? "booktitle" : field_name, said);
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0, counted_ = 0, line_ = 1;
  std::map<std::string, std::string> macros_;
  BibFile out_;
};

}  // namespace

const std::string& BibEntry::find(const std::string& name) const {
  static const std::string kNone;
  const auto found = fields.find(name);
  return found == fields.end() ? kNone : found->second;
}

BibFile read_bibtex_file(std::string_view text) {
  return BibtexReader(text).read();
}

}  // namespace import
