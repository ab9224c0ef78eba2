// The plugin as the host loads it: configuration, where the file goes, and when it is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "fixture.h"
#include "sheaf/files/write.hpp"
#include "support/temp_dir.h"

namespace output_markdown {
namespace {

using namespace sheaf::testing;
using test::Case;
using test::full_day;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;
namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

// Every file and folder below, hidden ones too, with the files' content.
std::map<std::string, std::string> tree(const fs::path& root) {
  std::map<std::string, std::string> out;
  for (const auto& e : fs::recursive_directory_iterator(root)) {
    out[fs::relative(e.path(), root).string()] = e.is_regular_file() ? read(e.path()) : "/";
  }
  return out;
}

class Output : public ::testing::Test {
 protected:
  const sheaf_component* component() {
    static const Library plugin(SHEAF_MARKDOWN_PLUGIN);
    return plugin.component(SHEAF_OUTPUT, "output-markdown");
  }
  std::unique_ptr<Instance> create(std::initializer_list<FakeConfig::Setting> settings) {
    const auto config = FakeConfig::of(component(), settings);
    return std::make_unique<Instance>(component(), host_, config, call_);
  }
  std::unique_ptr<Instance> writing(const std::string& pattern) {
    return create({{"path", (root() / pattern).string()}});
  }
  fs::path root() const { return dir_.path(); }

  sheaf_status deliver_full_day(const Instance& output, const std::string& id = "d1") {
    return deliver(output, call_, id, full_day().run, {full_day().digest});
  }

