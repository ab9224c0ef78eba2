// What a run promises its readers: what is shown, when, to whom, and that a failure never looks
// like a quiet day.
#include "e2e/pipelines.h"
#include "e2e/sheaf.h"

namespace e2e {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

using Ids = std::vector<std::string>;

class RunTest : public Sheaf {
 protected:
  // Sparse papers p1..pN; the higher the number, the better they match and the higher their grades.
  static std::string papers(int count, int first = 1) {
    std::string out;
    for (int i = first; i < first + count; ++i) {
      const std::string n = std::to_string(i);
      out += paper("p" + n, "On sparse thing number " + n,
                   "identifier e2e:p" + n + "\nannounce new\nextra relevance " + n +
                       "\nextra novelty " + n + "\nabstract " +
                       std::string(static_cast<std::size_t>(i), 'x') + " expert");
    }
    return out;
  }
};

TEST_F(RunTest, AStoreWhoseFolderIsNotThereIsMade) {
  write("papers.txt", paper("p1", "On sparse things"));
  write("p.yaml", "extends: base.yaml\nname: words\nstore: not/there/yet/sheaf.db\n");
  write("base.yaml", words_pipeline());
  EXPECT_EQ(run("p.yaml").code, 0);
  EXPECT_TRUE(exists("not/there/yet/sheaf.db"));
}

TEST_F(RunTest, WritesADigestAndShowsNothingTwice) {
  write("papers.txt", papers(3) + paper("other", "On dense things"));
  write("p.yaml", words_pipeline());
  const Ran first = run("p.yaml");
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.report.sources.at("papers").state, "ok");
  EXPECT_EQ(first.report.readers.at("ada").count("fetched"), 4u);
  EXPECT_EQ(first.report.readers.at("ada").count("rejected-words"), 1u);
  EXPECT_EQ(first.report.readers.at("ada").items, 3u);
  EXPECT_EQ(first.err, "");
  const std::string digest = read("out/ada/2026-09-24.md");
  EXPECT_THAT(digest, AllOf(HasSubstr("On sparse thing number 1"),
                            HasSubstr("On sparse thing number 3"), Not(HasSubstr("dense"))));

  const Ran again = run("p.yaml", kDay1Later);
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.report.readers.at("ada").items, 0u);
  EXPECT_EQ(again.report.readers.at("ada").count("seen"), 3u);
  EXPECT_THAT(files("out"), SizeIs(1)) << "nothing new later in the day adds no digest";
  EXPECT_EQ(read("out/ada/2026-09-24.md"), digest) << "and does not touch the morning's";
  EXPECT_THAT(posted()["ada"], SizeIs(3));
}

TEST_F(RunTest, AQuietDayHasADigestThatSaysSo) {
  write("papers.txt", papers(1));
  write("p.yaml", words_pipeline());
  run("p.yaml");
  const Ran quiet = run("p.yaml", kDay2);
  EXPECT_EQ(quiet.code, 0);
  EXPECT_EQ(quiet.report.readers.at("ada").items, 0u);
  const std::string digest = read("out/ada/2026-09-25.md");
  EXPECT_NE(digest, "");
  EXPECT_THAT(digest, Not(HasSubstr("On sparse thing")));
}

TEST_F(RunTest, ASecondDigestOfTheDayAddsAndNeverReplaces) {
  write("papers.txt", papers(1));
  write("p.yaml", words_pipeline());
  run("p.yaml");
  const std::string morning = read("out/ada/2026-09-24.md");
  write("papers.txt", papers(2));
  run("p.yaml", kDay1Later);
  EXPECT_EQ(read("out/ada/2026-09-24.md"), morning);
  EXPECT_THAT(read("out/ada/2026-09-24-2.md"),
              AllOf(HasSubstr("thing number 2"), Not(HasSubstr("thing number 1"))));
}

