// The parts of sheaf::files, and its base classes as the host drives them. How a file gets there
// whole is tested through a plugin, in tests/plugins/output-markdown/.
#include "sheaf/files/path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "sheaf/files/output.hpp"
#include "sheaf/files/write.hpp"
#include "sheaf/testing.hpp"
#include "support/temp_dir.h"

namespace sheaf::files {
namespace {

using namespace sheaf::testing;  // NOLINT

TEST(StatusOf, TellsTheUserFromTheWeather) {
  for (const int error : {EACCES, EPERM, EROFS, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG}) {
    EXPECT_EQ(status_of(error), SHEAF_E_CONFIG);
  }
  for (const int error : {ENOSPC, EDQUOT, EIO, EFBIG, EMFILE, ESTALE}) {
    EXPECT_EQ(status_of(error), SHEAF_E_TRANSIENT);
  }
}

std::string target(const std::string& pattern, const std::string& profile,
                   const std::string& pipeline, std::uint32_t sequence = 1,
                   const std::string& date = "2026-09-24", Undated undated = Undated::kNumbered) {
  Profile p;
  p.id = profile;
  Run r;
  r.pipeline = pipeline;
  r.date = date;
  r.sequence = sequence;
  const Profiles profiles({p});
  const RunView view(r);
  return Path(pattern, undated).of(profiles[0], *view.get());
}

TEST(Target, NothingThatIsFilledInLeavesItsFolder) {
  EXPECT_EQ(target("/o/{profile}/{date}.md", "../../etc", "p"), "/o/_.._.._etc/2026-09-24.md");
  EXPECT_EQ(target("/o/{profile}.md", "..", "p"), "/o/_...md");
  EXPECT_EQ(target("/o/{profile}/x", "", "p"), "/o/_/x");
  EXPECT_EQ(target("/o/{pipeline}", "p", "a/b\\c\nd"), "/o/a_b_c_d");
  EXPECT_EQ(target("/o/{date}", "p", "p", 1, "/etc/passwd"), "/o/_etc_passwd");
  EXPECT_EQ(target("/o/{profile}", "{date}", "p"), "/o/{date}");
  EXPECT_EQ(target("/o/{pipeline}", "p", "Überblick KI"), "/o/Überblick KI");
}

TEST(Target, LaterDigestsOfADayGetTheirNumber) {
  EXPECT_EQ(target("/o/{date}/{profile}.md", "a", "p", 3), "/o/2026-09-24-3/a.md");
  EXPECT_EQ(target("/o/{profile}.md", "a", "p", 2), "/o/a-2.md");
  EXPECT_EQ(target("/o.d/{profile}", "a", "p", 2), "/o.d/a-2");
  EXPECT_EQ(target("/o/.hidden", "a", "p", 2), "/o/.hidden-2");
  EXPECT_EQ(target("a.tar.md", "a", "p", 2), "a.tar-2.md");
}

TEST(Target, AFileThatIsReplacedHasNoNumber) {
  EXPECT_EQ(target("/o/{profile}.bib", "a", "p", 2, "2026-09-24", Undated::kReplaced), "/o/a.bib");
  EXPECT_EQ(target("/o/{date}.bib", "a", "p", 2, "2026-09-24", Undated::kReplaced),
            "/o/2026-09-24-2.bib");
}

std::string refusal(const std::string& field, const std::string& text) {
  try {
    const Placeholders checked(field, text, {"profile", "date", "pipeline"});
    return "";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), SHEAF_E_CONFIG);
    return e.what();
  }
}

TEST(PlaceholdersTest, FillsInOnceAndSaysWhatItCannot) {
  const Placeholders p("link", "{a}{b}, {a}", {"a", "b"});
  EXPECT_EQ(p.filled({{"a", "{b}"}, {"b", ""}}), "{b}, {b}");
  EXPECT_TRUE(p.has("a"));
  EXPECT_FALSE(p.has("c"));
  EXPECT_EQ(refusal("link", "{when}"),
            "link: unknown placeholder {when}; there are {profile}, {date} and {pipeline}");
  EXPECT_EQ(refusal("link", "{date"), "link: a brace without its partner");
  EXPECT_EQ(refusal("link", "date}"), "link: a brace without its partner");
  EXPECT_EQ(refusal("link", "{date} {profile}"), "");
}

// ---- The base classes

class ForReader final : public FileOutput {
 public:
  static constexpr const char* kId = "for-reader";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "The reader's id.";
  static std::vector<Field> fields() { return {path_field("x")}; }
  ForReader(Host, const Config& config) : FileOutput(config) {}
  std::string bytes(const Call&, const sheaf_run&, const sheaf_digest& digest) override {
    return std::string(view(digest.profile->id));
  }
};

class ForRun final : public RunFileOutput {
 public:
  static constexpr const char* kId = "for-run";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "The run's id.";
  static std::vector<Field> fields() { return {path_field("x")}; }
  ForRun(Host, const Config& config) : RunFileOutput(config) {}
  std::string bytes(const Call&, const sheaf_run& run) override {
    return std::string(view(run.id));
  }
};

class Files : public ::testing::Test {
 protected:
  template <class T>
  Instance make(const std::string& path) {
    const sheaf_component* component = Component<T>::get();
    const auto config = FakeConfig::of(component, {{"path", (folder_.path() / path).string()}});
    return Instance(component, host_, config, call_);
  }
  std::string content(const std::string& name) {
    std::ostringstream out;
    out << std::ifstream(folder_.path() / name, std::ios::binary).rdbuf();
    return out.str();
  }
  test::TempDir folder_;
  FakeHost host_;
  FakeCall call_;
};

TEST_F(Files, AFileForEachReader) {
  const auto output = make<ForReader>("{profile}/{date}.txt");
  sheaf::testing::Digest digest;
  digest.profile.id = "ada";
  ASSERT_EQ(deliver(output, call_, "d1", {}, {digest}), SHEAF_OK) << call_.message();
  EXPECT_EQ(content("ada/2026-09-24.txt"), "ada");
}

TEST_F(Files, AFileForEachRun) {
  const auto output = make<ForRun>("{date}.txt");
  sheaf::testing::Run run;
  run.id = "run-7";
  ASSERT_EQ(deliver(output, call_, "d1", run, {}), SHEAF_OK) << call_.message();
  EXPECT_EQ(content("2026-09-24.txt"), "run-7");
  EXPECT_EQ(make<ForRun>("{profile}.txt").status(), SHEAF_E_CONFIG);
  EXPECT_EQ(call_.message(), "path: one file for all readers: no {profile} in it");
}

TEST_F(Files, CommitWithoutADigestIsABug) {
  const auto output = make<ForReader>("x.txt");
  Delivery delivery(output, call_, "d1", {});
  EXPECT_EQ(delivery.commit(call_), SHEAF_E_INTERNAL);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace sheaf::files
