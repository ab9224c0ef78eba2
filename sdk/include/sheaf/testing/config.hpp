// A configuration as the host would hand it over: checked against the component's schema, defaults
// applied.
#ifndef SHEAF_TESTING_CONFIG_HPP
#define SHEAF_TESTING_CONFIG_HPP

#include <deque>
#include <initializer_list>
#include <mutex>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "sheaf/plugin.hpp"

namespace sheaf::testing {

using Json = nlohmann::ordered_json;

// Reads one YAML literal of a schema: a scalar, or a flow list or map of such ("[a, 'b c']",
// "{x: 1}"). Scalars come back as JSON strings, whatever they look like; the schema gives the type.
// Throws std::invalid_argument for anything else.
class YamlLiteral {
 public:
  static Json parse(std::string_view text);
};

// A sheaf_config of given values. As in the host, a value that does not fit the component's schema
// never reaches create(): the factories throw std::invalid_argument for an unknown field, a wrong
// type, an option or number out of range, and a missing required field. (Patterns are not checked,
// paths not made absolute.) The component must outlive it.
class FakeConfig final : public sheaf_config {
 public:
  struct Setting {
    std::string path; /* dotted, as in sheaf_config: "retry.max", "feeds.0.url" */
    Json value;
  };

  // FakeConfig::json(component, R"({"categories": ["cs.LG"], "timeout": "90s"})")
  static FakeConfig json(const sheaf_component* component, std::string_view text = "{}");
  // FakeConfig::of(component, {{"categories", {"cs.LG"}}, {"retry.max", 3}})
  static FakeConfig of(const sheaf_component* component, std::initializer_list<Setting> settings);
  ~FakeConfig();
  FakeConfig(const FakeConfig&) = delete;

  // All values, defaults included.
  const Json& tree() const { return tree_; }

 private:
  FakeConfig(const sheaf_component* component, const Json& given);

  static const FakeConfig& of(const sheaf_config* c) noexcept;

  template <class F>
  sheaf_status read(const char* path, F f) const noexcept;
  sheaf_str keep(std::string text) const;

  std::span<const sheaf_field* const> fields_;
  Json tree_;
  mutable std::mutex mutex_;
  mutable std::deque<std::string> kept_; /* lives as long as the configuration */
};

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_CONFIG_HPP
