// A scorer with a server in memory behind it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "scorer.h"
#include "sheaf/testing.hpp"
#include "sheaf/testing/llm.hpp"

namespace llm_openai_test {

namespace t = sheaf::testing;
using t::FakeLlm;
using t::LlmFault;

inline std::vector<sheaf::Record> papers(std::size_t count) {
  std::vector<sheaf::Record> out;
  for (std::size_t i = 0; i < count; ++i) {
    sheaf::Record r;
    r.id = "test:" + std::to_string(1000 + i);
    r.title.value = "On widget number " + std::to_string(i);
    r.abstract.value = "We grow widget " + std::to_string(i) + " in a greenhouse and measure it.";
    out.push_back(std::move(r));
  }
  return out;
}

inline t::Profile reader() {
  t::Profile p;
  p.interests = "Widgets and how they grow.";
  p.language = "de";
  p.criteria = {{"growth", "How widgets grow", "Cutting widgets"}, {"soil", "Soil", ""}};
  return p;
}

// The grade that is in a title: "On widget number 7" -> 7 of 10.
inline double number_in_title(const FakeLlm::Paper& paper, const std::string&) {
  const std::size_t at = paper.text.find("number ");
  return at == std::string::npos ? 0 : std::stoi(paper.text.substr(at + 7)) % 11;
}

class Scoring : public testing::Test {
 protected:
  Scoring() {
    llm.grade = number_in_title;
    host.http.answer_with(FakeLlm::url(),
                          [this](const t::Asked& asked) { return llm.answer(asked); });
  }

  // Settings are JSON members beside base_url and model.
  void make(const std::string& settings = "") {
    instance.reset();
    const auto config = t::FakeConfig::json(
        component(),
        R"({"base_url": "https://llm.example/v1", "model": "fake-model", "api_key": "sk-secret")" +
            (settings.empty() ? "" : ", " + settings) + "}");
    instance.emplace(component(), host, config, call);
    ASSERT_EQ(instance->status(), SHEAF_OK) << call.failure().message;
  }
  static const sheaf_component* component() {
    return sheaf::Component<llm_openai::LlmScorer>::get();
  }

  // Scores so many papers for reader().
  sheaf_status score(std::size_t count) {
    if (!instance) make();
    works = std::make_unique<t::Works>(papers(count));
    sink = std::make_unique<t::ScoreSink>(count, 1);
    return instance->score(call, *works, profiles, *sink);
  }
  std::map<std::size_t, double> values() const {
    std::map<std::size_t, double> out;
    for (const sheaf::Score& s : sink->scores()) {
      if (s.status == SHEAF_OK) out[s.record] = s.value;
    }
    return out;
  }
  std::map<std::size_t, std::string> unscored() const {
    std::map<std::size_t, std::string> out;
    for (const sheaf::Score& s : sink->scores()) {
      if (s.status != SHEAF_OK) out[s.record] = s.error;
    }
    return out;
  }
  // Every paper has the grade in its title.
  void expect_all_right(std::size_t count) const {
    const auto got = values();
    EXPECT_EQ(got.size(), count);
    for (const auto& [record, value] : got) {
      EXPECT_NEAR(value, static_cast<double>(record % 11) / 10, 1e-9) << record;
    }
  }
  // How many papers stood in each request.
  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> out;
    for (const auto& s : llm.seen()) out.push_back(s.handles.size());
    return out;
  }
  void fail_at(std::map<std::size_t, LlmFault> faults) {
    llm.plan = [faults](std::size_t nth, const FakeLlm::Question&) {
      const auto found = faults.find(nth);
      return found == faults.end() ? LlmFault::kNone : found->second;
    };
  }
  void fail_always(LlmFault fault) {
    llm.plan = [fault](std::size_t, const FakeLlm::Question&) { return fault; };
  }

  FakeLlm llm;
  t::FakeHost host;
  t::FakeCall call;
  t::Profiles profiles{reader()};
  std::optional<t::Instance> instance;
  std::unique_ptr<t::Works> works;
  std::unique_ptr<t::ScoreSink> sink;
};

}  // namespace llm_openai_test
