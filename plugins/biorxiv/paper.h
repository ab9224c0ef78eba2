// One version of a preprint as a record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "options.h"
#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/plugin.hpp"
#include "sheaf/text/ascii.hpp"

namespace biorxiv {

// `record` gets what every version of a preprint has: ids, links, dates, flags. `doi`: bare, in
// small letters, without version; `version` 0: not known; `posted`: of this version.
void set_version(sheaf::Record& record, Server server, std::string_view doi, std::uint32_t version,
                 const std::optional<sheaf::feed::Date>& posted);

void set_texts(sheaf::Record& record, std::string_view title, std::string_view abstract);

void set_authors(sheaf::Record& record, std::string_view list, sheaf::feed::AuthorStyle style);

// Full name and affiliation for the one author of `Roesler, R.` that `full`, `Rafael Roesler`, can
// be; nothing where that is none.
void set_corresponding(sheaf::Record& record, std::string_view full, std::string_view institution);

// Whether title or abstract say so, as the servers' withdrawal notices do.
bool says_withdrawn(std::string_view title, std::string_view abstract);

// SPDX of `cc_by_nc_nd` and its like; empty where the code names no licence or is not known.
std::string_view spdx(std::string_view code);

// `new results` and its like.
sheaf_record_type type_of(std::string_view type);

using sheaf::text::trimmed;

// Cuts `v2` off the end of `text` and returns 2; 0 when there is none.
std::uint32_t take_version(std::string_view& text);

}  // namespace biorxiv
