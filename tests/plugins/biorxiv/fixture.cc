#include "fixture.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "sheaf/text/dates.hpp"

namespace biorxiv_test {

std::string file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("no " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string data(const std::string& name) {
  return file(SHEAF_TEST_DATA "/biorxiv/" + name);
}

std::int64_t at(const std::string& time) {
  return sheaf::text::parse_rfc3339(time).value();
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  EXPECT_NE(text.find(from), text.npos) << from;
  for (auto i = text.find(from); i != text.npos; i = text.find(from, i + to.size())) {
    text.replace(i, from.size(), to);
  }
  return text;
}

namespace {
const sheaf_component* component() {
  return sheaf::Component<biorxiv::BiorxivSource>::get();
}
}  // namespace

Biorxiv::Biorxiv(const std::string& config, const std::string& now)
    : config_(st::FakeConfig::json(component(), config)),
      source_(component(), host, config_, call),
      sink_(std::make_unique<st::RecordSink>()) {
  host.clock.set(at(now));
}

sheaf_status Biorxiv::fetch(st::FetchRequest request) {
  sink_ = std::make_unique<st::RecordSink>();
  if (stop_after != 0) sink_->stop_after(stop_after);
  return source_.fetch(call, *sink_, request);
}

sheaf::Record Biorxiv::find(const std::string& end) const {
  for (const sheaf::Record& r : records()) {
    if (r.id.ends_with(end)) return r;
  }
  ADD_FAILURE() << "no record " << end;
  return {};
}

std::string Biorxiv::detail() const {
  std::string out;
  for (const auto& report : sink_->reports()) out += report.detail;
  return out;
}

void Biorxiv::answer(const std::string& path, const std::string& body,
                     const std::string& category) {
  host.http.answer("https://api.biorxiv.org/details/" + path + "/json" +
                       (category.empty() ? "" : "?category=" + category),
                   {.body = body});
}

void Biorxiv::pages(const std::string& interval, const std::vector<std::vector<std::string>>& all,
                    const std::string& category) {
  std::size_t offset = 0;
  const std::string echo = category.empty() ? "all" : with(category + "_", "_", " ");
  for (const auto& records : all) {
    answer(interval + "/" + std::to_string(offset), page(records, "7", echo), category);
    offset += records.size();
  }
  answer(interval + "/" + std::to_string(offset), no_posts(), category);
}

Biorxiv& read(Biorxiv& biorxiv, const std::string& body) {
  biorxiv.host.http.answer("file:///x", {.body = body});
  EXPECT_EQ(biorxiv.fetch(), SHEAF_OK) << biorxiv.call.message();
  return biorxiv;
}

std::string record(const std::string& number, const std::string& date, const std::string& category,
                   int version) {
  return R"({"title":"Paper )" + number +
         R"(","authors":"Lamp, A.; Grain, C.","doi":"10.64898\/2026.09.20.)" + number +
         R"(","date":")" + date + R"(","version":")" + std::to_string(version) +
         R"(","type":"new results","license":"cc_by","category":")" + category +
         R"(","abstract":"Text.","funder":"NA","published":"NA","server":"bioRxiv"})";
}

std::string page(const std::vector<std::string>& records, const std::string& total,
                 const std::string& category) {
  std::string out = R"({"messages":[{"status":"ok","category":")" + category +
                    R"(","cursor":0,"count":)" + std::to_string(records.size()) +
                    R"(,"count_new_papers":"1","total":")" + total + R"("}], "collection":[)";
  for (std::size_t i = 0; i < records.size(); ++i) out += (i == 0 ? "" : ",") + records[i];
  return out + "]}\n\n\n\n";
}

std::string no_posts() {
  return "{\"messages\":[{\"status\":\"no posts found\"}], \"collection\":[]}\n\n\n\n";
}

}  // namespace biorxiv_test
