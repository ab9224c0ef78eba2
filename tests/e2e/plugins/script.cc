#include "script.h"

#include <algorithm>
#include <fstream>
#include <utility>

namespace e2e {
namespace {

// "first rest" -> both.
std::pair<std::string, std::string> split(const std::string& text, char at = ' ') {
  const std::size_t end = std::min(text.find(at), text.size());
  return {text.substr(0, end), end < text.size() ? text.substr(end + 1) : std::string()};
}

int index_of(const std::string& word, std::initializer_list<const char*> words) {
  int i = 0;
  for (const char* w : words) {
    if (word == w) return i;
    ++i;
  }
  throw sheaf::Error(SHEAF_E_CONFIG, "script: unknown word " + word);
}

void set(sheaf::Record& r, const std::string& key, const std::string& value) {
  const auto text = [&](sheaf::Text& t) { t.value = value; };
  if (key == "id") {
    r.id = value;
  } else if (key == "title") {
    text(r.title);
  } else if (key == "abstract") {
    text(r.abstract);
  } else if (key == "venue") {
    text(r.venue);
  } else if (key == "url") {
    r.url = value;
  } else if (key == "author") {
    r.authors.emplace_back().name = value;
  } else if (key == "orcid") {
    r.authors.back().orcid = value;
  } else if (key == "category") {
    if (r.primary_category.empty()) r.primary_category = value;
    r.categories.push_back(value);
  } else if (key == "language") {
    r.language = value;
  } else if (key == "identifier") {
    r.identifiers.push_back(split(value, ':'));
  } else if (key == "extra") {
    r.extras.push_back(split(value));
  } else if (key == "relation") {
    const auto [type, id] = split(value);
    constexpr sheaf_relation_type kTypes[] = {SHEAF_REL_PREPRINT_OF, SHEAF_REL_HAS_PREPRINT,
                                              SHEAF_REL_RETRACTS, SHEAF_REL_CORRECTS,
                                              SHEAF_REL_RETRACTED_BY};
    const auto [scheme, rest] = split(id, ':');
    const int at =
        index_of(type, {"preprint-of", "has-preprint", "retracts", "corrects", "retracted-by"});
    r.relations.push_back({kTypes[at], scheme, rest});
  } else if (key == "announce") {
    r.announce = static_cast<sheaf_announce>(
        index_of(value, {"unknown", "new", "cross", "replace", "replace-cross"}));
  } else if (key == "type") {
    r.type = static_cast<sheaf_record_type>(index_of(value, {"unknown", "research", "review"}));
  } else if (key == "version") {
    r.version = static_cast<std::uint32_t>(std::stoul(value));
  } else if (key == "removed") {
    r.flags |= SHEAF_R_REMOVED;
  } else if (key == "preprint") {
    r.flags |= SHEAF_R_PREPRINT;
  } else if (key == "published_ms") {
    r.published_ms = std::stoll(value);
  } else if (key == "announced_ms") {
    r.announced_ms = std::stoll(value);
  } else {
    throw sheaf::Error(SHEAF_E_CONFIG, "script: unknown key " + key);
  }
}

}  // namespace

std::vector<Entry> read_script(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw sheaf::Error(SHEAF_E_UPSTREAM, "no script " + path);
  std::vector<Entry> out;
  bool open = false;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) {
      open = false;
      continue;
    }
    if (!open) out.emplace_back();
    open = true;
    const auto [key, value] = split(line);
    if (key == "act") {
      std::tie(out.back().act, out.back().words) = split(value);
      open = false;
    } else if (key == "for") {
      out.back().about = value;
    } else {
      set(out.back().record, key, value);
    }
  }
  return out;
}

}  // namespace e2e
