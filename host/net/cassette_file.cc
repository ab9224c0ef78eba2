#include "net/cassette_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/local_date.h"
#include "base/sha256.h"
#include "base/url.h"
#include "net/breaker.h"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/dates.hpp"

namespace host::net {
namespace {

using Json = nlohmann::ordered_json;

// Whether JSON can hold the text as it is.
bool is_utf8(const std::string& text) {
  try {
    static_cast<void>(Json(text).dump());
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

void put_body(Json& object, const std::string& body) {
  if (!is_utf8(body)) {
    object["base64"] = base64_encode(body);
    return;
  }
  Json lines = Json::array();
  for (std::size_t at = 0; at < body.size();) {
    const auto end = std::min(body.find('\n', at), body.size() - 1) + 1;
    lines.push_back(body.substr(at, end - at));
    at = end;
  }
  object["text"] = std::move(lines);
}

std::string get_body(const Json& object) {
  if (const auto base64 = object.find("base64"); base64 != object.end()) {
    auto body = base64_decode(base64->get_ref<const std::string&>());
    if (!body) throw std::runtime_error("\"base64\" is not base64");
    return std::move(*body);
  }
  std::string body;
  if (const auto text = object.find("text"); text != object.end()) {
    if (text->is_string()) return text->get<std::string>();
    for (const auto& line : *text) body += line.get_ref<const std::string&>();
  }
  return body;
}

RecordedExchange from_json(const Json& json) {
  if (json.at("sheaf_cassette").get<int>() != 1) {
    throw std::runtime_error("it was written by a newer version");
  }
  RecordedExchange out;
  const auto recorded = sheaf::text::parse_rfc3339(json.at("recorded_at").get<std::string>());
  if (!recorded) throw std::runtime_error("\"recorded_at\" is no time");
  out.recorded_ms = *recorded;
  const auto& request = json.at("request");
  out.method = request.at("method").get<std::string>();
  out.url = request.at("url").get<std::string>();
  out.request_body = get_body(request);
  out.body_sha256 = request.value("body_sha256", "");
  if (out.body_sha256.empty() && !out.request_body.empty()) {
    out.body_sha256 = sha256_hex(out.request_body);
  }
  const auto& response = json.at("response");
  out.status = response.at("status").get<int>();
  out.truncated = response.value("truncated", false);
  out.body = get_body(response);
  const Json headers = response.value("headers", Json::object());  // items() refers to it
  for (const auto& [name, value] : headers.items()) {
    if (!value.is_array()) {
      out.headers.emplace_back(sheaf::text::lowered(name), value.get<std::string>());
      continue;
    }
    for (const auto& one : value)
      out.headers.emplace_back(sheaf::text::lowered(name), one.get<std::string>());
  }
  return out;
}

}  // namespace

std::string RecordedExchange::key() const {
  const auto parsed = parse_url(url);
  return method + " " + sort_query(parsed ? parsed->text : url) + " " + body_sha256;
}

Result<RecordedExchange> read_recorded(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in && text.empty()) {
    return fail(SHEAF_E_CONFIG, fmt::format("cannot read {}.", path.string()));
  }
  try {
    return from_json(Json::parse(text));
  } catch (const std::exception& error) {
    return fail(SHEAF_E_CONFIG,
                fmt::format("{} is not a cassette: {}.", path.string(), error.what()));
  }
}

std::string to_json(const RecordedExchange& exchange) {
  Json json;
  json["sheaf_cassette"] = 1;
  json["recorded_at"] = utc_time(exchange.recorded_ms);
  json["request"]["method"] = exchange.method;
  json["request"]["url"] = exchange.url;
  if (!exchange.body_sha256.empty()) {
    json["request"]["body_sha256"] = exchange.body_sha256;
    put_body(json["request"], exchange.request_body);
  }
  auto& response = json["response"];
  response["status"] = exchange.status;
  Json headers = Json::object();
  for (const auto& [name, value] : exchange.headers) {
    auto& slot = headers[name];
    if (slot.is_null()) {
      slot = value;
    } else {
      if (!slot.is_array()) slot = Json::array({slot});
      slot.push_back(value);
    }
  }
  response["headers"] = std::move(headers);
  if (exchange.truncated) response["truncated"] = true;
  put_body(response, exchange.body);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool is_recorded_header(const std::string& name) {
  static constexpr std::array<std::string_view, 12> kKept = {
      "cache-control", "content-language", "content-type",  "etag",
      "expires",       "last-modified",    "link",          "location",
      "retry-after",   "retry-after-ms",   "x-total-count", "x-should-retry"};
  return std::find(kKept.begin(), kKept.end(), name) != kKept.end() ||
         name.starts_with("ratelimit") || name.starts_with("x-ratelimit-") ||
         name.starts_with("x-rate-limit-");
}

}  // namespace host::net
