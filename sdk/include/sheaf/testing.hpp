// sheaf/testing.hpp - the test kit for plugin authors. Bound to no test framework; needs
// nlohmann/json and C++20. Link sheaf::testing.
//
//   using namespace sheaf::testing;
//   Library plugin("./journal.so");  // or Component<Journal>::get() in process
//   const auto* component = plugin.component(SHEAF_SOURCE, "journal");
//   FakeHost host;                   // serves what the test says
//   host.http.answer("https://journal.example/new", {.body = "..."});
//   FakeCall call;                   // remembers failures, logs, progress
//   const auto config = FakeConfig::of(component, {{"url", "https://journal.example/new"}});
//   Instance journal(component, host, config, call);
//   RecordSink sink;                 // copies what is emitted
//   assert(journal.fetch(call, sink) == SHEAF_OK);
//   assert(sink.records().front().title.value == "...");
#ifndef SHEAF_TESTING_HPP
#define SHEAF_TESTING_HPP

#include "sheaf/testing/answer.hpp"
#include "sheaf/testing/call.hpp"
#include "sheaf/testing/cassette.hpp"
#include "sheaf/testing/config.hpp"
#include "sheaf/testing/digest.hpp"
#include "sheaf/testing/host.hpp"
#include "sheaf/testing/http.hpp"
#include "sheaf/testing/instance.hpp"
#include "sheaf/testing/sinks.hpp"

#endif  // SHEAF_TESTING_HPP
