// A delivery that dies at any of its renames: every page that is there can be read, and the same
// delivery again gives the site as if nothing had happened.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <regex>
#include <string>

#include "delivery.h"
#include "fixture.h"
#include "support/programs.h"
#include "support/temp_dir.h"

namespace {
int renames_left = -1;  // -1: never dies
}  // namespace

// In place of libc's, for this program and the libraries it uses: the process ends before the
// rename.
extern "C" int rename(const char* from, const char* to) noexcept {
  using Rename = int (*)(const char*, const char*);
  static const auto real = reinterpret_cast<Rename>(::dlsym(RTLD_NEXT, "rename"));
  if (renames_left == 0) ::_exit(42);
  if (renames_left > 0) --renames_left;
  return real(from, to);
}

namespace output_html {
namespace {

using sheaf::testing::FakeCall;
using sheaf::testing::FakeHost;
namespace fs = std::filesystem;

void deliver_days(const std::string& path, std::size_t count) {
  const auto told = test::days(count);
  FakeHost host;
  tell(host.history, told);
  test::tell_plain_works(host.history, 1500 + 10 * count, 20);
  const FakeCall call;
  Options options;
  options.path = path;
  std::vector<std::string> readers;
  for (const auto& d : told.back().digests) readers.push_back(d.profile.id);
  const sheaf::testing::RunView run(told.back().run);
  deliver(sheaf::Host(&host), sheaf::Call(&call), options, "1", *run.get(), readers);
}

// What pages load and follow within the site is there.
void expect_whole(const std::map<std::string, std::string>& files, int dead_at) {
  for (const auto& [name, content] : files) {
    if (name.ends_with(".html")) {
      EXPECT_TRUE(content.ends_with("</html>\n")) << name << " at " << dead_at;
    }
    const std::string key = "data-index=\"";
    if (const std::size_t at = content.find(key); name == "works.html" && at != content.npos) {
      const std::size_t begin = at + key.size();
      const std::string index = content.substr(begin, content.find('"', begin) - begin);
      ASSERT_EQ(files.count(index), 1u) << index << " at " << dead_at;
      const std::string& shards = files.at(index);
      for (std::size_t s = shards.find("titles-"); s != shards.npos;
           s = shards.find("titles-", s + 1)) {
        EXPECT_EQ(files.count("data/" + shards.substr(s, shards.find('"', s) - s)), 1u) << dead_at;
      }
    }
  }
}

TEST(Crash, AtAnyRenameIsMendedByTheNextDelivery) {
  const ::test::TempDir dir;
  const std::string clean = (dir.path() / "clean").string(), site = (dir.path() / "site").string();
  deliver_days(clean, 3);
  deliver_days(clean, 4);
  const auto expected = test::hashes(clean);
  deliver_days(site, 3);
  const std::string before = (dir.path() / "before").string();
  fs::copy(site, before, fs::copy_options::recursive);

  int died = 0;
  for (int n = 0;; ++n) {
    fs::remove_all(site);
    fs::copy(before, site, fs::copy_options::recursive);
    const pid_t child = ::fork();
    if (child == 0) {
      renames_left = n;
      deliver_days(site, 4);
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 0) break;
    ASSERT_EQ(WEXITSTATUS(status), 42);
    ++died;
    expect_whole(::test::files_below(site), n);
    deliver_days(site, 4);
    ASSERT_EQ(test::hashes(site), expected) << "dead at rename " << n;
  }
  EXPECT_GT(died, 15);
}

}  // namespace
}  // namespace output_html
