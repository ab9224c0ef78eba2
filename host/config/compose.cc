#include "config/compose.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unordered_map>
#include <utility>

#include "config/suggest.h"
#include "sheaf/text/scalars.hpp"

namespace host::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 100'000;  // in a folder of profiles
constexpr std::size_t kLongestChain = 16;    // of `extends`

// The id that merging and `--set` go by, or nullptr.
const std::string* entry_id(const Node& entry) {
  for (const char* key : {"id", "use"}) {
    const Node* n = entry.find(key);
    if (n && n->is_scalar()) return &n->text;
  }
  return nullptr;
}

bool has_ids(const Node& list) {
  return std::all_of(list.entries.begin(), list.entries.end(),
                     [](const Entry& e) { return entry_id(e.value) != nullptr; });
}

void merge_by_id(Node& base, Node over) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < base.entries.size(); ++i) {
    index.emplace(*entry_id(base.entries[i].value), i);
  }
  for (auto& e : over.entries) {
    const auto it = index.find(*entry_id(e.value));
    if (it == index.end()) {
      base.entries.push_back(std::move(e));
    } else {
      Node& old = base.entries[it->second].value;
      // An id that stands twice in `over` is left there twice, for the check to find.
      index.erase(it);
      merge_into(old, std::move(e.value));
    }
  }
  base.at = over.at;
}

void merge_maps(Node& base, Node over) {
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < base.entries.size(); ++i) index.emplace(base.entries[i].key, i);
  std::vector<bool> deleted(base.entries.size(), false);
  for (auto& e : over.entries) {
    const auto it = index.find(e.key);
    if (it == index.end()) {
      if (!e.value.is_null()) base.entries.push_back(std::move(e));
    } else if (e.value.is_null()) {
      deleted[it->second] = true;
    } else {
      merge_into(base.entries[it->second].value, std::move(e.value));
    }
  }
  deleted.resize(base.entries.size(), false);
  std::size_t i = 0;
  std::erase_if(base.entries, [&](const Entry&) { return deleted[i++]; });
  base.at = over.at;
}

class Reader {
 public:
  Reader(const Environment& env, Diagnostics& diagnostics) : env_(env), diagnostics_(diagnostics) {}

  // `name` as shown; `named_at` is what named the file, if another file did.
  std::optional<Node> pipeline(const std::string& name, const Position* named_at) {
    std::error_code ec;
    const auto canonical = fs::weakly_canonical(name, ec);
    if (std::find(chain_.begin(), chain_.end(), canonical) != chain_.end()) {
      std::string way;
      for (const auto& c : chain_) way += c.filename().string() + " -> ";
      diagnostics_.error("extends-cycle", *named_at, "extends",
                         "a cycle: " + way + canonical.filename().string());
      return std::nullopt;
    }
    if (named_at != nullptr && chain_.size() >= kLongestChain) {
      diagnostics_.error("limit", *named_at, "extends", "too long a chain of files");
      return std::nullopt;
    }
    auto root = file(name, named_at, "extends");
    if (!root) return std::nullopt;
    if (!root->is_map()) {
      diagnostics_.error(
          "type", root->at.line ? root->at : Position{root->at.origin, 0, 0}, "",
          std::string("a pipeline file is a map of keys, found ") + kind_name(*root));
      return std::nullopt;
    }
    profiles(*root);
    const Node* extends = root->find("extends");
    if (!extends || extends->is_null()) return root;
    chain_.push_back(canonical);
    const auto base_name = resolve(*extends, "extends");
    auto base = base_name ? pipeline(*base_name, &extends->at) : std::nullopt;
    chain_.pop_back();
    if (!base) return std::nullopt;
    for (const char* own : {"name", "tests", "extends"}) base->erase(own);
    merge_into(*base, std::move(*root));
    return base;
  }

  // Replaces `profiles: FOLDER` and `profiles: FILE` by the list of what is there.
  void profiles(Node& root) {
    Node* node = root.find("profiles");
    if (!node || !node->is_scalar()) return;
    const auto name = resolve(*node, "profiles");
    if (!name) return;
    Node list;
    list.kind = Node::Kind::kList;
    list.at = node->at;
    std::error_code ec;
    if (fs::is_directory(*name, ec)) {
      const auto names = yaml_files(*name);
      if (names.empty()) {
        diagnostics_.error("no-profiles", node->at, "profiles",
                           "no .yaml or .yml file in " + *name);
      }
      for (const auto& n : names) profile_file(n, node->at, list);
    } else {
      profile_file(*name, node->at, list);
    }
    *node = std::move(list);
  }

