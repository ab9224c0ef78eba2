// What a template is given: a tree of Markdown strings. Private to the files that build it, because
// mustache.hpp takes two seconds to compile.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <utility>
#include <vector>

#include "digest.h"
#include "sheaf/plugin.hpp"

namespace markdown {

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

inline Data list(const std::vector<std::string>& lines) {
  List out(lines.size());
  for (const std::string& line : lines) out.add(Data(line));
  return std::move(out).take();
}

// Where an item is printed: its number by its index in the digest.
using Numbers = std::vector<std::size_t>;

// The fields of one item; README.md describes them.
Data item_data(const sheaf_run& run, const sheaf_digest& digest, std::size_t index,
               const Numbers& numbers, const Options& options);

// The fields about the run: banner, funnel, sources, cost, ... ; README.md describes them.
void add_report(Data& root, const sheaf_run& run, const sheaf_digest& digest);

}  // namespace markdown
