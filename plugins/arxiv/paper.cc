#include "paper.h"

#include <algorithm>

#include "category.h"
#include "texts.h"

namespace arxiv {
namespace {

// ACM classes begin with a letter of the 1998 scheme; arXiv's OAI-PMH prints the MSC class as
// acm-class, too.
bool is_acm_class(std::string_view text) {
  return text.size() > 2 && text[0] >= 'A' && text[0] <= 'K' && text[1] == '.';
}

sheaf_text tex(std::string_view s) {
  return sheaf::marked(s, SHEAF_MARKUP_TEX);
}

}  // namespace

void Author::clear() {
  name.clear();
  family.clear();
  given.clear();
  suffix.clear();
  affiliation.clear();
  group = false;
}

void Paper::clear() {
  for (std::string* s : {&id.id, &title, &abstract, &comment, &journal_ref, &license, &primary,
                         &report_no, &msc_class, &acm_class}) {
    s->clear();
  }
  id.version = 0;
  announce = SHEAF_ANNOUNCE_UNKNOWN;
  primary_first = true;
  categories.clear();
  dois.clear();
  authors.clear();
  published_ms = updated_ms = announced_ms = SHEAF_TIME_UNKNOWN;
  published_precision = SHEAF_PRECISION_DAY;
}

std::string_view Paper::primary_category() const {
  if (!primary.empty() || !primary_first || categories.empty()) return primary;
  return categories[0];
}

void Paper::add_category(std::string_view text) {
  std::string& category = categories.add();
  const bool valid = canonical_category(trimmed(text), category);
  const bool known =
      std::find(categories.begin(), categories.end() - 1, category) != categories.end() - 1;
  if (!valid || known) categories.drop_last();
}

void Paper::add_author(const sheaf::feed::Name& name) {
  Author& author = authors.add();
  author.name = name.full;
  author.family = name.family;
  author.given = name.given;
  author.suffix = name.suffix;
  author.group = name.group;
}

void Paper::add_authors(std::string_view list) {
  for (const auto& name : sheaf::feed::split_authors(list, sheaf::feed::AuthorStyle::kComma)) {
    add_author(name);
  }
}

void Paper::set_published(const sheaf::feed::Date& date) {
  published_ms = date.ms;
  published_precision = sheaf::feed::precision_of(date);
}

void Emitter::fill(const Paper& p) {
  const sheaf_str no_text{nullptr, 0};
  url_.assign("https://arxiv.org/abs/").append(p.id.id);
  pdf_.assign("https://arxiv.org/pdf/").append(p.id.id);
  if (p.id.version != 0) pdf_.append(1, 'v').append(std::to_string(p.id.version));
  own_doi_.assign("10.48550/arxiv.").append(p.id.id);

  persons_.clear();
  persons_.reserve(p.authors.size());  // authors_ points into it
  authors_.clear();
  for (const Author& a : p.authors) {
    auto& out = persons_.emplace_back(sheaf::sized<sheaf_person>());
    out.flags = a.group ? uint32_t{SHEAF_PERSON_GROUP} : 0U;
    out.markup = SHEAF_MARKUP_TEX;
    out.name = sheaf::str(a.name);
    out.family = sheaf::str(a.family);
    out.given = sheaf::str(a.given);
    out.suffix = sheaf::str(a.suffix);
    out.orcid = no_text;
    out.affiliation = sheaf::str(a.affiliation);
    authors_.push_back(&out);
  }
  categories_.clear();
  for (const std::string& c : p.categories) categories_.push_back(sheaf::str(c));
  identifiers_.clear();
  identifiers_.push_back({sheaf::str("arxiv"), sheaf::str(p.id.id)});
  identifiers_.push_back({sheaf::str("doi"), sheaf::str(own_doi_)});
  relations_.clear();
  for (const std::string& doi : p.dois) {
    relations_.push_back({SHEAF_REL_PREPRINT_OF, 0, {sheaf::str("doi"), sheaf::str(doi)}});
  }
  extras_.clear();
  const auto extra = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) extras_.push_back({sheaf::str(key), sheaf::str(value)});
  };
  extra("report-no", p.report_no);
  extra("msc-class", p.msc_class);
  if (is_acm_class(p.acm_class)) extra("acm-class", p.acm_class);
  link_ = {SHEAF_LINK_PDF, 0, sheaf::str(pdf_), no_text};

  sheaf_record& r = record_;
  r.flags = SHEAF_R_PREPRINT;
  if (says_withdrawn(p.comment, p.abstract)) r.flags |= SHEAF_R_WITHDRAWN;
  r.id = sheaf::str(p.id.id);
  r.version = p.id.version;
  r.announce = p.announce;
  r.title = tex(p.title);
  r.abstract = tex(p.abstract);
  r.comment = tex(p.comment);
  r.venue = tex(p.journal_ref);
  r.url = sheaf::str(url_);
  r.license = sheaf::str(p.license);
  r.primary_category = sheaf::str(p.primary_category());
  r.published_ms = p.published_ms;
  r.published_precision = p.published_precision;
  r.updated_ms = p.updated_ms;
  r.announced_ms = p.announced_ms;
  r.authors = authors_.data();
  r.author_count = authors_.size();
  r.categories = categories_.data();
  r.category_count = categories_.size();
  r.identifiers = identifiers_.data();
  r.identifier_count = identifiers_.size();
  r.relations = relations_.data();
  r.relation_count = relations_.size();
  r.links = &link_;
  r.link_count = 1;
  r.extras = extras_.data();
  r.extra_count = extras_.size();
}

bool Emitter::emit(const Paper& paper) {
  if (stopped_) return false;
  if (!options_.wants(paper.announce)) {
    leave_out(paper.announce);
    return true;
  }
  fill(paper);
  ++emitted_;
  stopped_ = !sink_.emit(record_);
  return !stopped_;
}

std::string Emitter::left_out() const {
  constexpr const char* kNames[] = {"changed in metadata only", "new", "cross", "replace",
                                    "replace-cross"};
  std::string out;
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (left_out_[i] == 0) continue;
    out += (out.empty() ? "" : ", ") + std::to_string(left_out_[i]) + " " + kNames[i];
  }
  return out;
}

}  // namespace arxiv