 private:
  std::vector<std::string> yaml_files(const std::string& folder) {
    std::vector<std::string> out;
    std::error_code ec;
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
      const auto ext = it->path().extension();
      const auto hidden = it->path().filename().string().starts_with('.');
      if ((ext == ".yaml" || ext == ".yml") && !hidden && out.size() < kMostFiles) {
        out.push_back((fs::path(folder) / it->path().filename()).string());
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  void profile_file(const std::string& name, const Position& named_at, Node& list) {
    auto root = file(name, &named_at, "profiles");
    if (!root) return;
    if (root->is_list()) {
      for (auto& e : root->entries) list.entries.push_back(std::move(e));
      return;
    }
    if (root->is_map() && !root->find("id")) {
      const Position at{root->at.origin, 1, 1};
      root->entries.push_back({"id", at, scalar_node(fs::path(name).stem().string(), at)});
    }
    list.entries.push_back({"", root->at, std::move(*root)});
  }

  // A path that a node holds, as messages show it.
  std::optional<std::string> resolve(const Node& node, const char* path) {
    if (!node.is_scalar() || node.text.empty()) {
      diagnostics_.error("type", node.at, path,
                         std::string("expected a path, found ") + kind_name(node));
      return std::nullopt;
    }
    const auto e = expand(node.text, env_);
    if (!e.ok()) {
      diagnostics_.error(e.undefined.empty() ? "variable" : "undefined-variable", node.at, path,
                         e.undefined.empty()
                             ? e.malformed
                             : "the environment variable " + e.undefined + " is not set");
      return std::nullopt;
    }
    if (e.text.starts_with("~/")) {
      if (const auto home = env_("HOME")) return *home + e.text.substr(1);
    }
    const fs::path p = e.text;
    if (p.is_absolute()) return p.lexically_normal().string();
    const auto base = node.at.origin->has_lines ? fs::path(node.at.origin->name).parent_path()
                                                : fs::path(node.at.origin->directory);
    return (base / p).lexically_normal().string();
  }

  std::optional<Node> file(const std::string& name, const Position* named_at, const char* path) {
    const auto origin = std::make_shared<Origin>();
    origin->name = name;
    std::error_code ec;
    origin->directory = fs::absolute(name, ec).parent_path().lexically_normal().string();
    const auto cannot = [&](const std::string& why) {
      diagnostics_.error("unreadable", named_at ? *named_at : Position{origin, 0, 0},
                         named_at ? path : "", "cannot read " + name + ": " + why);
      return std::nullopt;
    };
    if (fs::is_directory(name, ec)) return cannot("it is a folder");
    errno = 0;
    std::ifstream in(name, std::ios::binary);
    if (!in) return cannot(std::strerror(errno ? errno : EIO));
    std::string text;
    char chunk[16384];
    // What is past the limit need not be read for parse_yaml to refuse it.
    while (text.size() <= ParseLimits().bytes &&
           (in.read(chunk, sizeof chunk) || in.gcount() > 0)) {
      text.append(chunk, static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) return cannot("read error");
    return parse_yaml(text, origin, diagnostics_);
  }

  const Environment& env_;
  Diagnostics& diagnostics_;
  std::vector<fs::path> chain_;
};

// One `--set PATH=VALUE`.
class Setter {
 public:
  Setter(std::string_view path, const OriginPtr& origin, Diagnostics& diagnostics)
      : path_(path), at_{origin, 0, 0}, diagnostics_(diagnostics) {}

  void set(Node& node, std::string_view rest, Node value) {
    if (node.is_scalar()) {
      return fail("\"" + done(rest) + "\" is a single value; it has no \"" + std::string(rest) +
                  "\"");
    }
    if (node.is_list()) return entry(node, rest, std::move(value));
    if (node.is_null()) {
      node.kind = Node::Kind::kMap;
      node.at = at_;
    }
    // A key with dots in it is found whole before a new one is made.
    std::string_view key;
    for (const auto& e : node.entries) {
      if (e.key.size() > key.size() && leads(rest, e.key)) key = rest.substr(0, e.key.size());
    }
    if (key.empty()) key = rest.substr(0, rest.find('.'));
    const bool last = key.size() == rest.size();
    if (last && value.is_null()) {
      node.erase(key);
      return;
    }
    Node* child = node.find(key);
    if (!child) child = &node.entries.emplace_back(Entry{std::string(key), at_, {}}).value;
    if (last) {
      *child = std::move(value);
    } else {
      set(*child, rest.substr(key.size() + 1), std::move(value));
    }
  }

 private:
  static bool leads(std::string_view rest, std::string_view key) {
    return rest.starts_with(key) && (rest.size() == key.size() || rest[key.size()] == '.');
  }
  // The part of the path before `rest`.
  std::string done(std::string_view rest) const {
    return std::string(path_.substr(0, path_.size() - rest.size() - 1));
  }
  void fail(std::string message) { diagnostics_.error("set", at_, "", std::move(message)); }

  void entry(Node& list, std::string_view rest, Node value) {
    std::vector<std::string> ids;
    std::size_t found = list.entries.size(), length = 0;
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
      const std::string* id = entry_id(list.entries[i].value);
      if (!id) continue;
      ids.push_back(*id);
      if (id->size() > length && leads(rest, *id)) {
        found = i;
        length = id->size();
      }
    }
    if (length == 0) {
      length = std::min(rest.find('.'), rest.size());
      const auto index = sheaf::text::parse_int(rest.substr(0, length));
      if (index && *index >= 0 && static_cast<std::size_t>(*index) < list.entries.size()) {
        found = static_cast<std::size_t>(*index);
      }
    }
    if (found == list.entries.size()) {
      const auto name = std::string(rest.substr(0, length));
      return fail("no entry \"" + name + "\" in \"" + done(rest) + "\"" + suggestion(name, ids));
    }
    Node& node = list.entries[found].value;
    if (length < rest.size()) return set(node, rest.substr(length + 1), std::move(value));
    if (value.is_null()) {
      list.entries.erase(list.entries.begin() + static_cast<std::ptrdiff_t>(found));
    } else {
      node = std::move(value);
    }
  }

  std::string_view path_;
  Position at_;
  Diagnostics& diagnostics_;
};

}  // namespace

void merge_into(Node& base, Node over) {
  if (base.is_map() && over.is_map()) {
    merge_maps(base, std::move(over));
  } else if (base.is_list() && over.is_list() && !over.entries.empty() && has_ids(base) &&
             has_ids(over)) {
    merge_by_id(base, std::move(over));
  } else {
    base = std::move(over);
  }
}

std::optional<Node> read_document(const std::string& path, const Environment& env,
                                  Diagnostics& diagnostics) {
  const auto before = diagnostics.errors();
  auto root = Reader(env, diagnostics).pipeline(path, nullptr);
  return diagnostics.errors() == before ? std::move(root) : std::nullopt;
}

void apply_sets(Node& root, std::span<const std::string> arguments, const std::string& directory,
                const Environment& env, Diagnostics& diagnostics) {
  for (const auto& argument : arguments) {
    const auto eq = argument.find('=');
    const auto path = argument.substr(0, eq);
    auto origin = std::make_shared<Origin>();
    origin->name = "--set " + path;  // not the value: it may be a secret in the wrong place
    origin->directory = directory;
    origin->has_lines = false;
    if (eq == std::string::npos) {
      diagnostics.error("set", {origin, 0, 0}, "", "expected PATH=VALUE");
      continue;
    }
    if (path.empty() || ("." + path + ".").find("..") != std::string::npos) {
      diagnostics.error("set", {origin, 0, 0}, "",
                        "expected PATH=VALUE, PATH being names and dots");
      continue;
    }
    auto value = parse_yaml(std::string_view(argument).substr(eq + 1), origin, diagnostics);
    if (value) Setter(path, origin, diagnostics).set(root, path, std::move(*value));
  }
  Reader(env, diagnostics).profiles(root);
}

}  // namespace host::config
