#include "people.h"

#include <gmock/gmock.h>

#include "fixtures.h"

namespace keywords {
namespace {

using keywords_test::person;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

constexpr const char* kAda = "0000-0002-1825-0097";
constexpr const char* kOther = "0000-0001-5109-3700";

// The raw form of one person.
class Raw {
 public:
  explicit Raw(const sheaf::Person& p)
      : record_(keywords_test::work("t", "", {p})), view_(record_) {}
  const sheaf_person& get() const { return *view_.get()->authors[0]; }

 private:
  sheaf::Record record_;
  sheaf::RecordView view_;
};

std::vector<PersonFound> find(const std::vector<std::vector<sheaf::Person>>& profiles,
                              const std::vector<sheaf::Person>& authors) {
  People people;
  for (size_t i = 0; i < profiles.size(); ++i) {
    for (const auto& p : profiles[i]) people.add(Raw(p).get(), i);
  }
  const sheaf::Record work = keywords_test::work("t", "", authors);
  return people.find(*sheaf::RecordView(work).get());
}

std::vector<PersonFound> find(const sheaf::Person& followed, const sheaf::Person& author) {
  return find({{followed}}, {author});
}

auto is(sheaf_strength strength, const std::string& detail) {
  return testing::AllOf(Field("strength", &PersonFound::strength, strength),
                        Field("detail", &PersonFound::detail, detail));
}

TEST(NamesTest, FollowTheTable) {
  for (const auto& row : keywords_test::table("names.tsv")) {
    ASSERT_EQ(row.size(), 3u) << row[0];
    const auto a = name_words(Raw(person(row[0])).get());
    const auto b = name_words(Raw(person(row[1])).get());
    const NameMatch expected = row[2] == "full"       ? NameMatch::kFull
                               : row[2] == "initials" ? NameMatch::kInitials
                                                      : NameMatch::kNone;
    EXPECT_EQ(match_names(a, b), expected) << row[0] << " / " << row[1];
    EXPECT_EQ(match_names(b, a), expected) << row[1] << " / " << row[0];
    EXPECT_EQ(find(person(row[0]), person(row[1])).empty(), expected == NameMatch::kNone)
        << row[0] << " / " << row[1];
  }
}

TEST(NamesTest, GivenAndFamilyWinOverTheName) {
  sheaf::Person p = person("Wang Wei");
  p.family = "Wang";
  p.given = "Wei";
  EXPECT_EQ(match_names(name_words(Raw(p).get()), name_words(Raw(person("Wei Wang")).get())),
            NameMatch::kFull);
}

TEST(AffiliationTest, TheInstitutionMustStandThere) {
  EXPECT_TRUE(
      same_affiliation("ETH Zurich", "Department of Computer Science, ETH Zürich, Switzerland"));
  EXPECT_TRUE(same_affiliation("University of Edinburgh, UK", "UK; The University of Edinburgh"));
  EXPECT_TRUE(same_affiliation("Old College; New Institute", "New Institute, Elsewhere"));
  EXPECT_FALSE(same_affiliation("University of Edinburgh", "Heriot-Watt University, Edinburgh"));
  EXPECT_FALSE(same_affiliation("University of Edinburgh, UK", "University of Edinburgh"));
  EXPECT_FALSE(same_affiliation("", "ETH Zurich"));
  EXPECT_FALSE(same_affiliation("ETH Zurich", ""));
  EXPECT_FALSE(same_affiliation(" ,;, ", "ETH Zurich"));
}

TEST(PeopleTest, OrcidIsStrong) {
  EXPECT_THAT(
      find(person("Ada Lovelace", kAda), person("A. Lovelace", kAda)),
      ElementsAre(is(SHEAF_STRENGTH_STRONG, "ORCID 0000-0002-1825-0097; printed as A. Lovelace")));
}

TEST(PeopleTest, OrcidIsEnoughWhateverTheName) {
  EXPECT_THAT(find(person("Ada Lovelace", kAda), person("Ada King", kAda)),
              ElementsAre(Field("strength", &PersonFound::strength, SHEAF_STRENGTH_STRONG)));
}

TEST(PeopleTest, TwoOrcidsAreTwoPeople) {
  EXPECT_THAT(find(person("Ada Lovelace", kAda), person("Ada Lovelace", kOther)), IsEmpty());
}

TEST(PeopleTest, ANameIsWeakAndSaysSo) {
  EXPECT_THAT(find(person("Ada Lovelace", kAda), person("Ada Lovelace")),
              ElementsAre(is(SHEAF_STRENGTH_WEAK, "name only, could be someone else")));
  EXPECT_THAT(find(person("Ada Lovelace"), person("A. Lovelace")),
              ElementsAre(is(SHEAF_STRENGTH_WEAK,
                             "initials only, could be someone else; printed as A. Lovelace")));
}

TEST(PeopleTest, AFullNameWithTheAffiliationIsStrong) {
  EXPECT_THAT(find(person("Ada Lovelace", "", "Analytical Society"),
                   person("Ada Lovelace", "", "The Analytical Society, London")),
              ElementsAre(is(SHEAF_STRENGTH_STRONG, "name and affiliation (Analytical Society)")));
}

TEST(PeopleTest, InitialsWithTheAffiliationAreWeak) {
  EXPECT_THAT(
      find(person("Ada Lovelace", "", "Analytical Society"),
           person("A. Lovelace", "", "Analytical Society")),
      ElementsAre(is(SHEAF_STRENGTH_WEAK,
                     "initials and affiliation (Analytical Society), could be someone else; "
                     "printed as A. Lovelace")));
}

TEST(PeopleTest, FollowedCoAuthorsAreEvidenceForEachOther) {
  EXPECT_THAT(find({{person("Ada Lovelace"), person("Charles Babbage")}},
                   {person("Charles Babbage"), person("Someone Else"), person("Ada Lovelace")}),
              ElementsAre(is(SHEAF_STRENGTH_STRONG, "name and followed co-author Charles Babbage"),
                          is(SHEAF_STRENGTH_STRONG, "name and followed co-author Ada Lovelace")));
}

TEST(PeopleTest, InitialsNeedBothAffiliationAndCoAuthor) {
  const auto both =
      find({{person("Ada Lovelace", "", "Analytical Society"), person("Charles Babbage")}},
           {person("A. Lovelace", "", "Analytical Society"), person("Charles Babbage")});
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].strength, SHEAF_STRENGTH_STRONG);
  EXPECT_EQ(both[1].strength, SHEAF_STRENGTH_WEAK);  // initials are no evidence for others

