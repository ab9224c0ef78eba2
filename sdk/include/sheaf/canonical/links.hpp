// Links in canonical text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sheaf::canonical {

enum class LinkKind { kCode, kData, kOther };

struct Link {
  std::string url;  // with a scheme; `https://` where the text had none
  LinkKind kind = LinkKind::kOther;
  bool operator==(const Link&) const = default;
};

// The links in `text`, in order, each once. A link is `http://…` or `https://…`, `www.…`, or a
// host name with a common top-level domain and a path (`github.com/x/y`); mail addresses and file
// names (`train.py/x`) are none. A link ends before a blank, a quote, an angle bracket or anything
// but ASCII, and has no trailing stop, quote, `.git` or bracket that does not open within it.
// kCode: a code host (github., gitlab., …); kData: a data repository or `data(set)(s)` in host or
// path. Total: any bytes.
std::vector<Link> find_links(std::string_view text);

}  // namespace sheaf::canonical
