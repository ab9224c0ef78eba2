// One paper is one work, wherever it comes from, and nobody is shown it twice.
#include "e2e/pipelines.h"
#include "e2e/sheaf.h"

namespace e2e {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class IdentityTest : public Sheaf {
 protected:
  // Everything is shown: the costly scorer gives 5 to what says nothing of itself.
  void pipeline(const std::string& rest = "") { write("p.yaml", graded_pipeline("", rest)); }
  // With a second source, `more.txt`.
  void two_sources() {
    pipeline("extends: base.yaml\n");
    write("base.yaml",
          "name: base\nsources: [ { id: more, use: scripted, with: { file: more.txt } } ]\n");
  }
};

TEST_F(IdentityTest, APaperOfTwoSourcesIsOneItem) {
  two_sources();
  write("papers.txt", paper("a1", "On sparse things", "identifier doi:10.1/a"));
  write("more.txt",
        paper("b1", "On sparse things", "identifier doi:10.1/a\nabstract Found here only."));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").count("fetched"), 2u);
  EXPECT_EQ(ran.report.readers.at("ada").count("considered"), 1u);
  EXPECT_EQ(ran.report.readers.at("ada").items, 1u);
  EXPECT_THAT(read("out/ada/2026-09-24.md"),
              AllOf(HasSubstr("Found here only"), HasSubstr("papers"), HasSubstr("more")));
}

TEST_F(IdentityTest, ListingsInSeveralCategoriesAndVersionsAreOneItem) {
  pipeline();
  const std::string id = "identifier e2e:a\n";
  write("papers.txt",
        paper("a", "On things", id + "announce new\ncategory cs.LG\nversion 1") +
            paper("a", "On things", id + "announce cross\ncategory stat.ML\nversion 1") +
            paper("a", "On better things", id + "announce replace\ncategory cs.LG\nversion 2"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").count("cross"), 1u);
  EXPECT_EQ(ran.report.readers.at("ada").items, 1u);
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("On better things"));
}

TEST_F(IdentityTest, PreprintAndJournalVersionAreOneItemWithBothLinks) {
  two_sources();
  write("papers.txt", paper("p", "On things, a preprint",
                            "identifier e2e:p\nrelation preprint-of doi:10.9/j\npreprint\n"
                            "url https://preprints.example/p"));
  write("more.txt",
        paper("j", "On things", "identifier doi:10.9/j\nurl https://journal.example/j"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").items, 1u);
  EXPECT_THAT(read("out/ada/2026-09-24.md"), AllOf(HasSubstr("https://preprints.example/p"),
                                                   HasSubstr("https://journal.example/j")));
}

TEST_F(IdentityTest, TheJournalVersionOfAShownPreprintIsShownOnlyIfAskedFor) {
  pipeline();
  write("again.yaml",
        "extends: p.yaml\nname: again\nagain: [published]\n"
        "outputs: [ { id: post, with: { path: again.txt } } ]\n");
  write("papers.txt", paper("p", "On things", "identifier e2e:p\npreprint"));
  run("p.yaml", kDay1);
  run("again.yaml", kDay1);
  write("papers.txt",
        paper("j", "On things", "identifier doi:10.9/j\nrelation has-preprint e2e:p"));
  EXPECT_EQ(run("p.yaml", kDay2).report.readers.at("ada").items, 0u);
  EXPECT_EQ(run("again.yaml", kDay2).report.readers.at("ada").items, 1u);
}

// A reader who was shown a paper hears of its retraction and correction whatever scorers and
// filters say, first thing in the digest, and once.
TEST_F(IdentityTest, RetractionsAndCorrectionsOfShownPapersAreAnnouncedOnce) {
  write("p.yaml", words_pipeline("filter: { exclude: [erratum] }\nselect: { limit: 1 }\n"));
  write("papers.txt", paper("p", "On sparse things", "identifier doi:10.1/p"));
  run("p.yaml", kDay1);
  write("papers.txt", paper("q", "On sparse others", "identifier doi:10.1/q"));
  run("p.yaml", kDay1);
  const std::string fresh = paper("new", "On sparse and expert things");
  write("papers.txt",
        fresh + paper("e", "An erratum", "identifier doi:10.1/e\nrelation corrects doi:10.1/p") +
            paper("n", "A notice", "identifier doi:10.1/n\nrelation retracts doi:10.1/q") +
            paper("x", "A notice of what nobody saw", "relation retracts doi:10.1/z"));
  const Ran ran = run("p.yaml", kDay2);
  const auto& ada = ran.report.readers.at("ada");
  EXPECT_EQ(ada.items, 3u) << "limit 1, and two notices";
  EXPECT_EQ(ada.count("considered"), ada.count("filtered") + ada.count("seen") +
                                         ada.count("rejected-words") + ada.count("shown") +
                                         ada.count("limit") + ada.count("below") +
                                         ada.count("unscored"));
  const std::string digest = read("out/ada/2026-09-25.md");
  EXPECT_THAT(digest, AllOf(HasSubstr("2 retracted or corrected"), HasSubstr("Corrected by"),
                            HasSubstr("https://doi.org/10.1/e"), HasSubstr("Retracted by"),
                            HasSubstr("https://doi.org/10.1/n")));
  EXPECT_LT(digest.rfind("On sparse others"), digest.rfind("On sparse and expert things"));
  write("papers.txt",
        paper("e", "An erratum", "identifier doi:10.1/e\nrelation corrects doi:10.1/p"));
  EXPECT_EQ(run("p.yaml", kDay3).report.readers.at("ada").items, 0u) << "once";
}

TEST_F(IdentityTest, WhatANoticeIsAboutMayBeKnownToAnEnricherOnly) {
  pipeline("enrichers: [ { use: lookup, with: { file: known.txt } } ]\n");
  write("known.txt", "");
  write("papers.txt", paper("p", "On things", "identifier doi:10.1/p"));
  run("p.yaml", kDay1);
  write("papers.txt", paper("n", "Retraction of On things", "identifier doi:10.1/n"));
  write("known.txt", "for doi:10.1/n\nrelation retracts doi:10.1/p\n");
  EXPECT_EQ(run("p.yaml", kDay2).report.readers.at("ada").items, 2u) << "in the same digest";
  EXPECT_THAT(read("out/ada/2026-09-25.md"), HasSubstr("1 retracted or corrected, 1 new"));
  EXPECT_EQ(run("p.yaml", kDay3).report.readers.at("ada").items, 0u) << "once";
}

TEST_F(IdentityTest, ARecordMaySayItselfThatItWasRetracted) {
  pipeline();
  write("papers.txt", paper("p", "On things", "identifier doi:10.1/p"));
  run("p.yaml", kDay1);
  write("papers.txt",
        paper("p", "On things", "identifier doi:10.1/p\nrelation retracted-by doi:10.1/n"));
  EXPECT_EQ(run("p.yaml", kDay2).report.readers.at("ada").items, 1u);
  EXPECT_THAT(read("out/ada/2026-09-25.md"), HasSubstr("Retracted or withdrawn."));
  write("off.yaml", "extends: p.yaml\nname: graded\nagain: []\n");
  write("papers.txt", paper("p", "On things",
                            "identifier doi:10.1/p\nrelation retracted-by doi:10.1/n\n"
                            "relation corrects doi:10.1/p"));
  EXPECT_EQ(run("off.yaml", kDay3).report.readers.at("ada").items, 0u);
}

// Names that journals give again and again, parts of one study, and notices of a paper are papers
// of their own.
TEST_F(IdentityTest, PapersOfOneNameAreNotMerged) {
  two_sources();
  const std::string ada = "author Ada Lovelace\n";
  const std::string grace = "author Grace Hopper\n";
  write("papers.txt", paper("1", "Preface", ada + "identifier doi:10.1/1") +
                          paper("2", "Editorial", ada + "identifier doi:10.1/2") +
                          paper("3", "The theory of looms, part I", ada + "identifier doi:10.1/3") +
                          paper("4", "A study of woven algebra", ada + "identifier doi:10.1/4") +
                          paper("5", "A survey of calculating engines", ada));
  write("more.txt", paper("1", "Preface", ada + "identifier doi:10.2/1") +
                        paper("2", "Editorial", ada + "identifier doi:10.2/2") +
                        paper("3", "The theory of looms, part II", ada + "identifier doi:10.2/3") +
                        paper("4", "Corrigendum: A study of woven algebra",
                              ada + "identifier doi:10.2/4\nrelation corrects doi:10.1/4") +
                        paper("5", "A survey of calculating engines", grace));
  EXPECT_EQ(run("p.yaml").report.readers.at("ada").items, 10u);
}

TEST_F(IdentityTest, ATitleAloneOnlySuggests) {
  two_sources();
  write("papers.txt", paper("a", "Preface", "author Ada Lovelace") +
                          paper("c", "On the weaving of sparse algebra", "author Ada Lovelace"));
  write("more.txt", paper("b", "Preface", "author Ada Lovelace") +
                        paper("d", "On the weaving of sparse algebra", "author A. Lovelace"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.report.readers.at("ada").items, 4u) << "nothing is merged";
  const Ended preface = sheaf({"show", "work", "record:graded/papers/a", "-p", "p.yaml"});
  EXPECT_EQ(preface.code, 0) << preface.err;
  EXPECT_THAT(preface.out, Not(HasSubstr("may be the same")));
  const Ended algebra = sheaf({"show", "work", "record:graded/papers/c", "-p", "p.yaml"});
  EXPECT_THAT(algebra.out, HasSubstr("may be the same as record:graded/more/d"));
}

TEST_F(IdentityTest, ALateJoinUnitesTheMarksOfTwoShownWorks) {
  pipeline();
  write("papers.txt", paper("a", "On things", "identifier e2e:a") +
                          paper("b", "On things in print", "identifier doi:10.1/b"));
  EXPECT_EQ(run("p.yaml", kDay1).report.readers.at("ada").items, 2u);
  write("papers.txt", paper("ab", "On things", "identifier e2e:a\nidentifier doi:10.1/b"));
  const Ran ran = run("p.yaml", kDay2);
  EXPECT_EQ(ran.report.readers.at("ada").items, 0u);
  EXPECT_EQ(ran.report.readers.at("ada").count("considered"), 1u);
  const Ended work = sheaf({"show", "work", "doi:10.1/b", "-p", "p.yaml"});
  EXPECT_THAT(work.out,
              AllOf(testing::StartsWith("e2e:a\n"), HasSubstr("also known as doi:10.1/b")));
}

TEST_F(IdentityTest, AWorkThatTurnsOutToBeASeenOneIsNotShown) {
  pipeline("select: { limit: 1 }\n");
  // a is stored first and cut by the limit, b is shown
  write("papers.txt",
        paper("a", "On things", "identifier e2e:a\nextra relevance 4") +
            paper("b", "On things in print", "identifier doi:10.1/b\nextra relevance 9"));
  run("p.yaml", kDay1);
  EXPECT_THAT(posted()["ada"], ElementsAre("b"));
  // a competes again, was judged already, and only then does a record say that it is b
  write("papers.txt", paper("a", "On things", "identifier e2e:a\nextra relevance 4") +
                          paper("ab", "On things", "identifier e2e:a\nidentifier doi:10.1/b"));
  const Ran ran = run("p.yaml", kDay2);
  EXPECT_EQ(ran.report.readers.at("ada").items, 0u);
  EXPECT_EQ(ran.report.readers.at("ada").count("seen"), 1u);
}

TEST_F(IdentityTest, AWorkThatTurnsOutToBeASeenOneIsNotShownByAScorerThatJudgesOnTheWay) {
  write("p.yaml", words_pipeline("select: { limit: 1 }\n"));
  write("papers.txt", paper("a", "On a sparse thing", "identifier e2e:a") +
                          paper("b", "A sparse expert", "identifier doi:10.1/b"));
  run("p.yaml", kDay1);
  EXPECT_THAT(posted()["ada"], ElementsAre("b"));
  std::string many;  // more than one batch, so that a is judged before it is joined
  for (int i = 0; i < 1200; ++i) many += paper("n" + std::to_string(i), "Nothing");
  write("papers.txt",
        paper("a", "On a sparse thing", "identifier e2e:a") + many +
            paper("ab", "On a sparse thing", "identifier e2e:a\nidentifier doi:10.1/b"));
  const Ran ran = run("p.yaml", kDay2);
  EXPECT_EQ(ran.report.readers.at("ada").items, 0u);
  EXPECT_EQ(ran.report.readers.at("ada").count("seen"), 1u);
}

TEST_F(IdentityTest, AChangeThatALaterRecordBringsCounts) {
  write("p.yaml", words_pipeline("again: [replaced]\n"));
  write("papers.txt", paper("a", "On a sparse thing", "identifier e2e:a\nversion 1"));
  run("p.yaml", kDay1);
  std::string many;
  for (int i = 0; i < 1200; ++i) many += paper("n" + std::to_string(i), "Nothing");
  write("papers.txt",
        paper("a", "On a sparse thing", "identifier e2e:a\nversion 1\ncategory x") + many +
            paper("a", "On a sparse thing", "identifier e2e:a\nversion 2\nannounce replace"));
  const Ran ran = run("p.yaml", kDay2);
  EXPECT_EQ(ran.report.readers.at("ada").items, 1u);
  EXPECT_EQ(ran.report.readers.at("ada").count("seen"), 0u);
}

TEST_F(IdentityTest, AnEnricherFillsGapsAndOverwritesNothing) {
  pipeline("enrichers: [ { use: lookup, with: { file: known.txt } } ]\n");
  write("papers.txt",
        paper("a", "On things", "identifier doi:10.1/a") +
            paper("b", "On others", "identifier doi:10.1/b\nabstract The source's own."));
  write("known.txt",
        "for doi:10.1/a\nabstract The enricher's words.\n\n"
        "for doi:10.1/b\nabstract Not these.\ntitle Not this\n\n");
  EXPECT_EQ(run("p.yaml").code, 0);
  EXPECT_THAT(read("out/ada/2026-09-24.md"),
              AllOf(HasSubstr("The enricher's words."), HasSubstr("The source's own."),
                    Not(HasSubstr("Not these")), Not(HasSubstr("Not this"))));
}

TEST_F(IdentityTest, AnEnricherMayJoinWorksForAllReaders) {
  // ada has both papers in her digest, bob only the younger one
  write("base.yaml", words_pipeline("enrichers: [ { use: lookup, with: { file: known.txt } } ]\n"));
  write("p.yaml",
        "extends: base.yaml\nname: words\nprofiles: [ { id: bob, terms: { expert: 1 } } ]\n");
  write("papers.txt", paper("a", "On sparse things", "identifier e2e:a") +
                          paper("b", "A sparse expert", "identifier doi:10.1/b"));
  write("known.txt", "for doi:10.1/b\nidentifier e2e:a\n\n");
  const Ran ran = run("p.yaml", kDay1);
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.report.readers.at("ada").items, 1u);
  EXPECT_EQ(ran.report.readers.at("ada").count("considered"), 1u);
  EXPECT_EQ(ran.report.readers.at("bob").items, 1u);
  const Ran next = run("p.yaml", kDay2);
  EXPECT_EQ(next.report.readers.at("ada").items, 0u);
  EXPECT_EQ(next.report.readers.at("bob").items, 0u);
}

TEST_F(IdentityTest, AnEnricherThatFindsASeenWorkKeepsItFromBeingShownAgain) {
  pipeline("select: { limit: 1 }\nenrichers: [ { use: lookup, with: { file: known.txt } } ]\n");
  write("known.txt", "");
  write("papers.txt", paper("a", "On things", "identifier doi:10.1/a\nextra relevance 4") +
                          paper("b", "On things in print", "identifier e2e:b\nextra relevance 9"));
  run("p.yaml", kDay1);
  EXPECT_THAT(posted()["ada"], ElementsAre("b"));
  write("papers.txt", "");
  write("known.txt", "for doi:10.1/a\nidentifier e2e:b\n\n");
  const Ran ran = run("p.yaml", kDay2);
  EXPECT_EQ(ran.report.readers.at("ada").items, 0u);
  EXPECT_EQ(ran.report.readers.at("ada").count("seen"), 1u) << "they are one work";
}

TEST_F(IdentityTest, EnrichersAreAskedBeforeAScorerThatNeedsAbstracts) {
  write("base.yaml", words_pipeline("enrichers: [ { use: lookup, with: { file: known.txt } } ]\n"));
  write("p.yaml",
        "extends: base.yaml\nname: words\n"
        "scorers: [ { id: abstracts, use: grade-abstracts, pass: { min: 0.5 } } ]\n");
  write("papers.txt", paper("a", "On sparse things", "identifier doi:10.1/a") +
                          paper("b", "More sparse things", "identifier doi:10.1/b") +
                          paper("c", "Sparse things again", "identifier e2e:c"));
  // b and c turn out to be one
  write("known.txt",
        "for doi:10.1/a\nabstract Some words.\n\n"
        "for doi:10.1/b\nabstract Other words.\nidentifier e2e:c\n\n");
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.report.readers.at("ada").items, 2u);
  EXPECT_EQ(run("p.yaml", kDay2).report.readers.at("ada").items, 0u);
}

TEST_F(IdentityTest, AnEnricherIsAskedAgainWhenItsAnswerIsAMonthOldAndItsSilenceThreeDays) {
  write("p.yaml", words_pipeline("again: [replaced]\nenrichers: [ { use: lookup, with: { file: "
                                 "known.txt, mood: mood.txt } } ]\n"));
  write("known.txt", "for doi:10.1/a\nabstract Sparse words.\n\n");
  // a and b come again, whether the enricher is asked shows in whether its mood matters
  const auto papers = [](const std::string& id, int version) {
    return paper(id, "On sparse " + id,
                 "identifier doi:10.1/" + id + "\nversion " + std::to_string(version));
  };
  const auto asked = [&](const std::string& id, int version, const std::string& at) {
    write("papers.txt", papers(id, version));
    const Ran ran = run("p.yaml", at);
    EXPECT_EQ(ran.report.readers.at("ada").items, 1u) << ran.err;
    return ran.code == 3;
  };
  write("mood.txt", "ok");
  EXPECT_FALSE(asked("a", 1, kDay1));
  EXPECT_FALSE(asked("b", 1, kDay1Later));
  write("mood.txt", "transient no line");
  EXPECT_FALSE(asked("b", 2, "2026-09-26T06:00:00Z"));
  EXPECT_TRUE(asked("b", 3, "2026-09-28T06:00:00Z"));
  EXPECT_TRUE(asked("b", 4, "2026-09-29T06:00:00Z")) << "a failure is no answer";
  EXPECT_FALSE(asked("a", 2, "2026-10-20T06:00:00Z"));
  EXPECT_TRUE(asked("a", 3, "2026-10-26T06:00:00Z"));
}

TEST_F(IdentityTest, AFailingEnricherCostsOnlyWhatItKnows) {
  pipeline("enrichers: [ { use: lookup, with: { file: known.txt, mood: angry.txt } } ]\n");
  write("angry.txt", "transient no line");
  write("known.txt", "");
  write("papers.txt", paper("a", "On things", "identifier doi:10.1/a"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.report.readers.at("ada").items, 1u);
  EXPECT_THAT(ran.report.notices, ElementsAre(HasSubstr("no line")));
  EXPECT_THAT(read("out/ada/2026-09-24.md"), HasSubstr("no line"));
}

}  // namespace
}  // namespace e2e
