#include "listing.h"

#include <charconv>

#include "texts.h"

namespace arxiv {
namespace {

namespace feed = sheaf::feed;

[[noreturn]] void refuse(std::string_view words, const std::string& url) {
  std::string said;
  for (const char c : trimmed(words)) said += c == '\n' ? ' ' : c;
  throw sheaf::Error(SHEAF_E_CONFIG, "arXiv refuses " + url + ": " + said);
}

std::optional<std::uint64_t> number(const feed::Other* element) {
  if (element == nullptr) return std::nullopt;
  const std::string_view text = trimmed(element->text);
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<std::int64_t> ms(const feed::Stamp& stamp) {
  return stamp.date ? std::optional(stamp.date->ms) : std::nullopt;
}

bool is_error_entry(const feed::Item& item) {
  return item.id.find("/api/errors") != item.id.npos;
}

}  // namespace

Listing read_listing(Body& body, const OnPaper& on_paper) {
  Listing out;
  Paper paper;
  auto format = feed::Feed::Format::kNone;
  const auto on_feed = [&](const feed::Feed& f) {
    format = f.format;
    if (trimmed(f.title.text).starts_with("Feed error for query")) {
      refuse(f.subtitle.text.empty() ? f.title.text : f.subtitle.text, body.url());
    }
    out.dated_ms = ms(f.published);
    if (!out.dated_ms) out.dated_ms = ms(f.dc_date);
    out.total = number(f.find("totalResults"));
  };
  const auto on_item = [&](feed::Item& item) {
    if (is_error_entry(item)) refuse(item.summary.text, body.url());
    ++out.items;
    paper.clear();
    bool readable = false;
    if (format == feed::Feed::Format::kRdf) {
      readable = read_legacy_item(item, paper);
      if (out.dated_ms) paper.announced_ms = *out.dated_ms;
    } else if (item.id.find("/abs/") != item.id.npos) {
      readable = read_api_entry(item, paper);
    } else {
      readable = read_daily_item(item, paper);
      if (!out.dated_ms && paper.announced_ms != SHEAF_TIME_UNKNOWN) {
        out.dated_ms = paper.announced_ms;  // Atom says it in the entries only
      }
    }
    if (!readable) {
      ++out.unreadable;
      return true;
    }
    return on_paper(paper);
  };
  feed::FeedOptions options;
  options.content_type = body.content_type();
  const feed::FeedEnd end = feed::read_feed(body.read(), on_item, on_feed, options);
  if (body.refused()) {
    throw sheaf::Error(SHEAF_E_UPSTREAM,
                       "arXiv refuses " + body.url() + " (HTTP status 400) without saying why.");
  }
  if (!out.dated_ms && !out.total) out.dated_ms = ms(end.feed.updated);
  if (!out.total) out.total = number(end.feed.find("totalResults"));
  out.parse = end.parse;
  return out;
}

}  // namespace arxiv
