#include "oai_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "category.h"
#include "doi.h"
#include "sheaf/feed/dates.hpp"
#include "texts.h"

namespace arxiv {
namespace {

namespace feed = sheaf::feed;
using feed::Take;
using feed::XmlAttributes;
using feed::XmlName;
using feed::XmlValue;

enum class Field {
  kNone,
  kIdentifier,
  kDatestamp,
  kSetSpec,
  kResponseDate,
  kToken,
  kError,
  kId,
  kCreated,
  kUpdated,
  kKeyname,
  kForenames,
  kSuffix,
  kAffiliation,
  kTitle,
  kCategories,
  kComments,
  kReportNo,
  kMscClass,
  kAcmClass,
  kJournalRef,
  kDoi,
  kLicense,
  kAbstract,
  kAuthorList,
  kCreator,
  kDescription,
  kDate,
  kDcIdentifier
};

struct Named {
  std::string_view name;
  Field field;
};

constexpr std::array<Named, 3> kHeaderFields = {{{"identifier", Field::kIdentifier},
                                                 {"datestamp", Field::kDatestamp},
                                                 {"setSpec", Field::kSetSpec}}};
// Of prefixes arXiv and arXivRaw; `authors` is text in the latter only.
constexpr std::array<Named, 13> kOwnFields = {{{"id", Field::kId},
                                               {"created", Field::kCreated},
                                               {"updated", Field::kUpdated},
                                               {"title", Field::kTitle},
                                               {"categories", Field::kCategories},
                                               {"comments", Field::kComments},
                                               {"report-no", Field::kReportNo},
                                               {"msc-class", Field::kMscClass},
                                               {"acm-class", Field::kAcmClass},
                                               {"journal-ref", Field::kJournalRef},
                                               {"doi", Field::kDoi},
                                               {"license", Field::kLicense},
                                               {"abstract", Field::kAbstract}}};
constexpr std::array<Named, 4> kAuthorFields = {{{"keyname", Field::kKeyname},
                                                 {"forenames", Field::kForenames},
                                                 {"suffix", Field::kSuffix},
                                                 {"affiliation", Field::kAffiliation}}};
constexpr std::array<Named, 5> kDublinCoreFields = {{{"title", Field::kTitle},
                                                     {"creator", Field::kCreator},
                                                     {"description", Field::kDescription},
                                                     {"date", Field::kDate},
                                                     {"identifier", Field::kDcIdentifier}}};

template <std::size_t N>
Field field_of(const std::array<Named, N>& list, std::string_view name) {
  for (const Named& entry : list) {
    if (entry.name == name) return entry.field;
  }
  return Field::kNone;
}

std::int64_t date_ms(std::string_view date) {
  const auto parsed = feed::parse_date(date);
  return parsed ? parsed->ms : SHEAF_TIME_UNKNOWN;
}

void set_published(Paper& paper, std::string_view date) {
  if (const auto parsed = feed::parse_date(date)) paper.set_published(*parsed);
}

class Reader : public feed::XmlHandler {
 public:
  Reader(OaiAnswer& answer, const OnRecord& on_record) : answer_(answer), on_record_(on_record) {}

  Take on_start(const XmlName& name, XmlAttributes attributes) override;
  bool on_value(const XmlName& name, const XmlValue& value) override;
  bool on_end(const XmlName& name) override;

 private:
  enum class In {
    kProtocol,
    kRecord,
    kHeader,
    kMetadata,
    kArxiv,
    kRaw,
    kVersion,
    kAuthors,
    kAuthor,
    kDublinCore
  };

  Take nested(In in) {
    path_.push_back(in);
    return Take::kChildren;
  }
  Take into(Field field) {
    field_ = field;
    return field == Field::kNone ? Take::kSkip : Take::kText;
  }
  Take protocol_child(std::string_view name, XmlAttributes attributes);
  Take record_child(std::string_view name, XmlAttributes attributes);
  Take metadata_child(std::string_view name);
  void set_version(std::string_view text);
  void store(std::string_view value);
  void add_comment_or_abstract(std::string_view text);
  void add_dc_identifier(std::string_view text);
  void add_dc_creator(std::string_view text);
  void end_author();
  bool end_record();

