// What stands behind a feed's address, on arbitrary bytes: lists, JSON feeds, pages that name
// feeds.
#include <cstdint>
#include <string_view>

#include "documents.h"
#include "item.h"
#include "sheaf/feed/json.hpp"
#include "urls.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  feed::kind_of(body);
  feed::read_opml(body, {}, 100);
  feed::alternates(body, "https://a.example/b");
  feed::bare_url(body);
  std::vector<sheaf::feed::Item> items;
  feed::Surroundings around;
  try {
    feed::read_json_feed(
        body,
        [&](sheaf::feed::Item& item) {
          items.push_back(std::move(item));
          return true;
        },
        [&](const sheaf::feed::Feed& f) {
          around = feed::surroundings(f, "https://a.example/", 0);
        });
  } catch (const sheaf::feed::FormatError&) {
  }
  const feed::Shared shared(items, around);
  for (const auto& item : items) feed::record_of(item, {}, around, shared);
  return 0;
}
