#include "cursor.h"

#include <charconv>

#include "sheaf/feed/dates.hpp"
#include "texts.h"

namespace arxiv {
namespace {

constexpr std::string_view kVersion = "v1";

std::optional<Day> day_from(std::string_view text) {
  const auto date = sheaf::feed::parse_w3c(text);
  if (!date || date->precision != sheaf::feed::Date::Precision::kDay) return std::nullopt;
  return utc_day(date->ms);
}

template <class T>
bool number_from(std::string_view text, T& out, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  return error == std::errc() && end == text.data() + text.size();
}

std::string hex(std::uint64_t value) {
  char digits[16];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, 16);
  return {digits, end};
}

bool read(Cursor& c, std::string_view key, std::string_view value) {
  const auto day = [&](std::optional<Day>& out) { return (out = day_from(value)).has_value(); };
  if (key == "announced") return day(c.announced);
  if (key == "changed") return day(c.changed);
  if (key == "from") return day(c.set_from);
  if (key == "asked") return day(c.token_day);
  if (key == "next") return day(c.next);
  if (key == "items") return number_from(value, c.items, 16);
  if (key == "submitted") return number_from(value, c.submitted_ms.emplace());
  if (key == "set") return number_from(value, c.set);
  if (key == "token") {
    c.token = value;
    return !value.empty();
  }
  if (key == "top") {
    Identifier id;
    if (!parse_id(value, id)) return false;
    c.top = id.id;
    return true;
  }
  if (key == "gap") {
    const auto slash = value.find('/');
    if (slash == value.npos) return false;
    const auto first = day_from(value.substr(0, slash)), last = day_from(value.substr(slash + 1));
    if (!first || !last || *first > *last) return false;
    c.gap = {*first, *last};
    return true;
  }
  return false;
}

}  // namespace

std::string Cursor::text() const {
  std::string out(kVersion);
  const auto add = [&](const char* key, const std::string& value) {
    out.append(1, '|').append(key).append(1, '=').append(value);
  };
  const auto add_day = [&](const char* key, const std::optional<Day>& day) {
    if (day) add(key, iso(*day));
  };
  add_day("announced", announced);
  if (items != 0) add("items", hex(items));
  if (!top.empty()) add("top", top);
  if (gap) add("gap", iso(gap->first) + "/" + iso(gap->last));
  if (submitted_ms) add("submitted", std::to_string(*submitted_ms));
  add_day("changed", changed);
  if (set != 0) add("set", std::to_string(set));
  add_day("from", set_from);
  add_day("asked", token_day);
  add_day("next", next);
  if (!token.empty()) add("token", token);  // last: it may hold anything
  return out;
}

void Cursor::clear_harvest() {
  set = 0;
  set_from.reset();
  token.clear();
  token_day.reset();
  next.reset();
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  Cursor out;
  if (text.empty()) return out;
  if (text.substr(0, kVersion.size()) != kVersion) return std::nullopt;
  text.remove_prefix(kVersion.size());
  while (!text.empty()) {
    if (text.front() != '|') return std::nullopt;
    text.remove_prefix(1);
    const auto equals = text.find('=');
    if (equals == text.npos) return std::nullopt;
    const std::string_view key = text.substr(0, equals);
    const auto end = key == "token" ? text.size() : std::min(text.find('|'), text.size());
    if (end < equals || !read(out, key, text.substr(equals + 1, end - equals - 1))) {
      return std::nullopt;
    }
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace arxiv
