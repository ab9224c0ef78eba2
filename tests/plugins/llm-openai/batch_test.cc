// Through the Batch API: half the price, results in any order and at any time, nothing lost by a
// crash and nothing sent twice.
#include "fixture.h"

namespace llm_test {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The server's side: files and batches, which end when the test says so.
class BatchServer {
 public:
  using Json = FakeLlm::Json;
  explicit BatchServer(FakeLlm& llm, t::FakeClock& clock) : llm_(llm), clock_(clock) {}

  t::Answer answer(const t::Asked& asked) {
    const std::string path = asked.url.substr(std::string("https://llm.example/v1").size());
    t::Answer out;
    if (path == "/files") {
      const std::size_t begin = asked.body.find("application/jsonl\r\n\r\n") + 21;
      const std::size_t end = asked.body.find("\r\n--sheaf-", begin);
      out.body = Json{{"id", add(asked.body.substr(begin, end - begin))}}.dump();
    } else if (path.starts_with("/files/")) {
      const std::string id = path.substr(7, path.find("/content") - 7);
      ++downloads;
      out.body = files[id];
    } else if (path == "/batches") {
      const Json body = Json::parse(asked.body);
      batches.push_back({{"id", "batch_" + std::to_string(batches.size() + 1)},
                         {"status", "validating"},
                         {"created_at", clock_.now() / 1000},
                         {"input_file_id", body["input_file_id"]},
                         {"metadata", body["metadata"]},
                         {"completion_window", body["completion_window"]},
                         {"output_file_id", nullptr},
                         {"error_file_id", nullptr}});
      out.body = batches.back().dump();
    } else if (path.starts_with("/batches?")) {
      out.body = Json{{"object", "list"}, {"data", batches}}.dump();
    } else {
      for (Json& b : batches) {
        if (path != "/batches/" + b["id"].get<std::string>()) continue;
        if (++looks == finish_at_look) finish(b);
        out.body = b.dump();
      }
    }
    return out;
  }

  // Answers its lines, last first; those from `drop` on are missing or failed.
  void finish(Json& batch, const char* status = "completed", std::size_t drop = 1000) {
    std::vector<std::string> output, errors;
    std::size_t n = 0;
    const std::string& input = files[batch["input_file_id"].get<std::string>()];
    for (std::size_t at = 0; at < input.size();) {
      const std::size_t end = input.find('\n', at);
      const Json line = Json::parse(input.substr(at, end - at));
      at = end + 1;
      EXPECT_EQ(line["url"], "/v1/chat/completions");
      EXPECT_TRUE(ids.insert(line["custom_id"].get<std::string>()).second) << "asked twice";
      if (n++ >= drop) {
        errors.push_back(Json{{"custom_id", line["custom_id"]},
                              {"response", nullptr},
                              {"error", {{"code", "batch_expired"}, {"message", "expired"}}}}
                             .dump());
        continue;
      }
      const t::Answer made = llm_.answer(line["body"].dump());
      (made.status == 200 ? output : errors)
          .push_back(Json{
              {"custom_id", line["custom_id"]},
              {"response", {{"status_code", made.status}, {"body", Json::parse(made.body)}}},
              {"error",
               nullptr}}.dump());
    }
    const auto file = [&](std::vector<std::string>& lines) -> Json {
      if (lines.empty()) return nullptr;
      std::reverse(lines.begin(), lines.end());
      std::string text;
      for (const std::string& l : lines) text += l + "\n";
      return add(text);
    };
    batch["output_file_id"] = file(output);
    batch["error_file_id"] = file(errors);
    batch["status"] = status;
  }

  Json batches = Json::array();
  std::map<std::string, std::string> files;
  std::set<std::string> ids;
  int looks = 0, finish_at_look = -1, downloads = 0;

