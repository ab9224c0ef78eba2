// sheaf/cpp/record.hpp - records that own their strings. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_RECORD_HPP
#define SHEAF_CPP_RECORD_HPP

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sheaf/abi/record.h"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

struct Text {
  std::string value;
  sheaf_markup markup = SHEAF_MARKUP_PLAIN;
  uint32_t flags = 0;
};
struct Person {
  std::string name, family, given, suffix, orcid, affiliation;
  sheaf_markup markup = SHEAF_MARKUP_PLAIN;
  bool group = false;
};
struct Link {
  sheaf_link_rel rel = SHEAF_LINK_OTHER;
  std::string url, label;
};
struct Relation {
  sheaf_relation_type type = SHEAF_REL_RELATED;
  std::string scheme, id;
};

// A record that owns its strings; what sources and enrichers fill and emit. See sheaf_record.
struct Record {
  std::string id;
  uint32_t version = 0;
  uint32_t flags = 0; /* SHEAF_R_* */
  sheaf_record_type type = SHEAF_TYPE_UNKNOWN;
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
  Text title, abstract, summary, comment, venue;
  std::string url, language, license, primary_category;
  int64_t published_ms = SHEAF_TIME_UNKNOWN;
  sheaf_date_precision published_precision = SHEAF_PRECISION_DAY;
  int64_t updated_ms = SHEAF_TIME_UNKNOWN;
  int64_t announced_ms = SHEAF_TIME_UNKNOWN;
  std::vector<Person> authors;
  std::vector<std::string> categories;
  std::vector<std::pair<std::string, std::string>> identifiers, extras;
  std::vector<Relation> relations;
  std::vector<Link> links;
};

// A sheaf_person that borrows from a Person, or a type with its members.
template <class P>
sheaf_person raw_person(const P& p) noexcept {
  auto o = sized<sheaf_person>();
  o.flags = p.group ? uint32_t{SHEAF_PERSON_GROUP} : 0u;
  if constexpr (requires { p.markup; }) o.markup = p.markup;
  o.name = str(p.name);
  o.family = str(p.family);
  o.given = str(p.given);
  o.suffix = str(p.suffix);
  o.orcid = str(p.orcid);
  o.affiliation = str(p.affiliation);
  return o;
}

// A sheaf_record that borrows from a record: valid while neither changes. Of a Record, or of any
// type with its members; texts that are strings are plain. Can be filled again, reusing its memory.
class RecordView {
 public:
  RecordView() = default;
  template <class R>
  explicit RecordView(const R& r) {
    fill(r);
  }
  RecordView(const RecordView&) = delete;
  RecordView& operator=(const RecordView&) = delete;
  const sheaf_record* get() const noexcept { return &out_; }

  template <class R>
  void fill(const R& r) {
    out_ = sized<sheaf_record>();
    out_.flags = r.flags;
    out_.id = str(r.id);
    out_.version = r.version;
    out_.type = r.type;
    out_.announce = r.announce;
    out_.title = raw(r.title);
    out_.abstract = raw(r.abstract);
    out_.summary = raw(r.summary);
    out_.comment = raw(r.comment);
    out_.venue = raw(r.venue);
    out_.url = str(r.url);
    out_.language = str(r.language);
    out_.license = str(r.license);
    out_.primary_category = str(r.primary_category);
    out_.published_ms = r.published_ms;
    out_.published_precision = r.published_precision;
    out_.updated_ms = r.updated_ms;
    out_.announced_ms = r.announced_ms;
    persons_.clear();
    authors_.clear();
    categories_.clear();
    identifiers_.clear();
    extras_.clear();
    links_.clear();
    relations_.clear();
    for (const auto& p : r.authors) persons_.push_back(raw_person(p));
    for (const auto& p : persons_) authors_.push_back(&p);
    for (const auto& c : r.categories) categories_.push_back(str(c));
    for (const auto& i : r.identifiers) {
      const auto& [scheme, value] = i;
      identifiers_.push_back({str(scheme), str(value)});
    }
    for (const auto& [k, v] : r.extras) extras_.push_back({str(k), str(v)});
    for (const auto& l : r.links) links_.push_back({l.rel, 0, str(l.url), str(l.label)});
    for (const auto& l : r.relations) relations_.push_back(raw(l));
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

 private:
  static sheaf_text raw(const Text& t) noexcept { return marked(t.value, t.markup, t.flags); }
  static sheaf_text raw(const std::string& t) noexcept { return marked(t, SHEAF_MARKUP_PLAIN, 0); }
  static sheaf_relation raw(const Relation& l) noexcept {
    return {l.type, 0, {str(l.scheme), str(l.id)}};
  }
  template <class R>
  static sheaf_relation raw(const R& l) noexcept {
    return {l.type, 0, {str(l.id.scheme), str(l.id.value)}};
  }

  sheaf_record out_{};
  std::vector<sheaf_person> persons_;
  std::vector<const sheaf_person*> authors_;
  std::vector<sheaf_str> categories_;
  std::vector<sheaf_kv> identifiers_, extras_;
  std::vector<sheaf_link> links_;
  std::vector<sheaf_relation> relations_;
};

}  // namespace sheaf

#endif  // SHEAF_CPP_RECORD_HPP
