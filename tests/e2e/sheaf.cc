#include "e2e/sheaf.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

namespace e2e {
namespace {

namespace fs = std::filesystem;

std::int64_t steady_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& w : words) out.push_back(w.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

std::uint64_t Reader::count(const std::string& id) const {
  for (const Count& c : funnel) {
    if (c.id == id) return c.value;
  }
  ADD_FAILURE() << "no line `" << id << "` in the funnel";
  return 0;
}

Child::Child(std::vector<std::string> argv, std::vector<std::string> env, const fs::path& folder) {
  static std::atomic<int> next{0};
  const std::string name = "child-" + std::to_string(next++);
  out_ = folder / (name + ".out");
  err_ = folder / (name + ".err");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_.c_str(), flags, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err_.c_str(), flags, 0600);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  began_ms_ = steady_ms();
  const int wrong = ::posix_spawnp(&pid_, argv[0].c_str(), &actions, nullptr, pointers(argv).data(),
                                   pointers(env).data());
  posix_spawn_file_actions_destroy(&actions);
  if (wrong != 0) {
    pid_ = -1;
    ADD_FAILURE() << "cannot start " << argv[0];
  }
}

Child::~Child() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string Child::said() const {
  return slurp(out_);
}

Ended Child::wait(int at_most_s) {
  Ended out;
  if (pid_ < 0) return out;
  int status = 0;
  rusage usage{};
  bool late = false;
  while (::wait4(pid_, &status, WNOHANG, &usage) == 0) {
    if (!late && steady_ms() - began_ms_ > at_most_s * 1000) {
      ADD_FAILURE() << "still running after " << at_most_s << " s: " << slurp(err_);
      ::kill(pid_, SIGKILL);
      late = true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  pid_ = -1;
  out.seconds = static_cast<double>(steady_ms() - began_ms_) / 1000;
  out.peak_kib = usage.ru_maxrss;
  if (WIFEXITED(status)) out.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) out.signal = WTERMSIG(status);
  out.out = slurp(out_);
  out.err = slurp(err_);
  fs::remove(out_);
  fs::remove(err_);
  return out;
}

Sheaf::Sheaf() {
  const fs::path build = SHEAF_BUILD_DIR;
  env["HOME"] = path("home");
  env["XDG_STATE_HOME"] = path("home/state");
  env["XDG_DATA_HOME"] = path("home/data");
  env["XDG_CACHE_HOME"] = path("home/cache");
  env["PATH"] = "/usr/local/bin:/usr/bin:/bin";
  env["TMPDIR"] = path("tmp");
  env["SHEAF_PLUGIN_PATH"] = (build / "plugins").string() + ":" + (build / "examples").string() +
                             ":" + (build / "e2e_plugins").string();
  // what a sanitizer needs to work in the child
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) env[name] = value;
  }
  fs::create_directories(root() / "home");
  fs::create_directories(root() / "tmp");
}

// "- **1,212** works considered = 1,209 shown before + 3 in this digest"
void Sheaf::TearDown() {
  for (const auto& [name, text] : files(".")) {
    if (!name.ends_with(".md")) continue;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      std::erase(line, ',');  // 1,200
      const std::size_t equals = line.find(" = ");
      if (!line.starts_with("- **") || equals == std::string::npos) continue;
      unsigned long sum = 0;
      for (std::size_t at = equals + 3;; at += 3) {
        sum += std::strtoul(line.c_str() + at, nullptr, 10);
        at = line.find(" + ", at);
        if (at == std::string::npos) break;
      }
      EXPECT_EQ(std::strtoul(line.c_str() + 4, nullptr, 10), sum) << name << ": " << line;
    }
  }
}

void Sheaf::write(const std::string& name, const std::string& text) const {
  fs::create_directories((root() / name).parent_path());
  std::ofstream(root() / name, std::ios::binary | std::ios::trunc) << text;
}

std::string Sheaf::read(const std::string& name) const {
  return slurp(root() / name);
}

bool Sheaf::exists(const std::string& name) const {
  return fs::exists(root() / name);
}

std::vector<std::string> Sheaf::environment() const {
  std::vector<std::string> out;
  for (const auto& [name, value] : env) {
    if (!value.empty()) out.push_back(name + "=" + value);
  }
  return out;
}

std::unique_ptr<Child> Sheaf::other(const std::string& program,
                                    std::vector<std::string> words) const {
  words.insert(words.begin(), program);
  return std::make_unique<Child>(std::move(words), environment(), root());
}

std::unique_ptr<Child> Sheaf::start(const std::vector<std::string>& words) const {
  return other((fs::path(SHEAF_BUILD_DIR) / "bin" / "sheaf").string(), words);
}

Ended Sheaf::sheaf(const std::vector<std::string>& words) const {
  return start(words)->wait();
}

std::vector<std::string> Sheaf::run_words(const std::string& file, const std::string& at,
                                          const std::vector<std::string>& words) {
  std::vector<std::string> all{"run", file, "--json", "--at", at};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

Ran Sheaf::run(const std::string& file, const std::string& at,
               const std::vector<std::string>& words) const {
  Ran ran;
  static_cast<Ended&>(ran) = sheaf(run_words(file, at, words));
  if (ran.out.empty()) return ran;
  ran.report = read_report(ran.out);
  EXPECT_EQ(ran.report.exit_code, ran.code);
  return ran;
}

std::map<std::string, std::string> Sheaf::files(const std::string& folder) const {
  std::map<std::string, std::string> out;
  std::error_code ec;
  for (const auto& entry : fs::recursive_directory_iterator(root() / folder, ec)) {
    if (!entry.is_regular_file()) continue;
    out[fs::relative(entry.path(), root() / folder).string()] = slurp(entry.path());
  }
  return out;
}

std::map<std::string, std::vector<std::string>> Sheaf::posted(const std::string& file) const {
  std::map<std::string, std::vector<std::string>> out;
  std::ifstream in(root() / file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string delivery, profile, sequence;
    words >> delivery >> profile >> sequence;
    for (std::string id; words >> id;) {
      out[profile].push_back(id.substr(id.find_last_of(":/") + 1));
    }
  }
  return out;
}

std::string paper(const std::string& id, const std::string& title, const std::string& lines) {
  return "id " + id + "\ntitle " + title + "\n" + lines + (lines.empty() ? "" : "\n") + "\n";
}

}  // namespace e2e
