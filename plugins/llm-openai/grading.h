// Papers to grades: batches, and what to do about what a reply leaves out.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "answers.h"
#include "handles.h"
#include "modelapi/chat.h"
#include "prompt.h"

namespace llm_openai {

// What is asked about papers.
struct Task {
  const Prompt* prompt = nullptr;
  std::vector<sheaf::Axis> axes;
  std::vector<std::string> criteria;  // ids
  bool with_comments = true;
  std::size_t batch = 8;
};

struct GradeHandler {
  std::function<void(const Paper&, Grade)> on_grade;
  std::function<void(const Paper&, const std::string& why)> on_failure;
  std::function<void(const modelapi::Usage&)> on_usage;
  // An answer that gave grades of these papers.
  std::function<void(const std::vector<const Paper*>&, const modelapi::Answered&)> on_exchange;
};

modelapi::Topic topic_of(const Task& task, const sheaf_profile& profile);

// A question about some papers.
struct Batch {
  std::vector<const Paper*> papers;
  modelapi::Question question;
};
std::vector<Batch> batches_of(const Task& task, const std::vector<const Paper*>& papers,
                              std::size_t size);

// What one answer says of a batch. Tells the handler of grades and of the exchange; the papers it
// gives nothing for are added to `left`, each with the reason. False: nothing could be read.
struct Left {
  const Paper* paper;
  std::string why;
};
bool take_answer(const Task& task, const Batch& batch, const modelapi::Answered& answered,
                 const GradeHandler& handler, std::vector<Left>& left);

// Asks about all papers, in their order, `task.batch` at a time. What a reply leaves out is pooled
// and asked again, half as many at a time, and so on down to one; what fails alone has failed. One
// of on_grade and on_failure is called once for each paper, unless something is thrown: see
// Chat::ask; besides SHEAF_E_UPSTREAM when of three answers or more none could be used.
void grade(modelapi::Chat& chat, const sheaf::Call& call, const Task& task,
           const sheaf_profile& profile, std::vector<const Paper*> papers,
           const GradeHandler& handler);

}  // namespace llm_openai
