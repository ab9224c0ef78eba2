// A run may die at any moment, or run out of disk: the next one finishes what was begun. Nothing is
// lost, nothing is shown twice.
#include <signal.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "e2e/sheaf.h"

namespace e2e {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;

constexpr int kPapers = 10;
constexpr const char* kReaders[] = {"ada", "bob"};

class FaultsTest : public Sheaf {
 protected:
  // A folder with a pipeline of two readers and two outputs, costly scores, a cursor and an editor.
  void prepare(const std::string& folder) const {
    write(folder + "/p.yaml", R"(name: p
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt, cursors: true } } ]
profiles:
  - { id: ada, terms: { sparse: 1 } }
  - { id: bob, terms: { sparse: 1 } }
scorers: [ { id: words, use: keywords }, { id: grade, use: grade } ]
enrichers: [ { use: lookup, with: { file: known.txt } } ]
editors: [ { use: moody } ]
outputs:
  - { id: one, use: output-markdown, with: { path: "one/{profile}/{date}.md" } }
  - { id: two, use: output-markdown, with: { path: "two/{profile}/{date}.md" } }
retention: { works: 400d }
fresh: 1h
metrics: sheaf.prom
)");
    write(folder + "/known.txt", "for doi:10.1/p3\nabstract Known elsewhere.\n\n");
    papers(folder, kPapers);
  }
  void papers(const std::string& folder, int count) const {
    std::string all;
    for (int i = 0; i < count; ++i) {
      const std::string n = std::to_string(i);
      all += paper("p" + n, "Sparse paper (" + n + ")", "identifier doi:10.1/p" + n);
    }
    write(folder + "/papers.txt", all);
  }

  // A copy of `from` in which a run was made with the shim told `what`.
  Ended faulty_run(const std::string& from, const std::string& to, const std::string& what,
                   long number, const char* at) {
    fs::remove_all(path(to));
    fs::copy(path(from), path(to), fs::copy_options::recursive);
    env["LD_PRELOAD"] = std::string(SHEAF_BUILD_DIR) + "/faults/kill_at.so";
    env["FAULT_COUNT"] = path("count.txt");
    env[what] = std::to_string(number);
    Ended ended = sheaf(run_words(to + "/p.yaml", at));
    for (const std::string& name : {std::string("LD_PRELOAD"), std::string("FAULT_COUNT"), what}) {
      env.erase(name);
    }
    return ended;
  }

  // How many calls a whole run makes that change the disk.
  long calls_of_a_run(const std::string& from, const char* at) {
    EXPECT_EQ(faulty_run(from, "whole", "FAULT_KILL_AT", -1, at).code, 0);
    const long calls = std::stol("0" + read("count.txt"));
    EXPECT_GT(calls, 50) << "the shim does not see the run";
    return calls;
  }

  static std::string integrity(const std::string& file) {
    sqlite3* db = nullptr;
    std::string said = "cannot be opened";
    if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
      sqlite3_exec(
          db, "PRAGMA integrity_check",
          [](void* out, int, char** columns, char**) {
            *static_cast<std::string*>(out) = columns[0];
            return 0;
          },
          &said, nullptr);
    }
    sqlite3_close(db);
    return said;
  }

  // Each paper is in exactly one digest of each reader and output, and there is nothing but
  // digests.
  void expect_everything_once(const std::string& folder) const {
    for (const char* output : {"one", "two"}) {
      for (const char* reader : kReaders) {
        std::vector<int> seen(kPapers);
        for (const auto& [name, text] : files(folder + "/" + output + "/" + reader)) {
          EXPECT_TRUE(name.ends_with(".md")) << name;
          for (int i = 0; i < kPapers; ++i) {
            seen[static_cast<std::size_t>(i)] += shows(text, i) ? 1 : 0;
          }
        }
        EXPECT_EQ(seen, std::vector<int>(kPapers, 1)) << output << " for " << reader;
      }
    }
  }
  static bool shows(const std::string& digest, int i) {
    return digest.find("Sparse paper (" + std::to_string(i) + ")") != std::string::npos ||
           digest.find("Sparse paper \\(" + std::to_string(i) + "\\)") != std::string::npos;
  }

  // After a fault: the next run mends everything, the one after it has nothing to do.
  void expect_recovery(const std::string& folder) const {
    const Ran second = run(folder + "/p.yaml", "2026-09-25T18:00:00Z");
    EXPECT_EQ(second.code, 0) << second.err;
    EXPECT_EQ(integrity(path(folder + "/sheaf.db")), "ok");
    expect_everything_once(folder);
    const auto before = files(folder + "/one");
    const Ran third = run(folder + "/p.yaml", "2026-09-25T19:00:00Z");
    EXPECT_EQ(third.code, 0) << third.err;
    for (const char* reader : kReaders) EXPECT_EQ(third.report.readers.at(reader).items, 0u);
    EXPECT_EQ(files(folder + "/one"), before);
  }

  // All calls of a run that makes few; else every so many of the first and all of the last, which
  // are the commit and the deliveries.
  static std::vector<long> sample(long calls) {
    constexpr long kAll = 400, kLast = 150, kFirst = 100;
    const long stride = calls <= kAll ? 1 : (calls - kLast) / kFirst + 1;
    std::vector<long> out;
    for (long n = 1; n <= calls; n += n < calls - kLast ? stride : 1) out.push_back(n);
    return out;
  }

  void walk(const std::string& from, const char* at) {
    const long calls = calls_of_a_run(from, at);
    std::cout << "a run makes " << calls << " calls that change the disk\n";
    for (const long n : sample(calls)) {
      const Ended killed = faulty_run(from, "walk", "FAULT_KILL_AT", n, at);
      SCOPED_TRACE("killed at call " + std::to_string(n) + " of " + std::to_string(calls));
      // threads may come in another order, so that a run makes fewer calls than the first one
      if (killed.signal == 0 && n < calls - 5) ADD_FAILURE() << "survived: " << killed.err;
      expect_recovery("walk");
      if (HasFailure()) return;
    }
  }
};

