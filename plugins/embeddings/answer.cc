#include "answer.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "modelapi/answer.h"
#include "modelapi/json_text.h"
#include "sheaf/text/base64.hpp"

namespace embeddings {
namespace {

using sheaf::feed::Json;
using sheaf::feed::member_at;

std::vector<float> floats_of(std::string_view bytes) {
  std::vector<float> out;
  if (bytes.size() % 4 != 0) return out;
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      bits |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    }
    out.push_back(std::bit_cast<float>(bits));
  }
  return out;
}

Found found_in(Json object) {
  Found out;
  const auto embedding = member_at(object, "embedding");
  if (!embedding) return {{}, "the answer has no numbers for it"};
  if (embedding->is_string()) {
    out.values =
        floats_of(sheaf::text::base64_decode(sheaf::feed::string_of(*embedding)).value_or(""));
  } else {
    for (const Json item : sheaf::feed::items_of(*embedding)) {
      double number = std::nan("");
      if (item.get(number) != simdjson::SUCCESS) number = std::nan("");
      out.values.push_back(static_cast<float>(number));
    }
  }
  if (out.values.empty()) return {{}, "the answer has no numbers for it"};
  for (const float x : out.values) {
    if (!std::isfinite(x)) return {{}, "its vector holds something else than numbers"};
  }
  return out;
}

void read_data(Json root, modelapi::Reply& reply, std::vector<Found>& out) {
  simdjson::dom::array list;
  const auto data = member_at(root, "data");
  if (!data || data->get(list) != simdjson::SUCCESS) {
    reply.error = modelapi::ApiError{"data is missing in the answer", "", "unreadable", ""};
    return;
  }
  bool indexed = false;
  for (const Json item : list) indexed = indexed || member_at(item, "index").has_value();
  if (!indexed && list.size() != out.size()) return;
  std::vector<bool> said(out.size(), false);
  std::size_t nth = 0;
  for (const Json item : list) {
    const auto index = indexed ? sheaf::feed::integer_at(item, "index")
                               : std::optional(static_cast<std::int64_t>(nth));
    ++nth;
    if (!index || *index < 0 || static_cast<std::size_t>(*index) >= out.size()) continue;
    const auto place = static_cast<std::size_t>(*index);
    Found found = found_in(item);
    if (said[place] && found.values != out[place].values) {
      found = {{}, "the answer has two vectors for it"};
    }
    said[place] = true;
    out[place] = std::move(found);
  }
}

// What Python's json module writes for numbers that JSON does not have, as null.
std::string without_nan(std::string_view body) {
  static constexpr std::array<std::string_view, 3> kNames = {"-Infinity", "Infinity", "NaN"};
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (in_string && c == '\\' && i + 1 < body.size()) {
      out += c;
      out += body[++i];
      continue;
    }
    if (c == '"') in_string = !in_string;
    std::size_t length = 0;
    for (const std::string_view name : kNames) {
      if (!in_string && body.substr(i).starts_with(name)) length = name.size();
    }
    if (length == 0) {
      out += c;
    } else {
      out += "null";
      i += length - 1;
    }
  }
  return out;
}

}  // namespace

std::string request_body(std::string_view model, std::span<const std::string* const> texts,
                         std::optional<std::size_t> dimensions, bool base64) {
  std::string out = "{\"model\":" + modelapi::json_string(model) + ",\"input\":[";
  for (const std::string* text : texts) {
    if (text != texts.front()) out += ',';
    modelapi::append_json(out, *text);
  }
  out += ']';
  if (dimensions) out += ",\"dimensions\":" + std::to_string(*dimensions);
  if (base64) out += ",\"encoding_format\":\"base64\"";
  out += '}';
  return out;
}

Answer read_answer(int http_status, std::string_view body, std::size_t count) {
  Answer out;
  const auto read = [&](std::string_view text) {
    out.found.assign(count, Found{{}, "the answer left it out"});
    out.reply = modelapi::read_answer(http_status, text, [&](Json root, modelapi::Reply& reply) {
      read_data(root, reply, out.found);
    });
  };
  read(body);
  const bool unreadable = out.reply.error && out.reply.error->type == "unreadable";
  if (unreadable && (body.find("NaN") != std::string_view::npos ||
                     body.find("Infinity") != std::string_view::npos)) {
    read(without_nan(body));
  }
  return out;
}

}  // namespace embeddings
