#include "works.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "digest/line.h"
#include "names.h"
#include "script_json.h"
#include "sheaf/text/hash.hpp"
#include "text.h"

namespace output_html {
namespace {

using sheaf::range;
using sheaf::view;

constexpr std::size_t kWorksInShard = 1000, kBytesInShard = 1'900'000;
// What one work may bring, so that it fits into a shard whatever its characters turn into (`<`
// becomes six).
constexpr std::size_t kLongestTitle = 2'000, kLongestAuthors = 40'000, kLongestText = 200'000,
                      kLongestName = 1'000, kMostNames = 50;

Work work_of(const sheaf_history_work& told) {
  const sheaf_record& r = *told.work;
  Work w;
  w.id = shortened(view(r.id), kLongestName);
  w.title = shortened(digest::one_line(view(r.title)), kLongestTitle);
  if (w.title.empty()) w.title = w.id;
  for (const auto* author : range(r.authors, r.author_count)) {
    const std::string name = digest::one_line(view(author->name));
    if (w.authors.size() + name.size() > kLongestAuthors) {
      w.authors += ", …";
      break;
    }
    if (!name.empty()) w.authors += (w.authors.empty() ? "" : ", ") + name;
  }
  if (is_web_url(view(r.url)) && r.url.len <= 2 * kLongestName)
    w.url = digest::one_line(view(r.url));
  w.venue = shortened(digest::one_line(view(r.venue)), kLongestName);
  w.text = shortened(view(r.abstract.len > 0 ? r.abstract : r.summary), kLongestText);
  for (const auto& s : range(told.sources, told.source_count)) {
    if (w.sources.size() < kMostNames) w.sources.push_back(shortened(view(s), kLongestName));
  }
  const std::string_view primary = view(r.primary_category);
  if (!primary.empty()) w.categories.push_back(shortened(primary, kLongestName));
  for (const auto& c : range(r.categories, r.category_count)) {
    if (view(c) != primary && w.categories.size() < kMostNames) {
      w.categories.push_back(shortened(view(c), kLongestName));
    }
  }
  w.listed_ms = told.listed_ms;
  w.type = r.type;
  w.announce = r.announce;
  return w;
}

void keep_newest(std::vector<Work>& works, std::size_t most, std::size_t& left_out) {
  std::stable_sort(works.begin(), works.end(),
                   [](const Work& a, const Work& b) { return a.listed_ms > b.listed_ms; });
  if (works.size() <= most) return;
  left_out += works.size() - most;
  works.resize(most);
}

using Places = std::map<std::string_view, std::size_t>;

// Every name once, in byte order, and its place.
Places places_of(const std::vector<Work>& works, std::vector<std::string> Work::*names) {
  Places out;
  for (const Work& w : works) {
    for (const std::string& n : w.*names) out.emplace(n, 0);
  }
  std::size_t place = 0;
  for (auto& [name, at] : out) at = place++;
  return out;
}

void append_number(std::string& out, double value) {
  std::array<char, 400> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::fixed, 4)
                       .ptr;
  std::string digits(buffer.data(), end);
  while (digits.back() == '0') digits.pop_back();
  if (digits.back() == '.') digits.pop_back();
  out += digits == "-0" ? "0" : digits;
}

// The members of an object, comma and key written as they come; empty values left out.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  void text(const char* key, std::string_view value) {
    if (value.empty()) return;
    begin(key);
    append_json(out_, value);
  }
  std::string& begin(const char* key) {
    if (!first_) out_ += ',';
    first_ = false;
    ((out_ += '"') += key) += "\":";
    return out_;
  }
  void places(const char* key, const std::vector<std::string>& names, const Places& all) {
    if (names.empty()) return;
    begin(key) += '[';
    bool first = true;
    for (const std::string& n : names) {
      if (!first) out_ += ',';
      first = false;
      out_ += std::to_string(all.at(n));
    }
    out_ += ']';
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void append_appearances(std::string& out, const Site& site, const std::vector<Appearance>& all) {
  out += '[';
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Appearance& a = all[i];
    out += (i > 0 ? ",[" : "[") + std::to_string(a.reader) + ",";
    append_json(out, a.page);
    out += ',';
    if (a.value) {
      append_number(out, *a.value);
    } else {
      out += "null";
    }
    out += ',';
    Object axes(out);
    std::set<std::string_view> seen;
    for (auto axis = a.axes.rbegin(); axis != a.axes.rend(); ++axis) {
      const bool known = std::any_of(site.axes.begin(), site.axes.end(),
                                     [&](const AxisInfo& k) { return k.id == axis->first; });
      if (known && seen.insert(axis->first).second)
        append_number(axes.begin(axis->first.c_str()), axis->second);
    }
    axes.end();
    out += ']';
  }
  out += ']';
}

