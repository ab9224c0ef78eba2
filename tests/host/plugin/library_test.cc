// Each deliberately bad plugin gets the refusal that tests/bad_plugins/README.md promises.
#include "plugin/shared_object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace host::plugin {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

const fs::path kBad = fs::path(SHEAF_BUILD_DIR) / "bad_plugins";
const fs::path kGood = fs::path(SHEAF_BUILD_DIR) / "examples";

std::string refusal(const fs::path& path) {
  const auto library = Library::load(path);
  if (library) return "LOADED";
  EXPECT_EQ(library.error().code, SHEAF_E_CONFIG);
  EXPECT_THAT(library.error().message, HasSubstr(path.filename().string()));
  return library.error().message;
}

TEST(Library, LoadsAGoodPluginAndListsItsComponents) {
  const auto library = Library::load(kGood / "own-feed.so");
  ASSERT_TRUE(library) << library.error().message;
  ASSERT_EQ((*library)->components().size(), 1u);
  EXPECT_STREQ((*library)->components()[0]->id, "own-feed");
  EXPECT_STREQ((*library)->components()[0]->kind, SHEAF_SOURCE);
}

TEST(Library, RefusesAFileWithoutTheSymbol) {
  EXPECT_THAT(refusal(kBad / "no-symbol.so"),
              HasSubstr("not a sheaf plugin (no symbol sheaf_plugin_entry)"));
}

TEST(Library, RefusesAWrongMagic) {
  EXPECT_THAT(refusal(kBad / "wrong-magic.so"), HasSubstr("not a sheaf plugin"));
  EXPECT_THAT(refusal(kBad / "wrong-magic.so"), HasSubstr("expected 0x31465348"));
}

TEST(Library, RefusesATruncatedEntry) {
  EXPECT_THAT(refusal(kBad / "truncated.so"), HasSubstr("is truncated"));
}

TEST(Library, ReadsNothingBehindATinySymbol) {
  EXPECT_THAT(refusal(kBad / "truncated-head.so"),
              HasSubstr("has 4 bytes, too few for any plugin ABI"));
}

TEST(Library, RefusesEveryOtherLayoutAndSaysHowToMendIt) {
  EXPECT_THAT(refusal(kBad / "other-minor.so"),
              AllOf(HasSubstr("was built for plugin ABI 0.3, whose layout this sheaf"),
                    HasSubstr("(0.2) does not know: before 1.0 each layout needs a build of its "
                              "own; rebuild the plugin with this sheaf's SDK")));
  EXPECT_THAT(refusal(kBad / "other-major.so"), HasSubstr("was built for plugin ABI 1.0, whose"));
}

TEST(Library, RefusesUndefinedSymbolsWhenLoading) {
  EXPECT_THAT(refusal(kBad / "undefined-symbol.so"), HasSubstr("nobody_defines_this"));
}

TEST(Library, RefusesWhatIsNoSharedObjectOrMissing) {
  const fs::path text = fs::temp_directory_path() / "sheaf-not-elf.so";
  { std::ofstream(text) << "hello"; }
  ::chmod(text.c_str(), 0644);
  // a world-writable folder is refused first; so look from a private one
  const fs::path folder = fs::temp_directory_path() / "sheaf-library-test";
  fs::create_directories(folder);
  ::chmod(folder.c_str(), 0755);
  fs::rename(text, folder / "not-elf.so");
  EXPECT_THAT(refusal(folder / "not-elf.so"), HasSubstr("cannot be loaded"));
  EXPECT_THAT(refusal(folder / "missing.so"), HasSubstr("No such file"));
  fs::remove_all(folder);
}

TEST(Library, RefusesWhatOthersCanWrite) {
  const fs::path folder = fs::temp_directory_path() / "sheaf-writable-test";
  fs::create_directories(folder);
  ::chmod(folder.c_str(), 0755);
  const fs::path copy = folder / "own-feed.so";
  fs::copy_file(kGood / "own-feed.so", copy, fs::copy_options::overwrite_existing);
  ::chmod(copy.c_str(), 0775);
  EXPECT_THAT(refusal(copy), HasSubstr("group or others can write to it: chmod go-w"));
  ::chmod(copy.c_str(), 0755);
  ::chmod(folder.c_str(), 0777);
  EXPECT_THAT(refusal(copy), HasSubstr("can write to " + folder.string()));
  fs::remove_all(folder);
}

TEST(Registry, FindsByFileNameAndByLookingThrough) {
  Registry registry({kGood});
  EXPECT_TRUE(registry.find(SHEAF_SOURCE, "own-feed"));
  EXPECT_FALSE(registry.find(SHEAF_OUTPUT, "own-feed")) << "another kind";
  EXPECT_FALSE(registry.find(SHEAF_SOURCE, "../own-feed"));
  EXPECT_FALSE(registry.find(SHEAF_SOURCE, "nobody"));
  EXPECT_TRUE(registry.find(SHEAF_EDITOR, "by-category"));
}

TEST(Registry, GoesOnAfterRefusals) {
  Registry registry({kBad, kGood});
  EXPECT_TRUE(registry.find(SHEAF_SOURCE, "own-feed"));
  registry.all();
  EXPECT_GE(registry.refusals().size(), 6u);
}

TEST(SearchPath, IsTheEnvironmentThenTheUserThenTheSystem) {
  const auto path = search_path("/a:/b::", "/home/reader", "/usr/lib/sheaf/plugins");
  EXPECT_THAT(path, testing::ElementsAre("/a", "/b", "/home/reader/.local/lib/sheaf/plugins",
                                         "/usr/lib/sheaf/plugins"));
  EXPECT_THAT(search_path(nullptr, "", "/sys"), testing::ElementsAre("/sys"));
}

}  // namespace
}  // namespace host::plugin
