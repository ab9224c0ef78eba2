#include "sheaf/testing/cassette.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "sheaf/testing/config.hpp"
#include "sheaf/text/dates.hpp"

namespace sheaf::testing {

namespace {

std::string decode_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) throw std::invalid_argument("not base64");
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return out;
}

std::string recorded_body(const Json& part) {
  if (part.contains("base64")) return decode_base64(part["base64"].get<std::string>());
  if (!part.contains("text")) return {};
  if (part["text"].is_string()) return part["text"].get<std::string>();
  std::string out;
  for (const auto& line : part["text"]) out += line.get<std::string>();
  return out;
}

Recorded recorded_exchange(const Json& file) {
  if (file.at("sheaf_cassette") != 1) throw std::invalid_argument("of a newer version");
  const Json& request = file.at("request");
  const Json& response = file.at("response");
  Recorded out;
  out.method = request.at("method").get<std::string>();
  out.url = request.at("url").get<std::string>();
  out.body = recorded_body(request);
  out.answer.status = response.at("status").get<int>();
  out.answer.flags = SHEAF_HR_REPLAYED;
  out.answer.body = recorded_body(response);
  if (response.value("truncated", false)) out.answer.cut_off = out.answer.body.size();
  const Json headers = response.value("headers", Json::object());
  for (const auto& [name, value] : headers.items()) {
    const Json list = value.is_array() ? value : Json::array({value});
    for (const auto& one : list) out.answer.headers.emplace_back(name, one.get<std::string>());
  }
  const auto at = text::parse_rfc3339(file.at("recorded_at").get<std::string>());
  if (!at) throw std::invalid_argument("recorded_at is no time");
  out.at_ms = *at;
  return out;
}

}  // namespace

std::vector<Recorded> read_cassettes(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Recorded> out;
  for (const auto& path : files) {
    try {
      std::ifstream in(path, std::ios::binary);
      const std::string text(std::istreambuf_iterator<char>(in), {});
      out.push_back(recorded_exchange(Json::parse(text)));
    } catch (const std::exception& e) {
      throw std::runtime_error(path.string() + " is not a cassette: " + e.what());
    }
  }
  return out;
}

}  // namespace sheaf::testing
