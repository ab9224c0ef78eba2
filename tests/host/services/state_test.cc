#include "host/services/fixture.h"

namespace host::services::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class StateTest : public ServiceTest {
 protected:
  sheaf::Host host(const std::string& step = "step", Stored stored = Stored::with_run) {
    return host_with(SHEAF_SERVICE_STATE, state_service(*written, "component", step, stored));
  }
  void commit() {
    in([&](store::Session& s) { return written->commit(s); });
    next_run();
  }
  void next_run() { written = std::make_unique<PluginState>(*store, "p", clock); }

  std::unique_ptr<PluginState> written = std::make_unique<PluginState>(*store, "p", clock);
};

TEST_F(StateTest, IsSeenAtOnceAndStoredWithTheRun) {
  host().put_state(call, "k", "v");
  EXPECT_THAT(host().state(call, "k"), Optional(std::string("v")));
  next_run();
  EXPECT_EQ(host().state(call, "k"), std::nullopt) << "the run died";
  host().put_state(call, "k", "v");
  commit();
  EXPECT_THAT(host().state(call, "k"), Optional(std::string("v")));
}

TEST_F(StateTest, OfAnOutputIsStoredAtOnce) {
  host("out", Stored::at_once).put_state(call, "k", "v");
  next_run();
  EXPECT_THAT(host("out").state(call, "k"), Optional(std::string("v")));
}

TEST_F(StateTest, StepsAndProfilesAreApart) {
  host("a").put_state(call, "k", "of a");
  host("a").put_state(call, "k", "of ada", SHEAF_TIME_UNKNOWN, "ada");
  commit();
  EXPECT_THAT(host("a").state(call, "k"), Optional(std::string("of a")));
  EXPECT_THAT(host("a").state(call, "k", "ada"), Optional(std::string("of ada")));
  EXPECT_EQ(host("b").state(call, "k"), std::nullopt);
}

TEST_F(StateTest, ExpiresWhetherStoredOrNot) {
  host().put_state(call, "soon", "v", kNow + 1000);
  host().put_state(call, "late", "v", kNow + 2 * kDayMs);
  EXPECT_TRUE(clock.sleep_ms(2000, {}));
  EXPECT_EQ(host().state(call, "soon"), std::nullopt);
  commit();
  EXPECT_EQ(host().state(call, "soon"), std::nullopt);
  EXPECT_NE(host().state(call, "late"), std::nullopt);
}

TEST_F(StateTest, KeysAreThoseStoredAndThoseWrittenWithoutThoseRemoved) {
  host().put_state(call, "x/2", "v");
  host().put_state(call, "x/1", "v");
  host().put_state(call, "y", "v");
  commit();
  host().put_state(call, "x/0", "v");
  const auto service = state_service(*written, "component", "step", Stored::with_run);
  ASSERT_EQ(service->remove(service.get(), call.raw(), sheaf::str(""), sheaf::str("x/1")),
            SHEAF_OK);
  std::vector<std::string> keys;
  const sheaf::StringSink sink([&](std::string_view key) { keys.emplace_back(key); });
  ASSERT_EQ(service->keys(service.get(), call.raw(), sheaf::str(""), sheaf::str("x/"), &sink),
            SHEAF_OK);
  EXPECT_THAT(keys, ElementsAre("x/0", "x/2"));
}

TEST_F(StateTest, LimitsOfSizeHold) {
  EXPECT_NE(code_of([&] { host().put_state(call, std::string(1025, 'k'), "v"); }), SHEAF_OK);
  EXPECT_NE(code_of([&] { host().put_state(call, "k", std::string((4u << 20) + 1, 'v')); }),
            SHEAF_OK);
  EXPECT_EQ(code_of([&] { host().put_state(call, std::string(1024, 'k'), "v"); }), SHEAF_OK);
}

}  // namespace
}  // namespace host::services::testing
