#include "webapi/vocabulary.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sheaf/text/ascii.hpp"
#include "webapi/identifiers.h"

namespace webapi {
namespace {

// Letters and digits only, in lower case: "Retraction in" and "RetractionIn" are one.
std::string key(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (sheaf::text::is_alnum(c)) out.push_back(sheaf::text::lower(c));
  }
  return out;
}

template <class T>
using Row = std::pair<std::string_view, T>;

template <class T, std::size_t n>
const T* find(const std::array<Row<T>, n>& table, std::string_view name) {
  const auto at =
      std::find_if(table.begin(), table.end(), [&](auto& r) { return r.first == name; });
  return at == table.end() ? nullptr : &at->second;
}

}  // namespace

sheaf_record_type type_of_title(std::string_view title) {
  // A colon or "to", "on" must follow, or the end: "Erratum" is one, "Erratum handling" is a paper.
  static constexpr auto kBegins = std::to_array<Row<sheaf_record_type>>({
      {"erratum", SHEAF_TYPE_CORRECTION},
      {"errata", SHEAF_TYPE_CORRECTION},
      {"corrigendum", SHEAF_TYPE_CORRECTION},
      {"corrigenda", SHEAF_TYPE_CORRECTION},
      {"correction", SHEAF_TYPE_CORRECTION},
      {"author correction", SHEAF_TYPE_CORRECTION},
      {"publisher correction", SHEAF_TYPE_CORRECTION},
      {"retraction", SHEAF_TYPE_RETRACTION},
      {"retraction note", SHEAF_TYPE_RETRACTION},
      {"retraction notice", SHEAF_TYPE_RETRACTION},
      {"editorial", SHEAF_TYPE_EDITORIAL},
      {"editorial board", SHEAF_TYPE_OTHER},
      {"letter to the editor", SHEAF_TYPE_LETTER},
      {"letters to the editor", SHEAF_TYPE_LETTER},
      {"book review", SHEAF_TYPE_OTHER},
      {"preface", SHEAF_TYPE_EDITORIAL},
      {"foreword", SHEAF_TYPE_EDITORIAL},
      {"table of contents", SHEAF_TYPE_OTHER},
      {"issue information", SHEAF_TYPE_OTHER},
  });
  const std::string text = sheaf::text::lowered(trimmed(title.substr(0, 200)));
  for (const auto& [begin, type] : kBegins) {
    if (!text.starts_with(begin)) continue;
    const std::string_view rest = trimmed(std::string_view(text).substr(begin.size()));
    const bool notice = type == SHEAF_TYPE_CORRECTION || begin.starts_with("retraction no");
    if (rest.empty() || rest == "." || rest.front() == ':') return type;
    if (notice && (rest.starts_with("to:") || rest.starts_with("to \"") ||
                   rest.starts_with("to “") || rest.starts_with("to ‘"))) {
      return type;
    }
  }
  return SHEAF_TYPE_UNKNOWN;
}

bool is_marked_retracted(std::string_view title) {
  title = trimmed(title);
  for (const std::string_view mark :
       {"RETRACTED:", "RETRACTED ARTICLE:", "WITHDRAWN:", "Retracted:", "Withdrawn:"}) {
    if (title.starts_with(mark)) return true;
  }
  return false;
}

