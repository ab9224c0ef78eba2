// Digest blobs; the layout is the order of the calls below.
#include <algorithm>

#include "base/fields.h"
#include "report/digest.h"

namespace host {

void io(auto& a, Is<Criterion> auto& v) {
  a(v.id, v.text, v.irrelevant);
}
void io(auto& a, Is<Profile> auto& v) {
  a(v.id, v.title, v.interests, v.language, v.criteria, v.terms, v.people);
  a.template gone<std::string>(2);  // where a library was
}

}  // namespace host

namespace host::report {

void io(auto& a, Is<AxisValue> auto& v) {
  a(v.id, v.value);
}
void io(auto& a, Is<Evidence> auto& v) {
  a(v.kind, v.strength, v.subject, v.detail, v.contribution);
}
void io(auto& a, Is<Score> auto& v) {
  a(v.scorer, v.status, v.value, v.axes, v.matched, v.evidence, v.comment, v.error);
}
void io(auto& a, Is<Axis> auto& v) {
  a(v.id, v.title, v.scale, v.rubric);
}
void io(auto& a, Is<Block> auto& v) {
  a(v.kind, v.level, v.text, v.citations);
}
void io(auto& a, Is<Section> auto& v) {
  a(v.id, v.title, v.blocks);
}
void io(auto& a, Is<Notice> auto& v) {
  a(v.level, v.step, v.text);
}
void io(auto& a, Is<Count> auto& v) {
  a(v.id, v.label, v.value, v.level);
}
void io(auto& a, Is<Unscored> auto& v) {
  a(v.work, v.title, v.scorer, v.reason);
}
void io(auto& a, Is<Usage> auto& v) {
  a(v.step, v.model, v.currency, v.requests, v.input_tokens, v.cached_input_tokens, v.output_tokens,
    v.reasoning_tokens, v.cost_micros);
}
void io(auto& a, Is<SourceReport> auto& v) {
  a(v.id, v.plugin, v.state, v.detail, v.records, v.refused);
}
void io(auto& a, Is<RunFacts> auto& v) {
  a(v.id, v.pipeline, v.sheaf_version, v.date, v.time_zone, v.started_ms, v.sequence, v.partial,
    v.sources, v.notices, v.usage, v.settings);
}
void io(auto& a, Is<Digest> auto& v) {
  a(v.profile, v.axes, v.funnel, v.notices, v.sections, v.unscored);
}
void io(auto& a, Is<Item> auto& v) {  // the work is encoded for itself
  a(v.flags, v.rank, v.rank_value, v.scores, v.sources, v.suggestions);
}

namespace {

constexpr std::uint8_t kVersion = 3;

template <class T>
std::string encode_any(const T& v) {
  std::string out;
  FieldWriter(out, kVersion)(v);
  return out;
}

template <class T>
Result<T> decode_any(std::string_view blob, const char* what) {
  FieldReader from(blob, kVersion);
  T v{};
  from(v);
  if (from.done()) return v;
  return fail(SHEAF_E_UPSTREAM,
              std::string("a stored ") + what + " is damaged or was written by a newer sheaf");
}

}  // namespace

const char* state_name(sheaf_source_state state) {
  static constexpr const char* kNames[] = {
      "ok", "empty-expected", "empty-unexpected", "stale", "truncated", "format-changed", "failed"};
  return kNames[std::min<std::size_t>(state, SHEAF_STATE_FAILED)];
}

std::string encode(const RunFacts& facts) {
  return encode_any(facts);
}
std::string encode(const Digest& digest) {
  return encode_any(digest);
}
std::string encode(const Score& score) {
  return encode_any(score);
}
Result<RunFacts> decode_facts(std::string_view b) {
  return decode_any<RunFacts>(b, "run");
}
Result<Digest> decode_digest(std::string_view b) {
  return decode_any<Digest>(b, "digest");
}
Result<Score> decode_score(std::string_view b) {
  return decode_any<Score>(b, "score");
}

std::string encode(const Item& item) {
  std::string out;
  std::string work;
  encode_work(item.work, work);
  FieldWriter(out, kVersion)(work, item);
  return out;
}

Result<Item> decode_item(std::string_view blob) {
  FieldReader from(blob, kVersion);
  Item item;
  std::string work;
  from(work, item);
  if (!from.done()) {
    return fail(SHEAF_E_UPSTREAM, "a stored item is damaged or was written by a newer sheaf");
  }
  TRY_ASSIGN(item.work, decode_work(work));
  return item;
}

}  // namespace host::report
