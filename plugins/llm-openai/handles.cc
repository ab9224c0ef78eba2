#include "handles.h"

#include <set>

#include "modelapi/hash.h"

namespace llm {
namespace {

// Neither vowels (no words) nor what looks like something else.
constexpr std::string_view kLetters = "bcdfghjkmnpqrtvwxz";
constexpr std::string_view kAll = "bcdfghjkmnpqrtvwxz3456789";

std::string handle_of(const Paper& paper, std::uint64_t seed) {
  std::uint64_t h =
      hash64(paper.id, seed) ^ hash64(paper.title, seed + 1) ^ hash64(paper.text, seed + 2);
  std::string out(1, kLetters[h % kLetters.size()]);
  h /= kLetters.size();
  for (int i = 0; i < 4; ++i, h /= kAll.size()) out += kAll[h % kAll.size()];
  return out;
}

}  // namespace

std::vector<Paper> papers_of(const sheaf_score_request& request) {
  std::vector<Paper> out;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < request.record_count; ++i) {
    const sheaf_record& record = *request.records[i];
    Paper p;
    p.record = i;
    p.id = sheaf::view(record.id);
    p.title = sheaf::view(record.title);
    p.text = sheaf::view(record.abstract.len > 0 ? record.abstract : record.summary);
    std::uint64_t seed = 0;
    do {
      p.handle = handle_of(p, seed);
      seed += 3;
    } while (!taken.insert(p.handle).second);
    out.push_back(std::move(p));
  }
  return out;
}

}  // namespace llm
