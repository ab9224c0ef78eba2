// Vectors, answers, similarities.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "answer.h"
#include "background.h"
#include "modelapi/prices.h"
#include "similarity.h"
#include "support/fake_embeddings.h"
#include "vector.h"

namespace embeddings {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

// Numbers that are the same everywhere.
std::vector<float> noise(std::size_t dimensions, std::uint32_t seed) {
  std::vector<float> out;
  for (std::size_t i = 0; i < dimensions; ++i) {
    double sum = -6;  // twelve uniform ones make a normal one
    for (int k = 0; k < 12; ++k) {
      seed = seed * 1'664'525u + 1'013'904'223u;
      sum += static_cast<double>(seed >> 8) / static_cast<double>(1u << 24);
    }
    out.push_back(static_cast<float>(sum));
  }
  return out;
}

double exact_cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    aa += static_cast<double>(a[i]) * static_cast<double>(a[i]);
    bb += static_cast<double>(b[i]) * static_cast<double>(b[i]);
  }
  return ab / std::sqrt(aa * bb);
}

TEST(Vectors, EightBitsAreEnough) {
  for (const std::size_t dimensions : {256u, 512u, 1536u, 3072u}) {
    double worst = 0, squares = 0;
    for (std::uint32_t i = 0; i < 40; ++i) {
      const auto a = noise(dimensions, i);
      auto b = noise(dimensions, i + 1000);
      // from unrelated to nearly the same
      for (std::size_t k = 0; k < b.size(); ++k) {
        b[k] += a[k] * static_cast<float>(i % 10) / 2;
      }
      const double off = cosine(*quantised(a), *quantised(b)) - exact_cosine(a, b);
      worst = std::max(worst, std::abs(off));
      squares += off * off;
    }
    EXPECT_LT(worst, 0.002) << dimensions;
    EXPECT_LT(std::sqrt(squares / 40), 0.0007) << dimensions;
    EXPECT_GT(worst, 0) << "it is an approximation";
  }
}

TEST(Vectors, NeedADirection) {
  const float nan = std::nanf(""), infinite = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(quantised({}));
  EXPECT_FALSE(quantised(std::vector<float>{0, 0, 0}));
  EXPECT_FALSE(quantised(std::vector<float>{1, nan, 0}));
  EXPECT_FALSE(quantised(std::vector<float>{1, -infinite}));
  EXPECT_FALSE(quantised(std::vector<float>(kMostDimensions + 1, 1)));
  const auto largest = quantised(std::vector<float>(kMostDimensions, 1));
  ASSERT_TRUE(largest);
  EXPECT_DOUBLE_EQ(cosine(*largest, *largest), 1) << "does not overflow";
  const auto tiny = quantised(std::vector<float>{std::numeric_limits<float>::denorm_min(), 0});
  ASSERT_TRUE(tiny);
  EXPECT_DOUBLE_EQ(cosine(*tiny, *quantised(std::vector<float>{-3e38f, 0})), -1);
}

