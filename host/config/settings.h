// Settings checked against a schema of sheaf_fields: what a component's create() gets to see. The
// pipeline's own keys go through the same code (host_keys.h).
//
// Rules, beside what sheaf/abi/config.h says of a sheaf_field:
// - A key without a value (`proxy:`), or one whose value is empty after `${NAME:-}`, is not given.
// - A scalar where a list of scalars is expected is a list of one.
// - Numbers and booleans may be quoted, since `"${N}"` is.
// - An OBJECT without children takes any map.
// - `file:` URLs and paths may be relative to the file that wrote them; `~/` is the home directory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/expand.h"
#include "config/node.h"
#include "sheaf/plugin.h"

namespace host::config {

struct Member;

struct Value {
  enum class Kind { kNull, kText, kInteger, kNumber, kBoolean, kList, kMap };
  Kind kind = Kind::kNull;   // null: not given, or refused with a diagnostic
  std::string text;          // of every scalar, as written (expanded; paths and URLs absolute)
  std::int64_t integer = 0;  // also of durations (ms), sizes (bytes), timestamps (ms)
  double number = 0;
  bool boolean = false;
  std::vector<Member> entries;  // of a list (keys empty) or a map
  Position at;

  // The value of a map's key, or nullptr if it was not given.
  const Value* find(std::string_view key) const;
};

struct Member {
  std::string key;
  Value value;
};

// A setting in force, for the digest's appendix: as written, so variables are names, not values;
// passwords in URLs are hidden.
struct SettingLine {
  std::string path;  // "axes[0].scale"
  std::string yaml;
  bool is_default = false;
};

struct Settings {
  Value root;                      // a map
  std::vector<std::string> hosts;  // of URL fields, lower case
  std::vector<std::string> files;  // file:// URLs of URL fields
  std::vector<SettingLine> lines;
  std::string identity;  // hash of the IDENTITY fields' values; changes when one of them does
};

struct Context {
  Environment env;
  bool need_secrets = true;     // false: a missing secret becomes kMissingSecret
  bool opaque_objects = false;  // OBJECTs without children are not looked into
  Diagnostics* diagnostics = nullptr;
  std::vector<std::string>* secrets = nullptr;  // gets every secret value, for scrubbing
};

// What stands for a secret where none is needed (`check`, `test`).
inline constexpr std::string_view kMissingSecret = "secret-not-set";

using Fields = std::span<const sheaf_field* const>;

// `list[i]`
std::string indexed(std::string_view list, std::size_t i);

// Checks `node` (nullptr or null: nothing given) and applies defaults. Every error goes to
// ctx.diagnostics under `path`; what was refused is absent from the result. `at` is where a missing
// field is reported.
Settings validate(const Node* node, const Position& at, const std::string& path, Fields fields,
                  const Context& ctx);

// The C view that create() reads; see sheaf_config in sheaf/abi/config.h. Borrows `settings`.
// Asking for a type that a value does not have is SHEAF_E_INTERNAL.
class ConfigView final : public sheaf_config {
 public:
  explicit ConfigView(const Settings& settings);
  ~ConfigView();
  ConfigView(const ConfigView&) = delete;
  ConfigView& operator=(const ConfigView&) = delete;

 private:
  struct Texts;
  const Value& root_;
  std::unique_ptr<Texts> texts_;  // JSON handed out
};

// `path` as in sheaf/abi/config.h ("feeds.0.url"; "" is the value itself), or nullptr. Keys of maps
// may themselves hold dots.
const Value* find_path(const Value& value, std::string_view path);

// Members in file order; durations and timestamps in ms, sizes in bytes.
std::string to_json(const Value& value);

}  // namespace host::config
