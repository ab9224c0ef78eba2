// The only file that sees yaml-cpp. Its events, not its nodes: they carry positions and show
// duplicate keys, which YAML::Load drops without a word.
#include <utf8proc.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "config/node.h"
#include "sheaf/text/utf8.hpp"

namespace host::config {
namespace {

struct Stop {};  // the error is in the diagnostics

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, const OriginPtr& origin, Diagnostics& diagnostics,
              const ParseLimits& limits)
      : text_(text), origin_(origin), diagnostics_(diagnostics), limits_(limits) {
    root_.at = {origin, 0, 0};
  }

  Node take_root() { return std::move(root_); }
  // A mark of yaml-cpp, which counts from 0.
  Position position(const YAML::Mark& mark) const {
    return mark.is_null() ? Position{origin_, 0, 0}
                          : Position{origin_, mark.line + 1, mark.column + 1};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ != 0)
      stop("syntax", position(mark), "expected one document; remove the `---`");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node n;
    n.at = position(mark);
    put(std::move(n), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto it = anchors_.find(anchor);
    if (it == anchors_.end()) {
      stop("alias", position(mark), "the alias stands inside the very node it names");
    }
    const Anchored& a = it->second;
    count(a.size, position(mark));
    if (open_.size() + a.height > limits_.depth) stop_deep(position(mark));
    place(a.node, 0, a.size, a.height);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (value.find('\0') != std::string::npos) {
      stop("syntax", position(mark), "text must not contain \\0");
    }
    check_closed(mark);
    const bool text = tag == "!" || tag == "tag:yaml.org,2002:str";
    if (!text) check_tag(tag, mark, {"int", "float", "bool", "null"});
    put(scalar_node(value, position(mark), text), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    check_tag(tag, mark, {"seq"});
    open(Node::Kind::kList, mark, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    check_tag(tag, mark, {"map"});
    open(Node::Kind::kMap, mark, anchor, style);
  }
  void OnMapEnd() override {
    merge(open_.back().node);
    close();
  }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    std::string key;
    Position key_at;
    std::unordered_map<std::string, Position> keys;
    std::size_t nodes_before = 0;
    std::size_t height = 1;  // levels from here down
  };
  struct Anchored {
    Node node;
    std::size_t size, height;
  };

  [[noreturn]] void stop(std::string_view code, const Position& at, std::string message) {
    diagnostics_.error(code, at, "", std::move(message));
    throw Stop();
  }

  [[noreturn]] void stop_deep(const Position& at) {
    stop("limit", at, "nested deeper than " + std::to_string(limits_.depth) + " levels");
  }

  // yaml-cpp takes the end of the file for a closing quote.
  void check_closed(const YAML::Mark& mark) {
    const auto start = static_cast<std::size_t>(std::max(mark.pos, 0));
    if (start >= text_.size() || (text_[start] != '"' && text_[start] != '\'')) return;
    const char quote = text_[start];
    for (std::size_t i = start + 1; i < text_.size(); ++i) {
      const bool doubled = quote == '\'' && text_.substr(i, 2) == "''";
      if (text_[i] == quote && !doubled) return;
      if (doubled || (text_[i] == '\\' && quote == '"')) ++i;
    }
    stop("syntax", position(mark), "this quote is never closed");
  }

  void count(std::size_t n, const Position& at) {
    nodes_ += n;
    if (nodes_ > limits_.nodes) {
      stop("limit", at, "more than " + std::to_string(limits_.nodes) + " values, aliases expanded");
    }
  }

  void check_tag(const std::string& tag, const YAML::Mark& mark,
                 std::initializer_list<std::string_view> core) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    static constexpr std::string_view kCore = "tag:yaml.org,2002:";
    if (tag.starts_with(kCore)) {
      const auto name = std::string_view(tag).substr(kCore.size());
      if (std::find(core.begin(), core.end(), name) != core.end()) return;
    }
    stop("tag", position(mark), "tags are not supported; quote this if `!` is part of the text");
  }

