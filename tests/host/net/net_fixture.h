// A service over real sockets against a loopback server.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "net/curl_transport.h"
#include "net/http.h"
#include "support/http_server.h"
#include "support/temp_dir.h"

namespace host::net {

// What a fixture's server is asked through. Waits are short, so that real time passes quickly.
struct Service {
  explicit Service(const std::filesystem::path& folder, Clock& clock = system_clock(),
                   CurlSettings curl = {.user_agent = user_agent("9.9", "reader@example.org")}) {
    settings.clock = &clock;
    settings.state_dir = folder / "state";
    settings.cache_dir = folder / "cache";
    settings.retry.first_ms = 10;
    curl_ = std::move(curl);
  }

  Http& http() {
    if (!http_) {
      http_ = std::make_unique<Http>(settings, std::make_unique<CurlTransport>(curl_));
    }
    return *http_;
  }

  HttpSettings settings;  // until the first http()

 private:
  CurlSettings curl_;
  std::unique_ptr<Http> http_;
};

class NetTest : public testing::Test {
 protected:
  // Declares the server's host and allows its loopback address.
  CallContext context() const {
    CallContext context;
    context.step = "step";
    context.hosts = {HostRule{.host = server_.authority()}};
    context.allow_private = {server_.authority()};
    return context;
  }

  Request get(const std::string& path) const { return Request{.url = server_.url(path)}; }

  Http& http() { return service_.http(); }

  test::TempDir folder_;
  test::HttpServer server_;
  Service service_{folder_.path()};
};

}  // namespace host::net
