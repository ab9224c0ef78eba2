#include "scorer.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "background.h"
#include "similarity.h"

namespace embeddings {
namespace {

std::vector<std::string> texts_of(const sheaf_score_request& request) {
  std::vector<std::string> out;
  for (const sheaf_record* r : sheaf::range(request.records, request.record_count)) {
    out.push_back(text_of(*r));
  }
  return out;
}

// The background first, then all that works are compared with.
std::vector<std::string> texts_of(const References& references) {
  std::vector<std::string> out = background_texts();
  for (const auto* list : {&references.liked, &references.disliked, &references.topics}) {
    for (const Reference& r : *list) out.push_back(r.text);
  }
  return out;
}

std::string two_digits(double value) {
  char out[16];
  std::snprintf(out, sizeof out, "%.2f", value);
  return out;
}

}  // namespace

const char* const Embeddings::kDescription =
    R"(Works with OpenAI, Azure, Mistral, vLLM, Ollama, llama.cpp and whatever else answers `POST /embeddings` the same
way. Local servers need no key.

Reads of a profile: `interests`, the texts of `criteria`, and what the reader liked and disliked: the `library:` and
`sheaf feedback`. Reads of a work: title and abstract, or the summary where there is no abstract.

**Similarity** is the cosine of two vectors, rescaled so that 0 is what texts of different fields have with this model,
and 1 the same text. The axis `library` is the mean similarity to the `neighbours` nearest liked works, new likes
counting more than old ones, less `dislike_weight` times the same for disliked works. The axis `interests` is the
similarity to the interests or to one of the criteria, whichever is nearest. The value is the mean of both by their
weights; what the reader does not have is left out of it, and its axis is 0. A reader with neither gets no scores, which
the report says.

Vectors are kept (`keep`), so that a work and a library are paid for once, for all readers of the pipeline.)";

// One reader, and what works are compared with.
class Embeddings::Reader {
 public:
  Reader(const Embeddings& self, References references, const std::vector<Vectors::Got>& got)
      : options_(self.options_), references_(std::move(references)) {
    std::size_t at = 0;
    std::vector<const Vector*> background;
    for (; at < background_texts().size(); ++at) {
      if (got[at].vector != nullptr) background.push_back(got[at].vector);
    }
    unrelated_ = unrelated_of(background);
    take(references_.liked, got, at, liked_);
    take(references_.disliked, got, at, disliked_);
    take(references_.topics, got, at, topics_);
  }

  bool empty() const { return weight_of_library() + weight_of_topics() <= 0; }
  // How many references have no vector, and why the last of them has none.
  std::size_t missing() const { return missing_; }
  const std::string& why() const { return why_; }

  sheaf::Score score(const Vector& work) const {
    const Nearness liked = nearness(work, liked_, options_.neighbours, unrelated_);
    const Nearness disliked = nearness(work, disliked_, options_.neighbours, unrelated_);
    const Nearness topic = nearness(work, topics_, 1, unrelated_);
    const double against = options_.dislike_weight * disliked.value;
    const double library = std::max(liked.value - against, 0.0);
    sheaf::Score out;
    out.axes = {{"library", library}, {"interests", topic.value}};
    out.value = (weight_of_library() * library + weight_of_topics() * topic.value) /
                (weight_of_library() + weight_of_topics());
    // without likes there is nothing else that dislikes could be taken off
    if (liked_.empty()) out.value -= against;
    out.value = std::clamp(out.value, 0.0, 1.0);
    tell(references_.liked, liked, 0, out);
    tell(references_.topics, topic, 0, out);
    if (against > 0) tell(references_.disliked, disliked, -against, out);
    return out;
  }

 private:
  double weight_of_library() const { return liked_.empty() ? 0 : options_.library_weight; }
  double weight_of_topics() const { return topics_.empty() ? 0 : options_.interests_weight; }

  // References without a vector are left out.
  void take(std::vector<Reference>& references, const std::vector<Vectors::Got>& got,
            std::size_t& at, std::vector<Weighted>& out) {
    std::vector<Reference> kept;
    for (Reference& r : references) {
      const Vectors::Got& g = got[at++];
      if (g.vector == nullptr) {
        ++missing_;
        why_ = g.why;
        continue;
      }
      out.push_back({g.vector, r.weight});
      kept.push_back(std::move(r));
    }
    references = std::move(kept);
  }

  static void tell(const std::vector<Reference>& references, const Nearness& near,
                   double contribution, sheaf::Score& out) {
    if (near.nearest_value <= 0) return;
    sheaf::Evidence e;
    e.subject = "close to: " + references[near.nearest].title;
    e.detail = two_digits(near.nearest_value);
    e.contribution = contribution;
    out.evidence.push_back(std::move(e));
  }