  void open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    const Position at = position(mark);
    if (!open_.empty() && open_.back().node.is_map() && !open_.back().has_key) {
      stop("syntax", at, "a key must be plain text; close the bracket, or quote this");
    }
    if (open_.size() >= limits_.depth) stop_deep(at);
    count(1, at);
    Frame f;
    f.node.kind = kind;
    f.node.flow = style == YAML::EmitterStyle::Flow;
    f.node.at = at;
    f.anchor = anchor;
    f.nodes_before = nodes_ - 1;
    open_.push_back(std::move(f));
  }

  void close() {
    Frame f = std::move(open_.back());
    open_.pop_back();
    place(std::move(f.node), f.anchor, nodes_ - f.nodes_before, f.height);
  }

  void put(Node n, YAML::anchor_t anchor) {
    count(1, n.at);
    place(std::move(n), anchor, 1, 0);
  }

  // `size` is the number of nodes in `n`: what a copy of it costs.
  void place(Node n, YAML::anchor_t anchor, std::size_t size, std::size_t height) {
    if (anchor != 0) {
      count(size, n.at);
      anchors_[anchor] = {n, size, height};
    }
    if (open_.empty()) {
      root_ = std::move(n);
      return;
    }
    Frame& parent = open_.back();
    parent.height = std::max(parent.height, height + 1);
    if (parent.node.is_list()) {
      parent.node.entries.push_back({"", n.at, std::move(n)});
    } else if (!parent.has_key) {
      set_key(parent, n);
    } else {
      parent.has_key = false;
      parent.node.entries.push_back({std::move(parent.key), parent.key_at, std::move(n)});
    }
  }

  void set_key(Frame& map, const Node& key) {
    if (!key.is_scalar() || key.text.empty()) {
      stop("syntax", key.at, "a key must be text; quote this");
    }
    const auto [it, fresh] = map.keys.emplace(key.text, key.at);
    if (!fresh) {
      diagnostics_.error("duplicate-key", key.at, "",
                         "duplicate key \"" + std::string(sheaf::text::beginning(key.text, 64)) +
                             "\"; first written at " + to_string(it->second));
    }
    map.has_key = true;
    // A quoted "<<" is a key like any other; only a merge may bear the mark.
    map.key = key.text == "<<" && !key.quoted ? std::string(kMerge) : key.text;
    map.key_at = key.at;
  }

  // https://yaml.org/type/merge.html: a map or a list of maps; explicit keys win, then earlier
  // maps.
  void merge(Node& map) {
    const auto is_merge = [](const Entry& e) { return e.key == kMerge; };
    if (std::none_of(map.entries.begin(), map.entries.end(), is_merge)) return;
    std::unordered_map<std::string, Position>& keys = open_.back().keys;
    std::vector<Entry> merged;
    const auto take = [&](Node& from) {
      if (!from.is_map()) {
        stop("merge", from.at,
             std::string("`<<` takes a map or a list of maps, found ") + kind_name(from));
      }
      for (auto& e : from.entries) {
        if (keys.emplace(e.key, e.key_at).second) merged.push_back(std::move(e));
      }
    };
    for (auto& e : map.entries) {
      if (!is_merge(e)) {
        merged.push_back(std::move(e));
      } else if (e.value.is_list()) {
        for (auto& m : e.value.entries) take(m.value);
      } else {
        take(e.value);
      }
    }
    map.entries = std::move(merged);
  }

  // Cannot be written in a file: text with \0 is refused.
  static constexpr std::string_view kMerge{"\0<<", 3};

  std::string_view text_;
  OriginPtr origin_;
  Diagnostics& diagnostics_;
  ParseLimits limits_;
  Node root_;
  std::vector<Frame> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

