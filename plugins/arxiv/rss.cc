#include "doi.h"
#include "listing.h"
#include "texts.h"

namespace arxiv {

bool read_daily_item(sheaf::feed::Item& item, Paper& paper) {
  // Summary and content are one text when both are there.
  std::string& body = item.summary.text.empty() ? item.content.text : item.summary.text;
  Announcement told = split_announcement(body);
  bool known = find_id(item.id, paper.id);
  for (std::size_t i = 0; !known && i < item.links.size(); ++i) {
    known = find_id(item.links[i].href, paper.id);
  }
  if (!known) {
    paper.id = told.id;
  } else if (paper.id.version == 0 && told.id.id == paper.id.id) {
    paper.id.version = told.id.version;  // links carry no version
  }
  set_abstract(paper.abstract, told.abstract);
  paper.title = std::move(item.title.text);

  const auto text_of = [&](std::string_view a, std::string_view b) -> std::string_view {
    const auto* element = item.find(a);
    if (element == nullptr) element = item.find(b);
    return element == nullptr ? std::string_view() : trimmed(element->text);
  };
  paper.announce = announce_from(text_of("announce_type", "announce_type"));
  if (paper.announce == SHEAF_ANNOUNCE_UNKNOWN) paper.announce = told.type;
  paper.license = text_of("rights", "license");
  paper.journal_ref = text_of("journal_reference", "journal_ref");
  add_dois(text_of("DOI", "doi"), paper.dois);
  for (const auto& category : item.categories) paper.add_category(category.term);
  for (const auto& author : item.authors) paper.add_authors(author.name);
  if (item.published.date) paper.announced_ms = item.published.date->ms;
  return !paper.id.id.empty() && !trimmed(paper.title).empty();
}

}  // namespace arxiv
