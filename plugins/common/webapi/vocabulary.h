// What databases call things.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sheaf/plugin.hpp"

namespace webapi {

// What a title says of its own kind, for databases that call everything an article: "Erratum:",
// "Correction to:", "Editorial", "Letter to the Editor". UNKNOWN for most. Tags in it do not matter
// unless they come first.
sheaf_record_type type_of_title(std::string_view title);
// "RETRACTED: …", "WITHDRAWN: …", "RETRACTED ARTICLE: …": how publishers mark what they took back.
bool is_marked_retracted(std::string_view title);

// PubMed's publication types (https://www.nlm.nih.gov/mesh/pubtypes.html) and the article types of
// JATS that Europe PMC mixes with them.
struct PublicationKind {
  sheaf_record_type type = SHEAF_TYPE_UNKNOWN;
  bool preprint = false;
  bool retracted = false;  // "Retracted Publication": the paper, not the notice
};
PublicationKind kind_of(std::span<const std::string> publication_types);

// What a record is to a notice or version of it, as MEDLINE names it: "RetractionIn", "Retraction
// in" (https://www.nlm.nih.gov/bsd/mms/medlineelements.html#cc). Empty for what says nothing about
// the work itself (citations, comments on it, summaries for patients ...). `preprint`: this record
// is one.
std::optional<sheaf_relation_type> relation_of(std::string_view name, bool preprint);

// Titles in MEDLINE end with a full stop that is none of theirs.
void drop_final_stop(std::string& title);
// A title that was translated stands in brackets there: "[Role of [18F]FDG in wounds]." loses them
// and the stop behind them. False, and nothing changes, when the first bracket is not closed by the
// last: "[18F]FDG in [11C]".
bool drop_outer_brackets(std::string& title);

}  // namespace webapi
