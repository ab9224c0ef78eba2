// Everything of sdk/feed on arbitrary bytes: no crash, no leak, no exception, and the same result
// however the bytes arrive.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "sheaf/feed/feed.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/text/dates.hpp"

namespace {

using namespace sheaf::feed;
using sheaf::text::to_rfc3339;

struct Seen {
  std::size_t items = 0;
  std::size_t bytes = 0;
  ParseEnd end;
};

Seen read_in_pieces(std::string_view bytes, std::size_t piece, const FeedOptions& options) {
  Seen seen;
  const Read read = [&](char* buffer, std::size_t capacity) {
    const std::size_t count = std::min({capacity, piece, bytes.size()});
    std::memcpy(buffer, bytes.data(), count);
    bytes.remove_prefix(count);
    return count;
  };
  const FeedEnd end = read_feed(
      read,
      [&](Item& item) {
        ++seen.items;
        seen.bytes +=
            item.id.size() + item.title.text.size() + item.content.text.size() + item.other.size();
        for (const Author& author : item.authors) {
          for (const auto style :
               {AuthorStyle::kComma, AuthorStyle::kSemicolon, AuthorStyle::kCommaPairs}) {
            seen.bytes += split_authors(author.name, style).size();
          }
        }
        return true;
      },
      nullptr, options);
  seen.end = end.parse;
  return seen;
}

}  // namespace

// The first byte says how big the pieces are and which charset HTTP claims; the rest is the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  constexpr const char* kTypes[] = {"", "text/xml; charset=iso-8859-1", "text/xml; charset=gb18030",
                                    "text/xml; charset=iso-2022-jp"};
  FeedOptions options;
  options.content_type = kTypes[data[0] % 4];
  options.limits = {.depth = 20,
                    .tag_bytes = 1000,
                    .value_bytes = 1000,
                    .entity_bytes = 500,
                    .distinct_names = 50};
  options.item_bytes = 5000;
  const Seen whole = read_in_pieces(body, body.size(), options);
  const Seen parts = read_in_pieces(body, data[0] / 4 + 1U, options);
  if (whole.items != parts.items || whole.bytes != parts.bytes || whole.end.how != parts.end.how)
    std::abort();

  if (const auto date = parse_date(body.substr(0, 64))) {
    if (parse_date(to_rfc3339(date->ms))->ms != date->ms) std::abort();
  }
  for (const auto style :
       {AuthorStyle::kComma, AuthorStyle::kSemicolon, AuthorStyle::kCommaPairs}) {
    split_authors(body, style);
  }
  return 0;
}
