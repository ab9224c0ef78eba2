#include "ris.h"

#include <algorithm>
#include <array>
#include <optional>

#include "dates.h"
#include "names.h"
#include "sheaf/text/dates.hpp"
#include "texts.h"

namespace import {
namespace {

struct Line {
  std::string tag;  // empty: goes on with the line before
  std::string value;
};

struct Reference {
  std::size_t line = 0;
  std::vector<Line> lines;

  std::string_view find(std::string_view tag) const {
    for (const Line& l : lines) {
      if (l.tag == tag && !trimmed(l.value).empty()) return trimmed(l.value);
    }
    return {};
  }
  std::string_view find_first(std::initializer_list<std::string_view> tags) const {
    for (const auto tag : tags) {
      if (const auto value = find(tag); !value.empty()) return value;
    }
    return {};
  }
  template <class F>
  void each(std::initializer_list<std::string_view> tags, F f) const {
    for (const Line& l : lines) {
      if (std::find(tags.begin(), tags.end(), l.tag) != tags.end() && !trimmed(l.value).empty()) {
        f(trimmed(l.value));
      }
    }
  }
};

bool is_tag_char(char c, bool first) {
  return (c >= 'A' && c <= 'Z') || (!first && is_digit(c));
}

// `TY  - JOUR`, `ER  -`
std::optional<Line> tagged(std::string_view line) {
  if (line.size() < 4 || !is_tag_char(line[0], true) || !is_tag_char(line[1], false))
    return std::nullopt;
  const auto dash = line.find_first_not_of(' ', 2);
  if (dash == line.npos || dash < 3 || dash > 5 || line[dash] != '-') return std::nullopt;
  if (dash + 1 < line.size() && line[dash + 1] != ' ' && line[dash + 1] != '\t')
    return std::nullopt;
  return Line{std::string(line.substr(0, 2)), std::string(trimmed(line.substr(dash + 1)))};
}

std::vector<sheaf::Person> people(const Reference& in,
                                  std::initializer_list<std::string_view> tags) {
  std::vector<sheaf::Person> out;
  in.each(tags, [&](std::string_view value) {
    if (auto p = person(value, SHEAF_MARKUP_HTML); !p.name.empty()) out.push_back(std::move(p));
  });
  return out;
}

void set_date(const Reference& in, sheaf::Record& r) {
  const auto year = loose_date(in.find_first({"PY", "Y1"}));
  in.each({"DA", "PY", "Y1"}, [&](std::string_view date) { set_published(r, loose_date(date)); });
  // EndNote's `DA  - Oct 5` beside `PY  - 2016`
  const auto day = in.find("DA");
  const bool named = std::any_of(day.begin(), day.end(), sheaf::text::is_letter);
  if (year && named && !loose_date(day))
    set_published(r,
                  loose_date(sheaf::text::to_date(year->ms).substr(0, 4) + " " + std::string(day)));
}

Entry entry_of(const Reference& in) {
  Entry out;
  out.line = in.line;
  out.key = in.find("ID");
  sheaf::Record& r = out.record;
  const std::string_view type = in.find("TY");
  r.title = html(in.find_first({"TI", "T1", "CT", "BT", "ST"}));
  r.abstract = html(in.find_first({"AB", "N2"}));
  r.comment = html(in.find("N1"));
  r.venue = html(in.find_first({"JF", "T2", "JO", "JA", "J2", "BT", "T3", "PB"}));
  if (r.venue.value == r.title.value) r.venue.value.clear();
  r.authors = people(in, {"AU", "A1"});
  if (r.authors.empty()) r.authors = people(in, {"A2", "ED", "A3"});
  set_date(in, r);
  r.language = in.find("LA").size() == 2 ? std::string(in.find("LA")) : std::string();
  in.each({"KW"}, [&](std::string_view word) { add_keywords(r, word, false); });
  in.each({"DO", "DI"}, [&](std::string_view doi) { identify_doi(r, doi); });
  in.each({"UR", "L3", "LK"}, [&](std::string_view url) { identify_by_url(r, url); });
  in.each({"M3", "N1", "AN"}, [&](std::string_view text) {
    identify_doi(r, text);
    identify(r, "arxiv", arxiv_id(text, false));
  });
  identify(r, "arxiv", arxiv_id(r.venue.value, false));
  identify(r, "arxiv", arxiv_volume(r.venue.value, in.find("VL")));
  in.each({"L1"}, [&](std::string_view url) {
    if (url.starts_with("http")) r.links.push_back({SHEAF_LINK_PDF, std::string(url), ""});
  });
  if (type == "BOOK" || type == "EBOOK" || type == "EDBOOK") {
    identify(r, "isbn", isbn13(in.find("SN")));
  }
  if (type == "NEWS" || type == "MGZN") r.type = SHEAF_TYPE_NEWS;
  return out;
}

class RisReader {
 public:
  Parsed read(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find_first_of("\r\n", at), text.size());
      ++line_;
      take(text.substr(at, end - at));
      at = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
    }
    close(false);
    finish(out_);
    return std::move(out_);
  }

 private:
  void take(std::string_view line) {
    auto read = tagged(line);
    if (!read) {
      const auto more = trimmed(line);
      if (!in_ || in_->lines.empty() || more.empty()) return;
      Line& last = in_->lines.back();
      if (last.tag == "KW") {  // EndNote writes one keyword a line behind a single tag
        in_->lines.push_back({"KW", std::string(more)});
      } else {
        last.value.append(" ").append(more);
      }
      return;
    }
    if (read->tag == "TY") {
      close(false);
      in_.emplace();
      in_->line = line_;
    }
    if (read->tag == "ER") return close(true);
    if (in_) in_->lines.push_back(std::move(*read));
  }

  // Without its end a reference is kept all the same: only the last one of a file that was cut off
  // lacks something, and nobody can tell what.
  void close(bool ended) {
    if (!in_) return;
    Entry entry = entry_of(*in_);
    if (trimmed(entry.record.title.value).empty()) {
      out_.problems.push_back({in_->line, ended
                                              ? "a reference without a title"
                                              : "a reference without a title and without its end"});
    } else {
      out_.entries.push_back(std::move(entry));
    }
    in_.reset();
  }

  std::size_t line_ = 0;
  std::optional<Reference> in_;
  Parsed out_;
};

}  // namespace

Parsed parse_ris(std::string_view text) {
  return RisReader().read(text);
}

}  // namespace import