TEST_F(RunTest, WhatTheLimitCutCompetesAgainWhileFresh) {
  write("papers.txt", papers(3));
  write("p.yaml",
        graded_pipeline("", "select: { limit: 1, rank: { relevance: 1 } }\nfresh: 30h\n"));
  Ran ran = run("p.yaml", kDay1);
  EXPECT_EQ(ran.report.readers.at("ada").count("limit"), 2u);
  EXPECT_THAT(posted()["ada"], ElementsAre("p3"));
  write("papers.txt", papers(1, 9));
  run("p.yaml", kDay2);
  EXPECT_THAT(posted()["ada"], ElementsAre("p3", "p9")) << "a better newcomer goes first";
  ran = run("p.yaml", "2026-09-25T07:00:00Z");
  EXPECT_THAT(posted()["ada"], ElementsAre("p3", "p9", "p2")) << "then the best that was cut";
  ran = run("p.yaml", kDay3);
  EXPECT_THAT(posted()["ada"], ElementsAre("p3", "p9", "p2")) << "p1 is not fresh any more";
  EXPECT_EQ(ran.report.readers.at("ada").count("limit"), 0u);
}

TEST_F(RunTest, NoSourceTakesMoreThanItsShare) {
  write("papers.txt", papers(3, 7));
  write("more.txt", papers(3, 1));
  write("p.yaml", graded_pipeline("", R"(select: { per_source: 2 }
extends: base.yaml
)"));
  write("base.yaml",
        "name: base\nsources: [ { id: more, use: scripted, with: { file: more.txt } } ]\n");
  const Ran ran = run("p.yaml");
  EXPECT_THAT(posted()["ada"], ElementsAre("p9", "p8", "p3", "p2"));
  EXPECT_EQ(ran.report.readers.at("ada").count("limit"), 2u);
}

TEST_F(RunTest, WorksLeftUnscoredByAnOutageAreCarriedHoweverOld) {
  write("papers.txt", papers(2));
  write("p.yaml", graded_pipeline("", "fresh: 1h\n"));
  write("mood.txt", "transient the service is away");
  const Ran outage = run("p.yaml", kDay1);
  EXPECT_EQ(outage.code, 3);
  EXPECT_EQ(outage.report.readers.at("ada").count("unscored"), 2u);
  EXPECT_THAT(outage.report.notices, ElementsAre(AllOf(HasSubstr("grade: the service is away"),
                                                       HasSubstr("carried to the next run"))));
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("the service is away"))
      << "a failure never looks like a quiet day";

  write("mood.txt", "ok");
  write("papers.txt", "");
  const Ran next = run("p.yaml", kDay3);
  EXPECT_EQ(next.code, 0);
  EXPECT_EQ(next.report.readers.at("ada").count("considered"), 2u);
  EXPECT_THAT(posted()["ada"], UnorderedElementsAre("p1", "p2"));
  const Ran third = run("p.yaml", "2026-09-27T06:00:00Z");
  EXPECT_EQ(third.report.readers.at("ada").count("considered"), 0u) << "no longer carried";
}

TEST_F(RunTest, ConditionsOfAScorerThatFailedAreSuspendedAndTheDigestSaysSo) {
  write("papers.txt", papers(9));
  write("p.yaml", words_pipeline("select: { min: { relevance: 8 } }\n"));
  write("q.yaml",
        "extends: p.yaml\nname: words\n"
        "scorers: [ { id: grade, use: grade, with: { mood: mood.txt } } ]\n");
  write("mood.txt", "transient no answer");
  const Ran outage = run("q.yaml", kDay1);
  EXPECT_EQ(outage.code, 3);
  EXPECT_EQ(outage.report.readers.at("ada").items, 9u);
  EXPECT_THAT(outage.report.notices,
              ElementsAre(AllOf(HasSubstr("grade: no answer"), HasSubstr("suspended"))));
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("no answer"));
}

