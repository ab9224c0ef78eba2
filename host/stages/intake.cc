#include "stages/intake.h"

#include <algorithm>
#include <string_view>

#include "plugin/record_view.h"
#include "sheaf/canonical/clean.hpp"
#include "sheaf/canonical/links.hpp"
#include "sheaf/text/languages.hpp"
#include "sheaf/text/urls.hpp"
#include "sheaf/text/utf8.hpp"

namespace host::stages {
namespace {

constexpr std::size_t kTitleMax = 2000;  // bytes

using plugin::view;

// A source's own words that are no prose: ids, URLs, dates as text.
std::string token(sheaf_str s) {
  return sheaf::canonical::clean(view(s), sheaf::canonical::Markup::kPlain, {.single_line = true});
}

std::string prose(const sheaf_text& t, bool single_line) {
  if (t.len == 0) return {};
  const auto markup = t.markup <= SHEAF_MARKUP_JATS
                          ? static_cast<sheaf::canonical::Markup>(t.markup)
                          : sheaf::canonical::Markup::kPlain;
  return sheaf::canonical::clean(
      view(t), markup,
      {.drop_citations = (t.flags & SHEAF_TEXT_DROP_CITATIONS) != 0, .single_line = single_line});
}

std::string name_part(sheaf_str s, sheaf_markup markup) {
  return prose({s.ptr, s.len, markup, 0}, true);
}

void add_link(Record& r, sheaf_link_rel rel, std::string url, std::string label) {
  if (!sheaf::text::is_web_url(url)) return;
  const auto same = [&](const Link& l) { return l.url == url; };
  if (std::any_of(r.links.begin(), r.links.end(), same)) return;
  r.links.push_back({rel, std::move(url), std::move(label)});
}

void add_links_from_text(Record& r, std::string_view words) {
  if (words.find('.') == std::string_view::npos) return;
  for (auto& found : sheaf::canonical::find_links(words)) {
    if (found.kind == sheaf::canonical::LinkKind::kOther) continue;
    add_link(r, found.kind == sheaf::canonical::LinkKind::kCode ? SHEAF_LINK_CODE : SHEAF_LINK_DATA,
             std::move(found.url), {});
  }
}

// A title that long is none; a digest prints it twice.
void cap_title(std::string& title) {
  if (title.size() <= kTitleMax) return;
  title.resize(sheaf::text::beginning(title, kTitleMax).size());
  title += "…";
}

}  // namespace

Record intake_partial(const sheaf_record& in) {
  Record r;
  r.id = token(in.id);
  r.version = in.version;
  r.flags = in.flags & (SHEAF_R_WITHDRAWN | SHEAF_R_PREPRINT | SHEAF_R_TRUNCATED);
  if (in.type <= SHEAF_TYPE_OTHER) r.type = in.type;
  if (in.announce <= SHEAF_ANNOUNCE_REPLACE_CROSS) r.announce = in.announce;
  r.title = prose(in.title, true);
  r.abstract = prose(in.abstract, false);
  r.summary = prose(in.summary, false);
  r.comment = prose(in.comment, true);
  r.venue = prose(in.venue, true);
  if (auto url = token(in.url); sheaf::text::is_web_url(url)) r.url = std::move(url);
  r.language = sheaf::text::language_tag(token(in.language));
  r.license = token(in.license);
  r.primary_category = token(in.primary_category);
  r.published_ms = in.published_ms;
  if (in.published_precision <= SHEAF_PRECISION_YEAR)
    r.published_precision = in.published_precision;
  r.updated_ms = in.updated_ms;
  r.announced_ms = in.announced_ms;
  r.authors.reserve(in.author_count);
  for (std::size_t i = 0; i < in.author_count; ++i) {
    const sheaf_person& p = *in.authors[i];
    Person out;
    out.name = name_part(p.name, p.markup);
    if (out.name.empty()) continue;
    out.family = name_part(p.family, p.markup);
    out.given = name_part(p.given, p.markup);
    out.suffix = name_part(p.suffix, p.markup);
    out.affiliation = name_part(p.affiliation, p.markup);
    out.orcid = token(p.orcid);
    out.group = (p.flags & SHEAF_PERSON_GROUP) != 0;
    r.authors.push_back(std::move(out));
  }
  for (std::size_t i = 0; i < in.category_count; ++i) {
    auto c = token(in.categories[i]);
    if (!c.empty() &&
        std::find(r.categories.begin(), r.categories.end(), c) == r.categories.end()) {
      r.categories.push_back(std::move(c));
    }
  }
  for (std::size_t i = 0; i < in.identifier_count; ++i) {
    Identifier id{token(in.identifiers[i].key), token(in.identifiers[i].value)};
    if (!id.scheme.empty() && !id.value.empty()) r.identifiers.push_back(std::move(id));
  }
  for (std::size_t i = 0; i < in.relation_count; ++i) {
    const sheaf_relation& rel = in.relations[i];
    Relation out{rel.type, {token(rel.id.key), token(rel.id.value)}};
    if (!out.id.scheme.empty() && !out.id.value.empty()) r.relations.push_back(std::move(out));
  }
  for (std::size_t i = 0; i < in.link_count; ++i) {
    const sheaf_link& l = in.links[i];
    const bool known = l.rel <= SHEAF_LINK_DATA;
    add_link(r, known ? l.rel : sheaf_link_rel{SHEAF_LINK_OTHER}, token(l.url), token(l.label));
  }
  add_links_from_text(r, r.abstract);
  add_links_from_text(r, r.comment);
  for (std::size_t i = 0; i < in.extra_count; ++i) {
    auto key = token(in.extras[i].key);
    if (!key.empty()) {
      r.extras.emplace_back(
          std::move(key),
          sheaf::canonical::clean(view(in.extras[i].value), sheaf::canonical::Markup::kPlain, {}));
    }
  }
  return r;
}

Result<Record> intake(const sheaf_record& in) {
  if (in.struct_size < sizeof(sheaf_record)) {
    return fail(SHEAF_E_INTERNAL, "the record's struct_size is less than a sheaf_record's");
  }
  Record r = intake_partial(in);
  r.flags |= in.flags & SHEAF_R_REMOVED;
  if (r.id.empty()) return fail(SHEAF_E_UPSTREAM, "a record without id");
  if (r.title.empty() && (r.flags & SHEAF_R_REMOVED) == 0)
    return fail(SHEAF_E_UPSTREAM, "record " + r.id + " has no title");
  cap_title(r.title);
  return r;
}

}  // namespace host::stages
