#include "grading.h"

#include <algorithm>
#include <utility>

namespace llm_openai {
namespace {

// Why a paper has no usable grade in a reply.
std::string reason(const modelapi::Reply& reply, const Grades& grades, const std::string& handle) {
  if (const auto bad = grades.bad.find(handle); bad != grades.bad.end()) return bad->second;
  if (reply.finish_reason == "length") {
    return reply.content.empty() ? "the answer's tokens were used up by thinking"
                                 : "the answer was cut off at its limit of tokens";
  }
  if (reply.finish_reason == "content_filter") return "the server's content filter cut the answer";
  if (reply.content.empty()) return "the answer was empty";
  return grades.readable ? "the answer left it out" : "the answer was not JSON";
}

}  // namespace

modelapi::Topic topic_of(const Task& task, const sheaf_profile& profile) {
  modelapi::Topic out;
  for (const modelapi::Form form : {modelapi::Form::kObject, modelapi::Form::kLines}) {
    out.system[static_cast<int>(form)] = task.prompt->system(profile, form);
  }
  out.schema = grade_schema(task.axes, task.criteria, task.with_comments);
  return out;
}

std::vector<Batch> batches_of(const Task& task, const std::vector<const Paper*>& papers,
                              std::size_t size) {
  std::vector<Batch> out;
  for (std::size_t at = 0; at < papers.size(); at += size) {
    const std::size_t end = std::min(at + size, papers.size());
    Batch& batch = out.emplace_back();
    batch.papers.assign(papers.begin() + static_cast<std::ptrdiff_t>(at),
                        papers.begin() + static_cast<std::ptrdiff_t>(end));
    batch.question = {task.prompt->user(batch.papers), batch.papers.size()};
  }
  return out;
}

bool take_answer(const Task& task, const Batch& batch, const modelapi::Answered& answered,
                 const GradeHandler& handler, std::vector<Left>& left) {
  std::vector<std::string> handles;
  for (const Paper* p : batch.papers) handles.push_back(p->handle);
  Grades grades = read_grades(answered.reply.content, handles, task.axes, task.criteria);
  std::vector<const Paper*> graded;
  for (const Paper* p : batch.papers) {
    if (const auto good = grades.good.find(p->handle); good != grades.good.end()) {
      handler.on_grade(*p, std::move(good->second));
      graded.push_back(p);
    } else {
      left.push_back({p, reason(answered.reply, grades, p->handle)});
    }
  }
  if (!graded.empty() && handler.on_exchange) handler.on_exchange(graded, answered);
  return grades.readable || answered.reply.finish_reason == "length" ||
         answered.reply.finish_reason == "content_filter";
}

void grade(modelapi::Chat& chat, const sheaf::Call& call, const Task& task,
           const sheaf_profile& profile, std::vector<const Paper*> papers,
           const GradeHandler& handler) {
  const modelapi::Topic topic = topic_of(task, profile);
  const std::size_t total = papers.size();
  std::size_t settled = 0;
  for (std::size_t size = task.batch; !papers.empty(); size = std::max<std::size_t>(size / 2, 1)) {
    const std::vector<Batch> batches = batches_of(task, papers, size);
    std::vector<modelapi::Question> questions;
    for (const Batch& b : batches) questions.push_back(b.question);
    std::vector<Left> left;
    std::size_t used = 0;  // answers
    modelapi::Chat::Handler chat_handler;
    chat_handler.on_usage = handler.on_usage;
    chat_handler.on_reply = [&](std::size_t q, const modelapi::Answered& answered) {
      const std::size_t before = left.size();
      const bool readable = take_answer(task, batches[q], answered, handler, left);
      const std::size_t graded = batches[q].papers.size() - (left.size() - before);
      used += graded > 0 ? 1 : 0;
      settled += graded;
      call.progress(settled, total);
      return readable;
    };
    chat_handler.on_failure = [&](std::size_t q, const std::string& why, bool smaller) {
      for (const Paper* p : batches[q].papers) {
        if (smaller) {
          left.push_back({p, why});
        } else {
          handler.on_failure(*p, why);
        }
      }
      used += smaller ? 0 : 1;
    };
    const modelapi::Ability before = chat.ability();
    chat.ask(call, topic, questions, chat_handler);
    if (used == 0 && batches.size() >= 3 && chat.ability() == before) {
      throw sheaf::Error(SHEAF_E_UPSTREAM,
                         "none of " + std::to_string(batches.size()) +
                             " answers could be used; the last one: " +
                             (left.empty() ? std::string("nothing") : left.back().why));
    }
    std::sort(left.begin(), left.end(),
              [](const Left& a, const Left& b) { return a.paper->record < b.paper->record; });
    // a paper that stood alone was the last hope
    const auto alone = [&](const Paper* paper) {
      return std::any_of(batches.begin(), batches.end(), [&](const Batch& b) {
        return b.papers.size() == 1 && b.papers[0] == paper;
      });
    };
    papers.clear();
    for (const Left& l : left) {
      if (alone(l.paper)) {
        handler.on_failure(*l.paper, l.why);
      } else {
        papers.push_back(l.paper);
      }
    }
  }
}

}  // namespace llm_openai
