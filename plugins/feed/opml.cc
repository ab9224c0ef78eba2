#include <unordered_set>

#include "documents.h"
#include "texts.h"
#include "urls.h"

namespace feed {
namespace {

using sheaf::text::starts_with_ignoring_case;

class Reader final : public sheaf::feed::XmlHandler {
 public:
  Reader(OpmlList& out, std::size_t most) : out_(out), most_(most) {}

  sheaf::feed::Take on_start(const sheaf::feed::XmlName& name,
                             sheaf::feed::XmlAttributes attributes) override {
    using sheaf::feed::Take;
    const std::string local = lowered(name.local);
    if (!out_.is_opml) {
      out_.is_opml = local == "opml";
      return out_.is_opml ? Take::kChildren : Take::kStop;
    }
    if (local == "outline") {
      add(attributes);
      return out_.urls.size() < most_ ? Take::kChildren : Take::kStop;
    }
    return local == "body" ? Take::kChildren : Take::kSkip;
  }
  bool on_value(const sheaf::feed::XmlName&, const sheaf::feed::XmlValue&) override { return true; }
  bool on_end(const sheaf::feed::XmlName&) override { return true; }

 private:
  void add(sheaf::feed::XmlAttributes attributes) {
    for (const auto& attribute : attributes) {
      if (lowered(attribute.name.local) != "xmlurl") continue;
      std::string url(trimmed(attribute.value));
      // feed://host and feed:https://host (https://en.wikipedia.org/wiki/Feed_URI_scheme)
      if (starts_with_ignoring_case(url, "feed://")) {
        url.replace(0, 7, "https://");
      } else if (starts_with_ignoring_case(url, "feed:")) {
        url.erase(0, 5);
      }
      if (!is_web_url(url)) {
        ++out_.unusable;
      } else if (known_.insert(url).second) {
        out_.urls.push_back(std::move(url));
      }
    }
  }

  OpmlList& out_;
  const std::size_t most_;
  std::unordered_set<std::string> known_;
};

}  // namespace

OpmlList read_opml(std::string_view body, std::string_view content_type, std::size_t most) {
  OpmlList out;
  Reader reader(out, most);
  sheaf::feed::XmlOptions options;
  options.content_type = content_type;
  out.parse = sheaf::feed::read_xml(sheaf::feed::from_memory(body), reader, options);
  return out;
}

}  // namespace feed
