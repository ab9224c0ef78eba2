#include "pubmed/search.h"

#include <algorithm>
#include <charconv>

#include "sheaf/feed/json.hpp"
#include "sheaf/feed/xml.hpp"
#include "webapi/identifiers.h"

namespace pubmed {
namespace {

using sheaf::feed::Take;
using sheaf::feed::XmlAttributes;
using sheaf::feed::XmlName;
using sheaf::feed::XmlValue;

class SearchHandler : public sheaf::feed::XmlHandler {
 public:
  Take on_start(const XmlName& name, XmlAttributes) override {
    if (depth_++ == 0) {
      root = name.local;
      return Take::kChildren;
    }
    if (name.local == "ErrorList") return Take::kChildren;
    --depth_;
    const bool value = name.local == "Count" || name.local == "WebEnv" ||
                       name.local == "QueryKey" || name.local == "ERROR" ||
                       name.local == "PhraseNotFound";
    return value ? Take::kText : Take::kSkip;
  }
  bool on_value(const XmlName& name, const XmlValue& value) override {
    const std::string text(webapi::trimmed(value.text));
    if (name.local == "Count") {
      const auto parsed = std::from_chars(text.data(), text.data() + text.size(), result.count);
      counted = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    }
    if (name.local == "WebEnv") result.web_env = text;
    if (name.local == "QueryKey") result.query_key = text;
    if (name.local == "ERROR") error = text;
    if (name.local == "PhraseNotFound") result.not_found.push_back(text);
    return true;
  }
  bool on_end(const XmlName&) override {
    --depth_;
    return true;
  }

  SearchResult result;
  std::string root, error;
  bool counted = false;

 private:
  int depth_ = 0;
};

bool is_trouble(std::string error) {
  std::transform(error.begin(), error.end(), error.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const char* sign : {"backend", "unavailable", "timeout", "timed out", "temporar", "executor",
                           "connect", "internal", "unable to obtain"}) {
    if (error.find(sign) != error.npos) return true;
  }
  return false;
}

}  // namespace

SearchResult read_search(const sheaf::feed::Read& read) {
  SearchHandler handler;
  const auto end = sheaf::feed::read_xml(read, handler);
  if (!handler.error.empty()) {
    throw sheaf::Error(is_trouble(handler.error) ? SHEAF_E_TRANSIENT : SHEAF_E_CONFIG,
                       "PubMed refuses the search: " + handler.error);
  }
  if (end.how != sheaf::feed::ParseEnd::How::kComplete) {
    throw sheaf::feed::FormatError("the answer to the search cannot be read: " + end.detail);
  }
  if (handler.root != "eSearchResult" || !handler.counted) {
    throw sheaf::feed::FormatError("eSearchResult/Count is missing in the answer");
  }
  return std::move(handler.result);
}

}  // namespace pubmed
