#include "handles.h"

#include "modelapi/handles.h"

namespace llm_openai {

std::vector<Paper> papers_of(const sheaf_score_request& request) {
  std::vector<Paper> out;
  std::vector<modelapi::Named> named;
  for (std::size_t i = 0; i < request.record_count; ++i) {
    const sheaf_record& record = *request.records[i];
    Paper p;
    p.record = i;
    p.id = sheaf::view(record.id);
    p.title = sheaf::view(record.title);
    p.text = sheaf::view(record.abstract.len > 0 ? record.abstract : record.summary);
    named.push_back({p.id, p.title, p.text});
    out.push_back(std::move(p));
  }
  const std::vector<std::string> handles = modelapi::handles_of(named);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].handle = handles[i];
  return out;
}

}  // namespace llm_openai
