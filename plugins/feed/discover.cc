// Reads the head of an HTML page, whatever state it is in: tags, attributes and comments as the
// HTML standard's tokenizer sees them (https://html.spec.whatwg.org/#tokenization), nothing of the
// tree.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "documents.h"
#include "sheaf/feed/source.hpp"
#include "sheaf/text/html.hpp"
#include "texts.h"
#include "urls.h"

namespace feed {
namespace {

constexpr std::size_t kLargestHead = 1 << 20;
constexpr std::size_t kMostAlternates = 50;
constexpr std::string_view kHtmlBlanks = " \t\r\n\f";

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text[at] == '&' ? text.substr(at, 12).find(';') : text.npos;
    const auto name =
        end == text.npos || end < 2 ? std::string_view() : text.substr(at + 1, end - 1);
    std::string_view character = sheaf::text::html_entity(name);
    if (name == "#38" || name == "#038" || lowered(name) == "#x26") character = "&";
    if (character.empty()) {
      out += text[at++];
    } else {
      out += character;
      at += end + 1;
    }
  }
  return out;
}

struct Tag {
  std::string name;  // in lower case, `/head` for an end
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string_view find(std::string_view attribute) const {
    for (const auto& [key, value] : attributes) {
      if (key == attribute) return value;
    }
    return {};
  }
};

class Tags {
 public:
  explicit Tags(std::string_view page) : text_(page.substr(0, kLargestHead)) {}

  std::optional<Tag> next() {
    for (;;) {
      at_ = text_.find('<', at_);
      if (at_ >= text_.size()) return std::nullopt;
      if (text_.substr(at_).starts_with("<!--")) {
        skip_past("-->", 4);
      } else if (at_ + 1 < text_.size() && is_name(text_[at_ + 1])) {
        return tag();
      } else {
        ++at_;
      }
    }
  }

 private:
  static bool is_name(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '/'; }
  void skip_past(std::string_view mark, std::size_t from) {
    const auto end = text_.find(mark, at_ + from);
    at_ = end == text_.npos ? text_.size() : end + mark.size();
  }
  bool at_end() const { return at_ >= text_.size(); }

  Tag tag() {
    Tag out;
    const auto begin = ++at_;
    at_ = std::min(text_.find_first_of(" \t\r\n\f>", begin), text_.size());
    out.name = lowered(text_.substr(begin, at_ - begin));
    if (out.name.size() > 1 && out.name.ends_with('/')) out.name.pop_back();
    while (read_attribute(out)) {
    }
    // What these hold is no markup.
    static constexpr std::array<std::string_view, 6> kRaw = {"script",   "style",    "title",
                                                             "textarea", "noscript", "template"};
    if (std::find(kRaw.begin(), kRaw.end(), out.name) != kRaw.end()) skip_raw(out.name);
    return out;
  }

  bool read_attribute(Tag& tag) {
    at_ = std::min(text_.find_first_not_of(" \t\r\n\f/", at_), text_.size());
    if (at_end()) return false;
    if (text_[at_] == '>') {
      ++at_;
      return false;
    }
    const auto begin = at_;
    at_ = std::min(text_.find_first_of(" \t\r\n\f=>/", begin + 1), text_.size());
    std::string name = lowered(text_.substr(begin, at_ - begin));
    const auto equals = std::min(text_.find_first_not_of(kHtmlBlanks, at_), text_.size());
    std::string_view value;
    if (equals < text_.size() && text_[equals] == '=') {
      at_ = std::min(text_.find_first_not_of(kHtmlBlanks, equals + 1), text_.size());
      value = read_value();
    }
    if (tag.attributes.size() < 30) tag.attributes.emplace_back(std::move(name), unescaped(value));
    return true;
  }

  std::string_view read_value() {
    if (at_end() || text_[at_] == '>') return {};
    const char quote = text_[at_];
    if (quote == '"' || quote == '\'') {
      const auto begin = at_ + 1;
      const auto end = std::min(text_.find(quote, begin), text_.size());
      at_ = std::min(end + 1, text_.size());
      return text_.substr(begin, end - begin);
    }
    const auto begin = at_;
    at_ = std::min(text_.find_first_of(" \t\r\n\f>", begin), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  void skip_raw(const std::string& name) {
    for (auto end = text_.find("</", at_); end != text_.npos; end = text_.find("</", end + 2)) {
      if (lowered(text_.substr(end + 2, name.size())) == name) {
        at_ = end;
        return;
      }
    }
    at_ = text_.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool has_word(std::string_view list, std::string_view wanted) {
  const std::string small = lowered(list);
  std::string_view rest = small;
  while (!(rest = trimmed(rest)).empty()) {
    const auto word = rest.substr(0, rest.find_first_of(kHtmlBlanks));
    if (word == wanted) return true;
    rest.remove_prefix(word.size());
  }
  return false;
}

bool is_feed_type(std::string_view type) {
  const std::string small = lowered(trimmed(type.substr(0, type.find(';'))));
  return small == "application/rss+xml" || small == "application/atom+xml" ||
         small == "application/feed+json" || small == "application/rdf+xml";
}

}  // namespace

std::vector<Alternate> alternates(std::string_view page, std::string_view url) {
  std::vector<Alternate> out;
  std::string base(url);
  bool has_base = false;
  std::vector<std::pair<std::string, std::string>> found;  // href and title
  Tags tags(page);
  while (const auto tag = tags.next()) {
    if (tag->name == "/head" || tag->name == "body" || found.size() >= kMostAlternates) break;
    if (tag->name == "base" && !has_base && !tag->find("href").empty()) {
      has_base = true;
      if (std::string whole = resolved_url(url, tag->find("href")); is_web_url(whole))
        base = std::move(whole);
    }
    if (tag->name == "link" && has_word(tag->find("rel"), "alternate") &&
        is_feed_type(tag->find("type"))) {
      found.emplace_back(tag->find("href"), tag->find("title"));
    }
  }
  for (auto& [href, title] : found) {
    std::string whole = resolved_url(base, href);
    if (href.empty() || !is_web_url(whole)) continue;
    out.push_back({std::move(whole), std::move(title)});
  }
  std::stable_partition(out.begin(), out.end(), [](const Alternate& a) {
    return lowered(a.title).find("comment") == std::string::npos;
  });
  return out;
}

}  // namespace feed
