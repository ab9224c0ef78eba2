#include "paper.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "notation.h"

namespace biorxiv {

using sheaf::text::equals_ignoring_case;
using sheaf::text::lower;
using sheaf::text::starts_with_ignoring_case;
std::uint32_t take_version(std::string_view& text) {
  const auto v = text.rfind('v');
  if (v == text.npos || v + 1 == text.size()) return 0;
  std::uint32_t version = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + v + 1, end, version);
  if (error != std::errc() || stop != end) return 0;
  text = text.substr(0, v);
  return version;
}

void set_version(sheaf::Record& record, Server server, std::string_view doi, std::uint32_t version,
                 const std::optional<sheaf::feed::Date>& posted) {
  record.id = doi;
  record.version = version;
  record.flags = SHEAF_R_PREPRINT;
  record.identifiers.emplace_back("doi", record.id);
  record.url = "https://www.";
  record.url.append(id_of(server)).append(".org/content/").append(doi);
  if (version != 0) record.url += "v" + std::to_string(version);
  record.links.push_back({SHEAF_LINK_PDF, record.url + ".full.pdf", ""});
  record.venue.value = name_of(server);
  if (posted) record.updated_ms = record.announced_ms = posted->ms;
  if (posted && version == 1) sheaf::feed::set_published(record, *posted);
  if (version != 0) record.announce = version == 1 ? SHEAF_ANNOUNCE_NEW : SHEAF_ANNOUNCE_REPLACE;
}

void set_texts(sheaf::Record& record, std::string_view title, std::string_view abstract) {
  record.title.value = undo_notation(trimmed(title));
  record.abstract.value = clean_abstract(trimmed(abstract));
  if (says_withdrawn(record.title.value, record.abstract.value)) {
    record.flags |= SHEAF_R_WITHDRAWN;
  }
}

void set_authors(sheaf::Record& record, std::string_view list, sheaf::feed::AuthorStyle style) {
  for (const sheaf::feed::Name& name : sheaf::feed::split_authors(list, style)) {
    record.authors.push_back(sheaf::feed::person_of(name));
  }
}

void set_corresponding(sheaf::Record& record, std::string_view full, std::string_view institution) {
  const sheaf::feed::Name name = sheaf::feed::split_name(full);
  const std::string natural = name.given + " " + name.family;
  full = natural;
  sheaf::Person* found = nullptr;
  std::string_view given;
  for (sheaf::Person& p : record.authors) {
    const std::string_view family = p.family;
    if (p.group || family.empty() || p.given.empty() || full.size() < family.size() + 2) continue;
    const auto split = full.size() - family.size();
    const bool same = full[split - 1] == ' ' && equals_ignoring_case(full.substr(split), family) &&
                      lower(full.front()) == lower(p.given.front());
    if (!same) continue;
    if (found != nullptr) return;  // two of that name
    found = &p;
    given = trimmed(full.substr(0, split));
  }
  if (found == nullptr) return;
  if (given.size() > found->given.size()) {
    found->given = given;
    found->name = found->given + " " + found->family;
    if (!found->suffix.empty()) found->name += " " + found->suffix;
  }
  found->affiliation = trimmed(institution);
}

bool says_withdrawn(std::string_view title, std::string_view abstract) {
  for (const std::string_view word : {"withdrawn:", "withdrawn article:", "retracted:"}) {
    if (starts_with_ignoring_case(title, word)) return true;
  }
  for (const std::string_view words :
       {"the authors have withdrawn", "the author has withdrawn",
        "this manuscript has been withdrawn", "this article has been withdrawn",
        "this preprint has been withdrawn", "withdrawal statement", "medrxiv has withdrawn",
        "biorxiv has withdrawn"}) {
    if (starts_with_ignoring_case(abstract, words)) return true;
  }
  return false;
}

// https://www.biorxiv.org/content/about-biorxiv names version 4.0 for all of them. `cc0_ng` is a
// waiver of the US government's works, `cc_no` the absence of a licence.
std::string_view spdx(std::string_view code) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kLicenses = {
      {{"cc_by", "CC-BY-4.0"},
       {"cc_by_nc", "CC-BY-NC-4.0"},
       {"cc_by_nd", "CC-BY-ND-4.0"},
       {"cc_by_nc_nd", "CC-BY-NC-ND-4.0"},
       {"cc0", "CC0-1.0"}}};
  for (const auto& [name, license] : kLicenses) {
    if (equals_ignoring_case(code, name)) return license;
  }
  return {};
}

// https://www.biorxiv.org/about-biorxiv; the last is all that medRxiv says.
sheaf_record_type type_of(std::string_view type) {
  for (const std::string_view known :
       {"new results", "confirmatory results", "contradictory results", "publishaheadofprint"}) {
    if (equals_ignoring_case(type, known)) return SHEAF_TYPE_RESEARCH;
  }
  return SHEAF_TYPE_UNKNOWN;
}

}  // namespace biorxiv