TEST_F(RunTest, ConditionsHoldWhenAllScorersAnswer) {
  write("papers.txt", papers(9));
  write("p.yaml", graded_pipeline("", "select: { min: { relevance: 8, novelty: 9 } }\n"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").count("below"), 8u);
  EXPECT_THAT(posted()["ada"], ElementsAre("p9"));
}

TEST_F(RunTest, ABudgetEndsTheScoringAndTheRestComesNextTime) {
  write("papers.txt", papers(5));
  std::string yaml = graded_pipeline(", price: 100000");
  const std::string with = "use: grade,";
  yaml.replace(yaml.find(with), with.size(), "use: grade, budget: { run: { cost: 0.25 EUR } },");
  write("p.yaml", yaml);
  const Ran first = run("p.yaml", kDay1);
  EXPECT_EQ(first.code, 3);
  EXPECT_EQ(first.report.readers.at("ada").items, 2u);
  EXPECT_EQ(first.report.readers.at("ada").count("unscored"), 3u);
  EXPECT_EQ(first.report.cost_micros, 200000);
  EXPECT_EQ(first.report.tokens, 200u);
  write("papers.txt", "");
  EXPECT_EQ(run("p.yaml", kDay2).report.readers.at("ada").items, 2u);
  const Ran last = run("p.yaml", kDay3);
  EXPECT_EQ(last.code, 0);
  EXPECT_EQ(last.report.readers.at("ada").items, 1u);
  EXPECT_THAT(posted()["ada"], UnorderedElementsAre("p1", "p2", "p3", "p4", "p5"));
}

TEST_F(RunTest, WhatWasPaidForIsNotPaidTwice) {
  write("papers.txt", papers(4));
  write("p.yaml", graded_pipeline(", fail_after: 2"));
  EXPECT_EQ(run("p.yaml", kDay1).report.readers.at("ada").items, 2u);
  // the carried ones are asked for the first time, the limit's victims from the cache
  const Ran next = run("p.yaml", kDay2, {"--set", "scorers.grade.with.fail_after=100"});
  EXPECT_EQ(next.code, 0);
  EXPECT_EQ(next.report.readers.at("ada").items, 2u);
  EXPECT_EQ(read("asked.txt"),
            "On sparse thing number 1\nOn sparse thing number 2\n"
            "On sparse thing number 3\nOn sparse thing number 4\n");
}

TEST_F(RunTest, AWorkCutByTheLimitIsScoredFromTheCache) {
  write("papers.txt", papers(2));
  write("p.yaml", graded_pipeline("", "select: { limit: 1 }\n"));
  run("p.yaml", kDay1);
  write("papers.txt", "");
  const Ran next = run("p.yaml", kDay2);
  EXPECT_EQ(next.report.cost_micros, 0);
  EXPECT_EQ(next.report.tokens, 0u);
  EXPECT_THAT(posted()["ada"], ElementsAre("p2", "p1"));
  EXPECT_EQ(read("asked.txt"), "On sparse thing number 1\nOn sparse thing number 2\n");
}

TEST_F(RunTest, FollowedPeopleBypassTermsConditionsAndLimit) {
  write("papers.txt", papers(3) + paper("hers", "Notes on the weaving of algebra",
                                        "author Ada Lovelace\norcid 0000-0002-1825-0097"));
  write("p.yaml", words_pipeline("select: { limit: 2 }\n"));
  write("q.yaml", R"(extends: p.yaml
name: words
profiles: [ { id: ada, people: [ { name: Ada Lovelace, orcid: 0000-0002-1825-0097 } ] } ]
)");
  const Ran ran = run("q.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").items, 3u);
  EXPECT_EQ(posted()["ada"].front(), "hers");
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("Ada Lovelace"));
}

TEST_F(RunTest, ANewVersionIsShownAgainOnlyIfAskedFor) {
  const auto version = [](int v) {
    return paper("p1", "On sparse thing",
                 "identifier e2e:p1\nversion " + std::to_string(v) +
                     (v > 1 ? "\nannounce replace" : "\nannounce new"));
  };
  write("papers.txt", version(1));
  write("quiet.yaml", words_pipeline());
  write("again.yaml",
        "extends: quiet.yaml\nname: again\nagain: [replaced]\n"
        "outputs: [ { id: post, with: { path: again.txt } } ]\n");
  for (const char* file : {"quiet.yaml", "again.yaml"}) EXPECT_EQ(run(file, kDay1).code, 0);
  write("papers.txt", version(2));
  EXPECT_EQ(run("quiet.yaml", kDay2).report.readers.at("ada").items, 0u);
  const Ran again = run("again.yaml", kDay2);
  EXPECT_EQ(again.report.readers.at("ada").items, 1u);
  EXPECT_EQ(again.report.readers.at("ada").count("replaced"), 1u);
  EXPECT_THAT(posted("again.txt")["ada"], ElementsAre("p1", "p1"));
  EXPECT_EQ(run("again.yaml", kDay3).report.readers.at("ada").items, 0u) << "once for each version";
}

