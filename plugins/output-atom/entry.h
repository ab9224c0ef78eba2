// What a feed says of a work.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/plugin.h"

namespace output_atom {

struct Entry {
  std::string work;  // its id
  std::string title;
  std::vector<std::string> authors, categories;
  std::string url, pdf;  // http and https only
  std::int64_t published_ms = SHEAF_TIME_UNKNOWN;
  std::int64_t updated_ms = 0;  // when it was shown or listed
  std::string summary;          // the abstract, plain text
  std::string content;          // HTML: scores, comments, authors, venue, abstract
};

Entry entry_of(const sheaf_record& record, std::int64_t updated_ms);

// With what the scorers said. `axes` give titles and scales, where they know the axis.
Entry entry_of(const sheaf_item& item, const sheaf_axis* const* axes, std::size_t axis_count,
               std::int64_t updated_ms);

// The newest of many, each work once, with what was said of it last.
class Newest {
 public:
  explicit Newest(std::size_t most) : most_(most) {}
  void add(Entry entry);
  // Newest first; of one moment, those that came first first.
  std::vector<Entry> take();

 private:
  void prune();
  std::size_t most_;
  std::uint64_t count_ = 0;
  std::vector<std::pair<std::uint64_t, Entry>> entries_;
};

}  // namespace output_atom
