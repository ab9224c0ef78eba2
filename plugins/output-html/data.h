// Short hands for mustache's tree. Private to the files that fill templates, because mustache.hpp
// takes two seconds to compile.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mustache/fill.h"

namespace output_html {

using mustache::Data;

// False for nothing: an empty string would open {{#sections}}.
inline Data or_false(const std::string& html) {
  return html.empty() ? Data(false) : Data(html);
}

// A list that entries are moved into; mustache's own push_back copies the whole subtree.
inline Data list_of(std::vector<Data> entries) {
  Data out{Data::type::list};
  auto& list = const_cast<kainjow::mustache::list&>(out.list_value());
  list.reserve(entries.size());
  for (Data& entry : entries) list.push_back(std::move(entry));
  return out;
}

}  // namespace output_html