TEST_F(RunTest, EachReaderHasADigestAndAMemoryOfTheirOwn) {
  write("papers.txt", papers(2) + paper("d", "Dense things"));
  write("p.yaml", words_pipeline());
  write("q.yaml", "extends: p.yaml\nname: words\nprofiles: [ { id: bob, terms: { dense: 1 } } ]\n");
  const Ran ran = run("q.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").items, 2u);
  EXPECT_EQ(ran.report.readers.at("bob").items, 1u);
  EXPECT_THAT(read("out/bob/2026-09-24.md"), HasSubstr("Dense things"));
  write(
      "r.yaml",
      "extends: q.yaml\nname: words\nprofiles: [ { id: eve, terms: { dense: 1, sparse: 1 } } ]\n");
  const Ran late = run("r.yaml", kDay2);
  EXPECT_EQ(late.report.readers.at("eve").items, 3u) << "a new reader has seen nothing";
  EXPECT_EQ(late.report.readers.at("bob").items, 0u);
}

TEST_F(RunTest, ExtendsAndSetChangeAPipeline) {
  write("papers.txt", papers(2));
  write("others.txt", papers(1, 5));
  write("p.yaml", words_pipeline());
  write("sub/q.yaml", "extends: ../p.yaml\nname: q\nselect: { limit: 1 }\n");
  EXPECT_EQ(run("sub/q.yaml").report.readers.at("ada").items, 1u);
  const Ran set = run("sub/q.yaml", kDay2,
                      {"--set", "sources.papers.with.file=others.txt", "--set", "select.limit=7"});
  EXPECT_EQ(set.code, 0) << set.err;
  EXPECT_EQ(set.report.readers.at("ada").items, 2u) << "p1 competes again, p5 is new";
  EXPECT_EQ(run("sub/q.yaml", kDay3, {"--set", "select.limits=7"}).code, 2);
}

