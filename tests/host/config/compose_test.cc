#include "config/compose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/config/fixture.h"

namespace host::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string merged(const char* base, const char* over) {
  auto b = parse(base);
  merge_into(*b, *parse(over));
  return to_yaml(*b);
}

TEST(Merge, MapsMergeAndNullDeletes) {
  EXPECT_EQ(merged("{a: 1, b: {c: 2, d: 3}}", "{b: {d: 4, e: 5}, f: 6}"),
            "{a: 1, b: {c: 2, d: 4, e: 5}, f: 6}");
  EXPECT_EQ(merged("{a: 1, b: {c: 2, d: 3}}", "{a: null, b: {c: ~}, g: null}"), "{b: {d: 3}}");
  EXPECT_EQ(merged("{a: 1}", "{a: {b: 2}}"), "{a: {b: 2}}");
}

TEST(Merge, ListsWithIdsMergeById) {
  EXPECT_EQ(merged("{s: [{use: a, x: 1}, {id: b, use: q}]}",
                   "{s: [{id: b, y: 2}, {use: c}, {use: a, x: 3}]}"),
            "{s: [{use: a, x: 3}, {id: b, use: q, y: 2}, {use: c}]}");
}

TEST(Merge, OtherListsReplace) {
  EXPECT_EQ(merged("{s: [1, 2]}", "{s: [3]}"), "{s: [3]}");
  EXPECT_EQ(merged("{s: [{id: a}]}", "{s: []}"), "{s: []}");
  EXPECT_EQ(merged("{s: [{id: a}, {name: b}]}", "{s: [{id: a, x: 1}]}"), "{s: [{id: a, x: 1}]}");
}

TEST(Merge, AnIdTwiceInOneFileStaysTwice) {
  EXPECT_EQ(merged("{s: [{id: a}]}", "{s: [{id: a, x: 1}, {id: a, x: 2}]}"),
            "{s: [{id: a, x: 1}, {id: a, x: 2}]}");
}

Loaded load(const Folder& folder, const std::string& name, std::vector<std::string> set = {},
            std::map<std::string, std::string> env = {}) {
  auto o = options(std::move(env));
  o.set = std::move(set);
  return load_pipeline(folder.path() + "/" + name, components(), o);
}

TEST(Extends, TakesTheBaseAndChangesIt) {
  const Folder folder;
  folder.write("shared/base.yaml", std::string(kMinimal) +
                                       "metrics: m.prom\nselect: {limit: 5, per_source: 2}\n"
                                       "tests: [ { cassettes: x, at: 2026-01-01, expect: {} } ]\n");
  folder.write(
      "p.yaml",
      "name: mine\nextends: shared/base.yaml\nstore: s.db\nselect: {limit: 9, per_source: null}\n"
      "sources: [ { id: feed, with: { count: 7, file: f } }, { use: twin } ]\n");
  const auto l = load(folder, "p.yaml");
  ASSERT_THAT(lines(l.diagnostics), IsEmpty());
  const Pipeline& p = *l.pipeline;
  EXPECT_EQ(p.name, "mine");
  EXPECT_EQ(p.select.limit, 9u);
  EXPECT_EQ(p.select.per_source, std::nullopt);
  EXPECT_THAT(p.tests, IsEmpty());
  // Paths belong to the file that wrote them.
  EXPECT_EQ(p.metrics, folder.path() + "/shared/m.prom");
  EXPECT_EQ(p.store, folder.path() + "/s.db");
  ASSERT_EQ(p.sources.size(), 2u);
  EXPECT_EQ(p.sources[0].settings.root.find("count")->integer, 7);
  EXPECT_EQ(p.sources[0].settings.root.find("file")->text, folder.path() + "/f");
  EXPECT_EQ(to_json(*p.sources[0].settings.root.find("categories")), R"(["a"])");
}

TEST(Extends, NameIsNotInherited) {
  const Folder folder;
  folder.write("base.yaml", kMinimal);
  folder.write("p.yaml", "extends: base.yaml\n");
  EXPECT_THAT(lines(load(folder, "p.yaml").diagnostics, folder.path()),
              ElementsAre("p.yaml:1:1: error: name: missing; expected text, e.g. `name: "
                          "ml-architecture` [missing-key]"));
}

TEST(Extends, ErrorsNameTheFileThatMadeThem) {
  const Folder folder;
  folder.write("base.yaml", std::string(kMinimal) + "select:\n  limit: many\n");
  folder.write("p.yaml", "name: q\nextends: base.yaml\nfresh: soon\n");
  EXPECT_THAT(
      lines(load(folder, "p.yaml").diagnostics, folder.path()),
      ElementsAre("p.yaml:3:8: error: fresh: expected a duration such as 90s, 3h or 7d, found "
                  "soon [type]",
                  "base.yaml:6:10: error: select.limit: expected a whole number, found many "
                  "[type]"));
}