 private:
  std::string add(std::string text) {
    const std::string id = "file-" + std::to_string(files.size() + 1);
    files[id] = std::move(text);
    return id;
  }
  FakeLlm& llm_;
  t::FakeClock& clock_;
};

class BatchMode : public Scoring {
 protected:
  BatchMode() {
    host.http.answer_with("https://llm.example/v1/*",
                          [this](const t::Asked& asked) { return server.answer(asked); });
  }
  void make_batch(const std::string& more = "") {
    make(R"("mode": "batch", "batch": 3, "prices": {"fake-model": {"input": 10, "output": 100}})" +
         more);
  }
  // As another process: what was not committed is forgotten.
  void crash() {
    host.state.forget();
    make_batch();
  }
  BatchServer server{llm, host.clock};
};

TEST_F(BatchMode, WaitsForABatchThatEndsInTime) {
  make_batch();
  server.finish_at_look = 2;
  ASSERT_EQ(score(7), SHEAF_OK) << call.failure().message;
  expect_all_right(7);
  EXPECT_EQ(server.batches.size(), 1u);
  EXPECT_EQ(server.batches[0]["completion_window"], "24h");
  for (const auto& u : sink->usages()) {
    const double full =
        10.0 * static_cast<double>(u.input_tokens) + 100.0 * static_cast<double>(u.output_tokens);
    EXPECT_NEAR(static_cast<double>(u.cost_micros), full / 2, 1) << "half the price";
  }
  EXPECT_THAT(sink->usages(), SizeIs(3));
  EXPECT_EQ(host.budget.open_reservations(), 0u);
  EXPECT_EQ(host.http.unreleased(), 0);
}

TEST_F(BatchMode, WhatIsNotReadyComesWithAnotherRun) {
  make_batch();
  ASSERT_EQ(score(4), SHEAF_OK);
  EXPECT_THAT(values(), IsEmpty());
  for (const auto& [record, why] : unscored()) {
    EXPECT_EQ(why, "not scored yet: batch batch_1 is running");
  }
  EXPECT_THAT(unscored(), SizeIs(4));

  // still running; two more works have come
  ASSERT_EQ(score(6), SHEAF_OK);
  EXPECT_EQ(server.batches.size(), 2u);
  EXPECT_THAT(unscored(), SizeIs(6));

  server.finish(server.batches[0]);
  server.finish(server.batches[1]);
  ASSERT_EQ(score(6), SHEAF_OK);
  expect_all_right(6);
  EXPECT_EQ(server.batches.size(), 2u);
  const int downloads = server.downloads;
  ASSERT_EQ(score(6), SHEAF_OK) << "the host's cache would have kept them";
  EXPECT_EQ(server.downloads, downloads) << "answers are taken once";
}

TEST_F(BatchMode, ACrashLosesAndRepeatsNothing) {
  make_batch();
  ASSERT_EQ(score(5), SHEAF_OK);
  crash();
  ASSERT_EQ(score(5), SHEAF_OK);
  EXPECT_EQ(server.batches.size(), 1u) << "found again, not sent again";
  server.finish(server.batches[0]);
  crash();
  ASSERT_EQ(score(5), SHEAF_OK);
  expect_all_right(5);
  EXPECT_EQ(server.batches.size(), 1u);
}

TEST_F(BatchMode, AnExpiredBatchGivesWhatItHas) {
  make_batch();
  ASSERT_EQ(score(9), SHEAF_OK);
  server.finish(server.batches[0], "expired", 2);
  ASSERT_EQ(score(9), SHEAF_OK);
  EXPECT_THAT(values(), SizeIs(6));
  EXPECT_EQ(server.batches.size(), 2u) << "the rest is asked again";
}

TEST_F(BatchMode, ForeignAndForgottenBatchesAreLeftAlone) {
  make_batch();
  ASSERT_EQ(score(2), SHEAF_OK);
  server.batches[0]["metadata"]["sheaf"] = "somebody else's";
  ASSERT_EQ(score(2), SHEAF_OK);
  EXPECT_EQ(server.batches.size(), 2u);
  server.finish(server.batches[1]);
  server.ids.clear();
  host.clock.set(host.clock.now() + 26LL * 86'400'000);
  ASSERT_EQ(score(2), SHEAF_OK);
  EXPECT_EQ(server.batches.size(), 3u) << "the files of the second may be gone";
}

TEST_F(BatchMode, LeavesAndFailuresAreToldWithReasons) {
  make_batch();
  server.finish_at_look = 1;
  llm.plan = [](std::size_t nth, const FakeLlm::Question&) {
    return nth == 1 ? LlmFault::kOutOfRange : LlmFault::kNone;
  };
  ASSERT_EQ(score(3), SHEAF_OK);
  EXPECT_THAT(values(), SizeIs(2));
  EXPECT_THAT(unscored().at(0), HasSubstr("outside 0 to 10"));
}

TEST_F(BatchMode, SendsWhatTheBudgetAllows) {
  make_batch();
  host.budget.set_limits({.requests = 2});
  EXPECT_EQ(score(9), SHEAF_E_BUDGET);
  EXPECT_THAT(unscored(), SizeIs(9));
  std::size_t unpaid = 0;
  for (const sheaf::Score& s : sink->scores()) unpaid += s.status == SHEAF_E_BUDGET ? 1 : 0;
  EXPECT_EQ(unpaid, 3u);
  EXPECT_EQ(host.budget.open_reservations(), 0u);
}

TEST_F(BatchMode, AFailureOfTheServerEndsTheStage) {
  make_batch();
  host.http.fail_call(2, SHEAF_E_TRANSIENT, "the upload broke off");
  EXPECT_EQ(score(3), SHEAF_E_TRANSIENT);
  EXPECT_THAT(sink->scores(), IsEmpty());
  EXPECT_EQ(host.budget.open_reservations(), 0u) << "nothing was bought";
}

}  // namespace
}  // namespace llm_test