TEST_F(RunTest, TheFilterDropsWhatIsKnownToBeUnwanted) {
  write("papers.txt", paper("r", "A sparse study", "type research\nlanguage en\ncategory cs.LG") +
                          paper("s", "A sparse survey", "type review\nlanguage en") +
                          paper("f", "Une étude sparse", "type research\nlanguage fr") +
                          paper("u", "A sparse note of unknown kind") +
                          paper("x", "A sparse survey of surveys", "type research"));
  write("p.yaml",
        words_pipeline(
            "filter: { types: [research], languages: [en], exclude: [survey of surveys] }\n"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").count("filtered"), 3u);
  EXPECT_THAT(posted()["ada"], UnorderedElementsAre("r", "u"));
}

TEST_F(RunTest, SameInputSameDigestHoweverSlowTheSources) {
  const std::string rest = R"(profiles: [ { id: bob, terms: { thing: 1 } } ]
sources: [ { id: more, use: scripted, with: { file: more.txt } } ]
scorers: [ { id: grade, use: grade } ]
)";
  const auto prepare = [&](const std::string& folder, bool slow_first) {
    const std::string nap = "act sleep 200\n\n";
    write(folder + "/papers.txt", (slow_first ? nap : "") + papers(5));
    // the same papers and others, from a second source
    write(folder + "/more.txt", (slow_first ? "" : nap) + papers(6, 3));
    write(folder + "/base.yaml", words_pipeline());
    write(folder + "/p.yaml", "extends: base.yaml\nname: words\n" + rest);
    EXPECT_EQ(run(folder + "/p.yaml").code, 0);
  };
  prepare("one", true);
  prepare("two", false);
  const auto one = files("one/out");
  ASSERT_THAT(one, SizeIs(2));
  EXPECT_EQ(one, files("two/out"));
  EXPECT_EQ(read("one/post.txt"), read("two/post.txt"));
}

TEST_F(RunTest, ADryRunChangesNothing) {
  write("papers.txt", papers(3));
  write("p.yaml", graded_pipeline(", price: 1000"));
  Ran dry = run("p.yaml", kDay1, {"--dry-run"});
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_EQ(dry.report.readers.at("ada").items, 3u);
  EXPECT_EQ(dry.report.cost_micros, 3000) << "an estimate";
  EXPECT_THAT(files("out"), IsEmpty());
  EXPECT_FALSE(exists("sheaf.db"));
  EXPECT_FALSE(exists("asked.txt"));

  run("p.yaml", kDay1);
  write("papers.txt", papers(2, 4));
  const auto before = files(".");
  dry = run("p.yaml", kDay2, {"--dry-run"});
  EXPECT_EQ(dry.report.readers.at("ada").items, 2u);
  EXPECT_EQ(dry.report.readers.at("ada").count("seen"), 3u);
  auto after = files(".");
  for (const char* lock : {"sheaf.db.lock", "sheaf.db-wal", "sheaf.db-shm"}) after.erase(lock);
  for (const auto& [name, text] : after) {
    EXPECT_TRUE(before.count(name) != 0 && before.at(name) == text) << name;
  }
  EXPECT_EQ(run("p.yaml", kDay2).report.readers.at("ada").items, 2u);
}

TEST_F(RunTest, SinceAsksSourcesForMissedDays) {
  write("papers.txt", papers(1));
  write("p.yaml", words_pipeline());
  const std::string set = "sources.papers.with.asked=asked.txt";
  run("p.yaml", kDay1, {"--set", set, "--since", "2d"});
  run("p.yaml", kDay2, {"--set", set, "--since", "2026-09-01"});
  EXPECT_EQ(read("asked.txt"),
            "cursor= since=1790056800000 fetch=1\ncursor= since=1788220800000 fetch=2\n");
  EXPECT_EQ(run("p.yaml", kDay2, {"--since", "yesterday"}).code, 1);
}

TEST_F(RunTest, WithoutLeavesAStepOutAndSuspendsItsConditions) {
  write("papers.txt", papers(3));
  write("p.yaml", words_pipeline("select: { min: { relevance: 8 } }\n"));
  write("q.yaml",
        "extends: p.yaml\nname: words\n"
        "scorers: [ { id: grade, use: grade, with: { mood: mood.txt } } ]\n");
  write("mood.txt", "crash");
  const Ran ran = run("q.yaml", kDay1, {"--without", "grade"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.report.readers.at("ada").items, 3u);
  const Ended wrong = sheaf({"run", "q.yaml", "--without", "grades"});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("no step of that id"));
}

TEST_F(RunTest, EditorsWriteSectionsAndAFailingOneCostsOnlyItsSection) {
  write("papers.txt", papers(2));
  write("p.yaml", words_pipeline("editors: [ { use: by-category, with: { title: At a glance } }, "
                                 "{ use: moody, with: { mood: mood.txt } } ]\n"));
  write("mood.txt", "throw lost for words");
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.report.readers.at("ada").items, 2u);
  EXPECT_THAT(ran.report.readers.at("ada").notices, ElementsAre(HasSubstr("lost for words")));
  const std::string digest = read("out/ada/2026-09-24.md");
  EXPECT_THAT(digest, AllOf(HasSubstr("At a glance"), HasSubstr("no moody today"),
                            Not(HasSubstr("There are 2 papers"))));
  write("mood.txt", "ok");
  run("p.yaml", kDay2);
  EXPECT_THAT(read("out/ada/2026-09-25.md"), HasSubstr("There are 0 papers"));
}

