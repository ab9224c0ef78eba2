#include "sheaf/cassette.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>

#include "sheaf/text/ascii.hpp"
#include "sheaf/text/base64.hpp"
#include "sheaf/text/dates.hpp"

namespace sheaf::cassette {
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
    object["base64"] = text::base64_encode(body);
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
    auto body = text::base64_decode(base64->get_ref<const std::string&>());
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

// A whole number from 0 to 999. Json::get() alone would take any, and beyond int undefinedly.
int small_number(const Json& object, const char* name) {
  const Json& value = object.at(name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > 999)
    throw std::runtime_error("\"" + std::string(name) + "\" is no number from 0 to 999");
  return value.get<int>();
}

Exchange from_json(const Json& json) {
  if (small_number(json, "sheaf_cassette") != 1) {
    throw std::runtime_error("it was written by a newer version");
  }
  Exchange out;
  const auto recorded = text::parse_rfc3339(json.at("recorded_at").get<std::string>());
  if (!recorded) throw std::runtime_error("\"recorded_at\" is no time");
  out.recorded_ms = *recorded;
  const auto& request = json.at("request");
  out.method = request.at("method").get<std::string>();
  out.url = request.at("url").get<std::string>();
  out.request_body = get_body(request);
  out.body_sha256 = request.value("body_sha256", "");
  const auto& response = json.at("response");
  out.status = small_number(response, "status");
  out.truncated = response.value("truncated", false);
  out.body = get_body(response);
  const Json headers = response.value("headers", Json::object());  // items() refers to it
  for (const auto& [name, value] : headers.items()) {
    const Json list = value.is_array() ? value : Json::array({value});
    for (const auto& one : list) {
      out.headers.emplace_back(text::lowered(name), one.get<std::string>());
    }
  }
  return out;
}

}  // namespace

Exchange parse(std::string_view text) {
  try {
    return from_json(Json::parse(text));
  } catch (const Json::exception& e) {
    throw std::runtime_error(e.what());
  }
}

std::vector<std::filesystem::path> files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".json") out.push_back(at->path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

Exchange read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  const std::string text(std::istreambuf_iterator<char>(in), {});
  try {
    return parse(text);
  } catch (const std::runtime_error& e) {
    throw std::runtime_error(file.string() + " is not a cassette: " + e.what());
  }
}

std::string to_json(const Exchange& exchange) {
  Json json;
  json["sheaf_cassette"] = 1;
  json["recorded_at"] = text::to_rfc3339(exchange.recorded_ms / 1000 * 1000);
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

}  // namespace sheaf::cassette
