// JSON answers of web APIs, on simdjson's DOM (https://github.com/simdjson/simdjson, 3.x).
//
// What may be missing is looked up with the *_at() functions: absent, null and "of another type"
// are all the same nothing. What a reader cannot do without is require()d, which names what it
// missed: a source catches FormatError and reports SHEAF_STATE_FORMAT_CHANGED with its message.
//
// Heavy (1 MB of header): include it in few .cc files. No thread may share a JsonDocument.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

#include "sheaf/plugin.hpp"

namespace sheaf::feed {

// Any value of a document, cheap to copy; valid while its JsonDocument lives. So are the views that
// come from it.
using Json = simdjson::dom::element;

// The answer is not what this reader knows. what() is a sentence for people that names the element,
// e.g. "message.items is missing"; at the boundary it is SHEAF_E_UPSTREAM.
class FormatError : public Error {
 public:
  explicit FormatError(const std::string& what) : Error(SHEAF_E_UPSTREAM, what) {}
};

// The member of an object; empty when it is absent or null, or `object` is no object.
inline std::optional<Json> member_at(Json object, std::string_view key) noexcept {
  Json value;
  if (object.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

// The value as a string; empty when it is none.
inline std::string_view string_of(Json value) noexcept {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// A whole number, or a string that holds nothing else ("20"); empty for anything else.
inline std::optional<std::int64_t> integer_of(Json value) noexcept {
  std::int64_t number = 0;
  if (value.get(number) == simdjson::SUCCESS) return number;
  const std::string_view text = string_of(value);
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

// The elements of an array, in order; none when it is no array.
inline std::vector<Json> items_of(Json value) {
  std::vector<Json> out;
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) return out;
  out.reserve(array.size());
  for (const Json item : array) out.push_back(item);
  return out;
}

// The same for a member, and the same nothing when there is no such member.
inline std::string_view string_at(Json object, std::string_view key) noexcept {
  const auto value = member_at(object, key);
  return value ? string_of(*value) : std::string_view();
}
inline std::optional<std::int64_t> integer_at(Json object, std::string_view key) noexcept {
  const auto value = member_at(object, key);
  return value ? integer_of(*value) : std::nullopt;
}
inline std::vector<Json> items_at(Json object, std::string_view key) {
  const auto value = member_at(object, key);
  return value ? items_of(*value) : std::vector<Json>();
}
// False, too, for "Y", 1 and whatever else is no boolean.
inline bool is_true_at(Json object, std::string_view key) noexcept {
  const auto value = member_at(object, key);
  bool flag = false;
  return value && value->get(flag) == simdjson::SUCCESS && flag;
}
// The first string of an array, or the string that stands there without one.
inline std::string_view first_string_at(Json object, std::string_view key) noexcept {
  const auto value = member_at(object, key);
  if (!value) return {};
  Json first;
  return string_of(value->at(0).get(first) == simdjson::SUCCESS ? first : *value);
}

// What stands at a dotted path of object members ("message.items"). T: Json, simdjson::dom::array,
// simdjson::dom::object, std::string_view or std::int64_t. Throws FormatError.
template <class T = Json>
T require(Json root, std::string_view path) {
  Json value = root;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const auto next = member_at(value, path.substr(begin, end - begin));
    if (!next) throw FormatError(std::string(path.substr(0, end)) + " is missing in the answer");
    value = *next;
    begin = end + 1;
  }
  if constexpr (std::is_same_v<T, Json>) {
    return value;
  } else {
    T out;
    if (value.get(out) == simdjson::SUCCESS) return out;
    const char* const wanted = std::is_same_v<T, simdjson::dom::array>    ? "a list"
                               : std::is_same_v<T, simdjson::dom::object> ? "an object"
                               : std::is_same_v<T, std::string_view>      ? "a string"
                                                                          : "a whole number";
    throw FormatError(std::string(path) + " is not " + wanted + " in the answer");
  }
}

// The whole body of a stream. Throws Error(SHEAF_E_UPSTREAM) when it has more than `most` bytes,
// and what Stream::read() throws.
inline std::string read_body(Stream& in, std::size_t most) {
  constexpr std::size_t kPiece = 256 * 1024;
  std::string body;
  for (;;) {
    const std::size_t had = body.size();
    body.resize(had + kPiece);
    const std::size_t got = in.read(body.data() + had, kPiece);
    body.resize(had + got);
    if (got == 0) return body;
    if (body.size() > most) {
      throw Error(SHEAF_E_UPSTREAM, "an answer of more than " + std::to_string(most >> 20) +
                                        " MiB from " + std::string(in.url()));
    }
  }
}

// What is left of a JSON text that was cut off: everything up to the last element that is whole of
// an array that stands at `path` ("message.items"; empty: the text is the array), with the open
// brackets closed. Empty when the text is not cut off (all brackets are closed) or no element was
// whole.
inline std::string close_truncated(std::string_view text, std::string_view path) {
  std::size_t depth = 1;  // brackets open where the elements stand
  if (!path.empty()) depth = 2;
  for (const char c : path) depth += c == '.' ? 1 : 0;
  std::string closers, closers_then;  // of the brackets open, outermost first
  std::size_t whole = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      closers += c == '{' ? '}' : ']';
    } else if (c == '}' || c == ']') {
      if (closers.empty() || closers.back() != c) return {};
      closers.pop_back();
      if (closers.empty()) return {};
      if (closers.size() == depth && closers.back() == ']') {
        whole = i + 1;
        closers_then = closers;
      }
    }
  }
  if (whole == 0) return {};
  return std::string(text.substr(0, whole)) +
         std::string(closers_then.rbegin(), closers_then.rend());
}

// A parsed answer.
class JsonDocument {
 public:
  // Copies what it needs of `text`. If the text is cut off within the list of records at
  // `records_path` (as in close_truncated()), those that are whole are kept. Throws FormatError
  // when nothing can be read.
  explicit JsonDocument(std::string_view text, std::string_view records_path = {}) {
    auto error = parser_.parse(text.data(), text.size()).get(root_);
    if (error != simdjson::SUCCESS) {
      const std::string rest = close_truncated(text, records_path);
      truncated_ = !rest.empty();
      if (truncated_) error = parser_.parse(rest).get(root_);
    }
    if (error == simdjson::SUCCESS) return;
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      throw FormatError("the answer is empty");
    }
    throw FormatError(std::string("the answer is not JSON: ") + simdjson::error_message(error));
  }
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  Json root() const noexcept { return root_; }
  // The end was missing; root() has the records before it.
  bool truncated() const noexcept { return truncated_; }

 private:
  simdjson::dom::parser parser_;
  Json root_;
  bool truncated_ = false;
};

}  // namespace sheaf::feed
