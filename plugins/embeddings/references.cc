#include "references.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace embeddings {
namespace {

constexpr double kLeastRecency = 0.25;

struct Label {
  std::string text, title;
  double value = 0;
  std::int64_t at_ms = 0;
};

std::vector<Label> labels_of(const sheaf::Host& host, const sheaf::Call& call, sheaf_str profile) {
  std::vector<Label> out;
  const auto* feedback = host.find<sheaf_feedback>(SHEAF_SERVICE_FEEDBACK);
  if (feedback == nullptr) return out;
  call.check(feedback->labels(
      feedback, call.raw(), profile,
      [](void* context, const sheaf_label* label) noexcept -> sheaf_status {
        return sheaf::guard(nullptr, [&] {
          const std::string text = text_of(*label->work);
          if (text.empty() || !(std::abs(label->value) > 0)) return;
          static_cast<std::vector<Label>*>(context)->push_back(
              {text, std::string(sheaf::view(label->work->title)),
               std::clamp(label->value, -1.0, 1.0), label->at_ms});
        });
      },
      &out));
  return out;
}

// Those of one sign.
std::vector<Reference> weighted(const std::vector<Label>& labels, double sign,
                                std::int64_t half_life_ms) {
  std::int64_t newest = SHEAF_TIME_UNKNOWN;
  for (const Label& l : labels) {
    if (l.value * sign <= 0 || l.at_ms == SHEAF_TIME_UNKNOWN) continue;
    newest = newest == SHEAF_TIME_UNKNOWN ? l.at_ms : std::max(newest, l.at_ms);
  }
  std::vector<Reference> out;
  for (const Label& l : labels) {
    if (l.value * sign <= 0) continue;
    const double age = l.at_ms == SHEAF_TIME_UNKNOWN ? 0 : static_cast<double>(newest - l.at_ms);
    const double recency = std::exp2(-age / static_cast<double>(half_life_ms));
    out.push_back({l.text, l.title, std::abs(l.value) * std::max(recency, kLeastRecency)});
  }
  return out;
}

}  // namespace

std::string text_of(const sheaf_record& work) {
  std::string out(sheaf::view(work.title));
  const auto body = sheaf::view(work.abstract.len > 0 ? work.abstract : work.summary);
  if (!out.empty() && !body.empty()) out += "\n\n";
  return out.append(body);
}

References read_references(const sheaf::Host& host, const sheaf::Call& call,
                           const sheaf_profile& profile, std::int64_t half_life_ms) {
  References out;
  const std::vector<Label> labels = labels_of(host, call, profile.id);
  out.liked = weighted(labels, 1, half_life_ms);
  out.disliked = weighted(labels, -1, half_life_ms);
  if (profile.interests.len > 0) {
    out.topics.push_back({std::string(sheaf::view(profile.interests)), "the interests", 1});
  }
  for (const auto& c : sheaf::range(profile.criteria, profile.criterion_count)) {
    const std::string text(sheaf::view(c.text));
    if (!text.empty()) out.topics.push_back({text, text, 1});
  }
  return out;
}

}  // namespace embeddings
