#include <nlohmann/json.hpp>

#include "e2e/sheaf.h"

namespace e2e {
namespace {

using Json = nlohmann::json;

// Every total is the sum of the parts below it, and what is shown is what was delivered.
void expect_adds_up(const std::string& profile, const Reader& reader) {
  const Count* total = nullptr;
  std::uint64_t parts = 0;
  const auto close = [&] {
    if (total == nullptr) return;
    EXPECT_EQ(total->value, parts) << profile << ": " << total->id;
  };
  for (const Count& c : reader.funnel) {
    if (c.level == 0) {
      close();
      total = &c;
      parts = 0;
    } else {
      parts += c.value;
    }
  }
  close();
  EXPECT_NE(total, nullptr) << profile << " has no funnel";
  EXPECT_EQ(reader.count("shown"), reader.items) << profile;
  EXPECT_EQ(reader.count("unscored"), reader.unscored.size()) << profile;
}

std::string notice(const Json& n) {
  return n.at("step").get<std::string>() + ": " + n.at("text").get<std::string>();
}

}  // namespace

Report read_report(const std::string& text) {
  Report out;
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    ADD_FAILURE() << "not a report: " << text;
    return out;
  }
  out.run = json.at("run");
  out.exit_code = json.at("exit_code");
  for (const Json& s : json.at("sources")) {
    out.sources[s.at("id")] = {s.at("state"), s.at("detail"), s.at("records")};
  }
  for (const Json& r : json.at("readers")) {
    Reader& reader = out.readers[r.at("profile")];
    reader.items = r.at("items");
    for (const Json& c : r.at("funnel")) {
      reader.funnel.push_back({c.at("id"), c.at("value"), c.at("level")});
    }
    for (const Json& n : r.at("notices")) reader.notices.push_back(notice(n));
    for (const Json& u : r.at("unscored")) reader.unscored.push_back(u.at("work"));
    expect_adds_up(r.at("profile"), reader);
  }
  for (const Json& n : json.at("notices")) out.notices.push_back(notice(n));
  for (const Json& d : json.at("deliveries")) {
    out.deliveries.push_back({d.at("id"), d.at("output"), d.at("profile"), d.at("target"),
                              d.at("state"), d.at("error")});
  }
  out.open_deliveries = json.at("open_deliveries");
  for (const Json& h : json.at("http")) out.requests[h.at("step")] = h.at("requests");
  for (const Json& u : json.at("usage")) {
    if (u.at("cost_micros").is_number()) out.cost_micros += u.at("cost_micros").get<std::int64_t>();
    out.tokens += u.at("input_tokens").get<std::uint64_t>();
  }
  return out;
}

}  // namespace e2e
