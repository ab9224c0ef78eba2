#include "library.h"

#include <utility>

#include "formats.h"

namespace output_bibtex {

void Library::add(const sheaf_item& item) {
  Reference r = reference_of(item);
  const auto [place, is_new] = by_id_.emplace(r.id, entries_.size());
  if (is_new) {
    entries_.emplace_back();
    keys_of_.emplace_back();
  } else {
    keys_.erase(keys_of_[place->second]);
  }
  if (!keys_.insert(r.key).second) {
    r.key = key_of(r, 16);
    keys_.insert(r.key);
  }
  keys_of_[place->second] = r.key;
  entries_[place->second] = format_ == Format::kBibtex ? bibtex(r, abstracts_)
                            : format_ == Format::kRis  ? ris(r, abstracts_)
                                                       : csl(r, abstracts_);
}

std::string Library::text() const {
  const bool json = format_ == Format::kCsl;
  std::string out = json ? "[" : "";
  for (const std::string& entry : entries_) {
    if (&entry != &entries_.front()) out += json ? ",\n" : format_ == Format::kRis ? "\r\n" : "\n";
    out += entry;
  }
  return json ? out + "]\n" : out;
}

}  // namespace output_bibtex
