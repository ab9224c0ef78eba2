#include "pubmed/article.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "pubmed/dates.h"
#include "sheaf/feed/doi.hpp"
#include "sheaf/feed/json.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/feed/xml.hpp"
#include "sheaf/text/html.hpp"
#include "sheaf/text/languages.hpp"
#include "webapi/identifiers.h"
#include "webapi/people.h"
#include "webapi/vocabulary.h"

namespace pubmed {
namespace {

using sheaf::feed::attribute;
using sheaf::feed::ParseEnd;
using sheaf::feed::Take;
using sheaf::feed::XmlAttributes;
using sheaf::feed::XmlName;
using sheaf::feed::XmlValue;

// As JATS, whether elements were nested in it or not.
std::string as_markup(const XmlValue& value) {
  if (value.markup) return std::string(value.text);
  return sheaf::text::html_escaped(value.text);
}

// What of an article does not go into the record at once.
struct Draft {
  sheaf::Record record;
  std::string book_title, vernacular;
  DateParts issue, electronic, entered, listed;
  std::vector<std::string> types;
  struct Correction {
    std::string name, pmid;
  };
  std::vector<Correction> corrections;
};

void set_title(Draft& draft) {
  sheaf::Record& record = draft.record;
  std::string& title = record.title.value;
  record.title.markup = SHEAF_MARKUP_JATS;
  if (webapi::trimmed(title).empty()) title = draft.book_title;
  const bool translated = webapi::drop_outer_brackets(title);
  webapi::drop_final_stop(title);
  webapi::drop_final_stop(draft.vernacular);
  if (title.empty() || (translated && title == "Not Available")) {
    title = draft.vernacular;
  } else if (!draft.vernacular.empty()) {
    record.extras.emplace_back("original-title", draft.vernacular);
  }
}

void set_kind(Draft& draft) {
  sheaf::Record& record = draft.record;
  const webapi::PublicationKind kind = webapi::kind_of(draft.types);
  record.type = kind.type;
  if (kind.preprint) record.flags |= SHEAF_R_PREPRINT;
  if (kind.retracted) record.flags |= SHEAF_R_WITHDRAWN;
  for (Draft::Correction& c : draft.corrections) {
    const auto relation = webapi::relation_of(c.name, kind.preprint);
    if (!relation) continue;
    if (relation == SHEAF_REL_RETRACTED_BY) record.flags |= SHEAF_R_WITHDRAWN;
    if (!c.pmid.empty()) record.relations.push_back({*relation, "pmid", std::move(c.pmid)});
  }
}

void finish(Draft& draft) {
  sheaf::Record& record = draft.record;
  set_title(draft);
  set_kind(draft);
  record.abstract.markup = record.venue.markup = SHEAF_MARKUP_JATS;
  auto published = date_of(draft.electronic);
  if (!published) published = date_of(draft.issue);
  if (published) sheaf::feed::set_published(record, *published);
  record.announced_ms = time_of(draft.entered);
  if (record.announced_ms == SHEAF_TIME_UNKNOWN) record.announced_ms = time_of(draft.listed);
  record.url = "https://pubmed.ncbi.nlm.nih.gov/" + record.id + "/";
  std::sort(record.identifiers.begin(), record.identifiers.end());
  record.identifiers.erase(std::unique(record.identifiers.begin(), record.identifiers.end()),
                           record.identifiers.end());
}

class ArticleHandler : public sheaf::feed::XmlHandler {
 public:
  Take on_start(const XmlName& name, XmlAttributes attributes) override {
    const Take take = path_.empty() ? root(name) : inside(name, attributes);
    if (take == Take::kChildren) path_.emplace_back(name.local);
    return take;
  }

  bool on_value(const XmlName& name, const XmlValue& value) override {
    if (name.local == "ERROR") {
      error = webapi::trimmed(value.text);
    } else if (draft_) {
      take_value(name.local, value);
    }
    return true;
  }

  bool on_end(const XmlName& name) override {
    path_.pop_back();
    if (name.local == "Author" && person_) {
      end_author();
    } else if (draft_ && (name.local == "PubmedArticle" || name.local == "PubmedBookArticle")) {
      ++page.items;
      finish(*draft_);
      if (!draft_->record.id.empty()) page.records.push_back(std::move(draft_->record));
      draft_.reset();
    }
    return true;
  }

