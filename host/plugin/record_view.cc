#include "plugin/record_view.h"

namespace host::plugin {
namespace {

sheaf_text plain(const std::string& s) {
  return {s.data(), s.size(), SHEAF_MARKUP_PLAIN, 0};
}

}  // namespace

void RecordView::fill(const Record& r) {
  out_ = {};
  out_.struct_size = sizeof out_;
  out_.flags = r.flags;
  out_.id = str(r.id);
  out_.version = r.version;
  out_.type = r.type;
  out_.announce = r.announce;
  out_.title = plain(r.title);
  out_.abstract = plain(r.abstract);
  out_.summary = plain(r.summary);
  out_.comment = plain(r.comment);
  out_.venue = plain(r.venue);
  out_.url = str(r.url);
  out_.language = str(r.language);
  out_.license = str(r.license);
  out_.primary_category = str(r.primary_category);
  out_.published_ms = r.published_ms;
  out_.published_precision = r.published_precision;
  out_.updated_ms = r.updated_ms;
  out_.announced_ms = r.announced_ms;

  persons_.clear();
  persons_.reserve(r.authors.size());
  for (const Person& p : r.authors) {
    sheaf_person o{};
    o.struct_size = sizeof o;
    o.flags = p.group ? std::uint32_t{SHEAF_PERSON_GROUP} : 0u;
    o.name = str(p.name);
    o.family = str(p.family);
    o.given = str(p.given);
    o.suffix = str(p.suffix);
    o.orcid = str(p.orcid);
    o.affiliation = str(p.affiliation);
    persons_.push_back(o);
  }
  authors_.clear();
  for (const auto& p : persons_) authors_.push_back(&p);
  categories_.clear();
  for (const auto& c : r.categories) categories_.push_back(str(c));
  identifiers_.clear();
  for (const auto& i : r.identifiers) identifiers_.push_back({str(i.scheme), str(i.value)});
  extras_.clear();
  for (const auto& [k, v] : r.extras) extras_.push_back({str(k), str(v)});
  links_.clear();
  for (const auto& l : r.links) links_.push_back({l.rel, 0, str(l.url), str(l.label)});
  relations_.clear();
  for (const auto& l : r.relations) {
    relations_.push_back({l.type, 0, {str(l.id.scheme), str(l.id.value)}});
  }
  out_.authors = authors_.data();
  out_.author_count = authors_.size();
  out_.categories = categories_.data();
  out_.category_count = categories_.size();
  out_.identifiers = identifiers_.data();
  out_.identifier_count = identifiers_.size();
  out_.relations = relations_.data();
  out_.relation_count = relations_.size();
  out_.links = links_.data();
  out_.link_count = links_.size();
  out_.extras = extras_.data();
  out_.extra_count = extras_.size();
}

}  // namespace host::plugin