TEST(Extends, CyclesAndMissingFilesAreErrors) {
  const Folder folder;
  folder.write("a.yaml", "name: a\nextends: b.yaml\n");
  folder.write("b.yaml", "name: b\nextends: ./a.yaml\n");
  folder.write("c.yaml", "name: c\nextends: none.yaml\n");
  EXPECT_THAT(lines(load(folder, "a.yaml").diagnostics, folder.path()),
              ElementsAre("b.yaml:2:10: error: extends: a cycle: a.yaml -> b.yaml -> a.yaml "
                          "[extends-cycle]"));
  EXPECT_THAT(lines(load(folder, "c.yaml").diagnostics, folder.path()),
              ElementsAre("c.yaml:2:10: error: extends: cannot read none.yaml: No such file or "
                          "directory [unreadable]"));
  EXPECT_THAT(lines(load(folder, "gone.yaml").diagnostics, folder.path()),
              ElementsAre("gone.yaml: error: cannot read gone.yaml: No such file or directory "
                          "[unreadable]"));
  EXPECT_THAT(lines(load(folder, "").diagnostics, folder.path())[0], HasSubstr("it is a folder"));
}

TEST(Profiles, AFolderHasAFileForEachReader) {
  const Folder folder;
  folder.write("readers/bob.yaml", "interests: b\nlibrary: refs.bib\n");
  folder.write("readers/ada.yml", "id: countess\n");
  folder.write("readers/notes.txt", "not: [yaml");
  folder.write("readers/.hidden.yaml", "not: [yaml");
  folder.write("p.yaml",
               "name: p\nsources: [{use: twin}]\noutputs: [{use: text}]\nprofiles: readers/\n");
  const auto l = load(folder, "p.yaml", {"profiles.bob.title=Robert"});
  ASSERT_THAT(lines(l.diagnostics), IsEmpty());
  ASSERT_EQ(l.pipeline->profiles.size(), 2u);
  EXPECT_EQ(l.pipeline->profiles[0].id, "countess");
  EXPECT_EQ(l.pipeline->profiles[1].id, "bob");
  EXPECT_EQ(l.pipeline->profiles[1].title, "Robert");
  EXPECT_EQ(to_json(l.pipeline->profiles[1].library.at(0).settings.root),
            R"({"files":[")" + folder.path() + R"(/readers/refs.bib"]})");
}

TEST(Profiles, LibrariesAreFilesOrAnySource) {
  const Folder folder;
  const auto with = [&](const std::string& library) {
    folder.write("p.yaml",
                 "name: p\nsources: [{use: twin}]\noutputs: [{use: text}]\nprofiles:\n"
                 "- { id: ada, library: " +
                     library + " }\n");
    return load(folder, "p.yaml");
  };
  const auto l = with("[a.bib, b/a.bib, { path: c.ris }, { use: twin, with: { a: [x] } }]");
  ASSERT_THAT(lines(l.diagnostics), IsEmpty());
  std::vector<std::string> found;
  for (const Step& s : l.pipeline->profiles[0].library) found.push_back(s.id + " " + s.use);
  EXPECT_THAT(found, ElementsAre("library:ada:a.bib refs", "library:ada:a.bib-2 refs",
                                 "library:ada:c.ris refs", "library:ada:twin twin"));
  EXPECT_EQ(to_json(l.pipeline->profiles[0].library[3].settings.root), R"({"a":["x"]})");
  EXPECT_NE(l.pipeline->profiles[0].library[0].settings.identity,
            l.pipeline->profiles[0].library[1].settings.identity);
  EXPECT_TRUE(with("").pipeline->profiles[0].library.empty());
  EXPECT_EQ(with("a.bib").pipeline->profiles[0].library.size(), 1u);
  EXPECT_EQ(with("{ use: twin }").pipeline->profiles[0].library.size(), 1u);

  EXPECT_THAT(lines(with("[{ path: a, use: twin }]").diagnostics, folder.path())[0],
              HasSubstr("profiles[0].library[0]: expected a path, or `use:`"));
  EXPECT_THAT(lines(with("[{ use: twine }]").diagnostics, folder.path())[0],
              HasSubstr("profiles[0].library[0].use: no source \"twine\"; did you mean \"twin\"?"));
  EXPECT_THAT(lines(with("[{ use: twin, with: { b: 1 } }]").diagnostics, folder.path())[0],
              HasSubstr("profiles[0].library[0].with.b: unknown key \"b\""));
  EXPECT_THAT(lines(with("[[a.bib]]").diagnostics, folder.path())[0],
              HasSubstr("profiles[0].library[0]: expected a map"));
}