  webapi::Page page;
  std::string root_name, error;

 private:
  bool in(std::string_view element) const { return !path_.empty() && path_.back() == element; }

  Take root(const XmlName& name) {
    root_name = name.local;
    return Take::kChildren;
  }

  Take inside(const XmlName& name, XmlAttributes attributes) {
    // Containers whose children are looked at.
    static constexpr auto kContainers = std::to_array<std::string_view>(
        {"MedlineCitation", "Article", "Journal", "JournalIssue", "Abstract", "AffiliationInfo",
         "PublicationTypeList", "CommentsCorrectionsList", "PubmedData", "History", "ArticleIdList",
         "BookDocument", "Book", "PubmedBookData"});
    const std::string_view local = name.local;
    if (local == "PubmedArticle" || local == "PubmedBookArticle") {
      draft_.emplace();
      return Take::kChildren;
    }
    if (!draft_) return local == "ERROR" ? Take::kText : Take::kSkip;  // DeleteCitation, too
    if (std::find(kContainers.begin(), kContainers.end(), local) != kContainers.end()) {
      return Take::kChildren;
    }
    if (local == "AuthorList") {
      const bool editors = attribute(attributes, "Type") == "editors";
      return editors || in("Book") ? Take::kSkip : Take::kChildren;
    }
    if (local == "Author") {
      if (attribute(attributes, "ValidYN") == "N") return Take::kSkip;
      person_.emplace();
      return Take::kChildren;
    }
    if (local == "CommentsCorrections") {
      draft_->corrections.push_back({std::string(attribute(attributes, "RefType")), ""});
      return Take::kChildren;
    }
    if (local == "PubMedPubDate") {
      attribute_ = attribute(attributes, "PubStatus");
      return attribute_ == "entrez" || attribute_ == "pubmed" ? Take::kChildren : Take::kSkip;
    }
    if (local == "PubDate" || local == "ArticleDate") return Take::kChildren;
    return wanted(local, attributes);
  }

  // Elements with text; `attribute_` keeps what on_value() needs of their attributes.
  Take wanted(std::string_view local, XmlAttributes attributes) {
    if (local == "ArticleTitle" || local == "VernacularTitle" || local == "BookTitle") {
      return Take::kMarkup;
    }
    if (local == "AbstractText") {
      attribute_ = attribute(attributes, "Label");
      return in("Abstract") ? Take::kMarkup : Take::kSkip;
    }
    if (local == "ELocationID") {
      const bool doi =
          attribute(attributes, "EIdType") == "doi" && attribute(attributes, "ValidYN") != "N";
      return doi ? Take::kText : Take::kSkip;
    }
    if (local == "ArticleId") {
      attribute_ = attribute(attributes, "IdType");
      return Take::kText;
    }
    if (local == "Identifier") {
      return attribute(attributes, "Source") == "ORCID" && in("Author") ? Take::kText : Take::kSkip;
    }
    static constexpr auto kTexts = std::to_array<std::string_view>(
        {"PMID", "Title", "Language", "PublicationType", "LastName", "ForeName", "Initials",
         "Suffix", "CollectiveName", "Affiliation", "Year", "Month", "Day", "Season",
         "MedlineDate"});
    const bool text = std::find(kTexts.begin(), kTexts.end(), local) != kTexts.end();
    return text ? Take::kText : Take::kSkip;
  }

  void take_value(std::string_view local, const XmlValue& value) {
    sheaf::Record& record = draft_->record;
    const std::string text(webapi::trimmed(value.text));
    if (text.empty()) return;
    if (local == "ArticleTitle") {
      record.title.value = as_markup(value);
    } else if (local == "VernacularTitle") {
      draft_->vernacular = text;
    } else if (local == "BookTitle") {
      draft_->book_title = as_markup(value);
      record.venue.value = as_markup(value);
    } else if (local == "AbstractText") {
      add_abstract(value);
    } else if (local == "PMID") {
      take_pmid(text);
    } else if (local == "Title" && in("Journal")) {
      record.venue.value = as_markup(value);
    } else if (local == "Language") {
      if (record.language.empty()) record.language = sheaf::text::language_tag(text);
    } else if (local == "PublicationType") {
      draft_->types.push_back(text);
    } else if (local == "ELocationID") {
      add_identifier("doi", sheaf::feed::doi_of(text));
    } else if (local == "ArticleId") {
      take_article_id(text);
    } else if (person_) {
      take_name(local, text);
    } else {
      take_date(local, text);
    }
  }

