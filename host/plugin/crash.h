// Names the plugin that a crash happened in, before the process dies of it.
#pragma once

namespace host::plugin {

// While alive, this thread is inside a plugin. The strings are borrowed.
class CrashScope {
 public:
  CrashScope(const char* plugin, const char* version, const char* step, const char* function);
  ~CrashScope();
  CrashScope(const CrashScope&) = delete;
  CrashScope& operator=(const CrashScope&) = delete;

  const char* const plugin;
  const char* const version;
  const char* const step;
  const char* const function;

 private:
  const CrashScope* const outer_;
};

// On SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT writes "sheaf: crashed in plugin NAME VERSION,
// step ID, in FUNCTION" to standard error and dies of the signal. Once, early in main.
void install_crash_handler();

// Gives this thread a stack for the handler, so that stack overflow is named too; freed with the
// thread.
void use_crash_stack();

}  // namespace host::plugin
