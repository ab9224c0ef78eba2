#include "details.h"

#include <array>
#include <limits>

#include "paper.h"
#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/doi.hpp"
#include "sheaf/feed/json.hpp"

namespace biorxiv {
namespace {

namespace feed = sheaf::feed;

// What a record needs, and what all records of a page cannot lack unless the format changed.
constexpr std::array<const char*, 4> kNeeded = {"doi", "title", "version", "date"};
constexpr std::array<const char*, 3> kExpected = {"authors", "abstract", "category"};

// "NA" is how the API says that there is nothing.
std::string_view value_at(feed::Json object, std::string_view key) {
  const std::string_view text = trimmed(feed::string_at(object, key));
  return text == "NA" ? std::string_view() : text;
}

Server server_at(feed::Json object, Server otherwise) {
  const std::string name = folded_category(feed::string_at(object, "server"));
  if (name == id_of(Server::kMedrxiv)) return Server::kMedrxiv;
  return name == id_of(Server::kBiorxiv) ? Server::kBiorxiv : otherwise;
}

// The paper in a journal is the same work.
void set_published(sheaf::Record& record, std::string_view said) {
  const std::string doi = feed::doi_of(said);
  if (doi.empty() || doi == record.id) return;
  record.relations.push_back({SHEAF_REL_PREPRINT_OF, "doi", doi});
  record.links.push_back({SHEAF_LINK_OTHER, "https://doi.org/" + doi, "Published version"});
}

// The key that is missing, or nullptr.
const char* read_record(feed::Json in, Server server, sheaf::Record& out) {
  const std::string said = feed::doi_of(feed::string_at(in, "doi"));
  std::string_view doi = said;
  take_version(doi);
  if (doi.empty()) return kNeeded[0];
  const std::string_view title = value_at(in, "title");
  if (title.empty()) return kNeeded[1];
  const auto version = feed::integer_at(in, "version");
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (!version || *version < 1 || *version > kMost) return kNeeded[2];
  const auto date = feed::parse_date(feed::string_at(in, "date"));
  if (!date) return kNeeded[3];

  set_version(out, server_at(in, server), doi, static_cast<std::uint32_t>(*version), date);
  set_texts(out, title, value_at(in, "abstract"));
  set_authors(out, value_at(in, "authors"), feed::AuthorStyle::kSemicolon);
  set_corresponding(out, value_at(in, "author_corresponding"),
                    value_at(in, "author_corresponding_institution"));
  out.license = spdx(value_at(in, "license"));
  out.type = type_of(value_at(in, "type"));
  if (const std::string_view category = value_at(in, "category"); !category.empty()) {
    out.primary_category = category;
    out.categories.emplace_back(category);
  }
  set_published(out, value_at(in, "published"));
  return nullptr;
}

void read_messages(feed::Json root, Page& page, std::string& status) {
  const auto messages = feed::items_at(root, "messages");
  if (messages.empty()) return;
  const feed::Json first = messages.front();
  status = feed::string_at(first, "status");
  page.count = feed::integer_at(first, "count");
  page.total = feed::integer_at(first, "total");
  page.category = folded_category(feed::string_at(first, "category"));
}

class Missing {
 public:
  void note(feed::Json record, const char* needed) {
    if (needed != nullptr && (needed_ == nullptr || needed == needed_)) {
      needed_ = needed;
      ++lacking_;
    }
    for (std::size_t i = 0; i < kExpected.size(); ++i) {
      if (feed::member_at(record, kExpected[i])) ++found_[i];
    }
  }
  std::string sentence(std::size_t records) const {
    std::string out;
    if (lacking_ > 0) {
      out = std::to_string(lacking_) + " of " + std::to_string(records) + " records have no `" +
            needed_ + "`";
    }
    for (std::size_t i = 0; records > 0 && i < kExpected.size(); ++i) {
      if (found_[i] > 0) continue;
      out += (out.empty() ? "" : "; ") + std::string("no record has `") + kExpected[i] + "`";
    }
    return out;
  }

 private:
  const char* needed_ = nullptr;  // the first that was missed
  std::size_t lacking_ = 0;
  std::array<std::size_t, kExpected.size()> found_{};
};

}  // namespace

Page read_page(std::string_view body, Server server, const OnRecord& on_record) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (body.starts_with(kMark)) body.remove_prefix(kMark.size());
  Page page;
  const feed::JsonDocument document(body, "collection");
  page.truncated = document.truncated();
  std::string status;
  read_messages(document.root(), page, status);
  const auto collection = feed::member_at(document.root(), "collection");
  if (!collection) {
    if (page.truncated || status == "no posts found") return page;
    if (!status.empty() && status != "ok") {
      throw sheaf::Error(SHEAF_E_UPSTREAM, "the API says \"" + status + "\"");
    }
  }
  const auto records = feed::require<simdjson::dom::array>(document.root(), "collection");
  if (records.size() == 0 && !status.empty() && status != "ok" && status != "no posts found") {
    throw sheaf::Error(SHEAF_E_UPSTREAM, "the API says \"" + status + "\"");
  }
  Missing missing;
  bool wanted = true;
  for (const feed::Json in : records) {
    ++page.records;
    sheaf::Record record;
    const char* const needed = read_record(in, server, record);
    missing.note(in, needed);
    if (needed != nullptr) {
      ++page.unreadable;
    } else if (wanted) {
      wanted = on_record(record);
    }
  }
  page.missed = missing.sentence(page.records);
  return page;
}

}  // namespace biorxiv
