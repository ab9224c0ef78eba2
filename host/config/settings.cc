#include "config/settings.h"

#include <regex.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "config/describe.h"
#include "config/suggest.h"
#include "config/url.h"
#include "sheaf/text/dates.hpp"
#include "sheaf/text/hash.hpp"
#include "sheaf/text/scalars.hpp"
#include "sheaf/text/utf8.hpp"

namespace host::config {
namespace {

using Kind = Value::Kind;

constexpr int kDeepestSchema = 16;
constexpr std::size_t kLongestPatternText = 64u << 10;
constexpr std::size_t kLargestSecret = 64u << 10;

enum class Read { kOk, kAbsent, kBad };

std::string join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

// A value as a message may show it.
std::string shown(const Node& node) {
  auto s = without_user_info(to_yaml(node));
  if (s.size() <= 60) return s;
  return std::string(sheaf::text::beginning(s, 57)) + "...";
}

// POSIX regular expressions, compiled once.
class Patterns {
 public:
  Patterns() = default;
  Patterns(const Patterns&) = delete;
  ~Patterns() {
    for (auto& [text, p] : list_) {
      if (p.ok) regfree(&p.regex);
    }
  }
  // Nothing if the pattern itself is wrong.
  std::optional<bool> matches(const char* pattern, const std::string& text) {
    auto [it, fresh] = list_.try_emplace(pattern);
    Pattern& p = it->second;
    if (fresh) p.ok = regcomp(&p.regex, pattern, REG_EXTENDED | REG_NOSUB) == 0;
    if (!p.ok) return std::nullopt;
    return text.size() <= kLongestPatternText &&
           regexec(&p.regex, text.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  struct Pattern {
    regex_t regex;
    bool ok = false;
  };
  std::map<std::string, Pattern> list_;
};

class Validator {
 public:
  Validator(const Context& ctx, Settings& out) : ctx_(ctx), out_(out) {}

  // `path` is the one in messages, `rel` the one within the settings.
  Value object(const Node* node, const Position& at, const std::string& path,
               const std::string& rel, Fields fields) {
    Value out;
    out.kind = Kind::kMap;
    out.at = at;
    if (node) refuse_unknown(*node, path, fields);
    for (const sheaf_field* f : fields) {
      if (!f || !f->name) continue;
      Value v;
      if (member(node, at, path, rel, *f, v)) out.entries.push_back({f->name, std::move(v)});
    }
    return out;
  }

  std::string identity() const {
    return identity_.empty() ? "" : sheaf::text::fnv1a_hex(identity_);
  }

 private:
  void error(const char* code, const Position& at, const std::string& path, std::string message) {
    ctx_.diagnostics->error(code, at, path, std::move(message));
  }

  void refuse_unknown(const Node& node, const std::string& path, Fields fields) {
    std::vector<std::string> names;
    for (const sheaf_field* f : fields) {
      if (f && f->name && (f->flags & SHEAF_F_DEPRECATED) == 0) names.emplace_back(f->name);
    }
    for (const Entry& e : node.entries) {
      const auto known = std::any_of(fields.begin(), fields.end(), [&](const sheaf_field* f) {
        return f && f->name && e.key == f->name;
      });
      if (known) continue;
      const std::string key(sheaf::text::beginning(e.key, 60));
      error("unknown-key", e.key_at, join(path, key),
            "unknown key \"" + key + "\"" + suggestion(e.key, names));
    }
  }

  // One field of an object; false if it is absent.
  bool member(const Node* object, const Position& at, const std::string& path,
              const std::string& rel, const sheaf_field& f, Value& out) {
    const auto field_path = join(path, f.name), field_rel = join(rel, f.name);
    const Node* node = object ? object->find(f.name) : nullptr;
    auto state = Read::kAbsent;
    if (node && !node->is_null()) {
      if ((f.flags & SHEAF_F_DEPRECATED) != 0 && !in_default_) {
        ctx_.diagnostics->warning(
            "deprecated", node->at, field_path,
            std::string("deprecated: ") + (f.description ? f.description : f.summary));
      }
      state = field(*node, f, field_path, field_rel, out);
    }
    if (state == Read::kAbsent) {
      if ((f.flags & SHEAF_F_REQUIRED) != 0) {
        error("missing-key", node ? node->at : at, field_path, missing(f));
      } else {
        state = absent(at, f, field_path, field_rel, out);
      }
    }
    if (state != Read::kOk) return false;
    if ((f.flags & SHEAF_F_IDENTITY) != 0 && (f.flags & SHEAF_F_SECRET) == 0) {
      identity_ += field_rel + "=" + to_json(out) + "\n";
    }
    return true;
  }

  static std::string missing(const sheaf_field& f) {
    std::string m =
        std::string("missing; expected ") + (f.shape == SHEAF_LIST  ? "a list"
                                             : f.shape == SHEAF_MAP ? "a map"
                                                                    : expected_words(f));
    if (f.example_yaml) m += std::string(", e.g. `") + f.name + ": " + f.example_yaml + "`";
    return m;
  }

  // What holds when a field is not given.
  Read absent(const Position& at, const sheaf_field& f, const std::string& path,
              const std::string& rel, Value& out) {
    if (f.default_yaml) return default_value(at, f, path, rel, out);
    const Fields children(f.children, f.children ? f.child_count : 0);
    const bool fixed = f.type == SHEAF_T_OBJECT && f.shape == SHEAF_SCALAR;
    if (!fixed || depth_ >= kDeepestSchema) return Read::kAbsent;
    const bool needs = std::any_of(children.begin(), children.end(), [](const sheaf_field* c) {
      return c && (c->flags & SHEAF_F_REQUIRED) != 0;
    });
    if (needs) return Read::kAbsent;
    ++depth_;
    out = object(nullptr, at, path, rel, children);
    --depth_;
    return out.entries.empty() ? Read::kAbsent : Read::kOk;
  }

  Read default_value(const Position& at, const sheaf_field& f, const std::string& path,
                     const std::string& rel, Value& out) {
    auto origin = std::make_shared<Origin>();
    origin->name = at.origin ? at.origin->name : "";
    origin->directory = at.origin ? at.origin->directory : "";
    origin->has_lines = false;
    auto node = parse_yaml(f.default_yaml, origin, *ctx_.diagnostics);
    if (!node || node->is_null()) return Read::kAbsent;
    const bool outer = std::exchange(in_default_, true);
    const auto state = field(*node, f, path, rel, out);
    in_default_ = outer;
    return state;
  }

  void line(const Node& node, const std::string& rel) {
    out_.lines.push_back({rel, without_user_info(to_yaml(node)), in_default_});
  }

  // A given value, of any shape.
  Read field(const Node& node, const sheaf_field& f, const std::string& path,
             const std::string& rel, Value& out) {
    const bool is_object = f.type == SHEAF_T_OBJECT;
    const bool one_line = !is_object && (f.flags & SHEAF_F_SECRET) == 0 && f.shape != SHEAF_SCALAR;
    if (one_line) line(node, rel);
    const bool outer = std::exchange(quiet_, quiet_ || one_line);
    auto state = Read::kOk;
    if (f.shape == SHEAF_LIST) {
      state = list(node, f, path, rel, out);
    } else if (f.shape == SHEAF_MAP) {
      state = map(node, f, path, rel, out);
    } else {
      state = single(node, f, path, rel, out);
    }
    quiet_ = outer;
    return state;
  }

  Read list(const Node& node, const sheaf_field& f, const std::string& path, const std::string& rel,
            Value& out) {
    out.kind = Kind::kList;
    out.at = node.at;
    const bool secret_file = (f.flags & SHEAF_F_SECRET) != 0 && node.is_map();
    if ((node.is_scalar() && f.type != SHEAF_T_OBJECT) || secret_file) {
      Value v;
      const auto state = single(node, f, path, rel, v);
      if (state == Read::kOk) out.entries.push_back({"", std::move(v)});
      return state;
    }
    if (!node.is_list()) {
      return wrong_kind(node, path, "a list; start each entry with `- `");
    }
    auto state = Read::kOk;
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
      Value v;
      const Node& n = node.entries[i].value;
      const auto entry = single(n, f, indexed(path, i), indexed(rel, i), v);
      if (entry == Read::kAbsent) continue;
      if (entry == Read::kBad) state = Read::kBad;
      out.entries.push_back({"", std::move(v)});
    }
    // A list of objects is kept for the checks that follow, its bad entries being null.
    return f.type == SHEAF_T_OBJECT ? Read::kOk : state;
  }

  Read map(const Node& node, const sheaf_field& f, const std::string& path, const std::string& rel,
           Value& out) {
    out.kind = Kind::kMap;
    out.at = node.at;
    if (!node.is_map()) return wrong_kind(node, path, "a map of names to values");
    // What was refused is left out; the rest is kept for the checks that follow.
    for (const Entry& e : node.entries) {
      Value v;
      if (single(e.value, f, join(path, e.key), join(rel, e.key), v) == Read::kOk) {
        out.entries.push_back({e.key, std::move(v)});
      }
    }
    return Read::kOk;
  }

  Read single(const Node& node, const sheaf_field& f, const std::string& path,
              const std::string& rel, Value& out) {
    out.at = node.at;
    if (node.is_null()) {
      error("type", node.at, path,
            std::string("expected ") + expected_words(f) + ", found nothing");
      return Read::kBad;
    }
    if ((f.flags & SHEAF_F_SECRET) != 0) return secret(node, f, path, rel, out);
    if (f.type == SHEAF_T_OBJECT) return nested(node, f, path, rel, out);
    if (!node.is_scalar()) return wrong_kind(node, path, expected_words(f));
    if (!quiet_) line(node, rel);
    const auto text = expanded(node, path);
    if (!text) return Read::kBad;
    if (text->empty() && (!node.text.empty() || (f.flags & SHEAF_F_REQUIRED) != 0)) {
      return Read::kAbsent;
    }
    out.text = *text;
    return scalar(node, f, path, out) ? Read::kOk : Read::kBad;
  }

  Read nested(const Node& node, const sheaf_field& f, const std::string& path,
              const std::string& rel, Value& out) {
    if (!node.is_map()) return wrong_kind(node, path, "a map");
    if (f.child_count != 0 && f.children) {
      if (depth_ >= kDeepestSchema) {
        error("limit", node.at, path, "the schema is nested too deeply");
        return Read::kBad;
      }
      ++depth_;
      out = object(&node, node.at, path, rel, Fields(f.children, f.child_count));
      --depth_;
      return Read::kOk;
    }
    out.kind = Kind::kMap;
    if (ctx_.opaque_objects) return Read::kOk;
    if (!quiet_) line(node, rel);
    return free_form(node, path, out) ? Read::kOk : Read::kBad;
  }

  Read wrong_kind(const Node& node, const std::string& path, const std::string& expected) {
    const bool brackets = node.flow && expected.find("list") == expected.npos &&
                          expected.find("map") == expected.npos;
    error("type", node.at, path,
          "expected " + expected + ", found " + kind_name(node) +
              (brackets ? "; quote this if the brackets are part of the text" : ""));
    return Read::kBad;
  }

  std::optional<std::string> expanded(const Node& node, const std::string& path) {
    auto e = expand(node.text, ctx_.env);
    if (!e.malformed.empty()) {
      error("variable", node.at, path, e.malformed);
      return std::nullopt;
    }
    if (!e.undefined.empty()) {
      undefined(node, path, e.undefined);
      return std::nullopt;
    }
    return std::move(e.text);
  }

  void undefined(const Node& node, const std::string& path, std::string name, bool secret = false) {
    name.resize(sheaf::text::beginning(name, 60).size());
    std::string what = "the environment variable " + name + " is not set";
    what += secret ? ": set it, or name a file with {file: ...}"
                   : "; set it, or write ${" + name + ":-default}";
    error("undefined-variable", node.at, path, what);
  }

  // `${NAME}` or {file: path}, never a literal: sheaf/abi/config.h, SHEAF_F_SECRET.
  Read secret(const Node& node, const sheaf_field& f, const std::string& path,
              const std::string& rel, Value& out) {
    out.kind = Kind::kText;
    std::optional<std::string> value;
    if (const auto name = node.is_scalar() ? sole_variable(node.text) : std::nullopt) {
      value = ctx_.env(*name);
      if (!value && node.text.find(":-") != node.text.npos) return Read::kAbsent;
      if (!value && ctx_.need_secrets) {
        undefined(node, path, *name, true);
        return Read::kBad;
      }
    } else if (const Node* file = node.find("file");
               file && file->is_scalar() && node.entries.size() == 1) {
      const auto text = expanded(*file, path);
      if (!text) return Read::kBad;
      Value at;
      at.text = *text;
      if (!absolute_path(*file, path, at)) return Read::kBad;
      value = read_secret(at.text);
      if (!value && ctx_.need_secrets) {
        error("secret-file", node.at, path, "cannot read the secret from " + at.text);
        return Read::kBad;
      }
    } else {
      error("secret-literal", node.at, path,
            "a secret is not written here; use ${NAME} or {file: path}");
      return Read::kBad;
    }
    line(node, rel);
    if (value && value->empty()) return Read::kAbsent;
    out.text = value.value_or(std::string(kMissingSecret));
    if (ctx_.secrets) ctx_.secrets->push_back(out.text);
    return value && f.type == SHEAF_T_URL && !secret_url(node, path, out.text) ? Read::kBad
                                                                               : Read::kOk;
  }

  // Its host may be asked; what stands behind the host is a secret by itself. What is wrong with it
  // is said without it.
  bool secret_url(const Node& node, const std::string& path, const std::string& text) {
    std::string why;
    const auto u = parse_address(text, "", &why);
    if (!u || u->host.empty()) {
      error("url", node.at, path, "the secret is not an http or https address");
      return false;
    }
    if (std::find(out_.hosts.begin(), out_.hosts.end(), u->host) == out_.hosts.end()) {
      out_.hosts.push_back(u->host);
    }
    const auto behind = text.find_first_of("/?#", text.find("://") + 3);
    if (ctx_.secrets && behind != text.npos) ctx_.secrets->push_back(text.substr(behind));
    if (ctx_.secrets && !u->password.empty()) ctx_.secrets->push_back(u->password);
    return true;
  }

  static std::optional<std::string> read_secret(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(kLargestSecret + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || in.gcount() == 0 || text.size() == static_cast<std::size_t>(in.gcount())) {
      return std::nullopt;
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
  }

  bool scalar(const Node& node, const sheaf_field& f, const std::string& path, Value& out) {
    out.kind = Kind::kText;
    const auto integer = [&](std::optional<std::int64_t> v) {
      out.kind = Kind::kInteger;
      out.integer = v.value_or(0);
      out.number = static_cast<double>(out.integer);
      return v ? in_range(node, f, path, out) : wrong_type(node, f, path);
    };
    switch (f.type) {
      case SHEAF_T_INT:
        return integer(sheaf::text::parse_int(out.text));
      case SHEAF_T_DURATION:
        return integer(sheaf::text::parse_duration(out.text));
      case SHEAF_T_SIZE:
        return integer(sheaf::text::parse_size(out.text));
      case SHEAF_T_TIMESTAMP:
        return integer(sheaf::text::parse_rfc3339(out.text));
      case SHEAF_T_FLOAT: {
        const auto v = sheaf::text::parse_float(out.text);
        out.kind = Kind::kNumber;
        out.number = v.value_or(0);
        return v ? in_range(node, f, path, out) : wrong_type(node, f, path);
      }
      case SHEAF_T_BOOL: {
        const auto v = sheaf::text::parse_bool(out.text);
        out.kind = Kind::kBoolean;
        out.boolean = v.value_or(false);
        return v ? true : wrong_type(node, f, path);
      }
      case SHEAF_T_ENUM:
        return one_of(node, f, path, out.text);
      case SHEAF_T_URL:
        return url(node, path, out);
      case SHEAF_T_PATH:
        return absolute_path(node, path, out);
      default:
        return matches(node, f, path, out.text);
    }
  }

  bool wrong_type(const Node& node, const sheaf_field& f, const std::string& path) {
    error("type", node.at, path,
          std::string("expected ") + expected_words(f) + ", found " + shown(node));
    return false;
  }

  bool in_range(const Node& node, const sheaf_field& f, const std::string& path,
                const Value& value) {
    const double v = value.number;
    if (!(v < f.min) && !(v > f.max)) return true;
    const auto bound = [&](double b) { return bound_words(f, b); };
    std::string expected = std::isinf(f.max)   ? "at least " + bound(f.min)
                           : std::isinf(f.min) ? "at most " + bound(f.max)
                                               : "from " + bound(f.min) + " to " + bound(f.max);
    error("range", node.at, path, "expected " + expected + ", found " + shown(node));
    return false;
  }

  bool one_of(const Node& node, const sheaf_field& f, const std::string& path,
              const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < f.option_count; ++i) names.emplace_back(f.options[i]->value);
    if (std::find(names.begin(), names.end(), text) != names.end()) return true;
    error("enum", node.at, path, "unknown value " + shown(node) + suggestion(text, names));
    return false;
  }

  bool matches(const Node& node, const sheaf_field& f, const std::string& path,
               const std::string& text) {
    if (!f.pattern) return true;
    const auto ok = patterns_.matches(f.pattern, text);
    if (ok == std::optional(true)) return true;
    error(ok ? "pattern" : "schema", node.at, path,
          ok ? shown(node) + " does not match " + f.pattern +
                   (f.example_yaml ? std::string("; e.g. ") + f.example_yaml : "")
             : std::string("the plugin's pattern is not a regular expression: ") + f.pattern);
    return false;
  }

  bool url(const Node& node, const std::string& path, Value& out) {
    std::string why;
    const auto u = parse_address(out.text, node.at.origin ? node.at.origin->directory : "", &why);
    if (!u) {
      error("url", node.at, path, why + ", found " + shown(node));
      return false;
    }
    out.text = u->text;
    auto& list = u->host.empty() ? out_.files : out_.hosts;
    const auto& entry = u->host.empty() ? u->text : u->host;
    if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
    if (!u->password.empty() && ctx_.secrets) ctx_.secrets->push_back(u->password);
    return true;
  }

  bool absolute_path(const Node& node, const std::string& path, Value& out) {
    namespace fs = std::filesystem;
    if (out.text.find("://") != out.text.npos) {
      error("type", node.at, path, "expected a path, found the URL " + shown(node));
      return false;
    }
    fs::path p = out.text;
    if (out.text == "~" || out.text.starts_with("~/")) {
      const auto home = ctx_.env("HOME");
      if (!home || home->empty()) {
        undefined(node, path, "HOME");
        return false;
      }
      p = *home + out.text.substr(1);
    } else if (p.is_relative()) {
      p = fs::path(node.at.origin ? node.at.origin->directory : "") / p;
    }
    out.text = p.lexically_normal().string();
    return true;
  }

  // YAML's core schema, for maps that no schema describes.
  bool free_form(const Node& node, const std::string& path, Value& out) {
    out.at = node.at;
    if (node.is_null()) return true;
    if (node.is_scalar()) {
      const auto e = expanded(node, path);
      if (!e) return false;
      out.kind = Kind::kText;
      out.text = *e;
      if (node.quoted) return true;
      if (const auto b = sheaf::text::parse_bool(*e)) {
        out.kind = Kind::kBoolean;
        out.boolean = *b;
      } else if (const auto i = sheaf::text::parse_int(*e)) {
        out.kind = Kind::kInteger;
        out.integer = *i;
      } else if (const auto n = sheaf::text::parse_float(*e)) {
        out.kind = Kind::kNumber;
        out.number = *n;
      }
      return true;
    }
    out.kind = node.is_list() ? Kind::kList : Kind::kMap;
    bool ok = true;
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
      const Entry& e = node.entries[i];
      Value v;
      ok &= free_form(e.value, node.is_list() ? indexed(path, i) : join(path, e.key), v);
      out.entries.push_back({e.key, std::move(v)});
    }
    return ok;
  }

  const Context& ctx_;
  Settings& out_;
  Patterns patterns_;
  std::string identity_;
  int depth_ = 0;
  bool in_default_ = false;
  bool quiet_ = false;  // the value's line has been written as a whole
};

}  // namespace

std::string indexed(std::string_view list, std::size_t i) {
  return std::string(list) + "[" + std::to_string(i) + "]";
}

const Value* Value::find(std::string_view key) const {
  for (const auto& e : entries) {
    if (e.key == key) return &e.value;
  }
  return nullptr;
}

Settings validate(const Node* node, const Position& at, const std::string& path, Fields fields,
                  const Context& ctx) {
  Settings out;
  if (node && node->is_null()) node = nullptr;
  if (node && !node->is_map()) {
    ctx.diagnostics->error("type", node->at, path,
                           std::string("expected a map, found ") + kind_name(*node));
    out.root.kind = Value::Kind::kMap;
    return out;
  }
  Validator v(ctx, out);
  out.root = v.object(node, at, path, "", fields);
  out.identity = v.identity();
  return out;
}

}  // namespace host::config