  ::test::TempDir dir_;
  FakeHost host_;
  FakeCall call_;
};

TEST_F(Output, WritesTheDigestWhereTargetSays) {
  const auto output = writing("out/{pipeline}/{profile}/{date}.md");
  const std::string path = (root() / "out/ml-architecture/architecture/2026-09-24.md").string();
  EXPECT_EQ(output->target(full_day().digest.profile, full_day().run), path);
  ASSERT_EQ(deliver_full_day(*output), SHEAF_OK) << call_.message();
  EXPECT_EQ(read(path), full_day().render());
  EXPECT_EQ(tree(root()).size(), 4u);  // three folders, one file, nothing beside it
}

TEST_F(Output, PromisesWhatItKeeps) {
  const auto output = writing("d.md");
  const auto* table = output->interface<sheaf_output>(SHEAF_OUTPUT);
  EXPECT_EQ(table->flags, uint32_t{SHEAF_O_REBUILDS});
}

TEST_F(Output, NothingIsThereBeforeCommitNorAfterAbort) {
  const auto output = writing("a/b/{date}.md");
  Delivery delivery(*output, call_, "d1", full_day().run);
  ASSERT_EQ(delivery.digest(call_, full_day().digest), SHEAF_OK);
  EXPECT_THAT(tree(root()), IsEmpty());
  delivery.abort();
  EXPECT_THAT(tree(root()), IsEmpty());
}

TEST_F(Output, ADeathBeforeCommitLeavesTheTargetAlone) {
  std::ofstream(root() / "d.md") << "yesterday";
  const auto output = writing("d.md");
  const pid_t child = fork();
  if (child == 0) {
    Delivery delivery(*output, call_, "d1", full_day().run);
    delivery.digest(call_, full_day().digest);
    _exit(9);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_EQ(WEXITSTATUS(status), 9);
  EXPECT_THAT(tree(root()), ElementsAre(Pair("d.md", "yesterday")));
  ASSERT_EQ(deliver_full_day(*output), SHEAF_OK);
  EXPECT_THAT(tree(root()), ElementsAre(Pair("d.md", full_day().render())));
}

TEST_F(Output, TheSameDeliveryTwiceIsOnce) {
  const auto output = writing("{date}.md");
  ASSERT_EQ(deliver_full_day(*output), SHEAF_OK);
  const auto once = tree(root());
  ASSERT_EQ(deliver_full_day(*output), SHEAF_OK);
  EXPECT_EQ(tree(root()), once);
}

TEST_F(Output, ASecondDigestOfTheDayReplacesNothing) {
  Case morning = full_day(), evening = full_day();
  evening.run.sequence = 2;
  for (const char* pattern : {"{date}.md", "latest.md"}) {
    const auto output = writing(pattern);
    ASSERT_EQ(deliver(*output, call_, "1", morning.run, {morning.digest}), SHEAF_OK);
    ASSERT_EQ(deliver(*output, call_, "2", evening.run, {evening.digest}), SHEAF_OK);
  }
  EXPECT_THAT(tree(root()), ElementsAre(Pair("2026-09-24-2.md", evening.render()),
                                        Pair("2026-09-24.md", morning.render()),
                                        Pair("latest-2.md", evening.render()),
                                        Pair("latest.md", morning.render())));
}

// ---- Failures

TEST_F(Output, AFileInPlaceOfAFolderIsTheUsersToMend) {
  std::ofstream(root() / "out") << "x";
  const auto before = tree(root());
  EXPECT_EQ(deliver_full_day(*writing("out/sub/{date}.md")), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(),
              AllOf(HasSubstr((root() / "out").string()), HasSubstr("Not a directory")));
  EXPECT_EQ(tree(root()), before);
}

TEST_F(Output, AFolderInPlaceOfTheFileIsTheUsersToMend) {
  fs::create_directories(root() / "2026-09-24.md/x");
  const auto before = tree(root());
  EXPECT_EQ(deliver_full_day(*writing("{date}.md")), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(), HasSubstr("cannot write " + (root() / "2026-09-24.md").string()));
  EXPECT_EQ(tree(root()), before);
}

// A write that stops half way, as on a full disk: EFBIG after 100 bytes.
TEST_F(Output, AFullDiskIsTransientAndLeavesNothing) {
  fs::create_directory(root() / "out");
  std::ofstream(root() / "out/2026-09-24.md") << "morning";
  const auto before = tree(root());
  const auto output = writing("out/{date}.md");
  const auto deeper = writing("out/new/folder/{date}.md");
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const sheaf_status status = deliver_full_day(*output), deeper_status = deliver_full_day(*deeper);
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(status, SHEAF_E_TRANSIENT);
  EXPECT_EQ(deeper_status, SHEAF_E_TRANSIENT);
  EXPECT_THAT(call_.message(), StartsWith("cannot write " + (root() / "out/new").string()));
  EXPECT_EQ(tree(root()), before);
  EXPECT_EQ(deliver_full_day(*output), SHEAF_OK);
}

TEST_F(Output, WhatADeadAttemptLeftIsTakenOver) {
  const std::string path = (root() / "d.md").string();
  const rlimit none{0, RLIM_INFINITY};
  const pid_t child = fork();
  if (child == 0) {  // dies of SIGXFSZ while it writes
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    const rlimit small{none.rlim_cur, old.rlim_max};
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    setrlimit(RLIMIT_FSIZE, &small);
    sheaf::files::write_atomically(path, "whole", "d1");
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_EQ(tree(root()).size(), 1u);
  sheaf::files::write_atomically(path, "whole", "d1");
  EXPECT_THAT(tree(root()), ElementsAre(Pair("d.md", "whole")));
}

TEST_F(Output, ALinkIsReplacedNotFollowed) {
  std::ofstream(root() / "secret") << "mine";
  fs::create_symlink(root() / "secret", root() / "2026-09-24.md");
  ASSERT_EQ(deliver_full_day(*writing("{date}.md")), SHEAF_OK);
  EXPECT_EQ(read(root() / "secret"), "mine");
  EXPECT_FALSE(fs::is_symlink(root() / "2026-09-24.md"));
}

TEST_F(Output, CancelledWritesNothing) {
  const auto output = writing("d.md");
  Delivery delivery(*output, call_, "d1", full_day().run);
  ASSERT_EQ(delivery.digest(call_, full_day().digest), SHEAF_OK);
  call_.cancel();
  EXPECT_EQ(delivery.commit(call_), SHEAF_E_CANCELLED);
  delivery.abort();
  EXPECT_THAT(tree(root()), IsEmpty());
}

// ---- Configuration

TEST_F(Output, RefusesAPathItCannotFill) {
  const struct {
    const char *path, *message;
  } kCases[] = {
      {"/x/{Profile}.md",
       "path: unknown placeholder {Profile}; there are {profile}, {date} and {pipeline}"},
      {"/x/{date", "path: a brace without its partner"},
      {"/x/date}.md", "path: a brace without its partner"},
      {"/x/", "path: a file name is missing"},
      {"", "path: a file name is missing"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(create({{"path", c.path}})->status(), SHEAF_E_CONFIG);
    EXPECT_EQ(call_.message(), c.message);
  }
}

TEST_F(Output, ReadsItsTemplateAtEachDelivery) {
  const std::string tmpl = (root() / "t.mustache").string();
  const auto output = create({{"path", (root() / "{date}.md").string()}, {"template", tmpl}});
  ASSERT_EQ(output->status(), SHEAF_OK);  // create() reads no files
  EXPECT_EQ(deliver_full_day(*output), SHEAF_E_CONFIG);
  EXPECT_EQ(call_.message(), "template " + tmpl + ": cannot be read, or empty");
  std::ofstream(tmpl) << "{{#title}}";
  EXPECT_EQ(deliver_full_day(*output), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(), StartsWith("template " + tmpl + ": Unclosed section"));
  std::ofstream(tmpl) << "{{title}} {{#groups}}{{#items}}{{authors}};{{/items}}{{/groups}}\n";
  ASSERT_EQ(deliver_full_day(*output), SHEAF_OK);
  EXPECT_THAT(read(root() / "2026-09-24.md"), StartsWith("Network architecture Author 1"));
}

TEST_F(Output, TheTemplateInTheTreeIsTheOneBuiltIn) {
  EXPECT_EQ(default_template().text,
            read(fs::path(SHEAF_SOURCE_DIR) / "plugins/output-markdown/digest.mustache"));
}

}  // namespace
}  // namespace output_markdown
