#include "config/schema_json.h"
#include "sheaf/text/scalars.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace host::config {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kVariable = "\\$\\{";
constexpr const char* kDuration = "^([0-9]+([.][0-9]+)?(ms|[smhdw]))+$|^0$|\\$\\{";
constexpr const char* kSize = "^[0-9]+([.][0-9]+)? ?([kKMGT]i?)?B?$|\\$\\{";
constexpr const char* kTime =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2}))?$|\\$\\{";

Json of_node(const Node& n) {
  if (n.is_null()) return nullptr;
  if (n.is_scalar()) {
    if (n.quoted) return n.text;
    if (const auto b = sheaf::text::parse_bool(n.text)) return *b;
    if (const auto i = sheaf::text::parse_int(n.text)) return *i;
    if (const auto d = sheaf::text::parse_float(n.text)) return *d;
    return n.text;
  }
  Json out = n.is_list() ? Json::array() : Json::object();
  for (const auto& e : n.entries) {
    if (n.is_list()) {
      out.push_back(of_node(e.value));
    } else {
      out[e.key] = of_node(e.value);
    }
  }
  return out;
}

Json literal(const char* yaml) {
  Diagnostics ignored;
  const auto node = parse_yaml(yaml, std::make_shared<Origin>(), ignored);
  return node ? of_node(*node) : Json();
}

Json text(Json types, const char* pattern) {
  return {{"type", std::move(types)}, {"pattern", pattern}};
}

void bounds(Json& schema, const sheaf_field& f) {
  if (std::isfinite(f.min)) schema["minimum"] = f.min;
  if (std::isfinite(f.max)) schema["maximum"] = f.max;
}

// ECMA 262 has no [:class:]; such a pattern is left to `sheaf check`.
bool is_portable(const char* pattern) {
  return std::string_view(pattern).find("[:") == std::string_view::npos;
}

Json object(Fields fields, bool required);

// One value of the field, whatever its shape.
Json single(const sheaf_field& f) {
  const Json variable{{"$ref", "#/definitions/variable"}};
  const auto or_variable = [&](Json schema) {
    return Json{{"anyOf", Json::array({std::move(schema), variable})}};
  };
  if ((f.flags & SHEAF_F_SECRET) != 0) return {{"$ref", "#/definitions/secret"}};
  switch (f.type) {
    case SHEAF_T_INT:
    case SHEAF_T_FLOAT: {
      Json n{{"type", f.type == SHEAF_T_INT ? "integer" : "number"}};
      bounds(n, f);
      return or_variable(std::move(n));
    }
    case SHEAF_T_BOOL:
      return or_variable({{"type", "boolean"}});
    case SHEAF_T_DURATION:
      return text({"string", "integer"}, kDuration);
    case SHEAF_T_SIZE:
      return text({"string", "integer"}, kSize);
    case SHEAF_T_TIMESTAMP:
      return text("string", kTime);
    case SHEAF_T_URL:
      return text("string", "^(https?://|file:)|\\$\\{");
    case SHEAF_T_PATH:
      return {{"type", "string"}};
    case SHEAF_T_ENUM: {
      Json any = Json::array();
      for (std::size_t i = 0; i < f.option_count; ++i) {
        const sheaf_option& o = *f.options[i];
        any.push_back({{"const", of_node(scalar_node(o.value, {}, false))}});
        if (o.summary) any.back()["description"] = o.summary;
      }
      any.push_back(variable);
      return {{"anyOf", std::move(any)}};
    }
    case SHEAF_T_OBJECT:
      return object(Fields(f.children, f.children ? f.child_count : 0), true);
    default:
      break;
  }
  // A plain scalar is text to such a field, whatever YAML takes it for.
  Json s{{"type", {"string", "number", "boolean"}}};
  if (!f.pattern || !is_portable(f.pattern)) return s;
  s["pattern"] = f.pattern;
  return or_variable(std::move(s));
}

Json field_schema(const sheaf_field& f) {
  Json s = single(f);
  if (f.shape == SHEAF_LIST) {
    Json list{{"type", "array"}, {"items", s}};
    s = f.type == SHEAF_T_OBJECT ? list : Json{{"anyOf", Json::array({list, s})}};
  } else if (f.shape == SHEAF_MAP) {
    s = {{"type", "object"}, {"additionalProperties", s}};
  }
  return s;
}

// With its texts, and null where the field may be left out.
Json property(const sheaf_field& f) {
  Json s = field_schema(f);
  if (s.contains("$ref")) s = {{"anyOf", Json::array({s})}};
  if ((f.flags & SHEAF_F_REQUIRED) == 0) {
    if (s.contains("anyOf")) {
      s["anyOf"].push_back({{"type", "null"}});
    } else {
      if (!s["type"].is_array()) s["type"] = Json::array({s["type"]});
      s["type"].push_back("null");
    }
  }
  std::string words = f.summary ? f.summary : "";
  if (f.description) words += std::string("\n\n") + f.description;
  s["description"] = words;
  if (f.default_yaml) s["default"] = literal(f.default_yaml);
  if (f.example_yaml) s["examples"] = Json::array({literal(f.example_yaml)});
  if ((f.flags & SHEAF_F_DEPRECATED) != 0) s["deprecated"] = true;
  return s;
}

Json object(Fields fields, bool required) {
  Json s{{"type", "object"}};
  if (fields.empty()) return s;
  Json names = Json::array();
  s["properties"] = Json::object();
  for (const sheaf_field* f : fields) {
    s["properties"][f->name] = property(*f);
    if ((f->flags & SHEAF_F_REQUIRED) != 0) names.push_back(f->name);
  }
  if (required && !names.empty()) s["required"] = names;
  s["additionalProperties"] = false;
  return s;
}

std::string definition(const StepList& list, const std::string& id) {
  return std::string(list.noun) + "." + id;
}

// An entry of a list of steps: what `with:` takes depends on `use:`.
Json step(const sheaf_field& f, const StepList& list, const Components& components) {
  Json s = object(Fields(f.children, f.child_count), false);
  const auto ids = components.ids(list.kind);
  if (ids.empty()) return s;
  Json any = Json::array(), rules = Json::array();
  for (const auto& id : ids) {
    const sheaf_component& c = *components.find(list.kind, id);
    any.push_back({{"const", id}, {"description", c.summary}});
    Json then{{"properties", {{"with", {{"$ref", "#/definitions/" + definition(list, id)}}}}}};
    for (std::size_t i = 0; i < c.field_count; ++i) {
      if ((c.fields[i]->flags & SHEAF_F_REQUIRED) != 0) then["required"] = Json::array({"with"});
    }
    rules.push_back({{"if", {{"properties", {{"use", {{"const", id}}}}}, {"required", {"use"}}}},
                     {"then", std::move(then)}});
  }
  const auto words = s["properties"]["use"]["description"];
  any.push_back({{"$ref", "#/definitions/variable"}});
  s["properties"]["use"] = {{"anyOf", std::move(any)}, {"description", words}};
  s["allOf"] = std::move(rules);
  return s;
}

Json definitions(const Components& components) {
  Json d = Json::object();
  d["variable"] = {{"type", "string"}, {"pattern", kVariable}};
  d["secret"] = {
      {"description", "Not written here: ${NAME} or {file: path}."},
      {"anyOf",
       Json::array({{{"type", "string"}, {"pattern", "^\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-)?\\}$"}},
                    {{"type", "object"},
                     {"properties", {{"file", {{"type", "string"}}}}},
                     {"required", {"file"}},
                     {"additionalProperties", false}}})}};
  d["profile"] = object(profile_fields(), false);
  Json& library = d["profile"]["properties"]["library"];
  const Json entry{{"anyOf", Json::array({Json{{"type", "string"}},
                                          step(*find_field(profile_fields(), "library"),
                                               kStepLists[0], components)})}};
  const Json words = library["description"];
  library = {{"anyOf", Json::array({Json{{"type", {"string", "null"}}}, entry["anyOf"][1],
                                    Json{{"type", "array"}, {"items", entry}}})},
             {"description", words}};
  for (const auto& list : kStepLists) {
    for (const auto& id : components.ids(list.kind)) {
      const sheaf_component& c = *components.find(list.kind, id);
      Json with = object(Fields(c.fields, c.field_count), true);
      if (c.field_count == 0) with["additionalProperties"] = false;
      if (!with.contains("required")) with["type"] = {"object", "null"};
      d[definition(list, id)] = std::move(with);
    }
  }
  return d;
}

}  // namespace

std::string json_schema(const Components& components) {
  Json s{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "sheaf pipeline"}};
  s.update(object(pipeline_fields(), false));
  auto& properties = s["properties"];
  Json steps = Json::object(), required = Json::array();
  for (const sheaf_field* f : pipeline_fields()) {
    if ((f->flags & SHEAF_F_REQUIRED) != 0) required.push_back(f->name);
  }
  for (const auto& list : kStepLists) {
    properties[list.key]["items"] =
        step(*find_field(pipeline_fields(), list.key), list, components);
    steps[list.key] = {{"items", {{"required", {"use"}}}}};
  }
  properties["profiles"]["type"] = {"array", "string"};
  properties["profiles"]["items"] = {{"$ref", "#/definitions/profile"}};
  // A file that extends another need not say everything itself.
  s["if"] = {{"required", {"extends"}}};
  s["then"] = Json::object();
  s["else"] = {{"required", std::move(required)}, {"properties", std::move(steps)}};
  s["definitions"] = definitions(components);
  return s.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace host::config
