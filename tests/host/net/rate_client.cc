// Another process of the machine: asks a URL several times under a rule and says when it is done.
//   net_rate_client STATE_DIR HOST URL COUNT MIN_INTERVAL_MS MAX_CONNECTIONS GROUP
// Exit code 0 if every request got an answer.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "net/curl_transport.h"
#include "net/http.h"

int main(int argc, char** argv) {
  if (argc != 8) return 2;
  using namespace host::net;
  HttpSettings settings;
  settings.clock = &host::system_clock();
  settings.state_dir = argv[1];
  Http http(settings, std::make_unique<CurlTransport>(CurlSettings{.user_agent = "client"}));
  CallContext context;
  context.step = "client";
  context.hosts = {{.host = argv[2],
                    .min_interval_ms = std::atoll(argv[5]),
                    .max_connections = static_cast<std::uint32_t>(std::atoi(argv[6])),
                    .group = argv[7]}};
  context.allow_private = {argv[2]};
  for (int i = std::atoi(argv[4]); i > 0; --i) {
    const auto answer = http.perform(context, {.url = argv[3], .no_cache = true});
    if (!answer) {
      std::fprintf(stderr, "%s\n", answer.error().message.c_str());
      return 1;
    }
  }
  return 0;
}