TEST_F(FaultsTest, AFirstRunKilledAnywhereIsFinishedByTheNext) {
  prepare("base");
  walk("base", kDay2);
}

TEST_F(FaultsTest, ALaterRunKilledAnywhereIsFinishedByTheNext) {
  prepare("base");
  papers("base", 3);
  ASSERT_EQ(run("base/p.yaml", kDay1).code, 0);
  papers("base", kPapers);
  walk("base", kDay2);
}

// What retracts p0 is known to the enricher only, and its answer is not asked for twice.
TEST_F(FaultsTest, ARetractionIsAnnouncedOnceWhereverARunIsKilled) {
  prepare("base");
  papers("base", 3);
  ASSERT_EQ(run("base/p.yaml", kDay1).code, 0);
  papers("base", kPapers);
  write("base/known.txt",
        "for doi:10.1/p3\nabstract Known elsewhere.\nrelation retracts doi:10.1/p0\n\n");
  const long calls = calls_of_a_run("base", kDay2);
  for (const long n : sample(calls)) {
    SCOPED_TRACE("killed at call " + std::to_string(n) + " of " + std::to_string(calls));
    faulty_run("base", "walk", "FAULT_KILL_AT", n, kDay2);
    for (const char* at : {"2026-09-25T18:00:00Z", "2026-09-25T19:00:00Z"}) {
      ASSERT_EQ(run("walk/p.yaml", at).code, 0);
    }
    int announced = 0;
    for (const auto& [name, text] : files("walk/one/ada")) {
      announced += text.find("1 retracted or corrected") != std::string::npos ? 1 : 0;
    }
    ASSERT_EQ(announced, 1);
  }
}

TEST_F(FaultsTest, AFullDiskIsNamedAndLosesNothing) {
  prepare("base");
  papers("base", 3);
  ASSERT_EQ(run("base/p.yaml", kDay1).code, 0);
  papers("base", kPapers);
  const long calls = calls_of_a_run("base", kDay2);
  int failed = 0;
  for (long n = 1; n < calls; n += calls / 20 + 1) {
    SCOPED_TRACE("full at call " + std::to_string(n) + " of " + std::to_string(calls));
    const Ended ended = faulty_run("base", "full", "FAULT_DISK_FULL_AT", n, kDay2);
    EXPECT_EQ(ended.signal, 0);
    EXPECT_THAT(ended.code, AnyOf(0, 3, 4)) << ended.err;
    if (ended.code != 0) {
      ++failed;
      EXPECT_THAT(ended.out + ended.err, HasSubstr("o space left"));
    }
    expect_recovery("full");
    if (HasFailure()) return;
  }
  EXPECT_GT(failed, 5);
}

}  // namespace
}  // namespace e2e