  const Options& options_;
  References references_;
  std::vector<Weighted> liked_, disliked_, topics_;
  double unrelated_ = 0;
  std::size_t missing_ = 0;
  std::string why_;
};

Embeddings::Embeddings(sheaf::Host host, Options options)
    : Scorer({{"library", "Library", 1, {}}, {"interests", "Interests", 1, {}}}),
      host_(host),
      options_(std::move(options)),
      vectors_(host, options_.settings, options_.keep_ms) {}

// Dislikes alone do not tell what is liked.
bool Embeddings::comparable(const References& references) const {
  return (!references.liked.empty() && options_.library_weight > 0) ||
         (!references.topics.empty() && options_.interests_weight > 0);
}

std::vector<std::string> Embeddings::prefixed(std::vector<std::string> texts) const {
  for (std::string& t : texts) t.insert(0, options_.prefix);
  return texts;
}

void Embeddings::score(const sheaf::Call& call, const sheaf_score_request& request,
                       const sheaf::ScoreSink& sink) {
  if (request.record_count == 0) return;
  const sheaf_profile& profile = *request.profiles[0];
  const std::string who = "profile " + std::string(sheaf::view(profile.id));
  const auto on_usage = [&](const modelapi::Usage& used) { sink.usage(used.view()); };
  const auto fail = [&](std::size_t record, sheaf_status status, const std::string& why) {
    sheaf::Score out;
    out.record = record;
    out.status = status;
    out.error = why;
    if (!sink.score(out)) throw sheaf::Error(SHEAF_E_CANCELLED, "the host has enough");
  };
  const auto fail_all = [&](sheaf_status status, const std::string& why) {
    for (std::size_t i = 0; i < request.record_count; ++i) fail(i, status, why);
  };
  // Tells of works that the budget did not reach, then throws what ended the requests.
  const auto end = [&](const std::exception_ptr& stopped, const std::vector<Vectors::Got>& works) {
    if (stopped == nullptr) return;
    try {
      std::rethrow_exception(stopped);
    } catch (const sheaf::Reported& r) {
      for (std::size_t i = 0; r.code == SHEAF_E_BUDGET && i < request.record_count; ++i) {
        const bool told = !works.empty() && (works[i].vector != nullptr || !works[i].why.empty());
        if (!told) fail(i, SHEAF_E_BUDGET, "the budget was used up before it");
      }
      throw;
    }
  };

  References references = read_references(host_, call, profile, options_.half_life_ms);
  if (!comparable(references)) {
    return fail_all(SHEAF_E_CONFIG, who + " has nothing to compare with: no library, no liked " +
                                        "works, no interests, no criteria");
  }
  std::exception_ptr stopped;
  const auto got = vectors_.get(call, prefixed(texts_of(references)), on_usage, stopped);
  end(stopped, {});
  const Reader reader(*this, std::move(references), got);
  if (reader.empty()) {
    return fail_all(SHEAF_E_UPSTREAM,
                    "the library and the interests have no vectors: " + reader.why());
  }
  if (reader.missing() > 0) {
    call.warn(who + ": " + std::to_string(reader.missing()) +
              " works of the library, or interests, are left out: " + reader.why());
  }

  const auto works = vectors_.get(call, prefixed(texts_of(request)), on_usage, stopped);
  for (std::size_t i = 0; i < works.size(); ++i) {
    if (i % 64 == 0) call.throw_if_cancelled();
    if (works[i].vector != nullptr) {
      sheaf::Score out = reader.score(*works[i].vector);
      out.record = i;
      if (!sink.score(out)) throw sheaf::Error(SHEAF_E_CANCELLED, "the host has enough");
    } else if (!works[i].why.empty()) {
      fail(i, SHEAF_E_UPSTREAM, works[i].why);
    }
  }
  end(stopped, works);
}

void Embeddings::estimate(const sheaf::Call& call, const sheaf_score_request& request,
                          const sheaf::ScoreSink& sink) {
  if (request.record_count == 0) return;
  const References references =
      read_references(host_, call, *request.profiles[0], options_.half_life_ms);
  if (!comparable(references)) return;
  std::vector<std::string> texts = texts_of(references);
  for (std::string& t : texts_of(request)) texts.push_back(std::move(t));
  const std::vector<std::string> unknown = vectors_.unknown(call, prefixed(std::move(texts)));
  if (!unknown.empty()) sink.usage(vectors_.embedder().expect(unknown).view());
}

void Embeddings::probe(const sheaf::Call& call) {
  Embedder::Handler handler;
  handler.on_vector = [](std::size_t, const Vector&) {};
  handler.on_failure = [](std::size_t, const std::string& why) {
    throw sheaf::Error(SHEAF_E_UPSTREAM, why);
  };
  handler.on_usage = [](const modelapi::Usage&) {};
  vectors_.embedder().embed(call, {options_.prefix + "sheaf"}, handler);
}

}  // namespace embeddings
