#include <gtest/gtest.h>

#include "identity/identity.h"
#include "records.h"

namespace host::identity {
namespace {

using testing::article;
using testing::preprint;
using testing::work_of;

TEST(Stamp, FollowsAWorkThroughItsLife) {
  Work work = work_of(preprint("1", 1), "prep");
  const Stamp first = stamp(work);
  EXPECT_EQ(first, (Stamp{1, false, false}));
  merge(work, preprint("1", 2), "prep");
  const Stamp second = stamp(work);
  EXPECT_EQ(change_since(first, second), Change::replaced);
  merge(work, article("10.1/a"), "journal");
  const Stamp third = stamp(work);
  EXPECT_EQ(change_since(second, third), Change::published);
  EXPECT_EQ(change_since(first, third), Change::published) << "outweighs replaced";
  take_notice(work, SHEAF_REL_CORRECTED_BY, {"doi:10.1/c", false});
  const Stamp corrected = stamp(work);
  EXPECT_EQ(change_since(first, corrected), Change::corrected) << "outweighs published";
  take_notice(work, SHEAF_REL_CORRECTED_BY, {"doi:10.1/d", false});
  EXPECT_EQ(change_since(corrected, stamp(work)), Change::corrected) << "once more";
  take_notice(work, SHEAF_REL_RETRACTED_BY, {"doi:10.1/n", false});
  EXPECT_EQ(change_since(first, stamp(work)), Change::retracted);
  EXPECT_EQ(change_since(stamp(work), stamp(work)), Change::none);
}

TEST(Stamp, APreprintThatNamesItsArticleIsPublished) {
  Record r = preprint("1", 1);
  r.relations = {{SHEAF_REL_PREPRINT_OF, {"doi", "10.1/a"}}};
  EXPECT_TRUE(stamp(work_of(r, "prep")).published);
}

TEST(Stamp, APublishedArticleThatGetsAPreprintIsNoNews) {
  Work work = work_of(article("10.1/a"), "journal");
  const Stamp before = stamp(work);
  merge(work, preprint("1", 1), "prep");
  EXPECT_NE(change_since(before, stamp(work)), Change::published);
}

TEST(Stamp, PackedAndBack) {
  for (const Stamp& s : {Stamp{}, Stamp{1, false, true}, Stamp{UINT32_MAX, true, false, 255}})
    EXPECT_EQ(unpack(pack(s)), s);
  EXPECT_EQ(pack(Stamp{}), 0u);
  EXPECT_EQ(unpack(unite_stamps(pack({2, false, true, 1}), pack({1, true, false, 2}))),
            (Stamp{2, true, true, 2}));
}

}  // namespace
}  // namespace host::identity
