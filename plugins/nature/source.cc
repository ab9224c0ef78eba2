#include "source.h"

#include <algorithm>
#include <array>

#include "article.h"
#include "sheaf/feed/feed.hpp"
#include "sheaf/feed/report.hpp"

namespace nature {
namespace {

namespace feed = sheaf::feed;

constexpr std::int64_t kIntervalMs = 1000, kDayMs = 86'400'000;
constexpr std::size_t kMostItems = 5000;  // fifty times what a feed lists
constexpr std::uint64_t kMostBody = 32 << 20;
constexpr std::size_t kEnoughToTell = 3;  // items that all lack an element: it has gone

std::int64_t day(std::int64_t ms) {
  return ms - ((ms % kDayMs) + kDayMs) % kDayMs;
}

// Elements that one item may lack, but not all.
struct Elements {
  std::size_t creator = 0, content = 0, date = 0;

  void count(const feed::Item& item, const sheaf::Record& record) {
    creator += record.authors.empty() ? 0 : 1;
    content += item.content.text.empty() ? 0 : 1;
    date += record.published_ms == SHEAF_TIME_UNKNOWN ? 0 : 1;
  }
  std::string missing() const {
    std::string out;
    for (const auto& [count, name] : std::array<std::pair<std::size_t, const char*>, 3>{
             {{creator, "dc:creator"}, {content, "content:encoded"}, {date, "dc:date"}}}) {
      if (count == 0) out += (out.empty() ? "" : ", ") + std::string(name);
    }
    return out;
  }
};

// A reply answers a letter ("Matters Arising") that has no other mark than the reply.
void mark_letters(std::vector<sheaf::Record>& records) {
  for (const sheaf::Record& reply : records) {
    const std::string_view answered = replied_to(reply.title.value);
    if (answered.empty()) continue;
    for (sheaf::Record& r : records) {
      if (r.type == SHEAF_TYPE_RESEARCH && r.title.value == answered) r.type = SHEAF_TYPE_LETTER;
    }
  }
}

std::string not_a_feed(const sheaf::ResponseView& response) {
  const bool login = response.url().find("//idp.") != std::string_view::npos;
  return login ? "a login page instead of a feed"
               : "a web page instead of a feed; it may ask for a login or consent, or the journal "
                 "has no such feed";
}

// Without its stop: others may follow.
void add_sentence(std::string& out, std::string_view sentence) {
  while (sentence.ends_with('.')) sentence.remove_suffix(1);
  out.append(out.empty() ? "" : "; ").append(sentence);
}

bool passing(sheaf_status code) {
  return code == SHEAF_E_TRANSIENT || code == SHEAF_E_RATE_LIMITED;
}

}  // namespace

std::vector<sheaf::Field> NatureSource::fields() {
  using sheaf::field;
  std::vector<sheaf::Field> out;
  out.push_back(field("journals", SHEAF_T_STRING, "The journals to follow.")
                    .list()
                    .example("[nature, nmeth, s41598, \"Nature Machine Intelligence\"]")
                    .description("By code, the part of the journal's address behind nature.com/, "
                                 "by its number in DOIs, or by title. Codes that the plugin does "
                                 "not know are tried as they are."));
  out.push_back(field("url", SHEAF_T_URL, "Feeds of nature.com to read instead.")
                    .list()
                    .example("[\"https://www.nature.com/subjects/genomics.rss\"]")
                    .description("Also `file://`. Read anew in every run."));
  return out;
}

std::vector<sheaf::HostRule> NatureSource::hosts() {
  return {{"www.nature.com", kIntervalMs, 1}, {"feeds.nature.com", kIntervalMs, 1}};
}

NatureSource::NatureSource(sheaf::Host host, sheaf::Config config)
    : host_(host), urls_(config.list("url")) {
  for (const std::string& text : config.list("journals")) {
    auto journal = find_journal(text);
    if (!journal) {
      throw sheaf::Error(SHEAF_E_CONFIG,
                         "journals: `" + text +
                             "` is no title this plugin knows; write the journal's code, the part "
                             "of its address behind nature.com/");
    }
    const bool twice = std::any_of(journals_.begin(), journals_.end(),
                                   [&](const Journal& j) { return j.code == journal->code; });
    if (!twice) journals_.push_back(*std::move(journal));
  }
  if (journals_.empty() && urls_.empty()) {
    throw sheaf::Error(SHEAF_E_CONFIG, "name the journals to follow, or a url");
  }
}

std::vector<NatureSource::Shelf> NatureSource::shelves() const {
  std::vector<Shelf> out;
  for (const Journal& j : journals_) {
    Shelf shelf;
    shelf.name = j.name();
    shelf.code = j.code;
    shelf.urls = {"https://www.nature.com/" + j.code + ".rss",
                  "https://feeds.nature.com/" + j.code + "/rss/current"};
    out.push_back(std::move(shelf));
  }
  for (const std::string& url : urls_) {
    Shelf shelf;
    shelf.name = url;
    shelf.urls = {url};
    out.push_back(std::move(shelf));
  }
  return out;
}

void NatureSource::read(Shelf& shelf, const sheaf::ResponseView& response) {
  using How = feed::ParseEnd::How;
  feed::FeedOptions options;
  options.content_type = response.header("content-type");
  feed::Feed head;
  std::string missed;
  std::size_t unreadable = 0;
  Elements elements;
  const feed::FeedEnd end = feed::read_feed(
      feed::from_memory(response.body()),
      [&](const feed::Item& item) {
        ++shelf.items;
        std::string element;
        if (auto record = read_article(item, head, element)) {
          elements.count(item, *record);
          shelf.records.push_back(*std::move(record));
        } else {
          ++unreadable;
          if (missed.empty()) missed = element;
        }
        return shelf.items < kMostItems;
      },
      [&](const feed::Feed& f) { head = f; }, options);

  if (end.parse.how != How::kComplete && shelf.items == 0) {
    shelf.state = feed::state_of(end.parse, 0, false);
    const std::string why = end.parse.how == How::kNotXml ? not_a_feed(response) : end.parse.detail;
    add_sentence(shelf.sentence, std::string(response.url()) + " answers with " + why);
    return;
  }
  shelf.read = true;
  shelf.state = SHEAF_STATE_OK;
  shelf.sentence.clear();
  const auto note = [&](sheaf_source_state state, const std::string& sentence) {
    shelf.state = std::max(shelf.state, state);
    add_sentence(shelf.sentence, sentence);
  };
  if (!end.parse.detail.empty()) {
    note(feed::state_of(end.parse, 0, false), end.parse.detail);
  } else if (end.parse.stopped) {
    note(SHEAF_STATE_TRUNCATED, "more than 5000 items");
  }
  if (unreadable > 0) {
    note(SHEAF_STATE_FORMAT_CHANGED, std::to_string(unreadable) + " of " +
                                         std::to_string(shelf.items) + " items have no " + missed);
  }
  if (shelf.records.size() >= kEnoughToTell) {
    if (const std::string gone = elements.missing(); !gone.empty()) {
      note(SHEAF_STATE_FORMAT_CHANGED, "no item has " + gone);
    }
  }
  if (shelf.items == 0) note(SHEAF_STATE_EMPTY_UNEXPECTED, "the feed has no items");
  mark_letters(shelf.records);
}

// One at a time: the cookie of the first answer spares the others the way round.
void NatureSource::fill(const sheaf::Call& call, std::vector<Shelf>& all) const {
  for (std::size_t attempt = 0;; ++attempt) {
    std::vector<sheaf::HttpRequest> requests;
    std::vector<Shelf*> asking;
    for (Shelf& shelf : all) {
      if (shelf.read || attempt >= shelf.urls.size()) continue;
      sheaf::HttpRequest request;
      request.url = shelf.urls[attempt];
      request.flags = SHEAF_H_COOKIES;
      request.max_body = kMostBody;
      requests.push_back(std::move(request));
      asking.push_back(&shelf);
    }
    if (requests.empty()) return;
    host_.send_many(call, requests, 1, [&](std::size_t i, const sheaf::Result& result) {
      Shelf& shelf = *asking[i];
      if (result) {
        read(shelf, result.response());
        return true;
      }
      if (result.error().code() == SHEAF_E_CANCELLED) throw result.error();
      add_sentence(shelf.sentence, result.error().what());
      // A pause that would help says more than a page that does not exist.
      if (!shelf.error || !passing(shelf.error->code())) shelf.error = result.error();
      return true;
    });
  }
}

// Throws if one of them failed for another reason than what it answered with: preferably for one
// that may pass.
void NatureSource::throw_worst(const std::vector<Shelf>& all) {
  const Shelf* worst = nullptr;
  std::string sentences;
  for (const Shelf& shelf : all) {
    sentences += (sentences.empty() ? "" : " ") + shelf.name + ": " + shelf.sentence + ".";
    if (shelf.error && (!worst || passing(shelf.error->code()))) worst = &shelf;
  }
  if (!worst) return;
  throw sheaf::Error(worst->error->code(), sentences, worst->error->retry_after_ms());
}

void NatureSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                         const sheaf::RecordSink& sink) {
  auto cursor = parse_cursor(sheaf::view(request.cursor));
  if (!cursor) throw sheaf::unreadable_cursor(call);
  std::erase_if(cursor->taken, [&](const auto& entry) {
    return std::none_of(journals_.begin(), journals_.end(),
                        [&](const Journal& j) { return j.code == entry.first; });
  });
  std::vector<Shelf> all = shelves();
  fill(call, all);

  const auto failed = std::count_if(all.begin(), all.end(), [](const Shelf& s) { return !s.read; });
  const bool nothing = failed == static_cast<std::ptrdiff_t>(all.size());
  if (nothing) throw_worst(all);  // the host decides whether to come back

  feed::Report report;
  const bool since = request.since_ms != SHEAF_TIME_UNKNOWN;
  std::uint64_t emitted = 0;
  std::size_t known = 0;
  for (Shelf& shelf : all) {
    std::vector<std::uint64_t> taken;
    bool stopped = false;
    std::size_t research = 0;
    // Oldest first.
    for (auto r = shelf.records.rbegin(); r != shelf.records.rend() && !stopped; ++r) {
      research += r->type == SHEAF_TYPE_RESEARCH ? 1 : 0;
      const bool dated = r->published_ms != SHEAF_TIME_UNKNOWN;
      if (dated && since && r->published_ms < day(request.since_ms)) continue;
      if (dated && request.until_ms != SHEAF_TIME_UNKNOWN && r->published_ms > request.until_ms) {
        continue;
      }
      const std::uint64_t hash = item_hash(r->id, r->title.value);
      if (!since && cursor->has(shelf.code, hash)) {
        ++known;
      } else {
        stopped = !sink.emit(*r);
        ++emitted;
      }
      taken.push_back(hash);
    }
    if (!shelf.code.empty() && shelf.read) {
      std::reverse(taken.begin(), taken.end());
      cursor->take(shelf.code, taken, journals_.size());
      sink.checkpoint(cursor->text());
    }
    call.progress(emitted, 0);
    if (stopped) break;
    if (!shelf.read) {
      // With the others there, what is missing is part of a list.
      const sheaf_source_state least{nothing ? SHEAF_STATE_OK : SHEAF_STATE_TRUNCATED};
      report.note(std::max(shelf.state, least),
                  shelf.name + " could not be read: " + shelf.sentence + ".");
    } else if (shelf.state != SHEAF_STATE_OK) {
      report.note(shelf.state, shelf.name + ": " + shelf.sentence + ".");
    } else if (research == 0) {
      report.note(SHEAF_STATE_OK, shelf.name + ": none of the " + std::to_string(shelf.items) +
                                      " items is research.");
    }
  }
  if (emitted == 0 && known > 0) {
    report.note(SHEAF_STATE_EMPTY_EXPECTED, "Nothing new since the last run.");
  } else if (emitted == 0 && std::any_of(all.begin(), all.end(),
                                         [](const Shelf& s) { return !s.records.empty(); })) {
    report.note(SHEAF_STATE_EMPTY_EXPECTED, "Nothing was published in the time asked for.");
  }
  report.tell(sink, emitted);
}

void NatureSource::probe(const sheaf::Call& call) {
  std::vector<Shelf> one = shelves();
  one.resize(1);
  fill(call, one);
  if (one.front().read) return;
  throw_worst(one);
  throw sheaf::Error(SHEAF_E_UPSTREAM, one.front().name + ": " + one.front().sentence + ".");
}

}  // namespace nature
