// The whole program as a user has it: a fixture that runs the real binary as a child process, with
// a home of its own. The clock is frozen by --at, so no test depends on the day it runs.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/temp_dir.h"

namespace e2e {

// A Thursday and the days after it.
inline constexpr const char* kDay1 = "2026-09-24T06:00:00Z";
inline constexpr const char* kDay1Later = "2026-09-24T18:00:00Z";
inline constexpr const char* kDay2 = "2026-09-25T06:00:00Z";
inline constexpr const char* kDay3 = "2026-09-26T06:00:00Z";

// How a process ended. code is -1 if a signal ended it.
struct Ended {
  int code = -1;
  int signal = 0;
  std::string out, err;
  double seconds = 0;
  long peak_kib = 0;
};

struct Count {
  std::string id;
  std::uint64_t value = 0;
  unsigned level = 0;
};

struct SourceLine {
  std::string state, detail;
  std::uint64_t records = 0;
};

struct Reader {
  std::uint64_t items = 0;
  std::vector<Count> funnel;
  std::vector<std::string> notices;   // "step: text"
  std::vector<std::string> unscored;  // ids of works
  std::uint64_t count(
      const std::string& id) const;  // fails the test if the funnel has no such line
};

struct DeliveryLine {
  std::string id, output, profile, target, state, error;
};

// The report of `sheaf run --json`.
struct Report {
  std::string run;
  int exit_code = 0;
  std::map<std::string, SourceLine> sources;
  std::map<std::string, Reader> readers;
  std::vector<std::string> notices;  // of the run: "step: text"
  std::vector<DeliveryLine> deliveries;
  std::map<std::string, std::uint64_t> requests;  // HTTP, by step
  std::uint64_t open_deliveries = 0;
  std::int64_t cost_micros = 0;
  std::uint64_t tokens = 0;
};
// Fails the test if the text is no report, or if a funnel does not add up.
Report read_report(const std::string& json);

struct Ran : Ended {
  Report report;  // empty if there was none on standard output
};

// A process that is running.
class Child {
 public:
  Child(std::vector<std::string> argv, std::vector<std::string> env,
        const std::filesystem::path& folder);
  ~Child();  // kills it if it still runs
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  pid_t pid() const { return pid_; }
  // Kills it after so many seconds and fails the test.
  Ended wait(int at_most_s = 120);
  std::string said() const;  // on standard output, so far

 private:
  std::filesystem::path out_, err_;
  pid_t pid_ = -1;
  std::int64_t began_ms_ = 0;
};

class Sheaf : public testing::Test {
 protected:
  Sheaf();

  void TearDown() override;  // fails if the funnel of a digest does not add up

  std::filesystem::path root() const { return temp_.path(); }
  std::string path(const std::string& name) const { return (root() / name).string(); }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;  // "" if it is not there
  bool exists(const std::string& name) const;

  // sheaf WORDS..., in root().
  Ended sheaf(const std::vector<std::string>& words) const;
  // sheaf run FILE --json --at TIME WORDS..., with its report.
  Ran run(const std::string& file, const std::string& at = kDay1,
          const std::vector<std::string>& words = {}) const;
  // Started, not waited for.
  std::unique_ptr<Child> start(const std::vector<std::string>& words) const;
  // Any program, in root() and with the same environment.
  std::unique_ptr<Child> other(const std::string& program, std::vector<std::string> words) const;
  static std::vector<std::string> run_words(const std::string& file, const std::string& at = kDay1,
                                            const std::vector<std::string>& words = {});

  // The digests below `folder`, by path, whatever wrote them.
  std::map<std::string, std::string> files(const std::string& folder) const;
  // What the output `post` got: for each profile the last part of its works' ids, in order of
  // delivery.
  std::map<std::string, std::vector<std::string>> posted(
      const std::string& file = "post.txt") const;

  std::map<std::string, std::string> env;  // added to the child's; "" removes

 private:
  std::vector<std::string> environment() const;
  test::TempDir temp_;
};

// A record for the script of a `scripted` source: its id, its title, more lines.
std::string paper(const std::string& id, const std::string& title, const std::string& lines = "");

}  // namespace e2e
