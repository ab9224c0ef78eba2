#include "plugin/crash.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <memory>

namespace host::plugin {
namespace {

thread_local const CrashScope* current = nullptr;

// write(2) and strlen(3) are async-signal-safe; nothing else is used here.
void put(const char* s) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, s, std::strlen(s));
}

void on_crash(int signal_number) {
  if (const CrashScope* at = current; at != nullptr) {
    put("sheaf: crashed in plugin ");
    put(at->plugin);
    if (*at->version != '\0') put(" ");
    put(at->version);
    if (*at->step != '\0') put(", step `");
    put(at->step);
    if (*at->step != '\0') put("`");
    put(", in ");
    put(at->function);
    put("(); what was stored before is safe, the next run goes on from there\n");
  } else {
    put("sheaf: crashed outside any plugin; this is a bug in sheaf\n");
  }
  ::raise(signal_number);  // SA_RESETHAND: now with the default action
}

}  // namespace

CrashScope::CrashScope(const char* plugin_name, const char* plugin_version, const char* step_id,
                       const char* function_name)
    : plugin(plugin_name),
      version(plugin_version),
      step(step_id),
      function(function_name),
      outer_(current) {
  current = this;
}

CrashScope::~CrashScope() {
  current = outer_;
}

void install_crash_handler() {
  use_crash_stack();
  struct sigaction action {};
  action.sa_handler = &on_crash;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK | SA_NODEFER);
  for (const int s : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::sigaction(s, &action, nullptr);
}

void use_crash_stack() {
  constexpr std::size_t kSize = std::size_t{64} * 1024;
  struct Stack {
    std::unique_ptr<char[]> memory{new char[kSize]};
    Stack() {
      stack_t s{};
      s.ss_sp = memory.get();
      s.ss_size = kSize;
      ::sigaltstack(&s, nullptr);
    }
    ~Stack() {
      stack_t off{};
      off.ss_flags = SS_DISABLE;
      ::sigaltstack(&off, nullptr);
    }
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;
  };
  thread_local const Stack stack;
}

}  // namespace host::plugin