TEST(Vectors, SurviveBeingKept) {
  const auto vector = quantised(noise(512, 5));
  const std::string bytes = to_bytes(*vector, 20'718);
  EXPECT_EQ(bytes.size(), 512 + 6);
  const auto kept = from_bytes(bytes);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->vector, *vector);
  EXPECT_EQ(kept->day, 20'718);
  for (const std::string& bad :
       {std::string(), std::string("v1"), bytes.substr(0, 6), "v2" + bytes.substr(2),
        bytes.substr(0, 6) + std::string(20, '\0'), bytes + std::string(kMostDimensions, 'x')}) {
    EXPECT_FALSE(from_bytes(bad)) << bad.size();
  }
}

struct Case {
  const char* body;
  std::vector<float> first, second;  // empty: not found
  const char* why = "";              // of the first
};

TEST(Answers, AreReadPlaceByPlace) {
  const Case cases[] = {
      {R"({"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3,4.5]}]})",
       {1, 2},
       {3, 4.5}},
      {R"({"data":[{"index":1,"embedding":[3]},{"index":0,"embedding":[1]}]})", {1}, {3}},
      {R"({"data":[{"embedding":[1]},{"embedding":[3]}]})", {1}, {3}},
      {R"({"data":[{"index":null,"embedding":[1]},{"index":null,"embedding":[3]}]})", {1}, {3}},
      {R"({"data":[{"embedding":[1]}]})", {}, {}, "left it out"},
      {R"({"data":[{"embedding":[1]},{"index":1,"embedding":[3]}]})", {}, {3}, "left it out"},
      {R"({"data":[{"index":"0","embedding":[1]},{"index":7,"embedding":[9]}]})", {1}, {}},
      {R"({"data":[{"index":-1,"embedding":[1]},{"index":1,"embedding":[3]}]})", {}, {3}},
      {R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]})", {1}, {}},
      {R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}]})",
       {},
       {},
       "two vectors"},
      {R"({"data":[{"index":0,"embedding":[1,null]},{"index":1,"embedding":[3]}]})",
       {},
       {3},
       "something else than numbers"},
      {R"({"data":[{"index":0,"embedding":[NaN]},{"index":1,"embedding":[3]}]})",
       {},
       {3},
       "something else than numbers"},
      {R"({"data":[{"index":0,"embedding":[1,-Infinity]},{"index":1,"embedding":[3]}],"x":"\"NaN"})",
       {},
       {3},
       "something else than numbers"},
      {R"({"data":[{"index":0,"embedding":[1e300]},{"index":1,"embedding":[-1]}]})",
       {},
       {-1},
       "something else than numbers"},
      {R"({"data":[{"index":0,"embedding":["1"]},{"index":1,"embedding":"AAAgQA=="}]})",
       {},
       {2.5},
       "something else than numbers"},
      {R"({"data":[{"index":0,"embedding":"AACAPwAAAMA="},{"index":1,"embedding":"AAAgQA"}]})",
       {1, -2},
       {2.5}},
      {R"({"data":[{"index":0,"embedding":"AACA"},{"index":1,"embedding":"A*CA"}]})",
       {},
       {},
       "no numbers"},
      {R"({"data":[{"index":0,"embedding":"AADAfw=="},{"index":1}]})",
       {},
       {},
       "something else than numbers"},
      {R"({"data":[{"index":0,"embedding":[]},{"index":1,"embedding":{"a":1}}]})",
       {},
       {},
       "no numbers"},
      {R"({"data":[]})", {}, {}, "left it out"},
      {R"({"data":[3,"x",null,[]]})", {}, {}, "left it out"},
  };
  for (const Case& c : cases) {
    const Answer answer = read_answer(200, c.body, 2);
    EXPECT_FALSE(answer.reply.error) << c.body << answer.reply.error->message;
    ASSERT_EQ(answer.found.size(), 2u);
    EXPECT_EQ(answer.found[0].values, c.first) << c.body;
    EXPECT_EQ(answer.found[1].values, c.second) << c.body;
    EXPECT_THAT(answer.found[0].why, HasSubstr(c.why)) << c.body;
    EXPECT_EQ(answer.found[0].why.empty(), !c.first.empty()) << c.body;
  }
}

TEST(Answers, CarryErrorsModelAndUsage) {
  const Answer good = read_answer(
      200, R"({"data":[{"index":0,"embedding":[1]}],"model":"m-2","usage":{"prompt_tokens":9}})",
      1);
  EXPECT_EQ(good.reply.model, "m-2");
  EXPECT_EQ(good.reply.usage->input, 9u);
  EXPECT_EQ(good.reply.usage->output, 0u);
  for (const char* body :
       {"", "<html>", "[]", "{}", R"({"data": 3})", R"({"data": null})", "{\"da"}) {
    const Answer bad = read_answer(200, body, 2);
    ASSERT_TRUE(bad.reply.error) << body;
    EXPECT_EQ(bad.reply.error->type, "unreadable") << body;
    EXPECT_THAT(bad.found, Each(Field(&Found::values, IsEmpty()))) << body;
  }
  const Answer error = read_answer(200, R"({"error": {"message": "no", "code": "429"}})", 1);
  EXPECT_EQ(error.reply.status, 429);
  EXPECT_EQ(error.reply.error->message, "no");
  EXPECT_EQ(read_answer(400, R"({"error": "the input length exceeds the context length"})", 1)
                .reply.error->message,
            "the input length exceeds the context length");
}

