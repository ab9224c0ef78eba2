#include "search.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "sheaf/plugin.hpp"

namespace output_atom {
namespace {

using sheaf::range;
using sheaf::view;

// Without case and accents; empty for what is no UTF-8.
std::string folded(std::string_view text) {
  utf8proc_uint8_t* raw = nullptr;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &raw, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, &std::free);
  return size > 0 ? std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size))
                  : std::string();
}

bool holds(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

Search::Search(std::string_view words, std::vector<std::string> sources,
               std::vector<std::string> categories)
    : sources_(std::move(sources)), categories_(std::move(categories)) {
  bool quoted = false;
  std::string word;
  const auto end = [&] {
    if (std::string f = folded(word); !f.empty()) words_.push_back(std::move(f));
    word.clear();
  };
  for (const char c : words) {
    if (c == '"') {
      end();
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      end();
    } else {
      word += c;
    }
  }
  end();
}

bool Search::matches(const sheaf_record& work, std::span<const sheaf_str> sources) const {
  const auto any = [](const std::vector<std::string>& wanted, std::span<const sheaf_str> have) {
    return wanted.empty() || std::any_of(have.begin(), have.end(), [&](const sheaf_str& s) {
             return holds(wanted, view(s));
           });
  };
  if (!any(sources_, sources) || !any(categories_, range(work.categories, work.category_count))) {
    return false;
  }
  if (words_.empty()) return true;
  std::string text(view(work.title));
  text.append("\n").append(view(work.abstract));
  for (const auto* p : range(work.authors, work.author_count))
    text.append("\n").append(view(p->name));
  std::replace(text.begin(), text.end(), '\n', ' ');
  text = folded(text);
  return std::all_of(words_.begin(), words_.end(), [&text](const std::string& word) {
    return text.find(word) != std::string::npos;
  });
}

}  // namespace output_atom
