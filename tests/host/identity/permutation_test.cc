// The order in which records arrive does not matter.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "identity/identity.h"
#include "records.h"

namespace host::identity {
namespace {

using testing::article;
using testing::day;
using testing::person;
using testing::preprint;
using testing::work_of;

struct Said {
  Record record;
  std::string source;
  Role role = Role::source;
};

Work merged(const std::vector<Said>& all, const std::vector<std::size_t>& order) {
  Work work;
  for (std::size_t i : order) {
    if (work.id.empty()) {
      work = work_of(all[i].record, all[i].source);
    } else {
      merge(work, all[i].record, all[i].source, all[i].role);
    }
  }
  work.id = work.record.id = "any";  // the first record's, by design
  return work;
}

// Every order that starts with a source.
void expect_same_in_every_order(const std::vector<Said>& all) {
  std::vector<std::size_t> order(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const Work first = merged(all, order);
  std::size_t tried = 0;
  do {
    if (all[order[0]].role == Role::enricher) continue;
    ASSERT_EQ(merged(all, order), first);
    ++tried;
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_GE(tried, 24u);
}

TEST(Permutation, VersionsListingsJournalAndEnricher) {
  Record listing =
      preprint("1", 1);  // the same version from another interface: no dates, a comment
  listing.updated_ms = SHEAF_TIME_UNKNOWN;
  listing.comment = "12 pages";
  listing.announce = SHEAF_ANNOUNCE_CROSS;
  Record teaser = preprint("1", 3);
  teaser.abstract =
      "We grow lattices and count their leaves and everything else that the garden...";
  teaser.flags |= SHEAF_R_TRUNCATED;
  teaser.links.clear();
  Record journal = article("10.1/a");
  journal.abstract.clear();
  Record lookup = article("10.1/a");
  lookup.abstract = "From the registry.";
  lookup.published_ms = day(1);
  lookup.authors.clear();
  expect_same_in_every_order({{preprint("1", 1), "prep"},
                              {listing, "prep"},
                              {preprint("1", 2), "prep"},
                              {teaser, "prep"},
                              {journal, "journal"},
                              {lookup, "lookup", Role::enricher}});
}

// Random records that agree on little, from a small pool of values so that ties happen.
TEST(Permutation, RandomRecords) {
  std::mt19937 random(20260924);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 25; ++round) {
    std::vector<Said> all;
    for (int i = 0; i < 5; ++i) {
      Record r;
      r.id = std::to_string(pick(2));
      r.version = static_cast<std::uint32_t>(pick(3));
      r.flags = static_cast<std::uint32_t>(pick(8));  // withdrawn, preprint, truncated
      r.type = static_cast<sheaf_record_type>(pick(4));
      r.announce = static_cast<sheaf_announce>(pick(5));
      r.title = "title " + std::to_string(pick(3));
      const auto maybe = [&](std::string& text, const char* what) {
        if (pick(2) != 0) text = std::string(what) + std::to_string(pick(3));
      };
      maybe(r.abstract, "abstract");
      maybe(r.summary, "summary");
      maybe(r.comment, "comment");
      maybe(r.venue, "venue");
      maybe(r.url, "https://x.example/");
      maybe(r.language, "l");
      maybe(r.license, "c");
      maybe(r.primary_category, "k");
      for (std::int64_t* date : {&r.published_ms, &r.updated_ms, &r.announced_ms})
        if (pick(3) != 0) *date = day(pick(3));
      for (int n = pick(3); n > 0; --n) r.categories.push_back("k" + std::to_string(pick(4)));
      for (int n = pick(3); n > 0; --n)
        r.links.push_back({static_cast<sheaf_link_rel>(pick(6)),
                           "https://l.example/" + std::to_string(pick(3)),
                           pick(2) != 0 ? "label" : ""});
      for (int n = pick(3); n > 0; --n)
        r.extras.emplace_back("e" + std::to_string(pick(2)), std::to_string(pick(2)));
      for (int n = pick(3); n > 0; --n) r.identifiers.push_back({"s", std::to_string(pick(5))});
      if (pick(2) != 0) r.authors = {person("A", std::to_string(pick(3)))};
      all.push_back(
          {r, pick(2) != 0 ? "one" : "two", i > 1 && pick(4) == 0 ? Role::enricher : Role::source});
    }
    expect_same_in_every_order(all);
    if (HasFatalFailure()) FAIL() << "round " << round;
  }
}

// Uniting two works equals merging all records into one.
TEST(Permutation, UnitingIsMerging) {
  std::vector<Said> all = {{preprint("1", 1), "prep"},
                           {preprint("1", 2), "prep"},
                           {article("10.1/a"), "journal"},
                           {article("10.1/a"), "toc"}};
  all[3].record.abstract = "A longer abstract than the journal's own feed has.";
  for (std::size_t cut = 1; cut < all.size(); ++cut) {
    std::vector<std::size_t> left, right, order;
    for (std::size_t i = 0; i < all.size(); ++i) {
      (i < cut ? left : right).push_back(i);
      order.push_back(i);
    }
    Work older = merged(all, left);
    unite(older, merged(all, right));
    EXPECT_EQ(older, merged(all, order)) << cut;
  }
}

}  // namespace
}  // namespace host::identity
