#include "report/digest_view.h"

namespace host::report {

using plugin::str;
using plugin::view;

namespace {

template <class T>
T sized() {
  T t{};
  t.struct_size = sizeof(T);
  return t;
}

void fill(std::vector<sheaf_notice>& out, const std::vector<Notice>& in) {
  for (const Notice& n : in) out.push_back({n.level, 0, str(n.step), str(n.text)});
}

void fill(std::vector<sheaf_str>& out, const std::vector<std::string>& in) {
  for (const std::string& s : in) out.push_back(str(s));
}

}  // namespace

ProfileView::ProfileView(const Profile& p) : out_(sized<sheaf_profile>()) {
  out_.id = str(p.id);
  out_.title = str(p.title);
  out_.interests = str(p.interests);
  out_.language = str(p.language);
  for (const Criterion& c : p.criteria) {
    criteria_.push_back({str(c.id), str(c.text), str(c.irrelevant), {}});
  }
  for (const auto& [words, weight] : p.terms) terms_.push_back({str(words), weight});
  for (const Person& person : p.people) {
    people_.push_back(&persons_.emplace_back(sheaf::raw_person(person)));
  }
  out_.criteria = criteria_.data();
  out_.criterion_count = criteria_.size();
  out_.terms = terms_.data();
  out_.term_count = terms_.size();
  out_.people = people_.data();
  out_.person_count = people_.size();
}

RunView::RunView(const RunFacts& f) : out_(sized<sheaf_run>()) {
  out_.flags = (f.partial ? std::uint32_t{SHEAF_RUN_PARTIAL} : 0u) |
               (f.rebuild ? std::uint32_t{SHEAF_RUN_REBUILD} : 0u);
  out_.id = str(f.id);
  out_.pipeline = str(f.pipeline);
  out_.sheaf_version = str(f.sheaf_version);
  out_.date = str(f.date);
  out_.time_zone = str(f.time_zone);
  out_.started_ms = f.started_ms;
  out_.sequence = f.sequence;
  for (const SourceReport& s : f.sources) {
    auto& o = sources_.emplace_back(sized<sheaf_source_report>());
    o.id = str(s.id);
    o.plugin = str(s.plugin);
    o.state = s.state;
    o.detail = str(s.detail);
    o.records = s.records;
    o.refused = s.refused;
    source_pointers_.push_back(&o);
  }
  fill(notices_, f.notices);
  for (const Usage& u : f.usage) {
    auto& o = usages_.emplace_back(sized<sheaf_usage>());
    o.requests = u.requests;
    o.input_tokens = u.input_tokens;
    o.cached_input_tokens = u.cached_input_tokens;
    o.output_tokens = u.output_tokens;
    o.reasoning_tokens = u.reasoning_tokens;
    o.cost_micros = u.cost_micros;
    o.currency = str(u.currency);
    o.model = str(u.model);
    steps_.push_back({str(u.step), &o});
  }
  for (const auto& [k, v] : f.settings) settings_.push_back({str(k), str(v)});
  out_.sources = source_pointers_.data();
  out_.source_count = source_pointers_.size();
  out_.notices = notices_.data();
  out_.notice_count = notices_.size();
  out_.usage = steps_.data();
  out_.usage_count = steps_.size();
  out_.settings = settings_.data();
  out_.setting_count = settings_.size();
}

ItemView::ItemView(const Item& item) : out_(sized<sheaf_item>()), record_(item.work.record) {
  out_.flags = item.flags;
  out_.record = record_.get();
  for (const Score& s : item.scores) {
    ScoreParts& p = parts_.emplace_back();
    for (const auto& a : s.axes) p.axes.push_back({str(a.id), a.value});
    fill(p.matched, s.matched);
    for (const auto& e : s.evidence) {
      p.evidence.push_back({e.kind, e.strength, str(e.subject), str(e.detail), e.contribution});
    }
    p.score = sized<sheaf_score>();
    p.score.status = s.status;
    p.score.value = s.value;
    p.score.axes = p.axes.data();
    p.score.axis_count = p.axes.size();
    p.score.matched = p.matched.data();
    p.score.matched_count = p.matched.size();
    p.score.evidence = p.evidence.data();
    p.score.evidence_count = p.evidence.size();
    p.score.comment = str(s.comment);
    p.score.error = str(s.error);
    scores_.push_back(&p.score);
    scorers_.push_back(str(s.scorer));
  }
  fill(sources_, item.sources);
  fill(suggestions_, item.suggestions);
  out_.scores = scores_.data();
  out_.scorers = scorers_.data();
  out_.score_count = scores_.size();
  out_.rank = item.rank;
  out_.rank_value = item.rank_value;
  out_.sources = sources_.data();
  out_.source_count = sources_.size();
  out_.suggestions = suggestions_.data();
  out_.suggestion_count = suggestions_.size();
}

DigestView::DigestView(const Digest& d, const std::vector<Item>& items)
    : out_(sized<sheaf_digest>()), profile_(d.profile) {
  out_.profile = profile_.get();
  for (const Axis& a : d.axes) {
    AxisParts& p = axis_parts_.emplace_back();
    for (const auto& [value, words] : a.rubric) p.rubric.push_back({value, str(words)});
    p.axis = sized<sheaf_axis>();
    p.axis.id = str(a.id);
    p.axis.title = str(a.title);
    p.axis.scale = a.scale;
    p.axis.rubric = p.rubric.data();
    p.axis.rubric_count = p.rubric.size();
    axes_.push_back(&p.axis);
  }
  for (const Count& c : d.funnel) funnel_.push_back({str(c.id), str(c.label), c.value, c.level, 0});
  fill(notices_, d.notices);
  for (const Section& s : d.sections) {
    SectionParts& p = section_parts_.emplace_back();
    for (const Block& b : s.blocks) {
      auto& o = p.blocks.emplace_back(sized<sheaf_block>());
      o.kind = b.kind;
      o.level = b.level;
      o.text = str(b.text);
      o.citations = b.citations.data();
      o.citation_count = b.citations.size();
      p.pointers.push_back(&o);
    }
    p.section = sized<sheaf_section>();
    p.section.id = str(s.id);
    p.section.title = str(s.title);
    p.section.blocks = p.pointers.data();
    p.section.block_count = p.pointers.size();
    sections_.push_back(&p.section);
  }
  for (const Item& item : items) items_.push_back(item_views_.emplace_back(item).get());
  for (const Unscored& u : d.unscored) {
    unscored_.push_back({str(u.work), str(u.title), str(u.scorer), str(u.reason)});
  }
  out_.axes = axes_.data();
  out_.axis_count = axes_.size();
  out_.funnel = funnel_.data();
  out_.funnel_count = funnel_.size();
  out_.notices = notices_.data();
  out_.notice_count = notices_.size();
  out_.sections = sections_.data();
  out_.section_count = sections_.size();
  out_.items = items_.data();
  out_.item_count = items_.size();
  out_.unscored = unscored_.data();
  out_.unscored_count = unscored_.size();
}

Score from_abi(const sheaf_score& s, std::string scorer) {
  Score out;
  out.scorer = std::move(scorer);
  out.status = s.status;
  out.value = s.value;
  for (std::size_t i = 0; i < s.axis_count; ++i) {
    out.axes.push_back({std::string(view(s.axes[i].id)), s.axes[i].value});
  }
  for (std::size_t i = 0; i < s.matched_count; ++i) out.matched.emplace_back(view(s.matched[i]));
  for (std::size_t i = 0; i < s.evidence_count; ++i) {
    const sheaf_evidence& e = s.evidence[i];
    out.evidence.push_back({e.kind, e.strength, std::string(view(e.subject)),
                            std::string(view(e.detail)), e.contribution});
  }
  out.comment = view(s.comment);
  out.error = view(s.error);
  return out;
}

}  // namespace host::report
