#include "cli/notify.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "base/url.h"
#include "cli/session.h"
#include "net/http.h"
#include "run/steps.h"

namespace host::cli {
namespace {

constexpr std::int64_t kTimeoutMs = 30'000;

std::string post(const config::Pipeline& pipeline, const std::string& url,
                 const std::string& body) {
  auto http = net::open_http(run::web_config(pipeline, system_clock(), state_folder()));
  if (!http) return http.error().message;
  const auto parsed = parse_url(url);
  if (!parsed) return "not a URL";
  net::CallContext context;
  context.step = "notify";
  // written in the pipeline, so it may be an address of this network
  context.hosts.push_back({parsed->host, 0, 0});
  context.allow_private.insert(parsed->host);
  net::Request request;
  request.method = "POST";
  request.url = url;
  request.body = body;
  request.body_type = "application/json";
  request.no_cache = true;
  request.retry_post = true;
  request.timeout_ms = kTimeoutMs;
  auto answer = (*http)->perform(context, request);
  return answer ? std::string() : answer.error().message;
}

std::string execute(const std::vector<std::string>& command, int code, const std::string& message,
                    const std::string& input) {
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const std::string message_variable = "SHEAF_MESSAGE=" + message;
  const std::string exit_variable = fmt::format("SHEAF_EXIT={}", code);
  std::vector<char*> env;
  for (char** e = environ; *e != nullptr; ++e) env.push_back(*e);
  env.push_back(const_cast<char*>(message_variable.c_str()));
  env.push_back(const_cast<char*>(exit_variable.c_str()));
  env.push_back(nullptr);

  // a file, not a pipe: a command that never reads its input holds up nobody
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::tmpfile(), &std::fclose);
  if (!in || std::fwrite(input.data(), 1, input.size(), in.get()) != input.size() ||
      std::fseek(in.get(), 0, SEEK_SET) != 0) {
    return std::strerror(errno);
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t child = -1;
  const int wrong = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), env.data());
  posix_spawn_file_actions_destroy(&actions);
  if (wrong != 0) return fmt::format("{}: {}", command[0], std::strerror(wrong));
  int status = 0;
  for (std::int64_t waited = 0; ::waitpid(child, &status, WNOHANG) == 0; waited += 50) {
    if (waited >= kTimeoutMs) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return fmt::format("{}: stopped after {} s", command[0], kTimeoutMs / 1000);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fmt::format("{}: failed with {}", command[0],
                     WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

}  // namespace

void tell(const config::Pipeline& pipeline, int code, const std::string& message,
          const std::string& json, const Console& console) {
  const config::Notify& whom = code == 0 ? pipeline.on_success : pipeline.on_failure;
  std::string body = json;
  if (body.empty()) {
    body =
        nlohmann::json{{"pipeline", pipeline.name}, {"exit_code", code}, {"message", message}}.dump(
            -1, ' ', false, nlohmann::json::error_handler_t::replace) +
        "\n";
  }
  std::string wrong;
  if (!whom.url.empty()) wrong = post(pipeline, whom.url, body);
  if (!whom.command.empty()) wrong = execute(whom.command, code, message, body);
  if (!wrong.empty()) complain("notify: " + console.scrub(wrong));
}

}  // namespace host::cli
