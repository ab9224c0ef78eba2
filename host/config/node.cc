#include "config/node.h"
#include "sheaf/text/scalars.hpp"

#include <algorithm>
#include <cstdio>

namespace host::config {

const Node* Node::find(std::string_view key) const {
  if (!is_map()) return nullptr;
  for (const auto& e : entries) {
    if (e.key == key) return &e.value;
  }
  return nullptr;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(static_cast<const Node*>(this)->find(key));
}

bool Node::erase(std::string_view key) {
  return is_map() && std::erase_if(entries, [&](const Entry& e) { return e.key == key; }) != 0;
}

Node scalar_node(std::string text, const Position& at, bool quoted) {
  Node n;
  n.kind = Node::Kind::kScalar;
  n.quoted = quoted;
  n.text = std::move(text);
  n.at = at;
  return n;
}

const char* kind_name(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "nothing";
    case Node::Kind::kScalar:
      return "text";
    case Node::Kind::kList:
      return "a list";
    case Node::Kind::kMap:
      return "a map";
  }
  return "";
}

namespace {

bool plain_is_safe(std::string_view s) {
  if (s.empty() || s.size() > 200) return false;
  static constexpr std::string_view kFirst = "-?:,[]{}#&*!|>'\"%@`~<= ";
  const bool negative = s.size() > 1 && s[0] == '-' && s[1] >= '0' && s[1] <= '9';
  if ((kFirst.find(s.front()) != std::string_view::npos && !negative) || s.back() == ' ' ||
      s.back() == ':') {
    return false;
  }
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (c < 0x20 || c == 0x7f || std::string_view(",?[]{}").find(s[i]) != std::string_view::npos) {
      return false;
    }
    if (s[i] == ':' && s[i + 1] == ' ') return false;
    if (s[i] == '#' && s[i - 1] == ' ') return false;
  }
  return true;
}

std::string double_quoted(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned>(c) & 0xffu);
      out += hex;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

bool reads_as_text(std::string_view s) {
  static constexpr std::string_view kWords[] = {"null", "Null",  "NULL",  "true", "True",
                                                "TRUE", "false", "False", "FALSE"};
  return std::find(std::begin(kWords), std::end(kWords), s) == std::end(kWords) &&
         !sheaf::text::parse_float(s);
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
  return plain_is_safe(text) && reads_as_text(text) ? std::string(text) : double_quoted(text);
}

std::string to_yaml(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kScalar:
      return !node.quoted && plain_is_safe(node.text) ? node.text : yaml_scalar(node.text);
    case Node::Kind::kList:
    case Node::Kind::kMap:
      break;
  }
  std::string out = node.is_list() ? "[" : "{";
  for (std::size_t i = 0; i < node.entries.size(); ++i) {
    const Entry& e = node.entries[i];
    if (i) out += ", ";
    if (node.is_map()) out += (plain_is_safe(e.key) ? e.key : double_quoted(e.key)) + ": ";
    out += to_yaml(e.value);
  }
  return out + (node.is_list() ? "]" : "}");
}

}  // namespace host::config
