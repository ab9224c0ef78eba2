#include "doi.h"
#include "listing.h"
#include "texts.h"

namespace arxiv {

bool read_api_entry(sheaf::feed::Item& item, Paper& paper) {
  if (!find_id(item.id, paper.id)) return false;
  Identifier linked;
  for (const auto& link : item.links) {
    if (link.title == "doi") add_dois(link.href, paper.dois);
    // Some answers leave the version out of the id and have it in the links.
    if (paper.id.version == 0 && find_id(link.href, linked) && linked.id == paper.id.id) {
      paper.id.version = linked.version;
    }
  }
  paper.title = std::move(item.title.text);
  set_abstract(paper.abstract, item.summary.text);
  const auto text_of = [&](std::string_view name) -> std::string_view {
    const auto* element = item.find(name);
    return element == nullptr ? std::string_view() : trimmed(element->text);
  };
  paper.comment = text_of("comment");
  paper.journal_ref = text_of("journal_ref");
  add_dois(text_of("doi"), paper.dois);
  paper.license = text_of("license");
  if (const auto* primary = item.find("primary_category")) {
    paper.add_category(primary->attribute("term"));
    if (!paper.categories.empty()) paper.primary = paper.categories[0];
  }
  for (const auto& category : item.categories) paper.add_category(category.term);
  for (const auto& author : item.authors) {
    const auto names = sheaf::feed::split_authors(author.name, sheaf::feed::AuthorStyle::kOne);
    for (const auto& name : names) paper.add_author(name);
    if (names.empty()) continue;
    for (const std::string& affiliation : author.affiliations) {
      std::string& out = paper.authors.back().affiliation;
      out.append(out.empty() ? "" : "; ").append(affiliation);
    }
  }
  if (item.published.date) paper.set_published(*item.published.date);
  if (item.updated.date) paper.updated_ms = item.updated.date->ms;
  return !trimmed(paper.title).empty();
}

}  // namespace arxiv
