// What a template is given: a tree of Markdown strings.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <utility>

namespace output_markdown {

using Data = kainjow::mustache::data;

// False for nothing: an empty string would open {{#sections}}.
inline Data or_false(const std::string& md) {
  return md.empty() ? Data(false) : Data(md);
}

// A list that entries are moved into; mustache's own push_back copies the whole subtree.
class List {
 public:
  void add(Data entry) { entries().push_back(std::move(entry)); }
  explicit List(std::size_t capacity) { entries().reserve(capacity); }
  Data take() && { return std::move(data_); }

 private:
  kainjow::mustache::list& entries() {
    return const_cast<kainjow::mustache::list&>(data_.list_value());
  }
  Data data_{Data::type::list};
};

}  // namespace output_markdown