TEST(Answers, ToWhatIsAsked) {
  const std::string a = "a \"quoted\" title", b = "Größe";
  const std::vector<const std::string*> texts = {&a, &b};
  EXPECT_EQ(request_body("m", texts, std::nullopt, false),
            R"({"model":"m","input":["a \"quoted\" title","Größe"]})");
  EXPECT_EQ(request_body("m", {texts.data(), 1}, 512, true),
            R"({"model":"m","input":["a \"quoted\" title"],"dimensions":512,)"
            R"("encoding_format":"base64"})");
}

Vector along(float x, float y) {
  return *quantised(std::vector<float>{x, y});
}

TEST(Similarity, IsACosineWithoutWhatAllTextsShare) {
  EXPECT_EQ(rescaled(1, 0.7), 1);
  EXPECT_EQ(rescaled(0.7, 0.7), 0);
  EXPECT_EQ(rescaled(-1, 0), 0);
  EXPECT_NEAR(rescaled(0.85, 0.7), 0.5, 1e-12);
  double before = -1;
  for (double c = 0.3; c <= 1; c += 0.01) {
    EXPECT_GT(rescaled(c, 0.2), before);
    before = rescaled(c, 0.2);
  }
  const Vector right = along(1, 0), up = along(0, 1), slope = along(1, 1);
  const Vector* const two[] = {&right, &up};
  const Vector* const three[] = {&right, &up, &slope};
  const Vector* const same[] = {&up, &up};
  EXPECT_EQ(unrelated_of({}), 0);
  EXPECT_EQ(unrelated_of({two, 1}), 0);
  EXPECT_EQ(unrelated_of(two), 0);
  EXPECT_NEAR(unrelated_of(three), std::sqrt(2.0) / 3, 1e-6);
  EXPECT_EQ(unrelated_of(same), 0.95) << "so that nothing is divided by 0";
}

TEST(Similarity, IsTheMeanOfTheNearest) {
  const Vector right = along(1, 0), up = along(0, 1), slope = along(1, 1);
  const double diagonal = std::sqrt(0.5);
  const std::vector<Weighted> all = {{&up, 1}, {&slope, 1}, {&right, 0.5}};
  const Nearness one = nearness(right, all, 1, 0);
  EXPECT_NEAR(one.value, diagonal, 1e-6) << "by what counts, not by the cosine alone";
  EXPECT_EQ(one.nearest, 2u) << "but what is named is nearest";
  EXPECT_EQ(one.nearest_value, 1);
  EXPECT_NEAR(nearness(right, all, 2, 0).value, (diagonal + 0.5) / 2, 1e-6);
  EXPECT_NEAR(nearness(right, all, 9, 0).value, (diagonal + 0.5 + 0) / 3, 1e-6);
  EXPECT_EQ(nearness(right, {}, 5, 0).value, 0);
  EXPECT_EQ(nearness(along(-1, 0), all, 5, 0).value, 0);
}

TEST(Background, TellsUnrelatedFromRelated) {
  const test::FakeEmbeddings fake;
  std::vector<Vector> vectors;
  for (const std::string& text : background_texts()) {
    vectors.push_back(*quantised(fake.vector_of(text)));
  }
  std::vector<const Vector*> pointers;
  for (const Vector& v : vectors) pointers.push_back(&v);
  ASSERT_GE(pointers.size(), 16u);
  EXPECT_LT(unrelated_of(pointers), 0.1);
  EXPECT_GT(unrelated_of(pointers), -0.1);
}

TEST(Prices, OfEmbeddingModels) {
  const auto cost = [](const char* model) {
    return modelapi::cost_micros(modelapi::Prices::shipped().find(model), {.input = 1'000'000},
                                 false);
  };
  EXPECT_EQ(cost("text-embedding-3-small"), 20'000);
  EXPECT_EQ(cost("openai/text-embedding-3-large"), 130'000);
  EXPECT_EQ(cost("nomic-embed-text"), -1) << "unknown, never 0";
}

}  // namespace
}  // namespace embeddings