TEST(Profiles, AFileMayHoldOneOrMany) {
  const Folder folder;
  folder.write("one.yaml", "title: One\n");
  folder.write("many.yaml", "- id: a\n- id: b\n");
  folder.write("p.yaml",
               "name: p\nsources: [{use: twin}]\noutputs: [{use: text}]\nprofiles: one.yaml\n");
  EXPECT_EQ(load(folder, "p.yaml").pipeline->profiles[0].id, "one");
  const auto l = load(folder, "p.yaml", {"profiles=" + folder.path() + "/many.yaml"});
  ASSERT_EQ(l.pipeline->profiles.size(), 2u);
  EXPECT_EQ(l.pipeline->profiles[1].id, "b");
}

TEST(Profiles, ErrorsInTheirFilesAreAllReported) {
  const Folder folder;
  folder.write("readers/a.yaml", "terms: [x\n");
  folder.write("readers/b.yaml", "x: @\n");
  folder.write("p.yaml", "name: p\nprofiles: readers\n");
  EXPECT_THAT(lines(load(folder, "p.yaml").diagnostics, folder.path()),
              ElementsAre(HasSubstr("readers/a.yaml:2:1: error: end of sequence flow not found"),
                          HasSubstr("readers/b.yaml:1:4: error: no value can start like this")));
  folder.write("empty/x.txt", "");
  folder.write("q.yaml", "name: p\nprofiles: empty\n");
  EXPECT_THAT(lines(load(folder, "q.yaml").diagnostics, folder.path()),
              ElementsAre("q.yaml:2:11: error: profiles: no .yaml or .yml file in empty "
                          "[no-profiles]"));
}

TEST(Set, AddressesByKeyIdAndIndex) {
  const Folder folder;
  folder.write("p.yaml",
               std::string(kMinimal) +
                   "scorers: [{use: words}, {id: llm.x, use: judge, with: {model: m}}]\n");
  const auto l = load(folder, "p.yaml",
                      {"sources.feed.with.categories=[quant-ph]", "scorers.1.with.model=n",
                       "scorers.llm.x.pass.min=0.5", "filter.types=review", "metrics=m.prom",
                       "profiles.me.terms={\"a.b\": 1}", "profiles.me.terms.a.b=2",
                       "scorers.words=null", "name=other", "contact=a=b"});
  ASSERT_THAT(lines(l.diagnostics), IsEmpty());
  const Pipeline& p = *l.pipeline;
  EXPECT_EQ(to_json(*p.sources[0].settings.root.find("categories")), R"(["quant-ph"])");
  ASSERT_EQ(p.scorers.size(), 1u);
  EXPECT_EQ(p.scorers[0].settings.root.find("model")->text, "n");
  EXPECT_EQ(p.scorers[0].pass.min, 0.5);
  EXPECT_THAT(p.filter.types, ElementsAre(SHEAF_TYPE_REVIEW));
  EXPECT_EQ(p.metrics, "/elsewhere/m.prom");
  ASSERT_EQ(p.profiles[0].terms.size(), 1u);
  EXPECT_EQ(p.profiles[0].terms[0].second, 2);
  EXPECT_EQ(p.name, "other");
  EXPECT_EQ(p.contact, "a=b");
}

TEST(Set, ErrorsNameTheArgumentButNotItsValue) {
  const Folder folder;
  folder.write("p.yaml", kMinimal);
  const auto l = load(
      folder, "p.yaml",
      {"nothing", "sources.fed.with.count=1", "sources.7=1", "name.x=1", ".a=1", "a..b=1",
       "sources.feed.with.count=many", "sources.feed.with.api_key=sk-geheim", "fresh=[", "=1"});
  EXPECT_THAT(
      lines(l.diagnostics, folder.path()),
      ElementsAre(
          "--set nothing: error: expected PATH=VALUE [set]",
          "--set sources.fed.with.count: error: no entry \"fed\" in \"sources\"; did you mean "
          "\"feed\"? [set]",
          "--set sources.7: error: no entry \"7\" in \"sources\"; expected one of: feed [set]",
          "--set name.x: error: \"name\" is a single value; it has no \"x\" [set]",
          "--set .a: error: expected PATH=VALUE, PATH being names and dots [set]",
          "--set a..b: error: expected PATH=VALUE, PATH being names and dots [set]",
          "--set fresh: error: a key must be plain text; close the bracket, or quote this [syntax]",
          "--set : error: expected PATH=VALUE, PATH being names and dots [set]",
          "--set sources.feed.with.count: error: sources[0].with.count: expected a whole number, "
          "found many [type]",
          "--set sources.feed.with.api_key: error: sources[0].with.api_key: a secret is not "
          "written "
          "here; use ${NAME} or {file: path} [secret-literal]"));
  for (const auto& line : lines(l.diagnostics)) EXPECT_EQ(line.find("geheim"), std::string::npos);
}

}  // namespace
}  // namespace host::config
