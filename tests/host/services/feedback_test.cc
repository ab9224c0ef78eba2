#include "host/services/fixture.h"

namespace host::services::testing {
namespace {

using ::testing::ElementsAre;

class FeedbackTest : public ServiceTest {
 protected:
  struct Told {
    std::string title, origin;
    double value;
    bool operator==(const Told&) const = default;
  };
  std::vector<Told> labels(const std::string& profile) {
    const auto service = feedback_service(*store, "p");
    std::vector<Told> out;
    EXPECT_EQ(service->labels(
                  service.get(), call.raw(), sheaf::str(profile),
                  [](void* to, const sheaf_label* l) -> sheaf_status {
                    static_cast<std::vector<Told>*>(to)->push_back(
                        {std::string(sheaf::view(l->work->title)),
                         std::string(sheaf::view(l->origin)), l->value});
                    return SHEAF_OK;
                  },
                  &out),
              SHEAF_OK);
    return out;
  }
  store::WorkId work(const std::string& id, const std::string& title) {
    return in([&](store::Session& s) -> Result<store::WorkId> {
      Work w;
      w.id = w.record.id = id;
      w.record.title = title;
      const Key key{id, false};
      TRY_ASSIGN(const store::Claim claim, s.works().claim(w, std::span(&key, 1), std::nullopt));
      return *claim.work;
    });
  }
};

TEST_F(FeedbackTest, LabelsStandInTheOrderOfTimeAndBelongToTheirReader) {
  const auto a = work("doi:10.1/a", "A");
  const auto b = work("doi:10.1/b", "B");
  in([&](store::Session& s) -> Result<void> {
    TRY(s.readers().put_label("p", "ada", b, -1, kNow));
    TRY(s.readers().put_label("p", "ada", a, 1, kNow + 1));
    return s.readers().put_label("p", "bob", a, 0.5, kNow);
  });
  EXPECT_THAT(labels("ada"), ElementsAre(Told{"B", "feedback", -1}, Told{"A", "feedback", 1}));
  EXPECT_THAT(labels("bob"), ElementsAre(Told{"A", "feedback", 0.5}));
  EXPECT_TRUE(labels("eve").empty());
}

TEST_F(FeedbackTest, AStopEndsIt) {
  const auto a = work("doi:10.1/a", "A");
  const auto b = work("doi:10.1/b", "B");
  in([&](store::Session& s) -> Result<void> {
    TRY(s.readers().put_label("p", "ada", a, 1, kNow));
    return s.readers().put_label("p", "ada", b, 1, kNow);
  });
  const auto service = feedback_service(*store, "p");
  int seen = 0;
  service->labels(
      service.get(), call.raw(), sheaf::str("ada"),
      [](void* n, const sheaf_label*) -> sheaf_status {
        ++*static_cast<int*>(n);
        return SHEAF_STOP;
      },
      &seen);
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace host::services::testing
