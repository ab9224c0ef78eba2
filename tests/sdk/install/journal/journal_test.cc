// journal_test PLUGIN.so ID: loads the plugin and runs it on a list and a feed with two papers.
#include <cstdio>

#include "sheaf/testing.hpp"

int main(int argc, char** argv) {
  using namespace sheaf::testing;
  if (argc != 3) return 2;
  const Library library(argv[1]);
  const auto* component = library.component(SHEAF_SOURCE, argv[2]);
  if (!component) return 3;
  FakeHost host;
  host.http.answer("https://journal.example/list",
                   {.body = "j1\tOn sheaves\nj2\tMore on sheaves\n"});
  host.http.answer("https://journal.example/feed",
                   {.body = "<rss version='2.0'><channel>"
                            "<item><guid>j1</guid><title>On sheaves</title></item>"
                            "<item><guid>j2</guid><title>More on sheaves</title></item>"
                            "</channel></rss>"});
  const bool feed = std::string_view(argv[2]) == "journal-feed";
  const auto config = FakeConfig::of(
      component, {{"url", feed ? "https://journal.example/feed" : "https://journal.example/list"}});
  const FakeCall call;
  const Instance instance(component, host, config, call);
  const RecordSink sink;
  const sheaf_status status = instance.fetch(call, sink);
  std::printf("status %d %s\n", status, call.message().c_str());
  for (const auto& r : sink.records()) std::printf("%s: %s\n", r.id.c_str(), r.title.value.c_str());
  return status == SHEAF_OK && sink.records().size() == 2 ? 0 : 1;
}
