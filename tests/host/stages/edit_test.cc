#include "stages/edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/stages/digests.h"

namespace host::stages::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class EditTest : public ::testing::Test {
 protected:
  // Edits a digest of one work; all editors are new, as in another run.
  bool edit(std::vector<StepInstance> editors, const std::string& title = "On things") {
    Editors all(std::move(editors), *store, calls);
    digest = {};
    digest.profile.id = "ada";
    const bool well = must(all.edit(facts, digest, {item_of("w:1", title)}));
    usage = all.usage();
    return well;
  }
  static void spend(const sheaf::SectionSink& sink) {
    auto used = sheaf::sized<sheaf_usage>();
    used.model = sheaf::str("m");
    used.requests = 1;
    sink.usage(used);
  }

  std::unique_ptr<store::Store> store = test::open_memory_store();
  VirtualClock clock{kStart};
  CallMaker calls{.run_id = "r",
                  .clock = &clock,
                  .cancel = nullptr,
                  .log = {},
                  .progress = {},
                  .scrubber = nullptr};
  report::RunFacts facts = facts_of("r", kStart);
  report::Digest digest;
  std::vector<report::Usage> usage;
};

TEST_F(EditTest, SectionsStandInTheOrderOfTheEditors) {
  const auto writes = [](const char* title) {
    return [title](const sheaf_digest& d, const sheaf::SectionSink& sink) {
      sink.section(title);
      const std::size_t cited[] = {0};
      sink.block(SHEAF_BLOCK_PARAGRAPH, sheaf::view(d.items[0]->record->title), cited);
    };
  };
  EXPECT_TRUE(edit({editor("one", writes("First")), editor("two", writes("Second"))}));
  ASSERT_THAT(digest.sections, SizeIs(2));
  EXPECT_EQ(digest.sections[0].title, "First");
  EXPECT_EQ(digest.sections[1].title, "Second");
  EXPECT_EQ(digest.sections[0].blocks.at(0).text, "On things");
  EXPECT_THAT(digest.sections[0].blocks[0].citations, ElementsAre(0u));
}

TEST_F(EditTest, OfAnEditorThatFailsWholeSectionsStay) {
  EXPECT_FALSE(edit({editor("one",
                            [](const sheaf_digest&, const sheaf::SectionSink& sink) {
                              sink.section("Done");
                              sink.section("Half");
                              throw sheaf::Error(SHEAF_E_TRANSIENT, "no line");
                            }),
                     editor("two", [](const sheaf_digest&, const sheaf::SectionSink& sink) {
                       sink.section("Another's");
                     })}));
  ASSERT_THAT(digest.sections, SizeIs(2));
  EXPECT_EQ(digest.sections[0].title, "Done");
  EXPECT_EQ(digest.sections[1].title, "Another's");
  ASSERT_THAT(digest.notices, SizeIs(1));
  EXPECT_THAT(digest.notices[0].text, HasSubstr("no one today: no line"));
}

TEST_F(EditTest, AWarningMakesTheRunPartial) {
  EXPECT_FALSE(edit({editor("one", [](const sheaf_digest&, const sheaf::SectionSink& sink) {
    sink.notice(SHEAF_NOTICE_WARNING, "without its model");
  })}));
  EXPECT_TRUE(edit({editor("one", [](const sheaf_digest&, const sheaf::SectionSink& sink) {
    sink.notice(SHEAF_NOTICE_INFO, "for what it is worth");
  })}));
}

TEST_F(EditTest, MarkupAndCitationsOfNothingDoNotComeThrough) {
  edit({editor("one", [](const sheaf_digest&, const sheaf::SectionSink& sink) {
    sink.section("A\ntitle");
    const std::size_t cited[] = {7};
    EXPECT_ANY_THROW(sink.block(SHEAF_BLOCK_PARAGRAPH, "x", cited));
  })});
  ASSERT_THAT(digest.sections, SizeIs(1));
  EXPECT_EQ(digest.sections[0].title, "A title");
  EXPECT_THAT(digest.sections[0].blocks, IsEmpty());
}

TEST_F(EditTest, PaidSectionsOutliveARunThatDies) {
  int asked = 0;
  const auto paid = [&] {
    return editor("one", [&](const sheaf_digest&, const sheaf::SectionSink& sink) {
      ++asked;
      sink.section("Paid " + std::to_string(asked));
      spend(sink);
    });
  };
  edit({paid()});
  EXPECT_THAT(usage, SizeIs(1));
  edit({paid()});
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(digest.sections.at(0).title, "Paid 1");
  EXPECT_THAT(usage, IsEmpty()) << "paid once";
  edit({paid()}, "Other works");
  EXPECT_EQ(asked, 1) << "the key is of ids and text hashes, not of the printed title";
  facts.settings = {{"one.style", "short"}};
  edit({paid()});
  EXPECT_EQ(asked, 2) << "another setting";
  facts.settings.clear();
  facts.started_ms = kStart + 2 * kDayMs;
  edit({paid()});
  EXPECT_EQ(asked, 3) << "a day old";
}

TEST_F(EditTest, WhatCostNothingIsAskedAgain) {
  int asked = 0;
  const auto free = [&] {
    return editor("one", [&](const sheaf_digest&, const sheaf::SectionSink& sink) {
      ++asked;
      sink.section("Free");
    });
  };
  edit({free()});
  edit({free()});
  EXPECT_EQ(asked, 2);
}

}  // namespace
}  // namespace host::stages::testing
