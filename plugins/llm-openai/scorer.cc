#include "scorer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <utility>

#include "batch_grading.h"
#include "exchanges.h"
#include "modelapi/hash.h"
#include "modelapi/prompt_text.h"
#include "shipped.h"

namespace llm_openai {
namespace {

const std::vector<sheaf::Axis>& title_axes() {
  static const std::vector<sheaf::Axis> axes = {{"interest", "", 10, {}}};
  return axes;
}

std::vector<std::string> criteria_of(const sheaf_profile& profile) {
  std::vector<std::string> out;
  for (const auto& c : sheaf::range(profile.criteria, profile.criterion_count)) {
    out.emplace_back(sheaf::view(c.id));
  }
  return out;
}

Task full_task(const Prompt& prompt, const Options& options, const sheaf_profile& profile) {
  return {&prompt, options.axes, criteria_of(profile), true, options.batch};
}

Task titles_task(const Prompt& prompt, const FirstPass& pass) {
  return {&prompt, title_axes(), {}, false, pass.batch};
}

// Without their texts.
std::vector<Paper> titles_of(const std::vector<const Paper*>& papers) {
  std::vector<Paper> out;
  for (const Paper* p : papers) {
    out.push_back(*p);
    out.back().text = {};
  }
  return out;
}

std::vector<const Paper*> pointers(const std::vector<Paper>& papers) {
  std::vector<const Paper*> out;
  for (const Paper& p : papers) out.push_back(&p);
  return out;
}

std::string whole(double value) {
  std::ostringstream out;
  out << std::round(value * 10) / 10;
  return std::move(out).str();
}

}  // namespace

const char* const LlmScorer::kDescription =
    R"(Works with OpenAI, Azure, OpenRouter, DeepSeek, Mistral, Groq, vLLM, Ollama, llama.cpp and whatever else answers
`POST /chat/completions` the same way.

Reads of a profile: `interests`, `criteria` and `language` (of the comments). Reads of a work: title and abstract, or the
summary where there is no abstract.

A work gets a grade on each of the `axes`, the criteria it matches, and a comment. Works are asked about `batch` at a
time; what an answer leaves out or gets wrong is asked again, fewer at a time, at last alone. What still has no grade
then is reported as not scored, with the reason. The README.md of this plugin tells the rest: prompts, prices, budgets,
the Batch API.)";

// One call of score().
class LlmScorer::Run {
 public:
  Run(LlmScorer& self, const sheaf::Call& call, const sheaf_score_request& request,
      const sheaf::ScoreSink& sink)
      : self_(self),
        call_(call),
        profile_(*request.profiles[0]),
        sink_(sink),
        papers_(papers_of(request)),
        told_(papers_.size(), false),
        exchanges_(self.host_, sink, self.options_.chat.endpoint, self.options_.keep_ms) {
    handler_.on_usage = [this](const modelapi::Usage& used) { sink_.usage(used.view()); };
    handler_.on_failure = [this](const Paper& paper, const std::string& why) {
      sheaf::Score out;
      out.status = SHEAF_E_UPSTREAM;
      out.error = why;
      tell(paper, std::move(out));
    };
  }

  void go() {
    try {
      std::vector<const Paper*> papers = pointers(papers_);
      if (self_.options_.first_pass) papers = look_at_titles(papers);
      const Prompt prompt = self_.full_prompt();
      GradeHandler handler = handler_;
      handler.on_grade = [this](const Paper& paper, Grade grade) {
        tell(paper, score_of(std::move(grade)));
      };
      handler.on_exchange = [this](const auto& graded, const modelapi::Answered& answered) {
        exchanges_.keep(graded, answered);
      };
      const Task task = full_task(prompt, self_.options_, profile_);
      if (self_.options_.batch_mode) {
        const std::string key = modelapi::hash_text(self_.fingerprint(profile_) + '\0' +
                                                    std::string(sheaf::view(profile_.id)));
        BatchGrading(self_.chat_, call_, key).grade(task, profile_, papers, handler);
      } else {
        grade(self_.chat_, call_, task, profile_, papers, handler);
      }
    } catch (const sheaf::Reported& r) {
      if (r.code == SHEAF_E_BUDGET) rest_is_unpaid();
      throw;
    }
  }

 private:
  // The papers whose titles promise something; the others are told off.
  std::vector<const Paper*> look_at_titles(const std::vector<const Paper*>& papers) {
    const FirstPass& pass = *self_.options_.first_pass;
    const Prompt prompt = self_.titles_prompt();
    const std::vector<Paper> titles = titles_of(papers);
    std::map<std::size_t, double> interest;  // by record
    GradeHandler handler = handler_;
    handler.on_grade = [&](const Paper& paper, const Grade& grade) {
      interest[paper.record] = grade.values[0];
    };
    handler.on_failure = [](const Paper&, const std::string&) {};  // it is graded, then
    grade(self_.chat_, call_, titles_task(prompt, pass), profile_, pointers(titles), handler);

    std::vector<double> values;
    for (const auto& [record, value] : interest) values.push_back(value);
    std::sort(values.begin(), values.end(), std::greater<>());
    const auto keep =
        static_cast<std::size_t>(std::ceil(pass.keep * static_cast<double>(values.size()) - 1e-9));
    const double least = keep == 0 || values.empty() ? 0 : values[keep - 1];
    std::vector<const Paper*> out;
    for (const Paper* p : papers) {
      const auto found = interest.find(p->record);
      if (found == interest.end() || found->second >= least) {  // ties all go on
        out.push_back(p);
        continue;
      }
      sheaf::Score score;
      score.comment = "By its title alone: " + whole(found->second) + " of 10.";
      tell(*p, std::move(score));
    }
    return out;
  }

