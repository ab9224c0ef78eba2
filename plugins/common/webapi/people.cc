#include "webapi/people.h"

#include <utility>

namespace webapi {

void add_people(sheaf::Record& record, const std::vector<sheaf::feed::Name>& names,
                sheaf_markup markup, std::string orcid, const std::string& affiliation) {
  const std::size_t first = record.authors.size();
  for (const sheaf::feed::Name& name : names) {
    record.authors.push_back(sheaf::feed::person_of(name, markup));
  }
  if (names.empty()) return;
  record.authors[first].orcid = std::move(orcid);
  if (!affiliation.empty()) record.authors[first].affiliation = affiliation;
}

}  // namespace webapi