  OaiAnswer& answer_;
  const OnRecord& on_record_;
  OaiRecord record_;
  std::vector<In> path_{In::kProtocol};
  Field field_ = Field::kNone;
  bool deleted_ = false;
  bool dublin_core_ = false;
  std::string name_;  // reused
};

Take Reader::protocol_child(std::string_view name, XmlAttributes attributes) {
  if (name == "OAI-PMH" || name == "ListRecords" || name == "GetRecord")
    return nested(In::kProtocol);
  if (name == "record") {
    record_.clear();
    deleted_ = dublin_core_ = false;
    return nested(In::kRecord);
  }
  if (name == "responseDate") return into(Field::kResponseDate);
  if (name == "resumptionToken") return into(Field::kToken);
  if (name == "error") {
    answer_.error = feed::attribute(attributes, "code");
    return into(Field::kError);
  }
  return Take::kSkip;  // <request> is not even the URL that was called
}

Take Reader::record_child(std::string_view name, XmlAttributes attributes) {
  if (name == "header") {
    deleted_ = feed::attribute(attributes, "status") == "deleted";
    return nested(In::kHeader);
  }
  return name == "metadata" && !deleted_ ? nested(In::kMetadata) : Take::kSkip;
}

// By the local name: one recorded answer lacks the namespace of <arXiv>.
Take Reader::metadata_child(std::string_view name) {
  if (name == "arXiv") return nested(In::kArxiv);
  if (name == "arXivRaw") return nested(In::kRaw);
  if (name != "dc") return Take::kSkip;
  dublin_core_ = true;
  record_.paper.primary_first = false;
  return nested(In::kDublinCore);
}

Take Reader::on_start(const XmlName& name, XmlAttributes attributes) {
  const std::string_view local = name.local;
  switch (path_.back()) {
    case In::kProtocol:
      return protocol_child(local, attributes);
    case In::kRecord:
      return record_child(local, attributes);
    case In::kHeader:
      return into(field_of(kHeaderFields, local));
    case In::kMetadata:
      return metadata_child(local);
    case In::kArxiv:
      return local == "authors" ? nested(In::kAuthors) : into(field_of(kOwnFields, local));
    case In::kRaw:
      if (local == "version") {
        set_version(feed::attribute(attributes, "version"));
        return nested(In::kVersion);
      }
      return into(local == "authors" ? Field::kAuthorList : field_of(kOwnFields, local));
    case In::kVersion:
      return into(local == "date" ? Field::kDate : Field::kNone);
    case In::kAuthors:
      if (local != "author") return Take::kSkip;
      record_.paper.authors.add();
      return nested(In::kAuthor);
    case In::kAuthor:
      return into(field_of(kAuthorFields, local));
    case In::kDublinCore:
      return into(field_of(kDublinCoreFields, local));
  }
  return Take::kSkip;
}

bool Reader::on_value(const XmlName&, const XmlValue& value) {
  store(trimmed(value.text));
  return true;
}

void Reader::store(std::string_view value) {
  Paper& p = record_.paper;
  switch (field_) {
    case Field::kIdentifier:
      if (Identifier id; find_id(value, id)) p.id.id = id.id;
      break;
    case Field::kDatestamp:
      record_.datestamp = value.substr(0, 10);
      break;
    case Field::kSetSpec:
      record_.sets.add() = value;
      break;
    case Field::kResponseDate:
      answer_.response_date = value;
      break;
    case Field::kToken:
      answer_.token = value;
      break;
    case Field::kError:
      answer_.message = value;
      break;
    case Field::kId:
      if (Identifier id; parse_id(value, id)) p.id.id = id.id;
      break;
    case Field::kCreated:
      set_published(p, value);
      break;
    case Field::kUpdated:
      p.updated_ms = date_ms(value);
      break;
    case Field::kDate:  // of versions in arXivRaw; the first and the last in oai_dc
      if (p.published_ms == SHEAF_TIME_UNKNOWN) {
        set_published(p, value);
      } else {
        p.updated_ms = date_ms(value);
      }
      break;
    case Field::kKeyname:
      p.authors.back().family = value;
      break;
    case Field::kForenames:
      p.authors.back().given = value;
      break;
    case Field::kSuffix:
      p.authors.back().suffix = value;
      break;
    case Field::kAffiliation: {
      std::string& out = p.authors.back().affiliation;
      out.append(out.empty() ? "" : "; ").append(value);
      break;
    }
    case Field::kTitle:
      p.title = value;
      break;
    case Field::kCategories:
      while (!value.empty()) {
        const auto end = std::min(value.find_first_of(" \t\r\n"), value.size());
        p.add_category(value.substr(0, end));
        value = trimmed(value.substr(end));
      }
      break;
    case Field::kComments:
      p.comment = value;
      break;
    case Field::kReportNo:
      p.report_no = value;
      break;
    case Field::kMscClass:
      p.msc_class = value;
      break;
    case Field::kAcmClass:
      p.acm_class = value;
      break;
    case Field::kJournalRef:
      p.journal_ref = value;
      break;
    case Field::kDoi:
      add_dois(value, p.dois);
      break;
    case Field::kLicense:
      p.license = value;
      break;
    case Field::kAbstract:
      set_abstract(p.abstract, value);
      break;
    case Field::kAuthorList:
      p.add_authors(value);
      break;
    case Field::kCreator:
      add_dc_creator(value);
      break;
    case Field::kDescription:
      add_comment_or_abstract(value);
      break;
    case Field::kDcIdentifier:
      add_dc_identifier(value);
      break;
    case Field::kNone:
      break;
  }
}

// `v3`: the highest counts.
void Reader::set_version(std::string_view text) {
  std::uint32_t version = 0;
  if (text.starts_with('v')) std::from_chars(text.data() + 1, text.data() + text.size(), version);
  record_.paper.id.version = std::max(record_.paper.id.version, version);
}

// The abstract first, then the comments.
void Reader::add_comment_or_abstract(std::string_view text) {
  Paper& p = record_.paper;
  if (p.abstract.empty()) return set_abstract(p.abstract, text);
  if (text.starts_with("Comment: ")) text.remove_prefix(9);
  p.comment = text;
}

// The abs page, `doi:…`, or a journal reference.
void Reader::add_dc_identifier(std::string_view text) {
  Paper& p = record_.paper;
  if (text.find("arxiv.org/abs/") != text.npos) return;  // the header has said it
  if (text.starts_with("doi:") || text.find("doi.org/") != text.npos) return add_dois(text, p.dois);
  p.journal_ref = text;
}

// `Keyname Suffix, Forenames`, or the name of a group.
void Reader::add_dc_creator(std::string_view text) {
  Author& a = record_.paper.authors.add();
  const auto comma = text.find(", ");
  a.family = text.substr(0, comma);
  if (comma != text.npos) a.given = trimmed(text.substr(comma + 2));
  end_author();
}

void Reader::end_author() {
  Paper& p = record_.paper;
  const Author read = p.authors.back();
  p.authors.drop_last();
  for (const auto& name : feed::names_of_fields(read.family, read.given, read.suffix)) {
    p.add_author(name);
    p.authors.back().affiliation = read.affiliation;
  }
}

bool Reader::end_record() {
  ++answer_.records;
  if (deleted_) return true;
  Paper& p = record_.paper;
  if (p.id.id.empty() || p.title.empty()) {
    ++answer_.unreadable;
    return true;
  }
  if (dublin_core_) {
    for (const std::string& set : record_.sets) p.add_category(from_oai_set(set));
  }
  // Without a second date there was no second version.
  if (p.id.version == 0 && p.updated_ms == SHEAF_TIME_UNKNOWN) p.id.version = 1;
  return on_record_(record_);
}

bool Reader::on_end(const XmlName&) {
  const In ended = path_.back();
  path_.pop_back();
  if (ended == In::kAuthor) end_author();
  return ended == In::kRecord ? end_record() : true;
}

}  // namespace

void OaiRecord::clear() {
  paper.clear();
  datestamp.clear();
  sets.clear();
}

OaiAnswer read_oai(Body& body, const OnRecord& on_record) {
  OaiAnswer out;
  Reader reader(out, on_record);
  feed::XmlOptions options;
  options.content_type = body.content_type();
  out.parse = feed::read_xml(body.read(), reader, options);
  return out;
}

}  // namespace arxiv
