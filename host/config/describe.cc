#include "config/describe.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "sheaf/text/scalars.hpp"

namespace host::config {
namespace {

struct Words {
  sheaf_type type;
  const char *takes, *expected;
};
constexpr Words kWords[] = {
    {SHEAF_T_STRING, "text", "text"},
    {SHEAF_T_INT, "whole number", "a whole number"},
    {SHEAF_T_FLOAT, "number", "a number"},
    {SHEAF_T_BOOL, "`true` or `false`", "true or false"},
    {SHEAF_T_DURATION, "duration", "a duration such as 90s, 3h or 7d"},
    {SHEAF_T_SIZE, "size", "a size such as 64KiB or 10MB"},
    {SHEAF_T_URL, "URL", "a URL"},
    {SHEAF_T_PATH, "path", "a path"},
    {SHEAF_T_ENUM, "", "a name"},
    {SHEAF_T_OBJECT, "map", "a map"},
    {SHEAF_T_TIMESTAMP, "time", "a time such as 2026-09-24T06:00:00Z or 2026-09-24"}};

const Words& words_of(const sheaf_field& f) {
  static constexpr Words kOther = {0, "", "a value"};
  const auto* found = std::find_if(std::begin(kWords), std::end(kWords),
                                   [&](const Words& w) { return w.type == f.type; });
  return found != std::end(kWords) ? *found : kOther;
}

std::string one(const sheaf_field& f) {
  if (*words_of(f).takes != '\0') return words_of(f).takes;
  std::string out = "one of ";
  for (std::size_t i = 0; i < f.option_count; ++i) {
    out += (i ? ", `" : "`") + std::string(f.options[i]->value) + "`";
  }
  return out;
}

// `wanted`, or the bound it is beyond.
std::int64_t within(const sheaf_field& f, double wanted) {
  return static_cast<std::int64_t>(std::ceil(std::min(std::max(wanted, f.min), f.max)));
}

std::string one_sample(const sheaf_field& f, const std::string& component) {
  switch (f.type) {
    case SHEAF_T_INT:
      return std::to_string(within(f, 1));
    case SHEAF_T_FLOAT:
      return sheaf::text::format_number(std::min(std::max(1.0, f.min), f.max));
    case SHEAF_T_BOOL:
      return "false";
    case SHEAF_T_DURATION:
      return sheaf::text::format_duration(within(f, 3600e3));
    case SHEAF_T_SIZE:
      return sheaf::text::format_size(within(f, 1048576));
    case SHEAF_T_URL:
      return "https://example.org/";
    case SHEAF_T_PATH:
      return "file.txt";
    case SHEAF_T_ENUM:
      return f.option_count ? yaml_scalar(f.options[0]->value) : "text";
    case SHEAF_T_TIMESTAMP:
      return "\"2026-01-01T00:00:00Z\"";
    case SHEAF_T_OBJECT:
      break;
    default:
      return "text";
  }
  std::string out;
  for (std::size_t i = 0; i < f.child_count; ++i) {
    const sheaf_field& c = *f.children[i];
    if ((c.flags & SHEAF_F_REQUIRED) == 0) continue;
    out += (out.empty() ? "" : ", ") + std::string(c.name) + ": " + sample_yaml(c, component);
  }
  return "{" + out + "}";
}

}  // namespace

const char* expected_words(const sheaf_field& f) {
  return words_of(f).expected;
}

std::string bound_words(const sheaf_field& f, double bound) {
  const auto whole = static_cast<std::int64_t>(std::clamp(bound, -9e18, 9e18));
  return f.type == SHEAF_T_DURATION ? sheaf::text::format_duration(whole)
         : f.type == SHEAF_T_SIZE   ? sheaf::text::format_size(whole)
                                    : sheaf::text::format_number(bound);
}

std::string type_words(const sheaf_field& f) {
  const bool secret = (f.flags & SHEAF_F_SECRET) != 0;
  auto what = secret ? std::string("secret") : one(f);
  if (f.shape == SHEAF_LIST) return "list: " + what;
  if (f.shape == SHEAF_MAP) return "map of names: " + what;
  return what;
}

std::string sample_yaml(const sheaf_field& f, const std::string& component) {
  std::string sample;
  if ((f.flags & SHEAF_F_SECRET) != 0) {
    auto name = component + "_" + f.name;
    for (char& c : name) {
      c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '_' : c;
    }
    sample = "\"${" + name + "}\"";
  } else if (f.example_yaml) {
    return f.example_yaml;
  } else if (f.default_yaml) {
    return f.default_yaml;
  } else {
    sample = one_sample(f, component);
  }
  if (f.shape == SHEAF_LIST) return "[" + sample + "]";
  if (f.shape == SHEAF_MAP) return "{name: " + sample + "}";
  return sample;
}

}  // namespace host::config