  sheaf::Score score_of(Grade grade) const {
    sheaf::Score out;
    const auto& axes = self_.options_.axes;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      out.axes.push_back({axes[i].id, grade.values[i]});
      out.value += grade.values[i] / axes[i].scale / static_cast<double>(axes.size());
    }
    out.value = std::clamp(out.value, 0.0, 1.0);
    out.matched = std::move(grade.matched);
    out.comment = std::move(grade.comment);
    return out;
  }

  void rest_is_unpaid() {
    for (const Paper& p : papers_) {
      if (told_[p.record]) continue;
      sheaf::Score out;
      out.status = SHEAF_E_BUDGET;
      out.error = "the budget was used up before it";
      tell(p, std::move(out));
    }
  }

  void tell(const Paper& paper, sheaf::Score score) {
    told_[paper.record] = true;
    score.record = paper.record;
    if (!sink_.score(score)) throw sheaf::Error(SHEAF_E_CANCELLED, "the host has enough");
  }

  LlmScorer& self_;
  const sheaf::Call& call_;
  const sheaf_profile& profile_;
  const sheaf::ScoreSink& sink_;
  const std::vector<Paper> papers_;
  std::vector<bool> told_;
  Exchanges exchanges_;
  GradeHandler handler_;
};

LlmScorer::LlmScorer(sheaf::Host host, Options options)
    : Scorer(options.axes), host_(host), options_(std::move(options)), chat_(host, options_.chat) {}

Prompt LlmScorer::full_prompt() const {
  if (!options_.prompt_path) return Prompt("score.mustache", kShippedPrompt, options_.axes, true);
  return Prompt(*options_.prompt_path, modelapi::read_prompt_file(*options_.prompt_path),
                options_.axes, true);
}

Prompt LlmScorer::titles_prompt() const {
  return Prompt("titles.mustache", kShippedTitlesPrompt, title_axes(), false);
}

void LlmScorer::score(const sheaf::Call& call, const sheaf_score_request& request,
                      const sheaf::ScoreSink& sink) {
  if (request.record_count > 0) Run(*this, call, request, sink).go();
}

std::string LlmScorer::fingerprint(const sheaf_profile& profile) {
  std::string all = options_.chat.model.model + '\0' + options_.chat.model.effort + '\0';
  if (options_.chat.model.temperature) all += std::to_string(*options_.chat.model.temperature);
  all += '\0' + full_prompt().identity(profile) + '\0' +
         grade_schema(options_.axes, criteria_of(profile), true);
  if (options_.first_pass) {
    all += '\0' + std::to_string(options_.first_pass->keep) + titles_prompt().identity(profile);
  }
  return "1 " + options_.chat.model.model + " " + modelapi::hash_text(all);
}

void LlmScorer::estimate(const sheaf::Call& call, const sheaf_score_request& request,
                         const sheaf::ScoreSink& sink) {
  if (request.record_count == 0) return;
  const sheaf_profile& profile = *request.profiles[0];
  const std::vector<Paper> papers = papers_of(request);
  std::vector<const Paper*> left = pointers(papers);
  const auto tell = [&](const Task& task, const std::vector<const Paper*>& asked) {
    std::vector<modelapi::Question> questions;
    for (Batch& b : batches_of(task, asked, task.batch)) questions.push_back(std::move(b.question));
    sink.usage(chat_.expect(call, topic_of(task, profile), questions, options_.batch_mode).view());
  };
  if (options_.first_pass) {
    const Prompt prompt = titles_prompt();
    const std::vector<Paper> titles = titles_of(left);
    tell(titles_task(prompt, *options_.first_pass), pointers(titles));
    left.resize(static_cast<std::size_t>(
        std::ceil(options_.first_pass->keep * static_cast<double>(left.size()))));
  }
  const Prompt prompt = full_prompt();
  tell(full_task(prompt, options_, profile), left);
}

void LlmScorer::probe(const sheaf::Call& call) {
  const auto answer =
      host_.send(call, options_.chat.endpoint.request("/models", "", options_.chat.timeout_ms));
  const modelapi::Reply reply = modelapi::read_reply(answer.status(), answer.body());
  if (answer.status() < 400 || answer.status() == 404) return;  // Azure has no such list
  const modelapi::Verdict verdict = modelapi::judge(reply, answer, host_.now_ms());
  throw sheaf::Error(verdict.kind == modelapi::Verdict::kStop ? verdict.code : SHEAF_E_TRANSIENT,
                     verdict.reason, verdict.wait_ms);
}

}  // namespace llm_openai