TEST_F(RunTest, ASourceGoesOnFromItsCursorEvenAfterAFailure) {
  write("p.yaml", words_pipeline());
  const std::vector<std::string> cursors{"--set", "sources.papers.with.cursors=true", "--set",
                                         "sources.papers.with.asked=asked.txt"};
  write("papers.txt", papers(1) + "act mood transient connection lost\n\n" + papers(1, 2));
  const Ran broken = run("p.yaml", kDay1, cursors);
  EXPECT_EQ(broken.code, 3);
  EXPECT_EQ(broken.report.sources.at("papers").state, "failed");
  EXPECT_THAT(broken.report.sources.at("papers").detail, HasSubstr("connection lost"));
  EXPECT_THAT(posted()["ada"], ElementsAre("p1")) << "what came before it broke is delivered";
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("connection lost"));
  write("papers.txt", papers(1) + papers(2, 2));
  EXPECT_EQ(run("p.yaml", kDay2, cursors).code, 0);
  EXPECT_EQ(run("p.yaml", kDay3, cursors).code, 0);
  const std::string none = " since=-9223372036854775808 fetch=";
  EXPECT_EQ(read("asked.txt"), "cursor=" + none + "1\ncursor=1" + none + "2\ncursor=1" + none +
                                   "3\ncursor=1" + none + "4\ncursor=3" + none + "5\n")
      << "the first run tried three times";
  EXPECT_THAT(posted()["ada"], UnorderedElementsAre("p1", "p2", "p3"));

  write("other.txt", papers(1, 7));
  auto moved = cursors;
  moved.insert(moved.end(), {"--set", "sources.papers.with.file=other.txt"});
  const Ran fresh = run("p.yaml", "2026-09-27T06:00:00Z", moved);
  EXPECT_THAT(fresh.report.notices, ElementsAre(HasSubstr("starts afresh")));
  EXPECT_EQ(fresh.report.readers.at("ada").items, 1u) << "a cursor of other settings is not used";
}

TEST_F(RunTest, SourcesSayHowTheyAre) {
  write("papers.txt", "act state stale Yesterday's list again\n\n" + papers(1));
  write("p.yaml", words_pipeline());
  const Ran stale = run("p.yaml", kDay1);
  EXPECT_EQ(stale.code, 3);
  EXPECT_EQ(stale.report.sources.at("papers").state, "stale");
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("Yesterday's list again"));
  write("papers.txt", "act state empty Nothing on Sundays\n\n");
  const Ran sunday = run("p.yaml", kDay2);
  EXPECT_EQ(sunday.code, 0);
  EXPECT_EQ(sunday.report.sources.at("papers").state, "empty-expected");
}

TEST_F(RunTest, RecordsThatCannotBeReadAreCountedAndTheRestIsShown) {
  write("papers.txt", papers(2) + "id nameless\nabstract sparse\n\n");
  write("p.yaml", words_pipeline());
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").count("refused"), 1u);
  EXPECT_EQ(ran.report.readers.at("ada").count("fetched"), 3u);
  EXPECT_EQ(ran.report.readers.at("ada").items, 2u);
  EXPECT_THAT(ran.report.sources.at("papers").detail, HasSubstr("nameless has no title"));
}

TEST_F(RunTest, ADayIsADayOfThePipelinesTimeZone) {
  write("papers.txt", papers(1));
  write("p.yaml", words_pipeline("timezone: America/New_York\n"));
  run("p.yaml", "2026-09-25T03:59:59Z");
  EXPECT_TRUE(exists("out/ada/2026-09-24.md"));
  EXPECT_EQ(run("p.yaml", "2026-09-25T04:00:00Z").code, 0);
  EXPECT_TRUE(exists("out/ada/2026-09-25.md"));
}

TEST_F(RunTest, ReadersMayHaveAFileEach) {
  write("papers.txt", papers(1) + paper("d", "Dense things"));
  write("p.yaml", R"(name: words
store: sheaf.db
sources: [ { use: scripted, with: { file: papers.txt } } ]
profiles: readers/
scorers: [ { id: words, use: keywords } ]
outputs: [ { use: post, with: { path: post.txt } } ]
)");
  write("readers/ada.yaml", "terms: { sparse: 1 }\n");
  write("readers/bob.yaml", "title: Bob's\nterms: { dense: 1 }\n");
  EXPECT_EQ(run("p.yaml").code, 0);
  EXPECT_THAT(posted()["ada"], ElementsAre("p1"));
  EXPECT_THAT(posted()["bob"], ElementsAre("d"));
}

