// What read_xml() hands over, written down.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "sheaf/feed/xml.hpp"

namespace sheaf::feed {

// Writes down what it gets. Elements named "t" are taken as text, "m" as markup, "s" skipped,
// "stop" stops.
struct Log : XmlHandler {
  std::string out;
  Take on_start(const XmlName& name, XmlAttributes attributes) override {
    if (name.local == "stop") return Take::kStop;
    if (name.local == "throw") throw std::invalid_argument("from the handler");
    out += "<" + std::string(name.ns) + "|" + std::string(name.local);
    for (const auto& a : attributes) {
      out += " " + std::string(a.name.ns) + "|" + std::string(a.name.local) + "=" +
             std::string(a.value);
    }
    out += ">";
    return name.local == "t"   ? Take::kText
           : name.local == "m" ? Take::kMarkup
           : name.local == "s" ? Take::kSkip
                               : Take::kChildren;
  }
  bool on_value(const XmlName& name, const XmlValue& value) override {
    out += std::string(value.markup ? "{" : "[") + std::string(value.text) + "]" +
           std::string(name.local);
    return name.ns != "enough";
  }
  bool on_end(const XmlName& name) override {
    out += "</" + std::string(name.ns) + "|" + std::string(name.local) + ">";
    return true;
  }
};

struct ParseResult {
  std::string out;
  ParseEnd end;
};

inline ParseResult parse(std::string_view body, const XmlOptions& options = {}) {
  Log log;
  const ParseEnd end = read_xml(from_memory(body), log, options);
  return {log.out, end};
}

// The text of <t> in a document, read under `content_type`.
inline std::string text_of(std::string_view body, std::string content_type = {}) {
  const ParseResult r = parse(body, {.content_type = std::move(content_type), .limits = {}});
  EXPECT_EQ(r.end.how, ParseEnd::How::kComplete) << r.end.detail;
  const auto start = r.out.find('[');
  return start == r.out.npos ? "" : r.out.substr(start + 1, r.out.find("]t") - start - 1);
}

}  // namespace sheaf::feed