  void take_pmid(const std::string& text) {
    const std::string pmid = webapi::bare_pmid(text);
    if (in("MedlineCitation") || in("BookDocument")) {
      draft_->record.id = pmid;
      add_identifier("pmid", pmid);
    } else if (in("CommentsCorrections")) {
      draft_->corrections.back().pmid = pmid;
    }
  }

  void take_article_id(const std::string& text) {
    if (attribute_ == "doi") add_identifier("doi", sheaf::feed::doi_of(text));
    if (attribute_ != "pmc") return;
    const std::string pmcid = webapi::bare_pmcid(text);
    add_identifier("pmcid", pmcid);
    if (pmcid.empty()) return;
    draft_->record.links.push_back({SHEAF_LINK_FULLTEXT,
                                    "https://pmc.ncbi.nlm.nih.gov/articles/" + pmcid + "/",
                                    "PubMed Central"});
  }

  void add_identifier(const char* scheme, const std::string& value) {
    if (!value.empty()) draft_->record.identifiers.emplace_back(scheme, value);
  }

  void add_abstract(const XmlValue& value) {
    std::string& abstract = draft_->record.abstract.value;
    const bool says =
        !attribute_.empty() && attribute_ != "UNLABELLED" && attribute_ != "UNASSIGNED";
    if (says) abstract += "<title>" + as_markup({attribute_, false}) + "</title>";
    abstract += "<p>" + as_markup(value) + "</p>";
  }

  void take_name(std::string_view local, const std::string& text) {
    if (local == "LastName") person_->family = text;
    if (local == "ForeName") person_->given = text;
    if (local == "Initials" && person_->given.empty()) person_->given = text;
    if (local == "Suffix") person_->suffix = text;
    if (local == "Identifier") person_->orcid = webapi::bare_orcid(text);
    if (local == "CollectiveName") {
      person_->name = text;
      person_->group = true;
    }
    if (local == "Affiliation") {
      person_->affiliation += (person_->affiliation.empty() ? "" : "; ") + text;
    }
  }

  void end_author() {
    const auto names = person_->group ? sheaf::feed::names_of_group(person_->name)
                                      : sheaf::feed::names_of_fields(
                                            person_->family, person_->given, person_->suffix);
    webapi::add_people(draft_->record, names, SHEAF_MARKUP_PLAIN, person_->orcid,
                       person_->affiliation);
    person_.reset();
  }

  void take_date(std::string_view local, const std::string& text) {
    DateParts* const date = in("PubDate")       ? &draft_->issue
                            : in("ArticleDate") ? &draft_->electronic
                            : in("PubMedPubDate")
                                ? (attribute_ == "entrez" ? &draft_->entered : &draft_->listed)
                                : nullptr;
    if (date == nullptr) return;
    if (local == "Year") date->year = text;
    if (local == "Month") date->month = text;
    if (local == "Day") date->day = text;
    if (local == "Season") date->season = text;
    if (local == "MedlineDate") date->medline = text;
  }

  std::vector<std::string> path_;
  std::optional<Draft> draft_;
  std::optional<sheaf::Person> person_;
  std::string attribute_;
};

}  // namespace

webapi::Page read_articles(const sheaf::feed::Read& read, const std::string& content_type) {
  ArticleHandler handler;
  sheaf::feed::XmlOptions options;
  options.content_type = content_type;
  const ParseEnd end = sheaf::feed::read_xml(read, handler, options);
  if (!handler.error.empty()) {
    throw sheaf::Error(SHEAF_E_TRANSIENT, "PubMed does not give the records: " + handler.error);
  }
  if (end.how == ParseEnd::How::kEmpty) {
    throw sheaf::Error(SHEAF_E_TRANSIENT, "PubMed gave an empty answer");
  }
  if (handler.root_name != "PubmedArticleSet") {
    throw sheaf::feed::FormatError(
        "PubmedArticleSet is missing in the answer" +
        (handler.root_name.empty() ? ": " + end.detail : ", which is " + handler.root_name));
  }
  handler.page.cut = end.how != ParseEnd::How::kComplete;
  if (!end.detail.empty()) handler.page.remark = "PubMed: " + end.detail + ".";
  return std::move(handler.page);
}

}  // namespace pubmed