TEST_F(RunTest, WorksAreForgottenAfterTheirRetention) {
  write("papers.txt", papers(1));
  write("p.yaml", words_pipeline("retention: { works: 10d }\n"));
  run("p.yaml", "2026-01-01T06:00:00Z");
  write("papers.txt", papers(1, 2));
  run("p.yaml", "2026-01-09T06:00:00Z");
  EXPECT_EQ(sheaf({"show", "work", "e2e:p1", "-p", "p.yaml"}).code, 0);
  run("p.yaml", "2026-01-12T06:00:00Z");
  EXPECT_EQ(sheaf({"show", "work", "e2e:p1", "-p", "p.yaml"}).code, 1);
  EXPECT_EQ(sheaf({"show", "work", "e2e:p2", "-p", "p.yaml"}).code, 0);
}

TEST_F(RunTest, AClockThatIsAheadOnceForgetsNothing) {
  write("papers.txt", papers(1));
  write("p.yaml", words_pipeline("retention: { works: 10d }\n"));
  run("p.yaml", "2026-01-01T06:00:00Z");
  write("papers.txt", "");
  run("p.yaml", "2027-01-01T06:00:00Z");
  write("papers.txt", papers(1));
  const Ran right_again = run("p.yaml", "2026-01-02T06:00:00Z");
  EXPECT_EQ(right_again.report.readers.at("ada").count("seen"), 1u) << "shown before, still known";
}

TEST_F(RunTest, PluginsSeeWhatWasShownAndLiked) {
  write("papers.txt", papers(1));
  write("p.yaml", words_pipeline("editors: [ { use: archivist } ]\n"));
  EXPECT_EQ(run("p.yaml", kDay1).code, 0);
  EXPECT_THAT(
      read("out/ada/2026-09-24.md"),
      HasSubstr("Shown before:. Digests:. Listed: On sparse thing number 1 by papers. Liked:"));
  EXPECT_EQ(sheaf({"feedback", "dislike", "e2e:p1", "-p", "p.yaml"}).code, 0);
  EXPECT_EQ(run("p.yaml", kDay2).code, 0);
  EXPECT_THAT(
      read("out/ada/2026-09-25.md"),
      HasSubstr("Shown before: 2026-09-24 On sparse thing number 1. Digests: 2026-09-24 of 1 for "
                "ada with Archive. Listed: On sparse thing number 1 by papers. Liked: -On "
                "sparse thing number 1"));
}

std::string bib(const std::string& n) {
  return "@article{k" + n + ", title = {Owned " + n + "}, doi = {10.1000/" + n + "}}\n";
}

TEST_F(RunTest, ALibraryIsLikedAndNoPartOfTheDigest) {
  write("papers.txt", papers(1) + paper("p2", "As the source says it", "identifier doi:10.1000/b"));
  write("p.yaml", R"(name: words
store: sheaf.db
sources: [ { use: scripted, with: { file: papers.txt } } ]
profiles:
  - id: ada
    terms: { sparse: 1, source: 1 }
    library: [ refs.bib, { use: scripted, with: { file: own.txt, cursors: true } } ]
  - { id: bob, terms: { sparse: 1 } }
scorers: [ { id: words, use: keywords } ]
editors: [ { use: archivist } ]
outputs: [ { use: output-markdown, with: { path: "out/{profile}/{date}.md" } } ]
)");
  write("refs.bib", bib("a") + bib("b"));
  write("own.txt", paper("o1", "Own paper"));
  ASSERT_EQ(sheaf({"check", "p.yaml"}).code, 0);
  const Ran first = run("p.yaml", kDay1);
  EXPECT_EQ(first.code, 0);
  EXPECT_EQ(first.report.readers.at("ada").items, 2u);
  EXPECT_EQ(first.report.readers.at("ada").count("fetched"), 2u);
  std::string digest = read("out/ada/2026-09-24.md");
  EXPECT_THAT(digest, HasSubstr("Liked: +Owned a of doi:10.1000/a +Owned b of doi:10.1000/b +Own "
                                "paper of record:words/library:ada:scripted/o1\n"));
  EXPECT_THAT(digest, HasSubstr("As the source says it"));
  EXPECT_THAT(read("out/bob/2026-09-24.md"), HasSubstr("Liked:\n"));

  // What a reader says of a work goes before the library; what the library lost is not liked.
  EXPECT_EQ(
      sheaf({"feedback", "dislike", "doi:10.1000/b", "-p", "p.yaml", "--profile", "ada"}).code, 0);
  write("refs.bib", bib("b") + bib("c"));
  write("own.txt", paper("o1", "Own paper") + paper("o1", "", "removed 1"));
  EXPECT_EQ(run("p.yaml", kDay2).code, 0);
  digest = read("out/ada/2026-09-25.md");
  EXPECT_THAT(digest, AllOf(HasSubstr("+Owned c of doi:10.1000/c"),
                            HasSubstr("-As the source says it"), Not(HasSubstr("Owned a")),
                            Not(HasSubstr("Owned b")), Not(HasSubstr("Own paper"))));
}

