#include "scoring.h"

namespace keywords {
namespace {

// Usual lengths in tokens: means over 18,000 preprint records of 2025, rounded. 0: length does not
// count.
constexpr std::array<double, kFieldCount> kUsualLength{11, 190, 30, 0, 0, 0};

}  // namespace

Finder::Finder(const Settings& settings, Tokenizer& tokenizer)
    : settings_(settings), tokenizer_(tokenizer) {}

void Finder::field(const Index& index, Field field, std::string_view text,
                   std::vector<FieldCounts>* counts) {
  const double weight = field == kTitle                           ? settings_.title_weight
                        : field == kAbstract || field == kSummary ? settings_.abstract_weight
                                                                  : settings_.other_weight;
  if (text.empty() || !(weight > 0)) return;
  tokenizer_.tokenize(text, tokens_);
  const double usual = kUsualLength[field];
  const double length = static_cast<double>(tokens_.size());
  const double each =
      usual > 0 ? weight / (1 - settings_.b + settings_.b * length / usual) : weight;
  index.match(tokens_, [&](uint32_t phrase) {
    if (tf_[phrase] == 0) hits_.push_back({phrase, 0});
    tf_[phrase] += each;
    if (counts) ++(*counts)[phrase][field];
  });
}

std::span<const PhraseHit> Finder::find(const Index& index, const sheaf_record& work,
                                        std::vector<FieldCounts>* counts) {
  if (tf_.size() < index.phrase_count()) tf_.resize(index.phrase_count());
  if (counts) counts->assign(index.phrase_count(), {});
  hits_.clear();
  field(index, kTitle, sheaf::view(work.title), counts);
  field(index, kAbstract, sheaf::view(work.abstract), counts);
  field(index, kSummary, sheaf::view(work.summary), counts);
  field(index, kComment, sheaf::view(work.comment), counts);
  field(index, kVenue, sheaf::view(work.venue), counts);
  for (const sheaf_str& c : sheaf::range(work.categories, work.category_count)) {
    field(index, kCategories, sheaf::view(c), counts);
  }
  for (PhraseHit& h : hits_) {
    h.saturated = tf_[h.phrase] / (settings_.k1 + tf_[h.phrase]);
    tf_[h.phrase] = 0;
  }
  return hits_;
}

double value_of(double sum, double unit) {
  return sum > 0 ? sum / (sum + unit) : 0;
}

}  // namespace keywords
