#include "sheaf/testing/config.hpp"

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

#include "sheaf/text/dates.hpp"
#include "sheaf/text/scalars.hpp"

namespace sheaf::testing {

namespace {

// What YamlLiteral reads with.
class YamlReader {
 public:
  explicit YamlReader(std::string_view text) : text_(text) {}
  Json whole() {
    Json out = value("");
    skip_blanks();
    if (at_ != text_.size()) bad();
    return out;
  }

 private:
  [[noreturn]] void bad() const {
    throw std::invalid_argument("not a YAML literal this kit reads: " + std::string(text_));
  }
  void skip_blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool eat(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // `ends` are the characters that end a plain scalar.
  Json value(std::string_view ends) {
    if (eat('[')) {
      Json out = Json::array();
      while (!eat(']')) {
        out.push_back(value(",]"));
        if (!eat(',') && (at_ >= text_.size() || text_[at_] != ']')) bad();
      }
      return out;
    }
    if (eat('{')) {
      Json out = Json::object();
      while (!eat('}')) {
        const std::string key = value(":,}").get<std::string>();
        if (!eat(':')) bad();
        out[key] = value(",}");
        if (!eat(',') && (at_ >= text_.size() || text_[at_] != '}')) bad();
      }
      return out;
    }
    skip_blanks();
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) return quoted(text_[at_]);
    const std::size_t from = at_;
    while (at_ < text_.size() && !ends_plain(ends)) ++at_;
    std::size_t to = at_;
    while (to > from && std::isspace(static_cast<unsigned char>(text_[to - 1]))) --to;
    return std::string(text_.substr(from, to - from));
  }
  // A colon ends a key only before a blank: "https://..." is one scalar.
  bool ends_plain(std::string_view ends) const {
    const char c = text_[at_];
    if (ends.find(c) == std::string_view::npos) return false;
    return c != ':' || at_ + 1 == text_.size() || text_[at_ + 1] == ' ';
  }
  Json quoted(char quote) {
    const std::size_t from = at_++;
    std::string out;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && quote == '"') {
        ++at_;
      } else if (text_[at_] == quote) {
        if (quote == '"') {
          ++at_; /* the escapes of JSON are YAML's too */
          return Json::parse(text_.substr(from, at_ - from));
        }
        if (at_ + 1 == text_.size() || text_[at_ + 1] != quote) {
          ++at_;
          return out;
        }
        ++at_; /* '' is one quote */
        out += quote;
      } else {
        out += text_[at_];
      }
    }
    bad();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

using Fields = std::span<const sheaf_field* const>;

// Calls f for each step of the path until it says false; false then.
template <class F>
bool for_each_step(std::string_view path, F f) {
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    if (!f(std::string(path.substr(0, dot)))) return false;
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return true;
}

Fields children(const sheaf_field& f) {
  return {f.children, f.child_count};
}

[[noreturn]] void bad(const std::string& path, const std::string& what) {
  throw std::invalid_argument("configuration field " + path + ": " + what);
}

bool is_index(std::string_view step) {
  return !step.empty() && step.find_first_not_of("0123456789") == std::string_view::npos;
}

const sheaf_field* find(Fields fields, std::string_view name) {
  for (const sheaf_field* f : fields) {
    if (name == f->name) return f;
  }
  return nullptr;
}

bool needs_input(const sheaf_field& f) {
  for (const auto* child : children(f)) {
    if ((child->flags & SHEAF_F_REQUIRED) != 0 && child->default_yaml == nullptr) return true;
  }
  return false;
}

std::optional<std::int64_t> as_int(const sheaf_field& f, const Json& v) {
  if (v.is_number_integer()) return v.get<std::int64_t>();
  if (!v.is_string()) return std::nullopt;
  const auto& s = v.get_ref<const std::string&>();
  if (f.type == SHEAF_T_DURATION) return text::parse_duration(s);
  if (f.type == SHEAF_T_SIZE) return text::parse_size(s);
  if (f.type == SHEAF_T_TIMESTAMP) return text::parse_rfc3339(s);
  return std::nullopt;
}

bool fits(const sheaf_field& f, const Json& v) {
  switch (f.type) {
    case SHEAF_T_INT:
      return v.is_number_integer();
    case SHEAF_T_FLOAT:
      return v.is_number();
    case SHEAF_T_BOOL:
      return v.is_boolean();
    case SHEAF_T_DURATION:
    case SHEAF_T_SIZE:
    case SHEAF_T_TIMESTAMP:
      return as_int(f, v).has_value();
    case SHEAF_T_ENUM:
      for (const auto* o : sheaf::range(f.options, f.option_count)) {
        if (v == o->value) return true;
      }
      return false;
    default:
      return v.is_string();
  }
}

Json object(Fields fields, const Json& given, const std::string& prefix);

// `literal`: numbers and booleans are still text.
Json scalar(const sheaf_field& f, const Json& given, const std::string& path, bool literal) {
  if (f.type == SHEAF_T_OBJECT) return object(children(f), given, path + ".");
  const bool parse =
      literal && (f.type == SHEAF_T_INT || f.type == SHEAF_T_FLOAT || f.type == SHEAF_T_BOOL);
  Json value = parse ? Json::parse(given.get<std::string>(), nullptr, false) : given;
  if (!fits(f, value)) bad(path, "wrong type or value: " + given.dump());
  if (value.is_number() && (value.get<double>() < f.min || value.get<double>() > f.max)) {
    bad(path, "out of range: " + value.dump());
  }
  return value;
}

Json shaped(const sheaf_field& f, const Json& given, const std::string& path, bool literal) {
  if (f.shape == SHEAF_SCALAR) return scalar(f, given, path, literal);
  if (f.shape == SHEAF_LIST ? !given.is_array() : !given.is_object()) {
    bad(path, f.shape == SHEAF_LIST ? "expected a list" : "expected a map");
  }
  Json out = f.shape == SHEAF_LIST ? Json::array() : Json::object();
  std::size_t i = 0;
  for (const auto& [key, value] : given.items()) {
    const std::string step = f.shape == SHEAF_LIST ? std::to_string(i++) : key;
    Json checked = scalar(f, value, path + "." + step, literal);
    if (f.shape == SHEAF_LIST) {
      out.push_back(std::move(checked));
    } else {
      out[key] = std::move(checked);
    }
  }
  return out;
}

Json object(Fields fields, const Json& given, const std::string& prefix) {
  if (!given.is_object()) bad(prefix, "expected a map");
  for (const auto& [key, ignored] : given.items()) {
    if (!find(fields, key)) bad(prefix + key, "unknown field");
  }
  Json out = Json::object();
  for (const sheaf_field* f : fields) {
    const std::string path = prefix + f->name;
    if (given.contains(f->name) && !given[f->name].is_null()) {
      out[f->name] = shaped(*f, given[f->name], path, false);
    } else if (f->default_yaml) {
      out[f->name] = shaped(*f, YamlReader(f->default_yaml).whole(), path, true);
    } else if (f->flags & SHEAF_F_REQUIRED) {
      bad(path, "missing");
    } else if (f->type == SHEAF_T_OBJECT && f->shape == SHEAF_SCALAR && !needs_input(*f)) {
      out[f->name] = object(children(*f), Json::object(), path + "."); /* its defaults */
    }
  }
  return out;
}

}  // namespace

Json YamlLiteral::parse(std::string_view text) {
  return YamlReader(text).whole();
}

FakeConfig FakeConfig::json(const sheaf_component* component, std::string_view text) {
  return FakeConfig(component, Json::parse(text));
}

FakeConfig FakeConfig::of(const sheaf_component* component,
                          std::initializer_list<Setting> settings) {
  Json tree = Json::object();
  for (const Setting& s : settings) {
    Json* at = &tree;
    for_each_step(s.path, [&](const std::string& step) {
      if (is_index(step)) {
        at = &(*at)[static_cast<std::size_t>(std::stoul(step))];
      } else {
        at = &(*at)[step];
      }
      return true;
    });
    *at = s.value;
  }
  return FakeConfig(component, tree);
}

template <class F>
sheaf_status FakeConfig::read(const char* path, F f) const noexcept {
  const Json* at = &tree_;
  Fields fields = fields_;
  const sheaf_field* field = nullptr; /* of what `at` is, or is an entry of */
  bool entries = false;               /* `at` is a list or map: the next step is an entry */
  const bool found = for_each_step(path, [&](const std::string& step) {
    if (entries) {
      entries = false;
      if (at->is_array()) {
        if (!is_index(step) || step.size() > 9 || std::stoul(step) >= at->size()) return false;
        at = &(*at)[std::stoul(step)];
        return true;
      }
    } else {
      field = find(fields, step);
      if (!field) return false;
      fields = children(*field);
      entries = field->shape != SHEAF_SCALAR;
    }
    const auto entry = at->find(step);
    if (entry == at->end()) return false;
    at = &*entry;
    return true;
  });
  return found ? f(field, *at) : SHEAF_E_NOT_FOUND;
}

FakeConfig::FakeConfig(const sheaf_component* component, const Json& given)
    : sheaf_config(sized<sheaf_config>()),
      fields_(component->fields, component->field_count),
      tree_(object(fields_, given, "")) {
  get_string = [](const sheaf_config* c, const char* path, sheaf_str* out) noexcept {
    return of(c).read(path, [&](const sheaf_field*, const Json& v) -> sheaf_status {
      if (!v.is_string()) return SHEAF_E_CONFIG;
      *out = str(v.get_ref<const std::string&>());
      return SHEAF_OK;
    });
  };
  get_int = [](const sheaf_config* c, const char* path, std::int64_t* out) noexcept {
    return of(c).read(path, [&](const sheaf_field* f, const Json& v) -> sheaf_status {
      const auto number = f != nullptr ? as_int(*f, v) : std::nullopt;  // none of the whole tree
      if (!number) return SHEAF_E_CONFIG;
      *out = *number;
      return SHEAF_OK;
    });
  };
  get_float = [](const sheaf_config* c, const char* path, double* out) noexcept {
    return of(c).read(path, [&](const sheaf_field*, const Json& v) -> sheaf_status {
      if (!v.is_number()) return SHEAF_E_CONFIG;
      *out = v.get<double>();
      return SHEAF_OK;
    });
  };
  get_bool = [](const sheaf_config* c, const char* path, std::uint8_t* out) noexcept {
    return of(c).read(path, [&](const sheaf_field*, const Json& v) -> sheaf_status {
      if (!v.is_boolean()) return SHEAF_E_CONFIG;
      *out = v.get<bool>() ? 1 : 0;
      return SHEAF_OK;
    });
  };
  get_count = [](const sheaf_config* c, const char* path, std::size_t* out) noexcept {
    return of(c).read(path, [&](const sheaf_field*, const Json& v) -> sheaf_status {
      if (!v.is_structured()) return SHEAF_E_CONFIG;
      *out = v.size();
      return SHEAF_OK;
    });
  };
  get_key = [](const sheaf_config* c, const char* path, std::size_t i, sheaf_str* out) noexcept {
    return of(c).read(path, [&](const sheaf_field*, const Json& v) -> sheaf_status {
      if (!v.is_object()) return SHEAF_E_CONFIG;
      if (i >= v.size()) return SHEAF_E_NOT_FOUND;
      auto entry = v.begin();
      std::advance(entry, static_cast<std::ptrdiff_t>(i));
      *out = str(entry.key());
      return SHEAF_OK;
    });
  };
  get_json = [](const sheaf_config* c, const char* path, sheaf_str* out) noexcept {
    return of(c).read(path, [&](const sheaf_field*, const Json& v) -> sheaf_status {
      *out = of(c).keep(v.dump());
      return SHEAF_OK;
    });
  };
}

FakeConfig::~FakeConfig() = default;

const FakeConfig& FakeConfig::of(const sheaf_config* c) noexcept {
  return *static_cast<const FakeConfig*>(c);
}

sheaf_str FakeConfig::keep(std::string text) const {
  const std::lock_guard lock(mutex_);
  return str(kept_.emplace_back(std::move(text)));
}

}  // namespace sheaf::testing