  const auto one = find({{person("Ada Lovelace"), person("Charles Babbage")}},
                        {person("A. Lovelace"), person("Charles Babbage")});
  ASSERT_EQ(one.size(), 2u);
  EXPECT_EQ(one[0].strength, SHEAF_STRENGTH_WEAK);
}

TEST(PeopleTest, CoAuthorsOfAnotherProfileAreNoEvidence) {
  const auto found = find({{person("Ada Lovelace")}, {person("Charles Babbage")}},
                          {person("Ada Lovelace"), person("Charles Babbage")});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].strength, SHEAF_STRENGTH_WEAK);
  EXPECT_EQ(found[1].strength, SHEAF_STRENGTH_WEAK);
}

// Text fidelity, case 20: two people of one name are not merged.
TEST(Case20Test, TwoPeopleOfOneName) {
  const std::vector<sheaf::Person> followed{person("Wei Zhang", kAda), person("Wei Zhang", kOther)};

  const auto by_orcid = find({followed}, {person("Wei Zhang", kOther)});
  EXPECT_THAT(by_orcid, ElementsAre(is(SHEAF_STRENGTH_STRONG, "ORCID 0000-0001-5109-3700")));

  // No ORCID in the work: it may be either, and is said to be neither.
  const auto by_name = find({followed}, {person("Wei Zhang")});
  EXPECT_THAT(by_name, ElementsAre(is(SHEAF_STRENGTH_WEAK, "name only, could be someone else"),
                                   is(SHEAF_STRENGTH_WEAK, "name only, could be someone else")));

  // Namesakes are no co-author evidence for each other, not even with two authors of that name.
  const auto two = find({followed}, {person("Wei Zhang"), person("Wei Zhang", "", "Elsewhere")});
  EXPECT_THAT(two, ElementsAre(is(SHEAF_STRENGTH_WEAK, "name only, could be someone else"),
                               is(SHEAF_STRENGTH_WEAK, "name only, could be someone else")));
}

TEST(PeopleTest, OneAuthorIsNoCoAuthorOfThemselves) {
  const auto found =
      find({{person("Ada Lovelace"), person("Ada King Lovelace")}}, {person("Ada Lovelace")});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].strength, SHEAF_STRENGTH_WEAK);
  EXPECT_EQ(found[1].strength, SHEAF_STRENGTH_WEAK);
}

TEST(PeopleTest, TheBestEvidenceCounts) {
  const auto found = find(person("Ada Lovelace", kAda), person("Ada Lovelace"));
  EXPECT_EQ(found.size(), 1u);
  EXPECT_THAT(
      find({{person("Ada Lovelace", kAda)}}, {person("Ada Lovelace"), person("A. L.", kAda)}),
      ElementsAre(is(SHEAF_STRENGTH_STRONG, "ORCID 0000-0002-1825-0097; printed as A. L.")));
}

TEST(PeopleTest, ACollaborationIsItsName) {
  sheaf::Person group = person("Example Collaboration");
  group.group = true;
  EXPECT_THAT(find(person("The Example Collaboration"), group),
              ElementsAre(is(SHEAF_STRENGTH_STRONG,
                             "name of the collaboration; printed as Example Collaboration")));
}

TEST(PeopleTest, OnePersonOfManyProfiles) {
  const auto found = find({{person("Ada Lovelace")}, {}, {person("X Y"), person("Ada Lovelace")}},
                          {person("Ada Lovelace")});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].profile, 0u);
  EXPECT_EQ(found[1].profile, 2u);
}

}  // namespace
}  // namespace keywords
