// sheaf serve: a folder of pages on this machine's loopback, to look at a site before it is put
// online.
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "cli/commands.h"
#include "cli/session.h"

namespace host::cli {
namespace {

namespace fs = std::filesystem;
using Poco::Net::HTTPResponse;

const char* type_of(const fs::path& file) {
  static constexpr std::pair<const char*, const char*> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".jsonl", "application/jsonl"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".woff2", "font/woff2"},
      {".atom", "application/atom+xml"},
      {".xml", "application/xml"},
      {".md", "text/markdown; charset=utf-8"},
      {".txt", "text/plain; charset=utf-8"},
      {".bib", "text/plain; charset=utf-8"},
      {".ris", "text/plain; charset=utf-8"}};
  for (const auto& [extension, type] : kTypes) {
    if (file.extension() == extension) return type;
  }
  return "application/octet-stream";
}

// The file that a request's path means; none if there is none, or it lies outside the folder, also
// by a link, or its name begins with a dot.
std::optional<fs::path> file_for(const fs::path& root, const std::string& target) {
  std::string decoded;
  try {
    Poco::URI::decode(target.substr(0, target.find_first_of("?#")), decoded);
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
  if (!decoded.starts_with('/') || decoded.find('\0') != std::string::npos) return std::nullopt;
  const fs::path below = fs::path(decoded).relative_path();
  for (const fs::path& part : below) {
    if (part.native().starts_with('.')) return std::nullopt;
  }
  std::error_code ec;
  fs::path file = fs::canonical(root / below, ec);
  if (ec) return std::nullopt;
  if (fs::is_directory(file, ec)) file = fs::canonical(file / "index.html", ec);
  if (ec || !fs::is_regular_file(file, ec)) return std::nullopt;
  const auto [end, unused] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  return end == root.end() ? std::optional(file) : std::nullopt;
}

class Page final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Page(const fs::path& root) : root_(root) {}

  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) override {
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Cache-Control", "no-store");  // the next run may have changed it
    const std::string& method = request.getMethod();
    if (method != "GET" && method != "HEAD") {
      response.set("Allow", "GET, HEAD");
      return refuse(response, HTTPResponse::HTTP_METHOD_NOT_ALLOWED);
    }
    // another site's page that got a name for this address may not read it
    const std::string host = request.getHost().substr(0, request.getHost().rfind(':'));
    if (host != "127.0.0.1" && host != "localhost") {
      return refuse(response, HTTPResponse::HTTP_MISDIRECTED_REQUEST);
    }
    const std::string path = request.getURI().substr(0, request.getURI().find_first_of("?#"));
    const auto file = file_for(root_, path);
    if (!file) return refuse(response, HTTPResponse::HTTP_NOT_FOUND);
    if (file->filename() == "index.html" && !path.ends_with('/') && !path.ends_with(".html")) {
      // so that its links mean what they say
      response.set("Location", path.substr(path.find_last_of('/') + 1) + "/");
      return refuse(response, HTTPResponse::HTTP_FOUND);
    }
    response.setContentType(type_of(*file));
    if (method == "HEAD") {
      response.setContentLength64(static_cast<Poco::Int64>(fs::file_size(*file)));
      response.send();
    } else {
      response.sendFile(*file, type_of(*file));
    }
  }

 private:
  static void refuse(Poco::Net::HTTPServerResponse& response, HTTPResponse::HTTPStatus status) {
    response.setStatusAndReason(status);
    response.setContentType("text/plain; charset=utf-8");
    response.send() << static_cast<int>(status) << ' ' << response.getReason() << '\n';
  }

  const fs::path& root_;
};

class Pages final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Pages(fs::path root) : root_(std::move(root)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest&) override {
    return new Page(root_);  // the server deletes it
  }

 private:
  const fs::path root_;
};

int serve(const Args& args) {
  std::error_code ec;
  const fs::path root = fs::canonical(args.words[0], ec);
  if (ec || !fs::is_directory(root, ec)) {
    complain(fmt::format("{}: there is no such folder", args.words[0]));
    return kUsage;
  }
  std::uint16_t port = 8000;
  if (const auto text = args.get("port")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), port);
    if (error != std::errc() || end != text->data() + text->size()) {
      complain(fmt::format("--port {}: expected a number up to 65535", *text));
      return kUsage;
    }
  }
  // before any thread starts, so that they leave the signals to sigwait()
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGINT);
  ::sigaddset(&ends, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  try {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress("127.0.0.1", port), port != 0);
    socket.listen();
    Poco::Net::HTTPServer server(new Pages(root), socket, new Poco::Net::HTTPServerParams);
    server.start();
    std::printf("http://127.0.0.1:%u/ shows %s until Ctrl-C\n", unsigned{socket.address().port()},
                root.c_str());
    std::fflush(stdout);
    int caught = 0;
    ::sigwait(&ends, &caught);
    server.stopAll(true);
    return 0;
  } catch (const Poco::Exception& e) {
    complain(fmt::format("port {}: {}; choose another with --port", port, e.displayText()));
    return kUsage;
  }
}

}  // namespace

const Command kServe = {"serve",
                        "DIR",
                        "Show a folder of pages at http://127.0.0.1 until Ctrl-C.",
                        {{"port", "N", "default 8000; 0: any that is free"}},
                        1,
                        1,
                        &serve};

}  // namespace host::cli
