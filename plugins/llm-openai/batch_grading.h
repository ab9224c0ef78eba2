// Grades through the Batch API.
#pragma once

#include <string>
#include <vector>

#include "batch_api.h"
#include "grading.h"

namespace llm_openai {

// What the server has of one scorer and profile is found by the metadata of its batches, and which
// papers a batch is about in its own file of requests, not by what a run remembers: a run that dies
// at any point after it made a batch loses nothing, and nothing is paid for twice.
//
// A request is set aside in the budget when it is sent and settled when its answer is read, also by
// a later run; that needs the tickets, which are kept in sheaf.state/1 under `batch/ID` until the
// answers were taken. If the run that sent it died before they were kept, it counts in full.
class BatchGrading {
 public:
  // `key` names whose batches they are: the same for every run as long as grades stay comparable.
  BatchGrading(modelapi::Chat& chat, const sheaf::Call& call, std::string key);

  // Takes the answers of batches that have ended; puts the papers that no batch is about into new
  // ones, as many as the budget allows; waits for them until a minute before the deadline of the
  // call. What an answer left out is asked once more, alone. One of on_grade and on_failure is
  // called once for each paper, unless something is thrown: what BatchApi throws, or
  // SHEAF_E_BUDGET for what did not fit. What is still waited for fails with "not scored yet".
  void grade(const Task& task, const sheaf_profile& profile,
             const std::vector<const Paper*>& papers, const GradeHandler& handler);

 private:
  class Work;

  modelapi::Chat& chat_;
  const sheaf::Call& call_;
  const std::string key_;
  const BatchApi api_;
};

}  // namespace llm_openai