PublicationKind kind_of(std::span<const std::string> publication_types) {
  // The strongest first: a review that is a retraction notice is a notice.
  static constexpr auto kTypes = std::to_array<Row<sheaf_record_type>>({
      {"retractionofpublication", SHEAF_TYPE_RETRACTION},
      {"retractionnotice", SHEAF_TYPE_RETRACTION},
      {"retraction", SHEAF_TYPE_RETRACTION},
      {"publishederratum", SHEAF_TYPE_CORRECTION},
      {"correctedandrepublishedarticle", SHEAF_TYPE_RESEARCH},
      {"correction", SHEAF_TYPE_CORRECTION},
      {"expressionofconcern", SHEAF_TYPE_OTHER},
      {"editorial", SHEAF_TYPE_EDITORIAL},
      {"letter", SHEAF_TYPE_LETTER},
      {"news", SHEAF_TYPE_NEWS},
      {"newspaperarticle", SHEAF_TYPE_NEWS},
      {"comment", SHEAF_TYPE_OTHER},
      {"bookreview", SHEAF_TYPE_OTHER},
      {"biography", SHEAF_TYPE_OTHER},
      {"interview", SHEAF_TYPE_OTHER},
      {"portrait", SHEAF_TYPE_OTHER},
      {"systematicreview", SHEAF_TYPE_REVIEW},
      {"scopingreview", SHEAF_TYPE_REVIEW},
      {"review", SHEAF_TYPE_REVIEW},
      {"reviewarticle", SHEAF_TYPE_REVIEW},
      {"metaanalysis", SHEAF_TYPE_RESEARCH},
      {"preprint", SHEAF_TYPE_RESEARCH},
      {"journalarticle", SHEAF_TYPE_RESEARCH},
      {"researcharticle", SHEAF_TYPE_RESEARCH},
      {"casereports", SHEAF_TYPE_RESEARCH},
      {"casereport", SHEAF_TYPE_RESEARCH},
  });
  PublicationKind out;
  auto best = kTypes.end();
  for (const std::string& name : publication_types) {
    const std::string known = key(name);
    out.preprint = out.preprint || known == "preprint";
    out.retracted = out.retracted || known == "retractedpublication";
    const auto at =
        std::find_if(kTypes.begin(), kTypes.end(), [&](auto& r) { return r.first == known; });
    best = std::min(best, at);
  }
  if (best != kTypes.end()) out.type = best->second;
  return out;
}

std::optional<sheaf_relation_type> relation_of(std::string_view name, bool preprint) {
  static constexpr auto kRelations = std::to_array<Row<sheaf_relation_type>>({
      {"retractionin", SHEAF_REL_RETRACTED_BY},
      {"retractedandrepublishedin", SHEAF_REL_RETRACTED_BY},
      {"partialretractionin", SHEAF_REL_CORRECTED_BY},
      {"retractionof", SHEAF_REL_RETRACTS},
      {"partialretractionof", SHEAF_REL_CORRECTS},
      {"erratumin", SHEAF_REL_CORRECTED_BY},
      {"erratumfor", SHEAF_REL_CORRECTS},
      {"correctedandrepublishedin", SHEAF_REL_CORRECTED_BY},
      {"commenton", SHEAF_REL_COMMENTS_ON},
      {"expressionofconcernfor", SHEAF_REL_COMMENTS_ON},
      {"expressionofconcernin", SHEAF_REL_RELATED},
      {"preprintof", SHEAF_REL_PREPRINT_OF},
      {"preprintin", SHEAF_REL_HAS_PREPRINT},
      {"republishedin", SHEAF_REL_RELATED},
      {"republishedfrom", SHEAF_REL_RELATED},
      {"correctedandrepublishedfrom", SHEAF_REL_RELATED},
      {"retractedandrepublishedfrom", SHEAF_REL_RELATED},
      {"updateof", SHEAF_REL_RELATED},  // a Cochrane review replaces another work
      {"updatein", SHEAF_REL_RELATED},
  });
  const std::string known = key(name);
  // MEDLINE links a preprint to its journal article with the same words as an updated review.
  if (preprint && known == "updatein") return SHEAF_REL_PREPRINT_OF;
  const sheaf_relation_type* const found = find(kRelations, known);
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

void drop_final_stop(std::string& title) {
  title = std::string(trimmed(title));
  if (title.ends_with('.') && !title.ends_with("..")) title.pop_back();
}

bool drop_outer_brackets(std::string& title) {
  std::string inner = title;
  drop_final_stop(inner);
  if (!inner.starts_with('[') || !inner.ends_with(']')) return false;
  std::size_t depth = 0;
  for (std::size_t i = 0; i + 1 < inner.size(); ++i) {
    if (inner[i] == '[') ++depth;
    if (inner[i] == ']' && --depth == 0) return false;
  }
  if (depth != 1) return false;
  title = trimmed(std::string_view(inner).substr(1, inner.size() - 2));
  return true;
}

}  // namespace webapi
