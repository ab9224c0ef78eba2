// Grades through the Batch API: half the price, some time within a day.
// https://platform.openai.com/docs/api-reference/batch
#pragma once

#include <set>
#include <string>
#include <vector>

#include "grading.h"

namespace llm {

// What the server has of one scorer and profile is found by the metadata of its batches, not by
// what a run remembers: a run that dies after it made a batch loses nothing, and nothing is paid
// for twice. All files and batches stay at the server until it forgets them.
class BatchGrading {
 public:
  // `key` names whose batches they are: the same for every run as long as grades stay comparable.
  BatchGrading(Chat& chat, const sheaf::Call& call, std::string key);

  // Takes the answers of batches that have ended; puts the papers that no batch is about into a new
  // one, as many as the budget allows; waits for it until a minute before the deadline of the call.
  // One of on_grade and on_failure is called once for each paper, unless something is thrown: what
  // the host's HTTP service throws, SHEAF_E_UPSTREAM, or SHEAF_E_BUDGET for what did not fit. What
  // is still waited for, and what an answer left out, fails with the reason; the next run asks
  // again.
  void grade(const Task& task, const sheaf_profile& profile,
             const std::vector<const Paper*>& papers, const GradeHandler& handler);

 private:
  struct Known;
  class Work;

  std::vector<Known> list() const;
  Known look(const std::string& id) const;
  void send(const Task& task, const sheaf_profile& profile, const std::vector<const Paper*>& papers,
            Work& work, std::set<const Paper*>& unpaid);
  std::string content(const std::string& file) const;
  sheaf::Response get(const std::string& path) const;

  Chat& chat_;
  const sheaf::Call& call_;
  const std::string key_;
};

}  // namespace llm
