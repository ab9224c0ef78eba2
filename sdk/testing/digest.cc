#include "sheaf/testing/digest.hpp"

#include "raw.hpp"

namespace sheaf::testing {

namespace {

std::vector<sheaf_notice> raw(const std::vector<Notice>& notices) {
  std::vector<sheaf_notice> out;
  for (const auto& n : notices) out.push_back({n.level, 0, str(n.step), str(n.text)});
  return out;
}

}  // namespace

Works::Works(std::vector<Record> records) : records_(std::move(records)) {
  for (const Record& r : records_) pointers_.push_back(views_.emplace_back(r).get());
}

Works::~Works() = default;

Profiles::Profiles(const std::vector<Profile>& profiles) {
  for (const Profile& p : profiles) pointers_.push_back(&views_.emplace_back(p).out);
}

Profiles::Profiles(std::initializer_list<Profile> profiles)
    : Profiles(std::vector<Profile>(profiles)) {}

Profiles::~Profiles() = default;

Profiles::View::View(Profile p) : profile(std::move(p)) {
  followed.authors = profile.people;
  people.emplace(followed);
  out.id = str(profile.id);
  out.title = str(profile.title);
  out.interests = str(profile.interests);
  out.language = str(profile.language);
  for (const auto& c : profile.criteria) {
    criteria.push_back({str(c.id), str(c.text), str(c.irrelevant), {}});
  }
  for (const auto& [words, weight] : profile.terms) terms.push_back({str(words), weight});
  out.criteria = criteria.data();
  out.criterion_count = criteria.size();
  out.terms = terms.data();
  out.term_count = terms.size();
  out.people = people->get()->authors;
  out.person_count = people->get()->author_count;
}

RunView::RunView(const Run& r) : notices_(raw(r.notices)) {
  out_.flags = r.partial ? std::uint32_t{SHEAF_RUN_PARTIAL} : 0u;
  out_.id = str(r.id);
  out_.pipeline = str(r.pipeline);
  out_.sheaf_version = str(r.sheaf_version);
  out_.date = str(r.date);
  out_.time_zone = str(r.time_zone);
  out_.started_ms = r.started_ms;
  out_.sequence = r.sequence;
  for (const auto& s : r.sources) {
    auto& o = sources_.emplace_back(sized<sheaf_source_report>());
    o.id = str(s.id);
    o.plugin = str(s.plugin);
    o.state = s.state;
    o.detail = str(s.detail);
    o.records = s.records;
    o.refused = s.refused;
    source_pointers_.push_back(&o);
  }
  for (const auto& [step, u] : r.usage) {
    auto& o = usages_.emplace_back(sized<sheaf_usage>());
    o.requests = u.requests;
    o.input_tokens = u.input_tokens;
    o.cached_input_tokens = u.cached_input_tokens;
    o.output_tokens = u.output_tokens;
    o.reasoning_tokens = u.reasoning_tokens;
    o.cost_micros = u.cost_micros;
    o.currency = str(u.currency);
    o.model = str(u.model);
    step_usages_.push_back({str(step), &o});
  }
  for (const auto& [path, value] : r.settings) settings_.push_back({str(path), str(value)});
  out_.sources = source_pointers_.data();
  out_.source_count = source_pointers_.size();
  out_.notices = notices_.data();
  out_.notice_count = notices_.size();
  out_.usage = step_usages_.data();
  out_.usage_count = step_usages_.size();
  out_.settings = settings_.data();
  out_.setting_count = settings_.size();
}

RunView::~RunView() = default;

DigestView::DigestView(const Digest& d) : profile_{d.profile}, notices_(raw(d.notices)) {
  for (const Axis& a : d.axes) add(a);
  for (const Count& c : d.funnel) {
    funnel_.push_back({str(c.id), str(c.label), c.value, c.level, 0});
  }
  for (const Section& s : d.sections) add(s);
  for (const Item& i : d.items) add(i);
  for (const Unscored& u : d.unscored) {
    unscored_.push_back({str(u.work), str(u.title), str(u.scorer), str(u.reason)});
  }
  out_.profile = profile_.data()[0];
  out_.axes = axes_.pointers.data();
  out_.axis_count = axes_.pointers.size();
  out_.funnel = funnel_.data();
  out_.funnel_count = funnel_.size();
  out_.notices = notices_.data();
  out_.notice_count = notices_.size();
  out_.sections = sections_.pointers.data();
  out_.section_count = sections_.pointers.size();
  out_.items = items_.pointers.data();
  out_.item_count = items_.pointers.size();
  out_.unscored = unscored_.data();
  out_.unscored_count = unscored_.size();
}

DigestView::~DigestView() = default;

void DigestView::add(const Axis& a) {
  auto& rubric = rubrics_.emplace_back();
  for (const auto& [value, words] : a.rubric) rubric.push_back({value, str(words)});
  auto& o = axes_.add();
  o.id = str(a.id);
  o.title = str(a.title);
  o.scale = a.scale;
  o.rubric = rubric.data();
  o.rubric_count = rubric.size();
}

void DigestView::add(const Section& s) {
  auto& blocks = blocks_.emplace_back();
  for (const Block& b : s.blocks) {
    auto& o = blocks.add();
    o.kind = b.kind;
    o.level = b.level;
    o.text = str(b.text);
    o.citations = b.citations.data();
    o.citation_count = b.citations.size();
  }
  auto& o = sections_.add();
  o.id = str(s.id);
  o.title = str(s.title);
  o.blocks = blocks.pointers.data();
  o.block_count = blocks.pointers.size();
}

void DigestView::add(const Item& i) {
  auto& part = parts_.emplace_back(i.record);
  for (const auto& [step, score] : i.scores) {
    part.steps.push_back(str(step));
    add(score, part);
  }
  part.sources = raw(i.sources);
  part.suggestions = raw(i.suggestions);
  auto& o = items_.add();
  o.flags = i.flags;
  o.record = part.record.get();
  o.scores = part.scores.pointers.data();
  o.scorers = part.steps.data();
  o.score_count = part.steps.size();
  o.rank = items_.values.size();
  o.rank_value = i.rank_value;
  o.sources = part.sources.data();
  o.source_count = part.sources.size();
  o.suggestions = part.suggestions.data();
  o.suggestion_count = part.suggestions.size();
}

DigestView::ItemParts::ItemParts(const Record& r) : record(r) {}

void DigestView::add(const Score& s, ItemParts& part) {
  auto& p = part.score_parts.emplace_back();
  for (const auto& a : s.axes) p.axes.push_back({str(a.id), a.value});
  p.matched = raw(s.matched);
  for (const auto& e : s.evidence) {
    p.evidence.push_back({e.kind, e.strength, str(e.subject), str(e.detail), e.contribution});
  }
  auto& o = part.scores.add();
  o.record = s.record;
  o.profile = s.profile;
  o.status = s.status;
  o.value = s.value;
  o.axes = p.axes.data();
  o.axis_count = p.axes.size();
  o.matched = p.matched.data();
  o.matched_count = p.matched.size();
  o.evidence = p.evidence.data();
  o.evidence_count = p.evidence.size();
  o.comment = str(s.comment);
  o.error = str(s.error);
}

}  // namespace sheaf::testing