// What YAML readers lose their way in: control characters, what is not UTF-8, and unknown
// directives, which yaml-cpp skips with the whole line.
bool check_text(std::string_view text, const OriginPtr& origin, Diagnostics& diagnostics) {
  int line = 1, column = 1;
  for (std::size_t i = 0; i < text.size();) {
    utf8proc_int32_t c = 0;
    const auto n = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + i),
                                    static_cast<utf8proc_ssize_t>(text.size() - i), &c);
    const bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    if (n <= 0 || control) {
      diagnostics.error("encoding", {origin, line, column}, "",
                        n <= 0 ? "not UTF-8 text" : "a control character; is this a binary file?");
      return false;
    }
    if (c == '%' && column == 1) {
      const auto rest = text.substr(i);
      if (!rest.starts_with("%YAML ") && !rest.starts_with("%TAG ")) {
        diagnostics.error("syntax", {origin, line, column}, "",
                          "a line cannot start with `%`; quote this");
        return false;
      }
    }
    i += static_cast<std::size_t>(n);
    column = c == '\n' ? 1 : column + static_cast<int>(n);
    line += c == '\n' ? 1 : 0;
  }
  return true;
}

std::string_view line_of(std::string_view text, int line) {
  while (line-- > 1) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

// The plain value of a `key: value` or `- value` line, or of what follows on from it.
std::string_view value_of(std::string_view line) {
  auto s = line;
  const auto trim = [&] { s.remove_prefix(std::min(s.find_first_not_of(" \t"), s.size())); };
  trim();
  while (s.starts_with("- ")) {
    s.remove_prefix(2);
    trim();
  }
  if (const auto colon = s.find(": "); colon != std::string_view::npos) s.remove_prefix(colon + 2);
  trim();
  return s;
}

// What to do about a syntax error, from the line it was noticed on or the one before. The value
// itself is not shown: it may be a secret in the wrong place.
std::string hint(std::string_view text, const YAML::Exception& e) {
  const auto here = line_of(text, e.mark.line + 1);
  const auto indent = here.substr(0, here.find_first_not_of(" \t"));
  if (indent.find('\t') != std::string_view::npos) return "; indent with spaces, not tabs";
  for (const auto line : {here, line_of(text, e.mark.line)}) {
    const auto v = value_of(line);
    if (!v.empty() && std::string_view("@`%*&!>|{[,]}").find(v.front()) != v.npos) {
      return "; quote this value";
    }
  }
  if (e.msg == YAML::ErrorMsg::MAP_VALUE) return "; quote this value, or mend the indentation";
  return "";
}

std::string describe(std::string_view text, const YAML::Exception& e) {
  std::string m = e.msg;
  if (m == YAML::ErrorMsg::UNKNOWN_TOKEN) m = "no value can start like this";
  if (m == YAML::ErrorMsg::MAP_VALUE) m = "`: ` cannot stand here";
  if (m.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) m = "`*` is an alias of an unknown anchor";
  if (m == YAML::ErrorMsg::TAB_IN_INDENTATION) m = "a tab in the indentation";
  return std::string(sheaf::text::beginning(m, 200)) + hint(text, e);
}

}  // namespace

std::optional<Node> parse_yaml(std::string_view text, const OriginPtr& origin,
                               Diagnostics& diagnostics, const ParseLimits& limits) {
  if (text.size() > limits.bytes) {
    diagnostics.error("limit", {origin, 0, 0}, "",
                      "larger than " + std::to_string(limits.bytes >> 20) + " MiB");
    return std::nullopt;
  }
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!check_text(text, origin, diagnostics)) return std::nullopt;
  const std::size_t errors = diagnostics.errors();
  TreeBuilder builder(text, origin, diagnostics, limits);
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
  } catch (const YAML::Exception& e) {
    diagnostics.error("syntax", builder.position(e.mark), "", describe(text, e));
  } catch (const std::exception& e) {
    diagnostics.error("syntax", {origin, 0, 0}, "", std::string("unreadable YAML: ") + e.what());
  }
  if (diagnostics.errors() != errors) return std::nullopt;
  return builder.take_root();
}

}  // namespace host::config
