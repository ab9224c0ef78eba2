#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>

#include "config/settings.h"
#include "sheaf/text/scalars.hpp"

namespace host::config {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Value::Kind;

Json json_of(const Value& v) {
  switch (v.kind) {
    case Kind::kNull:
      return nullptr;
    case Kind::kText:
      return v.text;
    case Kind::kInteger:
      return v.integer;
    case Kind::kNumber:
      return v.number;
    case Kind::kBoolean:
      return v.boolean;
    case Kind::kList: {
      Json out = Json::array();
      for (const auto& e : v.entries) out.push_back(json_of(e.value));
      return out;
    }
    case Kind::kMap: {
      Json out = Json::object();
      for (const auto& e : v.entries) out[e.key] = json_of(e.value);
      return out;
    }
  }
  return nullptr;
}

bool is_container(const Value& v) {
  return v.kind == Kind::kList || v.kind == Kind::kMap;
}

// Runs `read` on the value at `path`; NOT_FOUND, or INTERNAL if `read` says it has another type.
template <class F>
sheaf_status with(const Value& root, const char* path, F read) noexcept {
  try {
    const Value* v = find_path(root, path ? path : "");
    if (!v || v->kind == Kind::kNull) return SHEAF_E_NOT_FOUND;
    return read(*v) ? SHEAF_OK : SHEAF_E_INTERNAL;
  } catch (const std::exception&) {
    return SHEAF_E_INTERNAL;
  }
}

}  // namespace

const Value* find_path(const Value& value, std::string_view path) {
  if (path.empty()) return &value;
  if (value.kind == Kind::kList) {
    const auto dot = path.find('.');
    const auto i = sheaf::text::parse_int(path.substr(0, dot));
    if (!i || *i < 0 || static_cast<std::size_t>(*i) >= value.entries.size()) return nullptr;
    return find_path(value.entries[static_cast<std::size_t>(*i)].value,
                     dot == std::string_view::npos ? "" : path.substr(dot + 1));
  }
  for (const auto& e : value.entries) {
    if (!path.starts_with(e.key)) continue;
    if (path.size() == e.key.size()) return &e.value;
    if (path[e.key.size()] != '.') continue;
    if (const Value* v = find_path(e.value, path.substr(e.key.size() + 1))) return v;
  }
  return nullptr;
}

std::string to_json(const Value& value) {
  return json_of(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

struct ConfigView::Texts {
  std::mutex mutex;
  std::deque<std::string> list;  // addresses stay
};

ConfigView::ConfigView(const Settings& settings)
    : sheaf_config{}, root_(settings.root), texts_(std::make_unique<Texts>()) {
  struct_size = sizeof(sheaf_config);
  get_string = [](const sheaf_config* c, const char* path, sheaf_str* out) noexcept {
    return with(static_cast<const ConfigView*>(c)->root_, path, [&](const Value& v) {
      if (is_container(v)) return false;
      *out = {v.text.data(), v.text.size()};
      return true;
    });
  };
  get_int = [](const sheaf_config* c, const char* path, int64_t* out) noexcept {
    return with(static_cast<const ConfigView*>(c)->root_, path, [&](const Value& v) {
      if (v.kind != Kind::kInteger) return false;
      *out = v.integer;
      return true;
    });
  };
  get_float = [](const sheaf_config* c, const char* path, double* out) noexcept {
    return with(static_cast<const ConfigView*>(c)->root_, path, [&](const Value& v) {
      if (v.kind != Kind::kNumber && v.kind != Kind::kInteger) return false;
      *out = v.kind == Kind::kNumber ? v.number : static_cast<double>(v.integer);
      return true;
    });
  };
  get_bool = [](const sheaf_config* c, const char* path, uint8_t* out) noexcept {
    return with(static_cast<const ConfigView*>(c)->root_, path, [&](const Value& v) {
      if (v.kind != Kind::kBoolean) return false;
      *out = v.boolean ? 1 : 0;
      return true;
    });
  };
  get_count = [](const sheaf_config* c, const char* path, size_t* out) noexcept {
    return with(static_cast<const ConfigView*>(c)->root_, path, [&](const Value& v) {
      if (!is_container(v)) return false;
      *out = v.entries.size();
      return true;
    });
  };
  get_key = [](const sheaf_config* c, const char* path, size_t i, sheaf_str* out) noexcept {
    bool beyond = false;
    const auto s = with(static_cast<const ConfigView*>(c)->root_, path, [&](const Value& v) {
      if (v.kind != Kind::kMap) return false;
      beyond = i >= v.entries.size();
      if (!beyond) *out = {v.entries[i].key.data(), v.entries[i].key.size()};
      return true;
    });
    return s == SHEAF_OK && beyond ? SHEAF_E_NOT_FOUND : s;
  };
  get_json = [](const sheaf_config* c, const char* path, sheaf_str* out) noexcept {
    const auto* view = static_cast<const ConfigView*>(c);
    return with(view->root_, path, [&](const Value& v) {
      auto json = to_json(v);
      const std::lock_guard lock(view->texts_->mutex);
      const auto& kept = view->texts_->list.emplace_back(std::move(json));
      *out = {kept.data(), kept.size()};
      return true;
    });
  };
}

ConfigView::~ConfigView() = default;

}  // namespace host::config
