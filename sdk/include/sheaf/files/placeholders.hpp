// Settings with placeholders: "{title}: {works}".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf::files {

class Placeholders {
 public:
  using Values = std::map<std::string, std::string>;
  Placeholders() = default;  // of an empty text
  // Throws sheaf::Error(SHEAF_E_CONFIG) that names the setting `field` if `text` has a placeholder
  // that is not among `known`, or a brace without its partner.
  Placeholders(std::string_view field, std::string text, const std::vector<std::string>& known);

  // `values` has all that are known. What is filled in is not looked at again.
  std::string filled(const Values& values) const;
  bool has(std::string_view name) const;
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

}  // namespace sheaf::files