TEST_F(RunTest, ALibraryThatIsMissingIsToldAndLosesNothing) {
  write("papers.txt", papers(1));
  std::string pipeline = words_pipeline("editors: [ { use: archivist } ]\n");
  const std::string profile = "id: ada,";
  pipeline.insert(pipeline.find(profile) + profile.size(), " library: refs.bib,");
  write("p.yaml", pipeline);
  write("refs.bib", bib("a"));
  EXPECT_EQ(run("p.yaml", kDay1).code, 0);
  std::filesystem::remove(root() / "refs.bib");
  const Ran second = run("p.yaml", kDay2);
  EXPECT_EQ(second.code, 3);
  EXPECT_THAT(second.report.readers.at("ada").notices,
              ElementsAre(HasSubstr("refs.bib: there is no such file")));
  const std::string digest = read("out/ada/2026-09-25.md");
  EXPECT_THAT(digest, HasSubstr("there is no such file"));
  EXPECT_THAT(digest, HasSubstr("+Owned a of doi:10.1000/a"));
  // A broken entry is told, too, but nothing failed.
  write("refs.bib", bib("a") + "@article{x, title = {\n");
  const Ran third = run("p.yaml", kDay3);
  EXPECT_EQ(third.code, 0);
  EXPECT_THAT(third.report.readers.at("ada").notices,
              ElementsAre(HasSubstr("refs.bib:2: a value is not closed")));
  // Taken out of the pipeline and put back, it is read anew.
  write("p.yaml", words_pipeline("editors: [ { use: archivist } ]\n"));
  EXPECT_EQ(run("p.yaml", "2026-09-27T06:00:00Z").code, 0);
  EXPECT_THAT(read("out/ada/2026-09-27.md"), Not(HasSubstr("Owned")));
  write("p.yaml", pipeline);
  EXPECT_EQ(run("p.yaml", "2026-09-28T06:00:00Z").code, 0);
  EXPECT_THAT(read("out/ada/2026-09-28.md"), HasSubstr("+Owned a of"));
  EXPECT_EQ(sheaf({"check", "p.yaml", "--set", "profiles.ada.library=[{use: import}]"}).code, 2);
}

TEST_F(RunTest, TheReportForPeopleTellsTheSame) {
  write("papers.txt", papers(2));
  write("p.yaml", words_pipeline());
  const Ended all = sheaf({"run", "p.yaml", "--verbose", "--at", kDay1});
  EXPECT_EQ(all.code, 0);
  EXPECT_THAT(all.out,
              AllOf(HasSubstr("papers "), HasSubstr("2 records"), HasSubstr("Reader ada: 2 items"),
                    HasSubstr("in this digest"), HasSubstr("out/ada/2026-09-24.md")));
  const Ended line = sheaf({"run", "p.yaml", "--at", kDay2});
  EXPECT_EQ(line.out, "words 2026-09-25: delivered, 2 records fetched, 0 items for 1 reader\n");
  EXPECT_EQ(sheaf({"run", "p.yaml", "--quiet", "--at", kDay3}).out, "");
}

}  // namespace
}  // namespace e2e