void append_list(std::string& out, const Places& places) {
  out += '[';
  bool first = true;
  for (const auto& [name, place] : places) {
    if (!first) out += ',';
    first = false;
    append_json(out, name);
  }
  out += ']';
}

struct Shard {
  std::string titles, texts;
  std::size_t count = 0;
};

}  // namespace

std::string_view type_word(sheaf_record_type type) {
  static constexpr std::array<std::string_view, 9> kWords = {
      "", "research", "review", "news", "editorial", "letter", "correction", "retraction", "other"};
  return type < kWords.size() ? kWords[type] : "";
}

std::string_view announce_word(sheaf_announce announce) {
  static constexpr std::array<std::string_view, 5> kWords = {"", "new", "cross-list", "replacement",
                                                             "replacement"};
  return announce < kWords.size() ? kWords[announce] : "";
}

Works read_works(const sheaf::Host& host, const sheaf::Call& call, const WorksLimits& limits,
                 std::int64_t until_ms) {
  constexpr std::int64_t kDay = 86'400'000;
  Works out;
  out.days = limits.days;
  std::vector<Work>& works = out.newest_first;
  host.each_work_listed(call, until_ms - limits.days * kDay, [&](const sheaf_history_work& told) {
    works.push_back(work_of(told));
    if (works.size() >= 2 * limits.max) keep_newest(works, limits.max, out.left_out);
    return true;
  });
  keep_newest(works, limits.max, out.left_out);
  return out;
}

std::string write_data(const Site& site, const Works& works,
                       const std::function<void(const std::string&, const std::string&)>& put) {
  const Places sources = places_of(works.newest_first, &Work::sources);
  const Places categories = places_of(works.newest_first, &Work::categories);
  std::string shards;
  std::size_t number = 0;
  Shard shard;
  const auto finish = [&] {
    if (shard.count == 0) return;
    const std::string n = std::to_string(number++);
    const auto file = [&](const char* kind, const std::string& list) {
      const std::string content = "sheaf." + std::string(kind) + "(" + n + ",[" + list + "]);\n";
      const std::string name =
          std::string(kind) + "-" + n + "-" + sheaf::text::fnv1a_hex(content) + ".js";
      put(name, content);
      return name;
    };
    shards += (shards.empty() ? "{\"titles\":\"" : ",{\"titles\":\"") +
              file("titles", shard.titles) + "\",\"texts\":\"" + file("texts", shard.texts) +
              "\",\"count\":" + std::to_string(shard.count) + "}";
    shard = Shard();
  };
  std::string title, text;
  for (const Work& w : works.newest_first) {
    title.clear();
    text.clear();
    Object o(title);
    o.text("i", w.id);
    o.text("t", w.title);
    o.text("a", w.authors);
    o.text("u", w.url);
    o.text("d", site.date_of(w.listed_ms));
    o.places("s", w.sources, sources);
    o.places("c", w.categories, categories);
    o.text("y", type_word(w.type));
    o.text("n", announce_word(w.announce));
    o.text("v", w.venue);
    const auto in = site.appearances.find(w.id);
    if (in != site.appearances.end()) append_appearances(o.begin("p"), site, in->second);
    o.end();
    append_json(text, w.text);
    if (shard.count == kWorksInShard || shard.titles.size() + title.size() > kBytesInShard ||
        shard.texts.size() + text.size() > kBytesInShard) {
      finish();
    }
    shard.titles += (shard.count > 0 ? ",\n" : "") + title;
    shard.texts += (shard.count > 0 ? ",\n" : "") + text;
    ++shard.count;
  }
  finish();

  std::string out = "sheaf.index(";
  Object index(out);
  index.begin("version") += "1";
  index.text("made", site.today);
  (((index.begin("shards") += '[') += shards) += ']');
  append_list(index.begin("sources"), sources);
  append_list(index.begin("categories"), categories);
  index.begin("profiles") += '[';
  for (const Reader& r : site.readers) {
    if (&r != site.readers.data()) out += ',';
    Object reader(out);
    reader.text("id", r.id);
    reader.text("title", r.title);
    reader.end();
  }
  out += ']';
  index.begin("axes") += '[';
  for (const AxisInfo& a : site.axes) {
    if (&a != site.axes.data()) out += ',';
    Object axis(out);
    axis.text("id", a.id);
    axis.text("title", a.title);
    append_number(axis.begin("scale"), a.scale);
    axis.end();
  }
  out += ']';
  index.end();
  out += ");\n";
  const std::string name = "index-" + sheaf::text::fnv1a_hex(out) + ".js";
  put(name, out);
  return name;
}

}  // namespace output_html
