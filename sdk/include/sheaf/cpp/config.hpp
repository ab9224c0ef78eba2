// sheaf/cpp/config.hpp - a component's settings: their schema, built in place, and their values.
// See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_CONFIG_HPP
#define SHEAF_CPP_CONFIG_HPP

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "sheaf/abi/config.h"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

// One entry of a component's schema, built in place:
//   field("categories", SHEAF_T_STRING, "What to list.").list().required().example("[cs.LG]")
// The `const char*` are kept as pointers: pass literals.
class Field {
 public:
  Field(const char* name, sheaf_type type, const char* summary) : f_(sized<sheaf_field>()) {
    f_.name = name;
    f_.type = type;
    f_.summary = summary;
    f_.min = -std::numeric_limits<double>::infinity();
    f_.max = std::numeric_limits<double>::infinity();
  }
  Field&& list() && { return set(&sheaf_field::shape, SHEAF_LIST); }
  Field&& map() && { return set(&sheaf_field::shape, SHEAF_MAP); }
  Field&& required() && { return flag(SHEAF_F_REQUIRED); }
  Field&& secret() && { return flag(SHEAF_F_SECRET); }
  Field&& advanced() && { return flag(SHEAF_F_ADVANCED); }
  Field&& deprecated() && { return flag(SHEAF_F_DEPRECATED); }
  Field&& identity() && { return flag(SHEAF_F_IDENTITY); }
  Field&& def(const char* yaml) && { return set(&sheaf_field::default_yaml, yaml); }
  Field&& example(const char* yaml) && { return set(&sheaf_field::example_yaml, yaml); }
  Field&& description(const char* markdown) && { return set(&sheaf_field::description, markdown); }
  Field&& pattern(const char* ere) && { return set(&sheaf_field::pattern, ere); }
  Field&& range(double min, double max) && {
    f_.min = min;
    f_.max = max;
    return std::move(*this);
  }
  Field&& option(const char* value, const char* summary) && {
    auto o = sized<sheaf_option>();
    o.value = value;
    o.summary = summary;
    options_.push_back(o);
    return std::move(*this);
  }
  Field&& child(Field field) && {
    children_.push_back(std::move(field));
    return std::move(*this);
  }

 private:
  friend class FieldSet;
  template <class T, class V>
  Field&& set(T sheaf_field::*member, V value) {
    f_.*member = value;
    return std::move(*this);
  }
  Field&& flag(uint32_t bit) {
    f_.flags |= bit;
    return std::move(*this);
  }

  sheaf_field f_;
  std::vector<sheaf_option> options_;
  std::vector<Field> children_;
};

inline Field field(const char* name, sheaf_type type, const char* summary) {
  return Field(name, type, summary);
}

// Owns a schema in the form the ABI wants.
class FieldSet {
 public:
  explicit FieldSet(std::vector<Field> fields) : fields_(std::move(fields)) { link(fields_, top_); }
  FieldSet(const FieldSet&) = delete;
  const sheaf_field* const* data() const noexcept { return top_.data(); }
  size_t size() const noexcept { return top_.size(); }

 private:
  void link(std::vector<Field>& fields, std::vector<const sheaf_field*>& out) {
    for (Field& f : fields) {
      auto& options = options_.emplace_back();
      for (const auto& o : f.options_) options.push_back(&o);
      f.f_.options = options.data();
      f.f_.option_count = options.size();
      auto& children = children_.emplace_back();
      link(f.children_, children);
      f.f_.children = children.data();
      f.f_.child_count = children.size();
      out.push_back(&f.f_);
    }
  }
  std::vector<Field> fields_;
  std::vector<const sheaf_field*> top_;
  std::deque<std::vector<const sheaf_option*>> options_;
  std::deque<std::vector<const sheaf_field*>> children_;
};

// The validated settings of this step; see sheaf_config. Use it in the constructor only.
class Config {
 public:
  explicit Config(const sheaf_config* c) noexcept : c_(c) {}

  // T: std::string, int64_t, double or bool. Empty if an optional field was not given.
  template <class T>
  std::optional<T> find(const std::string& path) const {
    if constexpr (std::is_same_v<T, std::string>) {
      sheaf_str v{};
      return c_->get_string(c_, path.c_str(), &v) == SHEAF_OK ? std::optional(std::string(view(v)))
                                                              : std::nullopt;
    } else if constexpr (std::is_same_v<T, bool>) {
      uint8_t v = 0;
      return c_->get_bool(c_, path.c_str(), &v) == SHEAF_OK ? std::optional(v != 0) : std::nullopt;
    } else if constexpr (std::is_same_v<T, double>) {
      double v = 0;
      return c_->get_float(c_, path.c_str(), &v) == SHEAF_OK ? std::optional(v) : std::nullopt;
    } else {
      static_assert(std::is_same_v<T, int64_t>, "std::string, int64_t, double or bool");
      int64_t v = 0;
      return c_->get_int(c_, path.c_str(), &v) == SHEAF_OK ? std::optional(v) : std::nullopt;
    }
  }
  // Throws Error(CONFIG) if it was not given.
  template <class T>
  T get(const std::string& path) const {
    if (auto v = find<T>(path)) return *std::move(v);
    throw Error(SHEAF_E_CONFIG, "missing field: " + path);
  }
  // Entries of the list or map at `path`; 0 if it was not given.
  size_t count(const std::string& path) const {
    size_t n = 0;
    return c_->get_count(c_, path.c_str(), &n) == SHEAF_OK ? n : 0;
  }
  std::string key(const std::string& path, size_t i) const {
    sheaf_str v{};
    return c_->get_key(c_, path.c_str(), i, &v) == SHEAF_OK ? std::string(view(v)) : std::string();
  }
  std::vector<std::string> list(const std::string& path) const {
    std::vector<std::string> out;
    for (size_t i = 0, n = count(path); i < n; ++i) {
      out.push_back(get<std::string>(path + "." + std::to_string(i)));
    }
    return out;
  }
  std::string json(const std::string& path = "") const {
    sheaf_str v{};
    return c_->get_json(c_, path.c_str(), &v) == SHEAF_OK ? std::string(view(v)) : std::string();
  }

 private:
  const sheaf_config* c_;
};

}  // namespace sheaf

#endif  // SHEAF_CPP_CONFIG_HPP
