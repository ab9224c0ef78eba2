// Calls with cancellation and deadline, and plugins that misbehave inside one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "plugin/crash.h"
#include "plugin/instance.h"
#include "plugin/record_view.h"

namespace host::plugin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// A configuration in which nothing is given.
struct NoConfig : sheaf_config {
  NoConfig() : sheaf_config{} {
    struct_size = sizeof(sheaf_config);
    get_string = [](const sheaf_config*, const char*, sheaf_str*) -> sheaf_status {
      return SHEAF_E_NOT_FOUND;
    };
    get_int = [](const sheaf_config*, const char*, std::int64_t*) -> sheaf_status {
      return SHEAF_E_NOT_FOUND;
    };
  }
};

Result<std::shared_ptr<Instance>> make(const std::string& name) {
  auto library = Library::load(fs::path(SHEAF_BUILD_DIR) / "bad_plugins" / (name + ".so"));
  if (!library) return tl::unexpected(library.error());
  const sheaf_component* c = (*library)->components().at(0);
  CallOptions options;
  options.step_id = "my-step";
  return Instance::create({*library, c}, NoConfig(), {}, options);
}

// Everything a fetch needs, alive as long as the call.
struct Sink : sheaf_record_sink {
  std::vector<std::string> titles;
  Sink() : sheaf_record_sink{} {
    struct_size = sizeof(sheaf_record_sink);
    emit = [](const sheaf_record_sink* s, const sheaf_record* r) -> sheaf_status {
      const_cast<Sink*>(static_cast<const Sink*>(s))->titles.emplace_back(view(r->title));
      return SHEAF_OK;
    };
    checkpoint = [](const sheaf_record_sink*, sheaf_str) -> sheaf_status { return SHEAF_OK; };
    report = [](const sheaf_record_sink*, sheaf_source_state, sheaf_str) -> sheaf_status {
      return SHEAF_OK;
    };
  }
};

Outcome fetch(const std::string& name, CallOptions options,
              std::shared_ptr<Sink> sink = std::make_shared<Sink>()) {
  auto instance = make(name);
  EXPECT_TRUE(instance) << instance.error().message;
  auto source = *instance;
  return call(
      source, "fetch", std::move(options),
      [source, sink](const sheaf_call* c) {
        sheaf_fetch_request request{};
        request.struct_size = sizeof request;
        return source->table<sheaf_source>()->fetch(source->raw(), c, &request, sink.get());
      },
      sink);
}

TEST(PluginCall, TurnsExceptionsIntoInternalErrors) {
  Outcome outcome = fetch("throws-exception", {});
  EXPECT_EQ(outcome.status, SHEAF_E_INTERNAL);
  EXPECT_EQ(outcome.error.message, "something broke in fetch");
  outcome = fetch("throws-int", {});
  EXPECT_EQ(outcome.status, SHEAF_E_INTERNAL);
  EXPECT_EQ(outcome.error.message, "unknown exception");
}

TEST(PluginCall, LeavesBehindAPluginThatDoesNotReturn) {
  CallOptions options;
  options.cancel = std::make_shared<CancelToken>();
  options.cancel->cancel();
  const Outcome outcome = fetch("never-returns", options);
  EXPECT_TRUE(outcome.hung);
  EXPECT_EQ(outcome.status, SHEAF_E_INTERNAL);
  EXPECT_THAT(outcome.error.message, HasSubstr("plugin never-returns"));
  EXPECT_THAT(outcome.error.message, HasSubstr("fetch() within 2 s"));
}

TEST(PluginCall, AFrozenClockDoesNotKeepAHangingPluginAlive) {
  VirtualClock clock(1000);
  CallOptions options;
  options.clock = &clock;
  options.deadline_ms = 1001;
  EXPECT_TRUE(fetch("never-returns", options).hung);
  EXPECT_TRUE(thread_lost());
}

TEST(PluginCall, ScrubsWhatThePluginSays) {
  CallOptions options;
  options.scrub = [](std::string_view words) {
    return words == "the key hunter2 is bad" ? std::string("the key *** is bad") : "?";
  };
  Call call(options);
  call.fail(&call, SHEAF_E_AUTH, 0, str("the key hunter2 is bad"));
  EXPECT_EQ(call.failure(SHEAF_E_AUTH).message, "the key *** is bad");
}

TEST(PluginCall, DeadlineCountsAsCancelled) {
  VirtualClock clock(1000);
  CallOptions options;
  options.clock = &clock;
  options.deadline_ms = 2000;
  const Call call(options);
  EXPECT_EQ(call.is_cancelled(&call), 0);
  clock.sleep_ms(1001, {});
  EXPECT_EQ(call.is_cancelled(&call), 1);
}

TEST(PluginCall, ChildTokensObeyTheirParent) {
  const auto parent = std::make_shared<CancelToken>();
  const CancelToken child(parent);
  EXPECT_FALSE(child.cancelled());
  parent->cancel();
  EXPECT_TRUE(child.cancelled());
}

TEST(PluginCall, FailureTextFallsBackToTheCodesMeaning) {
  Call call({});
  EXPECT_THAT(call.failure(SHEAF_E_AUTH).message, HasSubstr("credentials"));
  call.fail(&call, SHEAF_E_UPSTREAM, 0, str("the feed is a cake"));
  EXPECT_EQ(call.failure(SHEAF_E_UPSTREAM).message, "the feed is a cake");
  EXPECT_THAT(call.failure(SHEAF_E_AUTH).message, HasSubstr("credentials"))
      << "told another code than it returned";
}

using PluginCrashDeathTest = testing::Test;

TEST(PluginCrashDeathTest, NamesPluginAndStep) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        install_crash_handler();
        (void)make("crashes-in-create");
      },
      "crashed in plugin crashes-in-create .*step `my-step`.*create");
}

TEST(PluginCrashDeathTest, NamesAPluginThatOverflowsItsStack) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        install_crash_handler();
        std::thread([] {
          use_crash_stack();
          const CrashScope scope("deep", "1.0.0", "s", "fetch");
          struct Deep {
            static int dive(int n) {
              volatile char room[4096] = {};
              room[static_cast<std::size_t>(n) % 4096] = 1;
              return n < 0 ? 0 : dive(n + 1) + room[0];
            }
          };
          volatile int r = Deep::dive(1);
          (void)r;
        }).join();
      },
      "crashed in plugin deep 1.0.0");
}

}  // namespace
}  // namespace host::plugin
